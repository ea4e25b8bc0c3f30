"""What to do about a customer: its alerts, and the products to offer next."""

from __future__ import annotations

import streamlit as st

from dashboards.components.card import card
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

_ALERT_COLUMNS: dict[str, ColumnKind] = {
    "rule": "alert_rule",
    "reason": "text",
    "action": "text",
    "value_at_stake": "money",
    "since_date": "date",
    "is_new": "flag",
}
_PRODUCT_COLUMNS: dict[str, ColumnKind] = {
    "rank": "count",
    "product_name": "text",
    "reason": "text",
    "confidence": "rate",
}


def alerts(view: View, customer_id: str) -> None:
    """The rules that hold for a customer, the first to look at on top."""
    rows = view.rows("customer_alerts", customer_id=customer_id, language=view.text.code)
    if not rows:
        st.success(view.text("customer.no_alerts"), icon=":material/check_circle:")
        return
    card(view, "customer.alert_list", None, rows, _ALERT_COLUMNS, about="marts.customer_alert")


def products(view: View, customer_id: str) -> None:
    """What to offer next, and why."""
    rows = view.rows("customer_recommendations", customer_id=customer_id, language=view.text.code)
    if not rows:
        st.info(view.text("customer.no_products"), icon=":material/inventory_2:")
        return
    card(
        view,
        "customer.products",
        None,
        [{**row, "reason": _reason(view, row)} for row in rows],
        _PRODUCT_COLUMNS,
        about="marts.customer_recommendation",
    )


def _reason(view: View, row: Row) -> str:
    """Why a product; the mart names a best seller by the key of its source system."""
    is_best_seller = row["basis"] == "best_seller"
    return view.text("customer.best_seller") if is_best_seller else str(row["reason"])
