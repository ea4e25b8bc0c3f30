"""Customers who come and go: opening, new and won back less churned is closing."""

from __future__ import annotations

from dashboards import format as fmt
from dashboards.charts.flow import FlowMonth, flow_bars
from dashboards.components.card import card
from dashboards.components.dates import axis_date, with_running_month
from dashboards.components.drill import Drill
from dashboards.components.empty import nothing_of
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

_COLUMNS: dict[str, ColumnKind] = {
    "month": "month",
    "opening": "count",
    "new_customers": "count",
    "won_back": "count",
    "churned": "count",
    "closing": "count",
    "net_customers": "count",
    "active": "count",
    "churn_rate": "rate",
}
_CUSTOMER_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "flow": "flow",
    "day": "date",
    "first_purchase_date": "date",
    "revenue": "money",
    "channel": "channel",
    "source_system": "source_system",
}


def flow_card(view: View) -> None:
    """Who came and went in each month of the period."""
    rows = view.rows("customer_flow")
    if not rows:
        nothing_of(view, "retention.flow")
        return
    text = view.text
    names = (
        text("flow.new_customers"),
        text("flow.churned"),
        text("flow.won_back"),
        text("flow.net"),
    )
    card(
        view,
        "retention.flow",
        flow_bars(
            [_month(view, row) for row in rows], names, lambda value: view.show("count", value)
        ),
        rows,
        _COLUMNS,
        about="marts.customer_flow_monthly",
        note=with_running_month(view, text("flow.follows"), [row["month"] for row in rows]),
        drill=Drill(
            "customer_flow_customers",
            _CUSTOMER_COLUMNS,
            lambda row: {"month": row["month"]},
            lambda row: fmt.month(row["month"], text.locale),
        ),
    )


def _month(view: View, row: Row) -> FlowMonth:
    numbers = ("opening", "new_customers", "won_back", "churned", "closing")
    hover = view.text(
        "flow.hover",
        month=view.month(row["month"]),
        **{name: view.show("count", row[name]) for name in numbers},
    )
    return FlowMonth(
        axis_date(view.text, row["month"], "month"),
        row["new_customers"],
        row["won_back"],
        row["churned"],
        hover,
    )
