"""What is to be run when: the same for a timer and for a line of a crontab."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2

from pipeline.schedules.times import parse_time, refuse_unsafe
from warehouse.errors import UsageError
from warehouse.home import Home
from warehouse.settings import Settings

NAME = "crm-warehouse"
_NAMES = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
# systemd takes the path of an environment file for a pattern
_PATTERN = set("*?[]{}")


@dataclass(frozen=True)
class Plan:
    """A night and its watchdog.

    Attributes:
        name: of the units; homes on one machine have names of their own.
        program: the installed `warehouse`.
        exports: files and folders of the night; by default those of the home.
        at: when the night starts, in `zone`.
        deadline: by when it is to have published, in `zone`.
        environment: file with secrets, as NAME='value'.
    """

    name: str
    home: Path
    program: Path
    exports: tuple[Path, ...]
    at: dt.time
    deadline: dt.time
    zone: ZoneInfo
    environment: Path

    @property
    def nightly(self) -> list[str]:
        """The arguments that follow the program for the night."""
        return ["nightly", "--home", str(self.home), *map(str, self.exports)]

    @property
    def watchdog(self) -> list[str]:
        """The arguments that follow the program for the watchdog."""
        return ["watchdog", "--home", str(self.home), "--deadline", f"{self.deadline:%H:%M}"]


def make_plan(
    settings: Settings,
    exports: Sequence[Path],
    *,
    environment: Path,
    name: str = NAME,
    at: str | None = None,
    deadline: str | None = None,
    today: dt.date | None = None,
) -> Plan:
    """A plan that can be kept on every day of the next years.

    Args:
        settings: of the warehouse: its home, its time zone, and the times where none are given.
        exports: files and folders of the night; none for the folder `exports` in the home.
        environment: file with secrets.
        name: of the units.
        at: when the night starts, such as 04:15.
        deadline: by when it is to have published.
        today: the first day that counts.

    Raises:
        UsageError: a time is skipped or repeated when clocks are changed, a path is missing or
            cannot be written in a schedule, or the environment file is not safe with secrets.
    """
    if not _NAMES.fullmatch(name):
        raise UsageError(
            f"'{name}' cannot be the name of a schedule: use letters, digits, - and _."
        )
    zone = ZoneInfo(settings.time_zone)
    start, end = (
        parse_time(at or settings.night_at),
        parse_time(deadline or settings.night_deadline),
    )
    first = today or dt.datetime.now(zone).date()
    refuse_unsafe("--at", start, zone, first)
    refuse_unsafe("--deadline", end, zone, first)
    if start == end:
        raise UsageError(f"The night cannot start at its own deadline, {end:%H:%M}: give it time.")
    paths = tuple(path.expanduser().absolute() for path in exports)
    for path in paths:
        if not path.exists():
            raise UsageError(f"There is no {path}: give exports that are there, or none.")
    environment = environment.expanduser().absolute()
    _refuse_careless(environment)
    plan = Plan(name, Home(settings.home).root, _program(), paths, start, end, zone, environment)
    for path in (plan.home, plan.program, plan.environment, *paths):
        _refuse_unwritable(path)
    return plan


@cache
def templates() -> jinja2.Environment:
    """The files of a schedule, to be filled in; a variable that is missing is an error."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("pipeline.schedules"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - unit files and shell, each with escapes of its own
    )


def _program() -> Path:
    """The `warehouse` beside the Python that runs, which a scheduler finds without a PATH."""
    program = Path(sys.executable).absolute().with_name("warehouse")
    if not program.is_file():
        raise UsageError(
            f"There is no {program} for a scheduler to start: install crm-warehouse into this "
            "environment (`pip install -e .`)."
        )
    if set(str(program)) & set("'\""):
        raise UsageError(f"systemd starts no program with quotes in its path: move {program}.")
    return program


def _refuse_unwritable(path: Path) -> None:
    text = str(path)
    # what neither a unit file nor a crontab can hold on one line, or each reads in its own way
    if not text.isprintable() or "\\" in text or text != text.strip():
        raise UsageError(
            f"{text!r} cannot be written in a schedule: it holds a line break, a backslash or an "
            "unprintable character, or ends in a blank. Rename it, or set a link to it."
        )


def _refuse_careless(environment: Path) -> None:
    """Secrets stay out of a repository, and are read by nobody else."""
    if any((folder / ".git").exists() for folder in environment.parents):
        raise UsageError(
            f"{environment} is in a repository, where secrets have no place: give another file "
            "with --environment-file."
        )
    if _PATTERN & set(str(environment)):
        raise UsageError(
            f"systemd takes {environment} for a pattern: give a path without * ? [ ] {{ }} with "
            "--environment-file."
        )
    if environment.exists() and environment.stat().st_mode & 0o077:
        raise UsageError(
            f"{environment} is for secrets, and others can read it: run "
            f"`chmod 600 '{environment}'` first."
        )
