"""The night and its watchdog as lines of the user's crontab, between two lines that mark them.

Cronie reads a line's time in the zone `CRON_TZ`. Other crons read it in the zone of the machine:
there each line starts at every time that the business time can be on the machine, and goes on only
where it is.
"""

from __future__ import annotations

import datetime as dt
import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.schedules.plan import Plan, templates
from pipeline.schedules.times import days, unsafe_day
from warehouse.errors import UsageError, WarehouseError

_LOCAL_TIME = Path("/etc/localtime")
_LATE = 5  # minutes that a loaded machine may start a line late
_NONE_YET = ("no crontab", "no such file")


def machine_zone() -> dt.tzinfo:
    """The zone that a cron without `CRON_TZ` reads times in; UTC where none is set, localtime(5).

    A shell's TZ is no matter: the daemon does not have it.
    """
    if not _LOCAL_TIME.exists():
        return dt.UTC
    with _LOCAL_TIME.open("rb") as file:
        return ZoneInfo.from_file(file, key=str(_LOCAL_TIME))


def knows_zones() -> bool:
    """Whether this machine's cron has `CRON_TZ`: whether it is cronie."""
    if shutil.which("crontab") is None:
        return False
    done = _crontab("-V")
    return "cronie" in (done.stdout + done.stderr).lower()


def render_block(plan: Plan, *, cron_tz: bool, machine: dt.tzinfo, first: dt.date) -> str:
    """The lines of the plan with their marks.

    Args:
        plan: what is to be run.
        cron_tz: whether cron has `CRON_TZ`.
        machine: zone of the machine.
        first: day from which the lines are to be right.

    Raises:
        UsageError: cron could skip or repeat a line when the machine's clock is changed.
    """
    log = shell_word(plan.home / "logs" / "nightly.log")
    load = f"set -a; . {shell_word(plan.environment)}; set +a;"
    program = shell_word(plan.program)
    night = f"{load} nice -n 10 {program} {_words(plan.nightly)} >> {log}"
    watchdog = f"{load} {program} {_words(plan.watchdog)} >> {log}"
    given = {"cron_tz": cron_tz, "machine": machine, "first": first, "zone": plan.zone}
    lines = [
        *_lines(plan.at, night, **given),  # type: ignore[arg-type]
        *_lines(plan.deadline, watchdog, **given),  # type: ignore[arg-type]
    ]
    begin, end = _marks(plan.home)
    template = templates().get_template("crontab.j2")
    return template.render(plan=plan, begin=begin, end=end, cron_tz=cron_tz, lines=lines)


def _lines(
    time: dt.time,
    command: str,
    *,
    cron_tz: bool,
    zone: ZoneInfo,
    machine: dt.tzinfo,
    first: dt.date,
) -> list[str]:
    if cron_tz:
        return [f"{time.minute} {time.hour} * * *  {command}"]
    instants = [dt.datetime.combine(day, time, zone) for day in days(first)]
    starts = sorted({instant.astimezone(machine).time() for instant in instants})
    for start in starts:
        if found := unsafe_day(start, machine, first):
            raise UsageError(
                f"{time:%H:%M} in {zone.key} is {start:%H:%M} on this machine, which {found[1]} on "
                f"{found[0]}: choose another time, or a cron that has CRON_TZ (cronie)."
            )
    guard = _guard(time, zone) if len(starts) > 1 else ""
    minutes = {
        start.minute: [s.hour for s in starts if s.minute == start.minute] for start in starts
    }
    return [
        f"{minute} {','.join(map(str, hours))} * * *  {guard}{command}"
        for minute, hours in minutes.items()
    ]


def _guard(time: dt.time, zone: ZoneInfo) -> str:
    """Shell that ends unless it is this time in the zone, or some minutes later."""
    start = dt.datetime.combine(dt.date(2000, 1, 1), time)
    on_time = "|".join(f"{start + dt.timedelta(minutes=late):%H:%M}" for late in range(_LATE))
    now = rf"$(TZ={shlex.quote(zone.key)} date +\%H:\%M)"
    return f"case {now} in {on_time}) ;; *) exit 0 ;; esac; "


def shell_word(value: object) -> str:
    r"""A word of the shell in a crontab, where `%` would end the line.

    `\%` stands outside of quotes: some crons take the backslash away, and else the shell does.
    """
    return r"\%".join(shlex.quote(part) if part else "" for part in str(value).split("%")) or "''"


def _words(values: Sequence[str]) -> str:
    return " ".join(map(shell_word, values))


def install_block(home: Path, block: str) -> bool:
    """Put the block at the end of the crontab in place of this home's last one.

    Gives whether anything changed.

    Raises:
        WarehouseError: the crontab cannot be read or written, or its marks do not match.
    """
    before = _read()
    others = without_block(before, home)
    if others and not others.endswith("\n"):
        others += "\n"
    return _write(before, others + block)


def remove_block(home: Path) -> bool:
    """Take this home's block out of the crontab; gives whether there was one.

    Raises:
        WarehouseError: the crontab cannot be read or written, or its marks do not match.
    """
    before = _read()
    return _write(before, without_block(before, home))


def without_block(crontab: str, home: Path) -> str:
    """A crontab without the lines between this home's marks.

    Raises:
        WarehouseError: a mark is missing or there twice.
    """
    begin, end = _marks(home)
    lines = crontab.splitlines(keepends=True)
    marks = [(number, line.strip()) for number, line in enumerate(lines)]
    found = [(number, line) for number, line in marks if line in {begin, end}]
    if not found:
        return crontab
    if [line for _, line in found] != [begin, end]:
        raise WarehouseError(
            f"The lines that mark the schedule of {home} in the crontab do not match: take what is "
            "left of it out with `crontab -e`, then try again."
        )
    (first, _), (last, _) = found
    return "".join(lines[:first] + lines[last + 1 :])


def _marks(home: Path) -> tuple[str, str]:
    return f"# >>> crm-warehouse, home {home}", f"# <<< crm-warehouse, home {home}"


def _read() -> str:
    done = _crontab("-l")
    if done.returncode == 0:
        return done.stdout
    # anything else than `there is none` must not be taken for an empty one, which would be written
    if any(sign in done.stderr.lower() for sign in _NONE_YET):
        return ""
    raise WarehouseError(f"`crontab -l` failed: {_said(done)}. Nothing was changed.")


def _write(before: str, after: str) -> bool:
    if after == before:
        return False
    done = _crontab("-", given=after)
    if done.returncode:
        raise WarehouseError(f"`crontab -` failed: {_said(done)}. The crontab is as it was.")
    return True


def _crontab(argument: str, given: str = "") -> subprocess.CompletedProcess[str]:
    program = shutil.which("crontab")
    if program is None:
        raise UsageError("There is no `crontab` on this machine: install cron, or use systemd.")
    return subprocess.run(  # noqa: S603
        [program, argument],
        input=given,
        env={**os.environ, "LC_ALL": "C"},  # so that its words can be recognised
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",  # what others wrote there stays to the byte
        check=False,
    )


def _said(done: subprocess.CompletedProcess[str]) -> str:
    return " ".join(done.stderr.split()) or f"exit code {done.returncode}"
