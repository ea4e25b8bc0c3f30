"""Who will probably not buy soon: how many, what is at stake, why, and what to do."""

from __future__ import annotations

import textwrap

import streamlit as st

from dashboards.cards.value_customers import CUSTOMER_COLUMNS, behind
from dashboards.charts.base import AMBER, BLUE, Figure
from dashboards.charts.simple import Point, horizontal_bars
from dashboards.components.card import card
from dashboards.components.choice import choice
from dashboards.components.drill import Drill, OpensCustomer
from dashboards.components.empty import nothing_of
from dashboards.components.names import with_names
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

BANDS = ("high", "medium", "low")
# Those of whom one would want to win somebody back.
AT_RISK = ("high", "medium")
MOST_CUSTOMERS = 200
# So many characters of a label fit beside a bar on a phone.
_LINE = 22

_BAND_COLUMNS: dict[str, ColumnKind] = {
    "band": "churn_band",
    "customers": "count",
    "customer_share": "rate",
    "risk": "rate",
    "value_at_stake": "money",
    "value_share": "rate",
}
_ACTION_COLUMNS: dict[str, ColumnKind] = {
    "action": "text",
    "reason": "text",
    "customers": "count",
    "value_at_stake": "money",
}
_LIST_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "value_at_stake": "money",
    "risk": "rate",
    "reasons": "text",
    "win_back": "text",
    "last_purchase_date": "date",
    "days_since_purchase": "count",
    "historic_value": "money",
    "segment": "segment",
    "source_system": "source_system",
}


def band_cards(view: View, bands: list[Row]) -> None:
    """The customers of each band of risk beside what they are expected to bring."""
    drill = Drill(
        "value_customers",
        CUSTOMER_COLUMNS,
        lambda row: behind(cut="band", group=row["band"]),
        lambda row: view.text.name("churn_band", row["band"]),
    )
    left, right = st.columns(2)
    with left:
        card(
            view,
            "value.bands",
            _band_bars(view, bands, "customers"),
            bands,
            _BAND_COLUMNS,
            about="marts.customer_churn_risk.band",
            drill=drill,
        )
    with right:
        card(
            view,
            "value.stake",
            _band_bars(view, bands, "value_at_stake"),
            bands,
            _BAND_COLUMNS,
            about="marts.customer_clv.expected_value_12m",
            drill=drill,
        )


def action_card(view: View) -> None:
    """What to do about the customers at risk, by what is at stake."""
    text = view.text
    rows = [
        # one model gives no reasons, and some customers are at risk for none that has words
        {
            **row,
            "action": row["action"] or text("value.no_action"),
            "reason": row["reason"] or text("value.no_reason"),
        }
        for row in view.rows("churn_actions", language=text.code)
    ]
    if not rows:
        nothing_of(view, "value.actions")
        return
    points, texts = [], []
    for row in rows:
        customers = view.show("count", row["customers"])
        stake = view.show("money", row["value_at_stake"], compact=True)
        hover = text(
            "value.action_hover",
            action=row["action"],
            reason=row["reason"],
            stake=stake,
            customers=customers,
        )
        points.append(Point(_two_lines(row["action"]), row["value_at_stake"], hover))
        texts.append(f"{stake} · {customers}")
    card(
        view,
        "value.actions",
        horizontal_bars(points, texts, label_length=2 * _LINE, room=0.8),
        rows,
        _ACTION_COLUMNS,
        about="marts.customer_churn_risk.win_back",
        drill=Drill(
            "value_customers",
            CUSTOMER_COLUMNS,
            lambda row: behind(cut="win_back", group=row["win_back"], bands=AT_RISK),
            lambda row: str(row["action"]),
        ),
    )


def risk_list(view: View, bands: list[Row]) -> None:
    """The customers of a band, with why and what to do, each with a way on to everything else.

    Args:
        view: the current view.
        bands: how many customers there are in each.
    """
    text = view.text
    band = choice(
        text("value.band"), "band", BANDS, lambda name: text.name("churn_band", name), key="band"
    )
    rows = view.rows("churn_list", band=band, language=text.code, row_limit=MOST_CUSTOMERS)
    if not rows:
        nothing_of(view, "value.risks")
        return
    shown, columns, note = with_names(view, rows, _LIST_COLUMNS)
    more = sum(row["customers"] for row in bands if row["band"] == band) - len(rows)
    if more > 0:
        said = text("value.risks_more", count=view.show("count", more))
        note = text.sentences(note, said)
    card(
        view,
        "value.risks",
        None,
        shown,
        columns,
        about="marts.customer_churn_risk",
        note=note,
        drill=OpensCustomer(),
    )


def _two_lines(words: str) -> str:
    """Words over two lines, so that they need not be cut; Chinese ones are twice as wide."""
    width = _LINE if words.isascii() else _LINE // 2
    return "\n".join(textwrap.wrap(words, width, max_lines=2, placeholder="…"))


def _band_bars(view: View, bands: list[Row], column: str) -> Figure:
    is_money = column == "value_at_stake"
    points, texts = [], []
    for row in bands:
        name = view.text.name("churn_band", row["band"])
        customers = view.show("count", row["customers"])
        stake = view.show("money", row["value_at_stake"], compact=True)
        share = view.show("rate", row["value_share" if is_money else "customer_share"])
        hover = view.text("value.band_hover", band=name, customers=customers, stake=stake)
        points.append(Point(name, row[column], hover))
        texts.append(f"{stake if is_money else customers} · {share}")
    return horizontal_bars(points, texts, colour=AMBER if is_money else BLUE)
