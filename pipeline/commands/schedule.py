"""`warehouse schedule`: the night and its watchdog for systemd or for cron."""

from __future__ import annotations

import datetime as dt
import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.commands.options import HomeOption, settings_of
from warehouse.errors import UsageError
from warehouse.home import Home
from warehouse.settings import Settings

if TYPE_CHECKING:
    from pipeline.schedules.plan import Plan

# What only one verb needs is imported in that verb: `--help` must not wait for it.
# ruff: noqa: PLC0415

app = typer.Typer(
    help="Run the night and its watchdog by systemd or cron.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Kind = Literal["systemd", "cron"]
PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(help="Exports; by default the folder `exports` in the home."),
]
AtOption = Annotated[
    str | None, typer.Option("--at", help="Start, such as 04:15 (WAREHOUSE_NIGHT_AT).")
]
DeadlineOption = Annotated[
    str | None,
    typer.Option("--deadline", help="Published by then (WAREHOUSE_NIGHT_DEADLINE)."),
]
KindOption = Annotated[
    Kind | None, typer.Option("--kind", help="By default systemd where it runs, else cron.")
]
SystemOption = Annotated[
    bool, typer.Option("--system/--user", help="Units of the machine, or of this user.")
]
FolderOption = Annotated[
    Path | None, typer.Option("--folder", help="Folder of the units; nothing is switched on.")
]
EnvironmentOption = Annotated[
    Path | None, typer.Option("--environment-file", help="File with secrets, NAME='value'.")
]
NameOption = Annotated[
    str, typer.Option("--name", help="Of the units, if several homes are on this machine.")
]


@app.command()
def show(  # noqa: PLR0913 - options of `install`
    context: typer.Context,
    paths: PathsArgument = None,
    at: AtOption = None,
    deadline: DeadlineOption = None,
    kind: KindOption = None,
    system: SystemOption = False,
    folder: FolderOption = None,
    environment_file: EnvironmentOption = None,
    name: NameOption = "crm-warehouse",
    home: HomeOption = None,
) -> None:
    """Print what `install` would write."""
    from pipeline.schedules import systemd
    from pipeline.schedules.plan import make_plan

    settings = settings_of(context, home)
    environment = environment_file or _environment(name, system=system)
    plan = make_plan(
        settings, paths or (), environment=environment, name=name, at=at, deadline=deadline
    )
    if _chosen(kind, system=system, folder=folder) == "cron":
        sys.stdout.write(_block(plan))
        return
    where = folder or systemd.unit_folder(system=system)
    for file_name, text in systemd.render_units(plan, system=system).items():
        sys.stdout.write(f"# {where / file_name}\n{text}\n")


@app.command()
def install(  # noqa: PLR0913 - options of two formats
    context: typer.Context,
    paths: PathsArgument = None,
    at: AtOption = None,
    deadline: DeadlineOption = None,
    kind: KindOption = None,
    system: SystemOption = False,
    folder: FolderOption = None,
    environment_file: EnvironmentOption = None,
    name: NameOption = "crm-warehouse",
    home: HomeOption = None,
) -> None:
    """Write the schedule and switch it on; a second time changes nothing."""
    from pipeline.schedules import cron, systemd
    from pipeline.schedules.plan import make_plan

    settings = settings_of(context, home)
    environment = environment_file or _environment(name, system=system)
    plan = make_plan(
        settings, paths or (), environment=environment, name=name, at=at, deadline=deadline
    )
    chosen = _chosen(kind, system=system, folder=folder)
    block = _block(plan) if chosen == "cron" else ""
    if chosen == "cron":
        Home(plan.home).create()  # its folder of logs is where the lines write to
        changed = cron.install_block(plan.home, block)
        _say("Crontab: " + ("the lines are in it." if changed else "nothing to change."))
        _make_environment(plan)  # where there is no crontab, nobody reads it
    else:
        _make_environment(plan)
        where = folder or systemd.unit_folder(system=system)
        written = systemd.install_units(plan, where, system=system)
        for path in written:
            _say(f"Written: {path}")
        if not written:
            _say(f"{where}: nothing to change.")
        _switch(systemd.switching_on(name, system=system), folder)
        if not system and not systemd.lingers():
            _say("So that it runs while you are not logged in: loginctl enable-linger")
    _say(f"The night at {plan.at:%H:%M}, its watchdog at {plan.deadline:%H:%M}, {plan.zone.key}.")
    _tell_settings_of_this_shell(plan)


@app.command()
def remove(
    context: typer.Context,
    kind: KindOption = None,
    system: SystemOption = False,
    folder: FolderOption = None,
    name: NameOption = "crm-warehouse",
    home: HomeOption = None,
) -> None:
    """Take the schedule of this home away; the file with secrets stays."""
    from pipeline.schedules import cron, systemd

    root = Home(settings_of(context, home).home).root
    if _chosen(kind, system=system, folder=folder) == "cron":
        removed = cron.remove_block(root)
        _say("Crontab: " + ("the lines are out of it." if removed else "there was none of them."))
        return
    where = folder or systemd.unit_folder(system=system)
    there = systemd.units_of(name, root, where)
    if not there:
        _say(f"{where}: there was none.")
        return
    _switch(systemd.switching_off(name, system=system), folder)
    for path in systemd.remove_units(name, root, where):
        _say(f"Removed: {path}")
    _switch(systemd.reloading(system=system), folder)


def _chosen(kind: Kind | None, *, system: bool, folder: Path | None) -> Kind:
    from pipeline.schedules import systemd

    units_wanted = system or folder is not None
    if kind == "cron" and units_wanted:
        raise UsageError(
            "--system and --folder are of systemd: cron's lines go into the crontab of the user "
            "who runs this, which should be the owner of the home."
        )
    return kind or ("systemd" if units_wanted or systemd.is_running() else "cron")


def _environment(name: str, *, system: bool) -> Path:
    if system:
        return Path("/etc") / name / "environment"
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(config) / name / "environment"


def _make_environment(plan: Plan) -> None:
    from pipeline.schedules.files import create_environment

    if create_environment(plan.environment):
        _say(f"Written: {plan.environment}, for secrets; it is still empty.")


def _block(plan: Plan) -> str:
    from pipeline.schedules import cron

    return cron.render_block(
        plan,
        cron_tz=cron.knows_zones(),
        machine=cron.machine_zone(),
        first=dt.datetime.now(plan.zone).date(),
    )


def _switch(commands: list[list[str]], folder: Path | None) -> None:
    """Run the commands where systemd runs and reads that folder; else say them."""
    from pipeline.schedules import systemd

    if folder is None and systemd.is_running():
        systemd.run_commands(commands)
        return
    _say("Where systemd runs:")
    for command in commands:
        _say(f"  {shlex.join(command)}")


def _tell_settings_of_this_shell(plan: Plan) -> None:
    """A scheduler does not have the variables of the shell that installs."""
    own = {f"WAREHOUSE_{name.upper()}" for name in Settings.model_fields} - {"WAREHOUSE_HOME"}
    if found := sorted(own & set(os.environ)):
        _say(
            f"{', '.join(found)}: set in this shell only. The night reads warehouse.toml in its "
            f"home, and {plan.environment}."
        )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
