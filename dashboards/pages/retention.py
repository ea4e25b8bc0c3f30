"""Retention: how many customers of each starting month come back, how soon, and who stays."""

from __future__ import annotations

import streamlit as st

from dashboards.cards.customer_flow import flow_card
from dashboards.cards.customer_survival import survival_card
from dashboards.cards.retention_cohorts import cohort_heat, retention_curve, revenue_curve
from dashboards.cards.retention_repeat import REPEAT, channel_cards, repeat_card
from dashboards.components.empty import no_data
from dashboards.components.header import scope
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.metrics import Kind
from dashboards.view import View, current_view

COHORT_SIZE = "marts.cohort_retention_by_cut.cohort_size"
RETENTION = "marts.cohort_retention_by_cut.retention_rate"
REVENUE = "marts.cohort_retention_by_cut.revenue"


def render(view: View) -> None:
    """Draw the page."""
    cohorts = view.rows("cohort_retention")
    if not cohorts:
        has_cohorts = bool(view.rows("cohort_ever"))
        no_data(view, ever=has_cohorts)
        if has_cohorts:
            # these do not hang on cohorts of the period
            survival_card(view)
            flow_card(view)
        return
    scope(view, view.text("retention.scope"))
    curve = view.rows("retention_curve")
    repeat = view.rows("repeat_purchase")
    tiles(view, _tiles(view, curve, repeat), columns=5)
    cohort_heat(view, cohorts)
    left, right = st.columns(2)
    with left:
        retention_curve(view, curve)
    with right:
        revenue_curve(view, curve)
    repeat_card(view, repeat)
    channel_cards(view, repeat)
    survival_card(view)
    flow_card(view)


def _tiles(view: View, curve: list[Row], repeat: list[Row]) -> list[Tile]:
    text = view.text
    by_month = {row["months_since"]: row for row in curve}
    by_horizon = {row["horizon_days"]: row["repeat_rate"] for row in repeat}
    first = by_month.get(1, {})
    shown: tuple[tuple[str, Kind, float | None, str], ...] = (
        ("customers", "count", by_month.get(0, {}).get("cohort_size"), COHORT_SIZE),
        ("month_one", "rate", first.get("retention_rate"), RETENTION),
        ("revenue_month_one", "rate", first.get("revenue_retention_rate"), REVENUE),
        ("within_90", "rate", by_horizon.get(90), REPEAT),
        ("ever", "rate", by_horizon.get(None), REPEAT),
    )
    return [
        Tile(
            text(f"retention.{name}"),
            view.show(kind, value),
            text(f"retention.{name}_definition"),
            about,
        )
        for name, kind, value, about in shown
    ]


render(current_view())
