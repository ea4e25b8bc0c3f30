"""Times of day that every day has exactly once, in a zone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from warehouse.errors import UsageError

YEARS = 10  # that are looked at; what law will make of a zone after that nobody knows
_TIME_OF_DAY = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_STEP = 15  # minutes between the times that are offered instead
_MINUTES = 24 * 60


def parse_time(text: str) -> dt.time:
    """A time of day such as 04:15.

    Raises:
        UsageError: it is none.
    """
    found = _TIME_OF_DAY.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"'{text}' is no time of day: give one such as 04:15.")
    return dt.time(int(found[1]), int(found[2]))


def unsafe_day(
    time: dt.time, zone: dt.tzinfo, first: dt.date, years: int = YEARS
) -> tuple[dt.date, str] | None:
    """The first day that has this time not at all, or twice.

    Args:
        time: of day, without a zone.
        zone: in which it is told.
        first: day to look from.
        years: to look ahead.

    Returns:
        The day, and `does not exist` or `exists twice`; None where every day has it once.
    """
    for day in days(first, years):
        local = dt.datetime.combine(day, time, zone)
        # where a clock is changed, PEP 495 gives the offset before it and after it
        before, after = _offset(local), _offset(local.replace(fold=1))
        if before != after:
            return day, "does not exist" if before < after else "exists twice"
    return None


def days(first: dt.date, years: int = YEARS) -> Iterator[dt.date]:
    """Each day of the next years."""
    for number in range(365 * years + years // 4 + 1):
        yield first + dt.timedelta(days=number)


def safe_time(time: dt.time, zone: dt.tzinfo, first: dt.date) -> dt.time:
    """The next time of day, in quarters of an hour from this one, that every day has once."""
    start = time.hour * 60 + time.minute
    for later in range(0, _MINUTES, _STEP):
        hour, minute = divmod((start + later) % _MINUTES, 60)
        if unsafe_day(dt.time(hour, minute), zone, first) is None:
            return dt.time(hour, minute)
    raise UsageError("Every time of day is skipped or repeated in this zone: schedule in UTC.")


def refuse_unsafe(option: str, time: dt.time, zone: ZoneInfo, first: dt.date) -> None:
    """Let pass only a time that every day of the next years has once.

    Raises:
        UsageError: names the day, and a time that is safe.
    """
    if found := unsafe_day(time, zone, first):
        day, fault = found
        offered = safe_time(time, zone, first)
        raise UsageError(
            f"{option} {time:%H:%M} {fault} on {day} in {zone.key}, where the clocks are changed: "
            f"that night would be missed or run twice. Take {offered:%H:%M}."
        )


def _offset(local: dt.datetime) -> dt.timedelta:
    return local.utcoffset() or dt.timedelta()
