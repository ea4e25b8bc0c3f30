"""Value and churn: what customers have brought and will bring, and who is about to leave."""

from __future__ import annotations

import streamlit as st

from dashboards.cards.churn_report import report_card
from dashboards.cards.churn_risk import AT_RISK, action_card, band_cards, risk_list
from dashboards.cards.value_forecast import alive_card, value_cards
from dashboards.components.empty import no_data
from dashboards.components.header import scope
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.metrics import Kind
from dashboards.view import View, current_view

CLV = "marts.customer_clv"
EXPECTED = f"{CLV}.expected_value_12m"


def render(view: View) -> None:
    """Draw the page."""
    text = view.text
    totals = view.rows("value_totals")[0]
    if not totals["customers"]:
        no_data(view, ever=bool(view.rows("value_ever")))
        return
    scope(view, text("value.scope"))
    bands = view.rows("churn_bands")
    tiles(view, _tiles(view, totals, bands))
    has_forecast = totals["forecast_customers"] > 0
    if not has_forecast:
        st.info(text("value.no_forecast"), icon=":material/hourglass_empty:")
    value_cards(view, has_forecast=has_forecast)
    if has_forecast:
        alive_card(view)
    st.subheader(text("value.churn"), anchor=False)
    if any(row["band"] != "unknown" for row in bands):
        band_cards(view, bands)
        action_card(view)
        risk_list(view, bands)
    else:
        st.info(text("value.no_risk"), icon=":material/hourglass_empty:")
    report_card(view)


def _tiles(view: View, totals: Row, bands: list[Row]) -> list[Tile]:
    text = view.text
    at_risk = [row for row in bands if row["band"] in AT_RISK]
    high = next((row for row in bands if row["band"] == "high"), None)
    has_risk = any(row["band"] != "unknown" for row in bands)
    expected = totals["expected_value_12m"]
    known = totals["forecast_customers"]
    stake = sum(row["value_at_stake"] or 0.0 for row in at_risk) if has_risk else None
    high_customers = (high["customers"] if high else 0) if has_risk else None
    shown: tuple[tuple[str, Kind, float | None, str], ...] = (
        ("customers", "count", totals["customers"], CLV),
        ("historic", "money", totals["historic_value"], f"{CLV}.historic_value"),
        ("expected", "money", expected, EXPECTED),
        ("expected_each", "money", expected / known if known else None, EXPECTED),
        ("orders", "count", totals["expected_orders_12m"], f"{CLV}.expected_orders_12m"),
        ("alive_mean", "rate", totals["p_alive"], f"{CLV}.p_alive"),
        ("high_risk", "count", high_customers, "marts.customer_churn_risk.band"),
        ("at_stake", "money", stake, EXPECTED),
    )
    return [
        Tile(
            text(f"value.{name}"),
            view.show(kind, value, compact=True),
            text(f"value.{name}_definition"),
            about,
        )
        for name, kind, value, about in shown
    ]


render(current_view())
