"""The head of every page: its name, how fresh the data is, what is being shown."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboards import format as fmt
from dashboards.components.dates import month_words
from dashboards.components.empty import filter_words
from dashboards.components.paper import pdf_button
from dashboards.components.plain import plain
from dashboards.components.table import ColumnKind, data_table
from dashboards.data import Row
from dashboards.language import Language
from dashboards.periods import Period
from dashboards.run import STALE_AFTER, Run, check_history, failing_checks
from dashboards.view import View

_CHECK_COLUMNS: dict[str, ColumnKind] = {
    "severity": "text",
    "table_name": "text",
    "column_name": "text",
    "description": "report",
    "rows_failed": "count",
    "rows_checked": "count",
}
_HISTORY_COLUMNS: dict[str, ColumnKind] = {
    "night": "date",
    "checks": "count",
    "warnings": "count",
    "criticals": "count",
}


def header(view: View, title: str) -> None:
    """Title and badges, on one line where it is wide enough."""
    view.sheet.title = title
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.title(title, anchor=False, width="content")
        with st.container(
            horizontal=True, width="content", gap="small", vertical_alignment="center"
        ):
            _as_of(view.run, view.text)
            _published(view.run, view.text)
            _checks(view)
            _history(view)
            pdf_button(view)


def scope(view: View, words: str) -> None:
    """What the page shows, in words: its days or months, the filters, what a page means by them."""
    locale = view.text.locale
    parts = [plain(word) for word in filter_words(view, view.text("filter.source_all"))]
    if view.page.is_by_month and view.months is not None:
        parts.insert(0, month_words(view.months, locale))
    elif "period" in view.page.filters:
        parts.insert(0, _days(view.period, locale))
    if view.asked is not None and "period" in view.page.filters:
        parts.insert(1, view.text("filter.asked", days=_days(view.asked, locale)))
    said = " · ".join([*parts, words])
    st.caption(said)
    view.sheet.scope = said


def _days(period: Period, locale: str) -> str:
    return f"{fmt.day(period.start, locale)} – {fmt.day(period.end, locale)}"


def _as_of(run: Run, text: Language) -> None:
    st.badge(
        text("badge.as_of", date=fmt.day(run.as_of_date, text.locale)),
        icon=":material/event_available:",
        color="blue",
        help=text("badge.as_of_help", run=plain(run.run_id)),
    )


def _published(run: Run, text: Language) -> None:
    age = run.age(dt.datetime.now(dt.UTC).replace(tzinfo=None))
    if age is None or run.published_at is None:
        st.badge(
            text("badge.published_unknown", run=plain(run.run_id)),
            icon=":material/help:",
            color="orange",
            help=text("badge.published_unknown_help"),
        )
        return
    st.badge(
        text("badge.published", ago=fmt.ago(age, text.locale)),
        icon=":material/schedule:",
        color="orange" if age > STALE_AFTER else "gray",
        help=text(
            "badge.published_help",
            run=plain(run.run_id),
            time=f"{run.published_at:%Y-%m-%d %H:%M}",
            hours=int(STALE_AFTER.total_seconds() // 3600),
        ),
    )


def _checks(view: View) -> None:
    failing: list[Row] = failing_checks(view.run)
    if not failing:
        st.badge(
            view.text("badge.checks_passed"),
            icon=":material/check:",
            color="green",
            help=view.text("badge.checks_passed_help"),
        )
        return
    with st.popover(
        view.text("badge.checks_failed", count=fmt.count(len(failing), view.text.locale)),
        icon=":material/warning:",
        key="failing-checks",
    ):
        st.caption(view.text("badge.checks_failed_help"))
        data_table(view, failing, _CHECK_COLUMNS, view.text("badge.checks_failed_help"))


def _history(view: View) -> None:
    """How sound the nights before were; nothing where none was checked."""
    nights: list[Row] = check_history(view.run)
    if not nights:
        return
    with st.popover(view.text("badge.history"), icon=":material/history:", key="check-history"):
        st.caption(view.text("badge.history_help"))
        data_table(view, nights, _HISTORY_COLUMNS, view.text("badge.history_help"))
