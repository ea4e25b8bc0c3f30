"""Whole months of a period, and those that they are compared with.

Marts of months cannot follow a period to the day. What they sum is compared over whole months
only: half a month against a whole one would look like a fall.
"""

from __future__ import annotations

import datetime as dt

from dashboards.periods import Period, months_earlier


def months_begun(period: Period) -> Period | None:
    """The days of the calendar months that begin in the period, to their ends; None without one."""
    first = period.start if period.start.day == 1 else _month_after(period.start)
    if first > period.end:
        return None
    return Period(first, _month_after(period.end) - dt.timedelta(days=1))


def whole_months(period: Period) -> Period | None:
    """The days of the calendar months that lie in the period as a whole; None without one."""
    start = period.start if period.start.day == 1 else _month_after(period.start)
    after = period.end + dt.timedelta(days=1)
    end = after.replace(day=1) - dt.timedelta(days=1)
    return Period(start, end) if start <= end else None


def months_before(months: Period, period: Period, compared: Period) -> Period:
    """The months that whole months of a period are compared with.

    Args:
        months: whole months of the period.
        period: the period itself.
        compared: what it is compared with: where that ends the day before the period starts, as
            many months as there are, just before them; else those as far back as its start is.
    """
    is_just_before = compared.end == period.start - dt.timedelta(days=1)
    after = months.end + dt.timedelta(days=1)
    first, second = (after, months.start) if is_just_before else (period.start, compared.start)
    back = _months_from(first, second)
    return Period(
        months_earlier(months.start, back), months_earlier(after, back) - dt.timedelta(days=1)
    )


def month_end(day: dt.date) -> dt.date:
    """The last day of the month of a day."""
    return _month_after(day) - dt.timedelta(days=1)


def _months_from(later: dt.date, earlier: dt.date) -> int:
    return 12 * (later.year - earlier.year) + later.month - earlier.month


def _month_after(day: dt.date) -> dt.date:
    """The first day of the month after that of a day."""
    return months_earlier(day.replace(day=1), -1)
