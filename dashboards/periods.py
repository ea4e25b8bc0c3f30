"""Date ranges: the presets, the period before, and the days, weeks or months inside one.

Everything is relative to the build's as-of date, never to the clock, and both ends of a period
belong to it.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

# In the order in which the filter offers them. The URL carries these words.
PRESETS = ("30d", "90d", "mtd", "qtd", "ytd", "12m", "all", "custom")
DEFAULT_PRESET = "12m"
COMPARISONS = ("previous", "year", "none")
DEFAULT_COMPARISON = "previous"
# Presets that begin with a month, a quarter or a year, with how many months that has.
_MONTHS = {"mtd": 1, "qtd": 3, "ytd": 12}
GRAINS = ("day", "week", "month")


@dataclass(frozen=True)
class Period:
    """The days from `start` to `end`, both included; never empty."""

    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"A period cannot end ({self.end}) before it starts ({self.start}).")

    @property
    def days(self) -> int:
        """How many days there are in it."""
        return (self.end - self.start).days + 1


@dataclass(frozen=True)
class Bucket:
    """One day, week (from Monday) or month of a trend.

    It is partial where the period covers only some of its days, so its value is not to be read
    as a fall or a rise against its neighbours.
    """

    start: dt.date
    is_partial: bool


def preset_period(preset: str, as_of: dt.date, first_day: dt.date) -> Period:
    """The period of a preset other than `custom`, ending on the as-of date.

    Args:
        preset: one of `PRESETS`.
        as_of: the last day of the data.
        first_day: the first day of the data, where `all` begins.

    Raises:
        ValueError: the preset has no period of its own.
    """
    starts = {
        "30d": as_of - dt.timedelta(days=29),
        "90d": as_of - dt.timedelta(days=89),
        "mtd": as_of.replace(day=1),
        "qtd": as_of.replace(month=3 * ((as_of.month - 1) // 3) + 1, day=1),
        "ytd": as_of.replace(month=1, day=1),
        "12m": months_earlier(as_of, 12) + dt.timedelta(days=1),
        "all": min(first_day, as_of),
    }
    if preset not in starts:
        raise ValueError(f"'{preset}' has no period of its own")
    return Period(starts[preset], as_of)


def custom_period(start: dt.date, end: dt.date, as_of: dt.date, first_day: dt.date) -> Period:
    """A period that somebody asked for, brought inside the data."""
    low, high = min(first_day, as_of), as_of
    start, end = sorted((start, end))
    return Period(min(max(start, low), high), min(max(end, low), high))


def previous_period(period: Period) -> Period:
    """The period of equal length that ends the day before this one starts."""
    length = dt.timedelta(days=period.days)
    return Period(period.start - length, period.start - dt.timedelta(days=1))


def compared_period(period: Period, comparison: str, preset: str = "custom") -> Period | None:
    """What a period is compared with; None for nothing.

    Args:
        period: the period shown.
        comparison: `previous`, the period of equal length that ends the day before this one
            starts, or of a month, quarter or year to date the same days of the one before;
            `year`, the same days a year before; or `none`.
        preset: of which the period is.

    Raises:
        ValueError: there is no such comparison.
    """
    if comparison == "none":
        return None
    if comparison == "previous":
        months = _MONTHS.get(preset)
        return previous_period(period) if months is None else _same_days_before(period, months)
    if comparison == "year":
        return _same_days_before(period, 12)
    raise ValueError(f"'{comparison}' is no comparison; there are {', '.join(COMPARISONS)}")


def default_grain(period: Period) -> str:
    """The grain at which a trend over the period has points enough, and not too many."""
    if period.days <= 45:
        return "day"
    return "week" if period.days <= 185 else "month"


def buckets(period: Period, grain: str) -> list[Bucket]:
    """Every bucket that the period touches, in order, whether or not anything happened in it."""
    found = []
    start = bucket_start(period.start, grain)
    while start <= period.end:
        following = _next_start(start, grain)
        last = following - dt.timedelta(days=1)
        found.append(Bucket(start, is_partial=start < period.start or last > period.end))
        start = following
    return found


def bucket_start(day: dt.date, grain: str) -> dt.date:
    """The first day of the bucket that holds `day`."""
    if grain == "day":
        return day
    if grain == "week":
        return day - dt.timedelta(days=day.weekday())
    if grain == "month":
        return day.replace(day=1)
    raise ValueError(f"'{grain}' is not a grain; there are {', '.join(GRAINS)}")


def months_earlier(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier; the end of a month stays the end of a month."""
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    is_month_end = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, month + 1, last if is_month_end else min(day.day, last))


def _next_start(start: dt.date, grain: str) -> dt.date:
    if grain == "month":
        return (start + dt.timedelta(days=32)).replace(day=1)
    return start + dt.timedelta(days=7 if grain == "week" else 1)


def _same_days_before(period: Period, months: int) -> Period:
    return Period(months_earlier(period.start, months), months_earlier(period.end, months))
