"""Dates on axes."""

from __future__ import annotations

import datetime as dt

from dashboards import format as fmt
from dashboards.language import Language
from dashboards.periods import Period


def axis_date(text: Language, date: dt.date, grain: str) -> str:
    """A short date for an axis, with its year on a second line.

    Args:
        text: the language.
        date: the first day of the bucket.
        grain: `day`, `week` or `month`.
    """
    short = text("date.month" if grain == "month" else "date.day")
    year = fmt.pattern(date, text("date.year"), text.locale)
    return f"{fmt.pattern(date, short, text.locale)}\n{year}"


def month_words(months: Period, locale: str) -> str:
    """The months from the first day of a period to its last: Jun 2026, Jul 2025 – Jun 2026."""
    first, last = (fmt.month(day, locale) for day in (months.start, months.end))
    return first if first == last else f"{first} – {last}"
