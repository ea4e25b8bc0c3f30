"""A customer's orders over time, and its records in each source system."""

from __future__ import annotations

from dashboards import format as fmt
from dashboards.charts.simple import Point, bars_over_time
from dashboards.components.card import card
from dashboards.components.dates import axis_date
from dashboards.components.drill import Drill
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.periods import Period, buckets
from dashboards.view import View

_MONTH_COLUMNS: dict[str, ColumnKind] = {
    "month": "month",
    "orders": "count",
    "net_amount": "money",
}
_ORDER_COLUMNS: dict[str, ColumnKind] = {
    "order_date": "date",
    "reference": "text",
    "status": "touch_detail",
    "amount": "money",
    "refund": "money",
    "net_amount": "money",
    "source_system": "source_system",
}
_RECORD_COLUMNS: dict[str, ColumnKind] = {
    "source_system": "source_system",
    "source_table": "text",
    "source_id": "text",
    "match_rule": "match_rule",
    "match_weight": "rate",
    "first_exported_at": "time",
    "record_id": "id",
}


def orders(view: View, customer_id: str) -> None:
    """What a customer ordered by month, from its first order on; nothing for who never ordered."""
    found = view.rows("customer_order_months", customer_id=customer_id)
    if not found:
        return
    rows = every_month(found, Period(found[0]["month"], view.run.as_of_date))
    locale = view.text.locale
    points = []
    for row in rows:
        month = fmt.month(row["month"], locale)
        amount = view.show("money", row["net_amount"])
        written = view.text("customer.orders_hover", count=view.show("count", row["orders"]))
        label = axis_date(view.text, row["month"], "month")
        points.append(Point(label, row["net_amount"], f"{month}: {amount} · {written}"))
    card(
        view,
        "customer.order_course",
        bars_over_time(points, lambda value: view.show("money", value, compact=True)),
        rows,
        _MONTH_COLUMNS,
        about="core.fct_order.net_amount",
        drill=Drill(
            "customer_orders",
            _ORDER_COLUMNS,
            lambda row: {"customer_id": customer_id, "month": row["month"]},
            lambda row: fmt.month(row["month"], locale),
        ),
    )


def every_month(found: list[Row], period: Period) -> list[Row]:
    """The rows of a month each, with one of zeros for every month of the period without orders."""
    by_month = {row["month"]: row for row in found}
    return [
        by_month.get(bucket.start, {"month": bucket.start, "orders": 0, "net_amount": 0.0})
        for bucket in buckets(period, "month")
    ]


def records(view: View, customer_id: str) -> None:
    """The records that are this customer, and what ties them together."""
    card(
        view,
        "customer.records",
        None,
        view.rows("customer_records", customer_id=customer_id),
        _RECORD_COLUMNS,
        about="core.customer_identity",
    )
