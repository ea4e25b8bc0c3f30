"""Dates on axes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from dashboards import format as fmt
from dashboards.language import Language
from dashboards.periods import Period
from dashboards.view import View


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


def with_running_month(view: View, note: str, months: Iterable[dt.date]) -> str:
    """A note, and which of the months is not over, as it would look like a fall."""
    running = next((month for month in months if view.is_running(month)), None)
    if running is None:
        return note
    said = view.text("card.running", month=fmt.month(running, view.text.locale))
    return view.text.sentences(note, said)


def partial_note(view: View, months: Iterable[dt.date]) -> str | None:
    """The note of a chart that marks the month which is not over; None where all are."""
    return view.text("card.partial") if any(map(view.is_running, months)) else None
