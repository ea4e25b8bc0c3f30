"""`warehouse quarantine`: the rows that expectations held back from raw, and their way back."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from pipeline.commands.options import HomeOption, settings_of
from pipeline.reporting import ConsoleReporter, make_console
from warehouse.errors import UsageError
from warehouse.home import Home

# What only one verb needs is imported in that verb: `--help` must not wait for dbt.
# ruff: noqa: PLC0415

app = typer.Typer(
    help="List the rows that expectations hold back, or put them back.", no_args_is_help=True
)
SourceOption = Annotated[
    str | None, typer.Option("--source", help="Only rows of this source system.")
]


@app.command("list")
def show(
    context: typer.Context,
    source: SourceOption = None,
    released: Annotated[
        bool, typer.Option("--released", help="Those that were put back, too.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="For other programs, with the rows themselves.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Show the rows that are held back, why, and by which id they can be released."""
    from pipeline.quarantine import print_held, read_held

    held = read_held(
        Home(settings_of(context, home).home),
        source=source,
        released=released,
        with_records=as_json,
    )
    if as_json:
        sys.stdout.write(json.dumps(held, ensure_ascii=False, indent=2) + "\n")
    else:
        print_held(held, make_console())


@app.command()
def release(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="As listed.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All that are held.")] = False,
    source: SourceOption = None,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Why they are right as they are, for the log.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Put rows back as they were; the expectation that held them lets them pass from now on."""
    from expectations.quarantine import release as put_back
    from pipeline.running import run
    from warehouse.database import connect_build

    if bool(ids) == every:
        raise UsageError("Give the ids of the rows as `warehouse quarantine list` shows, or --all.")
    settings = settings_of(context, home)
    if not Home(settings.home).build.is_file():
        raise UsageError(f"There is no warehouse in {settings.home}: nothing is held there.")
    console = make_console()
    with (
        run(settings, "quarantine", ConsoleReporter(console)) as this,
        connect_build(this.home, settings.memory_limit) as build,
    ):
        count = put_back(build, this.run_id, ids=ids or (), source=source, reason=reason)
        rows = f"{count:,} {'row' if count == 1 else 'rows'}"
        this.did(f"{rows} released")
    then = "The next build reads everything anew." if count else "None of them was held."
    console.print(f"Released: {rows}. {then}")
