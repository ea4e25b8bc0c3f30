"""`warehouse watchdog`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from pipeline.commands.options import HomeOption, settings_of
from warehouse.errors import PublishError

# What only this verb needs is imported in it.
# ruff: noqa: PLC0415


def watchdog(
    context: typer.Context,
    deadline: Annotated[
        str, typer.Option(help="Time of day, in the business time zone, such as 07:00.")
    ],
    hours: Annotated[
        float,
        typer.Option(
            min=0.1, max=24 * 31, help="How long before it a run may have been published."
        ),
    ] = 24,
    home: HomeOption = None,
) -> None:
    """Tell somebody if no run was published in time, or if what is published cannot be read."""
    from pipeline.reporting import make_console
    from pipeline.watching import parse_deadline, run_watchdog

    settings = settings_of(context, home)
    found, untold = run_watchdog(settings, parse_deadline(deadline), dt.timedelta(hours=hours))
    if found.problem:
        raise PublishError(" ".join([found.sentence, *untold]))
    console = make_console()
    for sentence in (found.sentence, *untold):
        console.print(sentence, soft_wrap=True)
