"""`warehouse report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.options import HomeOption, settings_of
from warehouse.home import Home

# What only this verb needs is imported in it.
# ruff: noqa: PLC0415


def report(
    context: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="A folder; by default `reports` in the home."),
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="Mail it to report_to.")] = False,
    home: HomeOption = None,
) -> None:
    """Make the morning report of what is published, as HTML and PDF; or mail it."""
    from pipeline.report import make_report, send_report, write_report
    from pipeline.reporting import make_console

    settings = settings_of(context, home)
    where = Home(settings.home)
    console = make_console()
    if send and output is None:
        send_report(settings, where)
    else:
        made = make_report(settings, where)
        for path in write_report(made, output or where.reports):
            console.print(f"Written: {path}", soft_wrap=True)
        if send:
            send_report(settings, where, made)
    if send:
        console.print(f"Sent to {len(settings.report_to)} recipients.")
