"""`warehouse backup` and `warehouse restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.options import HomeOption, settings_of
from pipeline.reporting import ConsoleReporter, make_console

# What only one verb needs is imported in that verb: `--help` must not wait for dbt.
# ruff: noqa: PLC0415


def backup(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(help="An empty folder; by default one under `backups` in the home."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Back up the build and what you told the warehouse: all that cannot be made again."""
    from pipeline.running import run
    from warehouse.backups import back_up

    console = make_console()
    with run(settings_of(context, home), "backup", ConsoleReporter(console)) as this:
        where = folder or this.home.backups / this.run_id
        copied = back_up(this.home, where)
        this.did(f"{copied:,} bytes backed up to {where}")
    console.print(f"Backed up {copied:,} bytes to {where}.", soft_wrap=True)


def restore(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(help="A backup; by default the newest in the home.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Put a backup in the place of the build; `current` stays as it is until the next night."""
    from warehouse import backups
    from warehouse.errors import UsageError
    from warehouse.home import Home
    from warehouse.lock import writing

    console = make_console()
    where = Home(settings_of(context, home).home)
    with writing(where, "restore"):
        backup = folder or backups.newest_backup(where)
        if backup is None:
            raise UsageError(f"There is no backup in {where.backups}: give the folder of one.")
        aside = backups.restore(where, backup)
    console.print(f"Restored {backup}.", soft_wrap=True)
    if aside:
        console.print(f"The build that stood there lies in {aside}.", soft_wrap=True)
    console.print("Run `warehouse nightly`: it lands again what was exported since.")
