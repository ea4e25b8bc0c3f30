"""Who sells how much, against which quota, and which customers are visited."""

from __future__ import annotations

import streamlit as st

from dashboards import format as fmt
from dashboards.cards.win_rates import OPPORTUNITY_COLUMNS
from dashboards.charts.base import PLUM
from dashboards.charts.simple import Point, horizontal_bars
from dashboards.charts.stacks import stacked_bars
from dashboards.components.card import card
from dashboards.components.dates import axis_date, partial_note
from dashboards.components.drill import Drill
from dashboards.components.empty import nothing_of
from dashboards.components.owners import chart_label, with_employee_names
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

# More bars than these are a list, and that is what the table is for.
MOST_BARS = 15

_REP_COLUMNS: dict[str, ColumnKind] = {
    "employee": "owner",
    "team": "text",
    "quota_amount": "money",
    "quota_attainment": "rate",
    "won_amount": "money",
    "won_count": "count",
    "lost_count": "count",
    "win_rate": "rate",
    "average_days_to_win": "number",
    "created_count": "count",
    "open_count": "count",
    "open_amount": "money",
    "touches": "count",
    "calls": "count",
    "emails": "count",
    "visits": "count",
    "meetings": "count",
}
_VISIT_COLUMNS: dict[str, ColumnKind] = {
    "month": "month",
    "planned_visits": "count",
    "kept_visits": "count",
    "kept_rate": "rate",
    "completed_visits": "count",
    "unplanned_visits": "count",
}
_LIST_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "owner": "owner",
    "planned_date": "date",
    "occurred_date": "date",
    "is_completed": "flag",
    "source_system": "source_system",
}
_TIER_COLUMNS: dict[str, ColumnKind] = {
    "value_group": "value_group",
    "customers": "count",
    "months": "count",
    "visited": "count",
    "coverage_rate": "rate",
}
_CUSTOMER_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "last_visit_date": "date",
    "days_since_visit": "count",
    "visits": "count",
    "net_amount": "money",
    "owner": "owner",
    "source_system": "source_system",
}


def reps(view: View) -> None:
    """What each employee won and did in the months of the period, against quotas."""
    rows = view.rows("sales_reps", with_nobody=_with_nobody(view))
    if not rows:
        return
    rows = with_employee_names(view, rows, "employee_id", "employee")
    has_quota = any(row["quota_amount"] is not None for row in rows)
    card(
        view,
        "pipeline.reps",
        _reps(view, [row for row in rows if row["won_amount"]][:MOST_BARS]),
        rows,
        _REP_COLUMNS,
        about="marts.sales_rep_performance",
        note=None if has_quota else view.text("pipeline.no_quota"),
        drill=Drill(
            "sales_rep_opportunities",
            OPPORTUNITY_COLUMNS,
            lambda row: {"employee_id": row["employee_id"]},
            lambda row: view.text.name("owner", row["employee"]),
        ),
    )


def visits(view: View) -> None:
    """Visits that were planned and made, and which share of the customers they reach."""
    months = view.rows("visit_months", with_nobody=_with_nobody(view))
    if not any(row["planned_visits"] or row["completed_visits"] for row in months):
        return
    left, right = st.columns(2)
    with left:
        card(
            view,
            "pipeline.visits",
            _visits(view, months),
            months,
            _VISIT_COLUMNS,
            about="marts.visit_coverage",
            note=partial_note(view, (row["month"] for row in months)),
            drill=Drill(
                "visit_list",
                _LIST_COLUMNS,
                lambda row: {"month": row["month"], "with_nobody": _with_nobody(view)},
                lambda row: fmt.month(row["month"], view.text.locale),
            ),
        )
    tiers = view.rows("visit_tiers", with_nobody=_with_nobody(view))
    with right:
        if tiers:
            card(
                view,
                "pipeline.coverage",
                _coverage(view, tiers),
                tiers,
                _TIER_COLUMNS,
                about="marts.visit_coverage",
                drill=Drill(
                    "visit_customers",
                    _CUSTOMER_COLUMNS,
                    lambda row: {
                        "value_group": row["value_group"],
                        "with_nobody": _with_nobody(view),
                    },
                    lambda row: view.text.name("value_group", row["value_group"]),
                ),
            )
        else:
            nothing_of(view, "pipeline.coverage")


def _with_nobody(view: View) -> bool:
    """Whether what names no employee counts: it belongs to no single source system."""
    return len(view.sources) == len(view.run.sources)


def _reps(view: View, rows: list[Row]) -> dict[str, object]:
    points, texts = [], []
    for row in rows:
        name = chart_label(view, row["employee"])
        amount = view.show("money", row["won_amount"], compact=True)
        if row["quota_attainment"] is None:
            counted = view.text("pipeline.won", count=view.show("count", row["won_count"]))
        else:
            counted = view.text(
                "pipeline.of_quota", share=view.show("rate", row["quota_attainment"])
            )
        hover = f"{name}: {view.show('money', row['won_amount'])} · {counted}"
        points.append(Point(name, row["won_amount"], hover))
        texts.append(f"{amount} · {counted}")
    return horizontal_bars(points, texts, room=0.7)


def _visits(view: View, months: list[Row]) -> dict[str, object]:
    """Each month's plans, kept and not, and the visits that no plan is known of."""
    series = {
        "kept": [row["kept_visits"] for row in months],
        "missed": [row["planned_visits"] - row["kept_visits"] for row in months],
        "unplanned": [row["unplanned_visits"] for row in months],
    }
    parts = []
    for part, values in series.items():
        name = view.text(f"visit_part.{part}")
        points = []
        for row, value in zip(months, values, strict=True):
            label = axis_date(view.text, row["month"], "month")
            hover = f"{name} · {view.month(row['month'])}: {view.show('count', value)}"
            points.append(Point(label, value, hover, view.is_running(row["month"])))
        parts.append((name, points))
    return stacked_bars(parts, lambda value: view.show("count", value))


def _coverage(view: View, tiers: list[Row]) -> dict[str, object]:
    points, texts = [], []
    for row in tiers:
        name = view.text.name("value_group", row["value_group"])
        rate = fmt.percent(row["coverage_rate"], view.text.locale, digits=2)
        customers = view.text("pipeline.customers", count=view.show("count", row["customers"]))
        points.append(Point(name, row["coverage_rate"], f"{name}: {rate} · {customers}"))
        texts.append(f"{rate} · {customers}")
    return horizontal_bars(points, texts, PLUM, room=0.8)
