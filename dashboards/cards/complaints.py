"""What customers complain about, against how often they order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from dashboards import format as fmt
from dashboards.cards.service_figures import TICKET_COLUMNS
from dashboards.charts.base import AMBER
from dashboards.charts.simple import Point, bars_over_time, horizontal_bars
from dashboards.components.card import card
from dashboards.components.dates import axis_date, partial_note
from dashboards.components.drill import Drill
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.months import month_end
from dashboards.view import View

MOST_PRODUCTS = 200
# More bars than these are a list, and that is what the table is for.
MOST_BARS = 8

_RATE: dict[str, ColumnKind] = {
    "complaints": "count",
    "orders": "count",
    "complaints_per_1000_orders": "number",
}
_MONTH_COLUMNS: dict[str, ColumnKind] = {"month": "month", **_RATE}
_CAUSE_COLUMNS: dict[str, ColumnKind] = {"cause": "cause", **_RATE}
_PRODUCT_COLUMNS: dict[str, ColumnKind] = {"product_name": "product", **_RATE}


def complaints(view: View) -> None:
    """The cards of complaints; without a complaint in the period's months, nothing."""
    months = view.rows("complaint_months")
    if not any(row["complaints"] for row in months):
        return
    causes = view.rows("complaint_causes")
    products = view.rows("complaint_products", row_limit=MOST_PRODUCTS)
    bars = min(MOST_BARS, max(len(causes), len(products)))
    _months(view, months)
    left, right = st.columns(2)
    with left:
        _bars(
            view,
            "service.causes",
            causes,
            _CAUSE_COLUMNS,
            lambda row: view.text.name("cause", row["cause"]),
            lambda row: {"cut": "cause", "part": row["cause"]},
            bars,
        )
    with right:
        _bars(
            view,
            "service.products",
            products,
            _PRODUCT_COLUMNS,
            lambda row: view.text.name("product", row["product_name"]),
            lambda row: {"cut": "product", "part": row["product_id"]},
            bars,
        )


def _months(view: View, months: list[Row]) -> None:
    """Complaints against orders; where nobody ever ordered, how many there are."""
    text = view.text
    has_orders = any(row["orders"] for row in months)
    shown = "complaints_per_1000_orders" if has_orders else "complaints"
    only = (text("service.complaints_only"), text("service.complaints_only_definition"))
    partial = partial_note(view, (row["month"] for row in months))
    points = [
        Point(
            axis_date(text, row["month"], "month"),
            row[shown],
            f"{view.month(row['month'])}: {_said(view, row)}",
            view.is_running(row["month"]),
        )
        for row in months
    ]
    card(
        view,
        "service.complaints",
        bars_over_time(points, lambda value: fmt.number(value, text.locale)),
        months,
        _MONTH_COLUMNS,
        about=f"marts.complaint_cause.{shown}",
        words=None if has_orders else only,
        note=text.sentences(partial, _note(view)) or None,
        drill=_drill(
            view,
            lambda row: {"start": row["month"], "end": month_end(row["month"])},
            lambda row: fmt.month(row["month"], text.locale),
        ),
    )


def _bars(
    view: View,
    key: str,
    rows: list[Row],
    columns: dict[str, ColumnKind],
    label: Callable[[Row], str],
    parameters: Callable[[Row], dict[str, object]],
    bars: int,
) -> None:
    shown = [
        Point(label(row), row["complaints"], f"{label(row)}: {_said(view, row)}")
        for row in rows[:MOST_BARS]
    ]
    texts = [_beside(view, row) for row in rows[:MOST_BARS]]
    card(
        view,
        key,
        horizontal_bars(shown, texts, AMBER, rows=bars, room=0.7),
        rows,
        columns,
        about="marts.complaint_cause.complaints_per_1000_orders",
        note=_note(view),
        drill=_drill(view, parameters, label),
    )


def _said(view: View, row: Row) -> str:
    counted = view.text("service.complaint_count", count=view.show("count", row["complaints"]))
    if row["complaints_per_1000_orders"] is None:
        return counted
    rate = fmt.number(row["complaints_per_1000_orders"], view.text.locale)
    orders = view.show("count", row["orders"])
    return f"{counted} · {view.text('service.per_1000_orders', rate=rate, orders=orders)}"


def _beside(view: View, row: Row) -> str:
    count = view.show("count", row["complaints"])
    if row["complaints_per_1000_orders"] is None:
        return count
    rate = fmt.number(row["complaints_per_1000_orders"], view.text.locale)
    return f"{count} · {view.text('service.per_1000', rate=rate)}"


def _note(view: View) -> str | None:
    """Orders are counted for all customers together, so these numbers follow the period only."""
    return view.text("service.all_complaints") if view.is_narrowed else None


def _drill(
    view: View,
    parameters: Callable[[Row], dict[str, object]],
    label: Callable[[Row], str],
) -> Drill:
    """The complaints of the months that begin in the period, of all customers."""
    first = view.period.start.replace(day=1) if view.preset == "all" else view.period.start
    everybody: dict[str, object] = {
        "sources": tuple(source.source_system for source in view.run.sources),
        "regions": None,
        "channels": None,
        "owners": None,
        "start": first if first.day == 1 else month_end(first) + dt.timedelta(days=1),
        "end": month_end(view.period.end),
        "with_undated": False,
        "with_solved": False,
        "complaints_only": True,
        "cut": "all",
        "part": None,
    }
    return Drill("service_tickets", TICKET_COLUMNS, lambda row: everybody | parameters(row), label)
