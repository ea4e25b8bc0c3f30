"""Retention: how many customers of each starting month come back, how soon, and who stays."""

from __future__ import annotations

import streamlit as st

from dashboards.cards.customer_flow import flow_card
from dashboards.cards.customer_survival import survival_card
from dashboards.cards.retention_cohorts import cohort_heat, retention_curve, revenue_curve
from dashboards.cards.retention_repeat import REPEAT, channel_cards, repeat_card
from dashboards.components.change import change_words, compared_months, months_words
from dashboards.components.empty import no_data
from dashboards.components.header import scope
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.metrics import Kind
from dashboards.view import View, current_view

COHORT_SIZE = "marts.cohort_retention_by_cut.cohort_size"
RETENTION = "marts.cohort_retention_by_cut.retention_rate"
REVENUE = "marts.cohort_retention_by_cut.revenue"
# Each tile: what is in it, and where it is defined.
_TILES: dict[str, tuple[Kind, str]] = {
    "customers": ("count", COHORT_SIZE),
    "month_one": ("rate", RETENTION),
    "revenue_month_one": ("rate", REVENUE),
    "within_90": ("rate", REPEAT),
    "ever": ("rate", REPEAT),
}
_QUERIES = ("retention_curve", "repeat_purchase")


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
    scope(view, view.text.sentences(view.text("retention.scope"), months_words(view)))
    curve, repeat = (view.rows(name) for name in _QUERIES)
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


def _numbers(curve: list[Row], repeat: list[Row]) -> dict[str, float | None]:
    """The number of each tile."""
    by_month = {row["months_since"]: row for row in curve}
    by_horizon = {row["horizon_days"]: row["repeat_rate"] for row in repeat}
    first = by_month.get(1, {})
    return {
        "customers": by_month.get(0, {}).get("cohort_size"),
        "month_one": first.get("retention_rate"),
        "revenue_month_one": first.get("revenue_retention_rate"),
        "within_90": by_horizon.get(90),
        "ever": by_horizon.get(None),
    }


def _changes(view: View) -> dict[str, str | None]:
    """The change of each number over whole months.

    All are of cohorts that had as long to come back; "ever" is not, so it has none.
    """
    found = compared_months(view)
    if found is None:
        return {}
    now, before = (
        _numbers(*(view.rows(name, first_month=one.start, end=one.end) for name in _QUERIES))
        for one in found
    )
    return {
        name: change_words(view, kind, now[name], before[name])
        for name, (kind, _) in _TILES.items()
        if name != "ever"
    }


def _tiles(view: View, curve: list[Row], repeat: list[Row]) -> list[Tile]:
    text = view.text
    numbers, changes = _numbers(curve, repeat), _changes(view)
    return [
        Tile(
            text(f"retention.{name}"),
            view.show(kind, numbers[name]),
            text(f"retention.{name}_definition"),
            about,
            change=changes.get(name),
        )
        for name, (kind, about) in _TILES.items()
    ]


render(current_view())
