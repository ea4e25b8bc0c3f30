"""A service and a timer for the night, and for its watchdog, as systemd reads them.

How a path is written there: systemd.unit(5) for `%`, systemd.service(5) for quotes and `$`.
"""

from __future__ import annotations

import os
import pwd
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from pipeline.schedules.files import remove_file, write_file
from pipeline.schedules.plan import Plan, templates
from warehouse.errors import UsageError, WarehouseError

UNITS = ("nightly.service", "nightly.timer", "watchdog.service", "watchdog.timer")
_RUNNING = Path("/run/systemd/system")  # sd_booted(3)
_SYSTEM = Path("/etc/systemd/system")
_PLAIN = re.compile(r"[\w%$./:=+,@-]+")
_LINGER = Path("/var/lib/systemd/linger")


def is_running() -> bool:
    """Whether this machine was started by systemd."""
    return _RUNNING.is_dir()


def unit_folder(*, system: bool) -> Path:
    """Where systemd looks for units of the machine, or of this user."""
    if system:
        return _SYSTEM
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(config) / "systemd" / "user"


def render_units(plan: Plan, *, system: bool) -> dict[str, str]:
    """The units by the names of their files.

    Args:
        plan: what is to be run.
        system: of the machine, running as the owner of the home; else of this user.
    """
    environment = templates()
    environment.filters |= {
        "unit_text": unit_text,
        "unit_program": unit_program,
        "unit_argument": unit_argument,
    }
    user = _owner(plan.home) if system else None
    return {
        f"{plan.name}-{unit}": environment.get_template(f"{unit}.j2").render(
            plan=plan, mark=_mark(plan.home), user=user
        )
        for unit in UNITS
    }


def unit_text(value: object) -> str:
    """A text, or a path that is the whole value: only `%` has a meaning."""
    return str(value).replace("%", "%%")


def unit_program(value: object) -> str:
    """The program of a command line: `$` has no meaning there."""
    text = unit_text(value)
    return text if _PLAIN.fullmatch(text) else '"' + text.replace('"', '\\"') + '"'


def unit_argument(value: object) -> str:
    """An argument of a command line."""
    return unit_program(str(value).replace("$", "$$"))


def install_units(plan: Plan, folder: Path, *, system: bool) -> list[Path]:
    """Write the units; gives those that were not so before.

    Raises:
        UsageError: a unit of that name was not written for this home, or the folder cannot be
            written.
    """
    units = render_units(plan, system=system)
    for name in units:
        _refuse_foreign(folder / name, plan.home)
    return [folder / name for name, text in units.items() if write_file(folder / name, text)]


def units_of(name: str, home: Path, folder: Path) -> list[Path]:
    """The units that are there.

    Raises:
        UsageError: a unit of that name was not written for this home.
    """
    paths = [folder / f"{name}-{unit}" for unit in UNITS]
    for path in paths:
        _refuse_foreign(path, home)
    return [path for path in paths if path.exists()]


def remove_units(name: str, home: Path, folder: Path) -> list[Path]:
    """Take the units away; gives those that were there.

    Raises:
        UsageError: a unit of that name was not written for this home, or cannot be removed.
    """
    return [path for path in units_of(name, home, folder) if remove_file(path)]


def switching_on(name: str, *, system: bool) -> list[list[str]]:
    """The commands that switch the timers on."""
    enable = [*_control(system=system), "enable", "--now", *_timers(name)]
    return [*reloading(system=system), enable]


def switching_off(name: str, *, system: bool) -> list[list[str]]:
    """The command that switches the timers off, to be run before their files are removed."""
    return [[*_control(system=system), "disable", "--now", *_timers(name)]]


def reloading(*, system: bool) -> list[list[str]]:
    """The command after which systemd knows the units as they are on disk."""
    return [[*_control(system=system), "daemon-reload"]]


def lingers() -> bool:
    """Whether timers of this user run while it is not logged in."""
    return (_LINGER / pwd.getpwuid(os.getuid()).pw_name).exists()


def run_commands(commands: Sequence[Sequence[str]]) -> None:
    """Run what `switching_on` gives.

    Raises:
        WarehouseError: one failed; the message has what it said.
    """
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            said = " ".join(done.stderr.split()) or f"exit code {done.returncode}"
            raise WarehouseError(
                f"`{' '.join(command)}` failed: {said}. The files are written; run it yourself "
                "when that is mended."
            )


def _control(*, system: bool) -> list[str]:
    return ["systemctl"] if system else ["systemctl", "--user"]


def _timers(name: str) -> list[str]:
    return [f"{name}-{unit}" for unit in UNITS if unit.endswith(".timer")]


def _owner(home: Path) -> str:
    """Who may write to the home: its owner, or who installs where there is none yet."""
    user = home.stat().st_uid if home.exists() else os.getuid()
    return pwd.getpwuid(user).pw_name


def _mark(home: Path) -> str:
    return f"crm-warehouse, home {home}: written by `warehouse schedule install`"


def _refuse_foreign(path: Path, home: Path) -> None:
    if not path.exists():
        return
    first = path.read_text(encoding="utf-8", errors="replace").partition("\n")[0]
    if first != f"# {_mark(home)}":
        raise UsageError(
            f"{path} was not written for {home}: give this schedule a name of its own with --name."
        )
