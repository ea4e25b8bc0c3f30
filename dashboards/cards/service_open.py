"""Tickets that wait: the backlog over time, how old open ones are, and those that are overdue."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboards import format as fmt
from dashboards.cards.service_figures import BARS_BESIDE, TICKET_COLUMNS
from dashboards.charts.simple import Point, horizontal_bars
from dashboards.charts.stacks import stacked_bars
from dashboards.components.card import card
from dashboards.components.dates import axis_date
from dashboards.components.drill import Drill, OpensCustomer
from dashboards.components.names import with_names
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

# The first and last day of age of each band; the last one has no end.
BANDS = {0: 1, 2: 7, 8: 30, 31: 100_000}
# A longer period shows the backlog at the end of each week.
MOST_DAYS = 92
MOST_OVERDUE = 100

_BACKLOG_COLUMNS: dict[str, ColumnKind] = {
    "bucket": "date",
    "opened": "count",
    "resolved": "count",
    "backlog": "count",
    "open_up_to_7_days": "count",
    "open_over_7_days": "count",
    "open_complaints": "count",
    "overdue": "count",
    "mean_age_days": "number",
}
_AGE_COLUMNS: dict[str, ColumnKind] = {
    "age": "text",
    "open_tickets": "count",
    "open_complaints": "count",
    "overdue": "count",
}
_OPEN_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "overdue_hours": "number",
    "age_days": "count",
    **{
        name: kind
        for name, kind in TICKET_COLUMNS.items()
        if name not in {"customer_id", "is_resolved", "resolved_date", "resolution_minutes"}
    },
}


def waiting(view: View, ages: list[Row]) -> None:
    """The cards of what is open; `ages` are the open tickets by band of age."""
    left, right = st.columns([3, 2])
    with left:
        _backlog(view)
    with right:
        _ages(view, ages)
    _overdue(view)


def _backlog(view: View) -> None:
    text = view.text
    grain = "day" if view.period.days <= MOST_DAYS else "week"
    rows = view.rows("service_backlog", grain=grain)
    parts = []
    for column in ("open_up_to_7_days", "open_over_7_days"):
        name = text(f"column.{column}")
        points = []
        for row in rows:
            last = row["bucket"] if grain == "day" else row["bucket"] + dt.timedelta(days=6)
            end = fmt.day(min(last, view.period.end), text.locale)
            said = view.show("count", row[column])
            points.append(
                Point(axis_date(text, row["bucket"], grain), row[column], f"{name} · {end}: {said}")
            )
        parts.append((name, points))
    card(
        view,
        "service.backlog",
        stacked_bars(parts, lambda value: view.show("count", value)) if rows else None,
        rows,
        _BACKLOG_COLUMNS,
        about="marts.service_backlog_daily.backlog",
        note=text("service.all_tickets") if view.is_narrowed else None,
    )


def _ages(view: View, ages: list[Row]) -> None:
    text = view.text
    rows = [{**row, "age": _band(view, row["youngest_days"])} for row in ages]
    points, texts = [], []
    for row in rows:
        said = view.show("count", row["open_tickets"])
        overdue = text("service.overdue_of", count=view.show("count", row["overdue"]))
        points.append(Point(row["age"], row["open_tickets"], f"{row['age']}: {said} · {overdue}"))
        texts.append(said)
    card(
        view,
        "service.ages",
        horizontal_bars(points, texts, rows=BARS_BESIDE) if rows else None,
        rows,
        _AGE_COLUMNS,
        about="marts.service_ticket.age_days",
        drill=Drill(
            "service_open_tickets",
            _OPEN_COLUMNS,
            lambda row: {
                "only_overdue": False,
                "youngest_days": row["youngest_days"],
                "oldest_days": BANDS.get(row["youngest_days"], 0),
            },
            lambda row: str(row["age"]),
        )
        if rows
        else None,
    )


def _band(view: View, youngest: int | None) -> str:
    """What a band of age is called."""
    if youngest is None:
        return view.text("app.unknown")
    if youngest == max(BANDS):
        return view.text("service.age_over", days=youngest - 1)
    return view.text("service.age", first=youngest, last=BANDS[youngest])


def _overdue(view: View) -> None:
    rows = view.rows(
        "service_open_tickets",
        only_overdue=True,
        youngest_days=None,
        oldest_days=None,
        row_limit=MOST_OVERDUE,
    )
    named, columns, note = with_names(view, rows, _OPEN_COLUMNS)
    card(
        view,
        "service.overdue",
        None,
        named,
        columns,
        about="marts.service_ticket.sla_outcome",
        note=note if rows else view.text("service.none_overdue"),
        drill=OpensCustomer() if rows else None,
    )
