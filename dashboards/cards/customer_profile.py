"""Who a customer is, what it has brought, what is to be expected of it, how it stands with us."""

from __future__ import annotations

import streamlit as st

from dashboards import format as fmt
from dashboards.cards.customer_facts import CONTACT, GROUPS, MART
from dashboards.components.facts import facts
from dashboards.components.plain import plain
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.filters import choices
from dashboards.names import restricted_rows
from dashboards.view import View


def profile_row(view: View, customer_id: str) -> Row | None:
    """Everything about a customer, in the language of the view; None where there is no such one."""
    found = view.rows("customer_profile", customer_id=customer_id)
    if not found:
        return None
    row = found[0]
    is_chinese = view.text.code == "zh"
    contact = restricted_rows(view, "customer_contact", customer_id=customer_id)
    known: Row = contact[0] if contact else {}
    return {
        **row,
        "cluster_label": row["cluster_label_zh"] if is_chinese else row["cluster_label"],
        "churn_reasons": row["reasons_zh"] if is_chinese else row["reasons"],
        "win_back": row["win_back_zh"] if is_chinese else row["win_back"],
        "owner": _owner(view, row["owner_employee_id"]),
        "customer_name": known.get("customer_name"),
        **{name: known.get(name) for name in CONTACT},
        "birth_date": fmt.day(known["birth_date"], view.text.locale)
        if known.get("birth_date")
        else None,
    }


def head(view: View, row: Row) -> None:
    """What the customer is called, and its most important numbers."""
    text = view.text
    name = row["customer_name"] or text("customer.one", customer=row["customer_id"])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(plain(name), anchor=False, width="content")
        st.badge(
            plain(text.name("life_stage", row["stage"])), color="blue", icon=":material/timeline:"
        )
        if row["segment"]:
            st.badge(plain(text.name("segment", row["segment"])), color="violet")
        if row["churn_band"] == "high":
            st.badge(
                f"{text('column.churn_risk')}: {text.name('churn_band', 'high')}",
                color="orange",
                icon=":material/warning:",
            )
    if row["customer_name"]:
        st.caption(plain(text("customer.one", customer=row["customer_id"])))
    elif view.show_names:
        st.caption(text("customer.no_name"))
    tiles(view, _tiles(view, row), columns=3)


def profile(view: View, row: Row) -> None:
    """All that is known, by group; the first takes the whole width."""
    facts(view, GROUPS[0], row)
    with st.grid(2, min_column_width=320, gap="small"):
        for group in GROUPS[1:]:
            facts(view, group, row)


def _owner(view: View, employee_id: str) -> str:
    labels = {
        choice.value: choice.label
        for choice in choices(view.run.folder, "owner", show_names=view.show_names)
    }
    return labels.get(employee_id) or view.text.name("owner", employee_id)


def _tiles(view: View, row: Row) -> list[Tile]:
    text = view.text
    days = row["days_since_purchase"]
    shown = {
        "net_amount": view.show("money", row["net_amount"], compact=True),
        "orders": view.show("count", row["orders"]),
        "last_purchase_date": fmt.MISSING
        if days is None
        else text("customer.days", days=view.show("count", days)),
        "expected_value_12m": view.show("money", row["expected_value_12m"], compact=True),
        "churn_risk": view.show("rate", row["churn_risk"]),
        "alerts": view.show("count", row["alerts"]),
    }
    asides = {
        "last_purchase_date": None
        if days is None
        else text("customer.since", day=fmt.day(row["last_purchase_date"], text.locale)),
    }
    return [
        Tile(
            text(f"customer_tile.{name}"),
            value,
            text(f"customer.{name}_definition"),
            f"{MART}.{name}",
            aside=asides.get(name),
        )
        for name, value in shown.items()
    ]
