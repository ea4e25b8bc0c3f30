"""Changes of numbers against the period that is compared with."""

from __future__ import annotations

import datetime as dt

from dashboards import format as fmt
from dashboards.components.dates import month_words
from dashboards.metrics import Kind
from dashboards.months import months_before, whole_months
from dashboards.periods import Period
from dashboards.view import View


def is_compared(view: View) -> bool:
    """Whether every chosen source already had data when the period to compare with began."""
    return view.compared is not None and _has_data_from(view, view.compared.start)


def compared_months(view: View) -> tuple[Period, Period] | None:
    """The whole months of the period, and the months that they are compared with.

    None where nothing is to be compared, no month lies in the period as a whole, or a chosen
    source has no data from the first of the earlier months on.
    """
    months = whole_months(view.period)
    if view.compared is None or months is None:
        return None
    before = months_before(months, view.period, view.compared)
    return (months, before) if _has_data_from(view, before.start) else None


def months_words(view: View) -> str:
    """Which months changes are counted against, in words."""
    found = compared_months(view)
    if view.compared is None:
        return view.text("change.not_compared")
    if found is None:
        return view.text("change.months_not_compared")
    months, before = (month_words(one, view.text.locale) for one in found)
    return view.text("change.months", months=months, before=before)


def days_words(view: View) -> str:
    """Which days changes are counted against, in words."""
    if view.compared is None or not is_compared(view):
        return view.text("change.not_compared")
    locale = view.text.locale
    start, end = fmt.day(view.compared.start, locale), fmt.day(view.compared.end, locale)
    return view.text("change.days", start=start, end=end)


def change_words(view: View, kind: Kind, now: float | None, before: float | None) -> str | None:
    """A change with its sign, in percentage points for a rate, else in percent.

    None where one of the two is not known, or nothing can be divided by the earlier one.
    """
    if now is None or before is None:
        return None
    if kind == "rate":
        return fmt.signed_points(now - before, view.text.locale, view.text("overview.points"))
    if not before:
        return None
    return fmt.signed_percent((now - before) / abs(before), view.text.locale)


def _has_data_from(view: View, day: dt.date) -> bool:
    return all(
        source.first_day is None or source.first_day <= day
        for source in view.run.sources
        if source.source_system in view.sources
    )
