"""`warehouse watchdog`: did a night publish in time, and do readers find what it published?

For cron or a timer of its own, because the night that never started cannot tell of it. It reads
`current` only and waits for nobody.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from dataclasses import dataclass

from pipeline.alerts.message import Alert, local
from pipeline.alerts.telling import tell
from warehouse.database import published_folder
from warehouse.errors import PublishError, UsageError, WarehouseError
from warehouse.home import Home
from warehouse.lock import writer
from warehouse.reading import read_rows
from warehouse.settings import Settings

# A clock may be set while a night runs; beyond this, something is wrong with it.
_CLOCK_SLACK = dt.timedelta(minutes=5)
# What every reader needs: a file that opens, says up to when it sees, and gives figures.
_ANSWERS = """
    select
        (select max(as_of_date) from core.as_of) as as_of_date,
        (select sum(value) from marts.kpi_daily) as figures,
        (select max(finished_at) from ops.runs where run_id = $run_id) as finished_at
"""


@dataclass(frozen=True)
class Watched:
    """What the watchdog found.

    Attributes:
        problem: which problem it is, the same from day to day, or "".
        sentence: what there is to say, also where all is well.
    """

    problem: str
    sentence: str


def parse_deadline(text: str) -> dt.time:
    """A time of day such as 07:00.

    Raises:
        UsageError: it is none.
    """
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", text)
    hour, minute = (int(found[1]), int(found[2])) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise UsageError(f"'{text}' is no time of day: give a deadline such as 07:00.")
    return dt.time(hour, minute)


def last_deadline(deadline: dt.time, time_zone: str, now: dt.datetime) -> dt.datetime:
    """The last time that it was so late in the business time zone, with a zone (UTC).

    A time that the clocks jump over counts as the moment to which it would have come; of one that
    they show twice, the first counts.
    """
    zone = zoneinfo.ZoneInfo(time_zone)
    day = now.astimezone(zone).date()
    for days_back in range(3):
        local_time = dt.datetime.combine(day - dt.timedelta(days=days_back), deadline, zone)
        instant = local_time.astimezone(dt.UTC)
        if instant <= now:
            return instant
    raise AssertionError("some deadline of the last days is always in the past")


def watch(
    settings: Settings, home: Home, deadline: dt.time, within: dt.timedelta, now: dt.datetime
) -> Watched:
    """Look whether readers have what a night should have published by the deadline.

    Args:
        settings: of the warehouse.
        home: of the warehouse.
        deadline: time of day in the business time zone.
        within: how long before the last deadline a run may have been published to be in time;
            one published since that deadline is late, but there.
        now: with a zone.
    """
    try:
        folder = published_folder(home)
        (about,) = read_rows(folder, _ANSWERS, {"run_id": folder.name})
    except WarehouseError as error:
        return _unreadable(home, error)
    zone = settings.time_zone
    if about["as_of_date"] is None or about["figures"] is None or about["finished_at"] is None:
        return Watched(
            "unreadable",
            f"The published run {folder.name} lacks its date, its figures or its end in the run "
            "log: run `warehouse nightly`, or go back with `warehouse rollback`.",
        )
    finished = about["finished_at"].replace(tzinfo=dt.UTC)
    if finished > now + _CLOCK_SLACK:
        return Watched(
            "future",
            f"The published run {folder.name} says that it ended at {local(finished, zone)}, and "
            f"it is only {local(now, zone)}: set this machine's clock, which was wrong then or "
            "is wrong now.",
        )
    due = last_deadline(deadline, zone, now)
    if finished < due - within:
        running = writer(home)
        cause = (
            f"A run is still under way ({running})."
            if running
            else "See `warehouse status` and the schedule, then run `warehouse nightly`."
        )
        return Watched(
            "unpublished",
            f"No run was published for the deadline of {local(due, zone)}: readers see "
            f"{folder.name}, published at {local(finished, zone)}, with data up to "
            f"{about['as_of_date']}. {cause}",
        )
    return Watched(
        "",
        f"{folder.name} was published at {local(finished, zone)}, for the deadline of "
        f"{local(due, zone)}; data up to {about['as_of_date']}.",
    )


def run_watchdog(
    settings: Settings,
    deadline: dt.time,
    within: dt.timedelta = dt.timedelta(hours=24),
    now: dt.datetime | None = None,
) -> tuple[Watched, list[str]]:
    """Look, and tell what is not well, or that it is well again.

    Returns:
        What it found, and sentences about what could not be told.
    """
    home = Home(settings.home)
    found = watch(settings, home, deadline, within, now or dt.datetime.now(dt.UTC))
    if not found.problem:
        return found, tell(settings, home, [], over=["late"], now=now)
    alert = Alert(key=f"late:{found.problem}", kind="late", text=found.sentence, problem="late")
    return found, tell(settings, home, [alert], now=now)


def _unreadable(home: Home, error: WarehouseError) -> Watched:
    if isinstance(error, PublishError) and not home.current.is_symlink():
        return Watched("never", str(error))
    lost = isinstance(error, PublishError)
    reason = f"{home.current} leads to files that are gone." if lost else str(error)
    return Watched(
        "unreadable",
        f"What is published cannot be read: {reason} Go back with `warehouse rollback RUN`, or "
        "run `warehouse nightly`.",
    )
