"""Customers by stage of life, from prospect to won back, and what is to be expected of each."""

from __future__ import annotations

import streamlit as st

from dashboards.cards.customers_behind import customers_behind
from dashboards.charts.simple import Point, horizontal_bars
from dashboards.components.card import card
from dashboards.components.empty import no_data
from dashboards.components.table import ColumnKind
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.view import View

# Who buys; lapsing and churned customers did.
BUYING = ("first_purchase", "repeat", "loyal", "won_back")

_COLUMNS: dict[str, ColumnKind] = {
    "stage": "life_stage",
    "customers": "count",
    "customer_share": "rate",
    "customers_arrived": "count",
    "net_amount": "money",
    "net_share": "rate",
    "average_days_since_purchase": "number",
    "expected_value_12m": "money",
    "customers_at_risk": "count",
}


def stages(view: View) -> None:
    """The cards of this section."""
    rows = view.rows("customer_stages")
    if not rows:
        no_data(view, ever=bool(view.rows("customer_stages_ever")))
        return
    tiles(view, _tiles(view, rows), columns=5)
    drill = customers_behind(
        lambda row: {"stage": row["stage"]},
        lambda row: view.text.name("life_stage", row["stage"]),
    )
    left, right = st.columns(2)
    with left:
        card(
            view,
            "customers.stages",
            _stage_bars(view, rows),
            rows,
            _COLUMNS,
            about="marts.customer_lifecycle.stage",
            note=None if view.preset == "all" else view.text("customers.stages_note"),
            drill=drill,
        )
    with right:
        # a company without orders has no forecast to show
        expected = [row for row in rows if row["expected_value_12m"] is not None]
        if expected:
            card(
                view,
                "customers.expected",
                _expected_bars(view, expected, len(rows)),
                expected,
                _COLUMNS,
                about="marts.customer_clv.expected_value_12m",
                drill=drill,
            )
        else:
            st.info(view.text("customers.no_forecast"), icon=":material/hourglass_empty:")


def _tiles(view: View, rows: list[Row]) -> list[Tile]:
    text = view.text
    found = {row["stage"]: row["customers"] for row in rows}
    customers = sum(count for stage, count in found.items() if stage != "prospect")
    counts = {
        "buying": sum(found.get(stage, 0) for stage in BUYING),
        "lapsing": found.get("lapsing", 0),
        "churned": found.get("churned", 0),
        "won_back": found.get("won_back", 0),
    }
    shown = [
        Tile(
            text(f"customers.{name}"),
            view.show("count", count, compact=True),
            text(f"customers.{name}_definition"),
            "marts.customer_lifecycle.stage",
            aside=text(
                "customers.of_customers",
                share=view.show("rate", count / customers if customers else None),
            ),
        )
        for name, count in counts.items()
    ]
    if "prospect" in found:
        shown.append(
            Tile(
                text("customers.prospects"),
                view.show("count", found["prospect"], compact=True),
                text("customers.prospects_definition"),
                "marts.customer_lifecycle.stage",
            )
        )
    return shown


def _stage_bars(view: View, rows: list[Row]) -> dict[str, object]:
    points, texts = [], []
    for row in rows:
        name = view.text.name("life_stage", row["stage"])
        written = view.show("count", row["customers"])
        share = view.show("rate", row["customer_share"])
        points.append(Point(name, row["customers"], f"{name}: {written} ({share})"))
        texts.append(f"{written} · {share}")
    return horizontal_bars(points, texts)


def _expected_bars(view: View, rows: list[Row], height: int) -> dict[str, object]:
    points, texts = [], []
    for row in rows:
        name = view.text.name("life_stage", row["stage"])
        amount = view.show("money", row["expected_value_12m"])
        points.append(Point(name, row["expected_value_12m"], f"{name}: {amount}"))
        texts.append(view.show("money", row["expected_value_12m"], compact=True))
    return horizontal_bars(points, texts, rows=height)
