"""Repeat purchase within days, and the channels that brought the customers side by side."""

from __future__ import annotations

import streamlit as st

from dashboards import format as fmt
from dashboards.cards.retention_cohorts import TABLE, months_drill
from dashboards.charts.base import Figure
from dashboards.charts.curves import MONTHS, MOST_CURVES, CurvePoint, curves
from dashboards.charts.simple import Point, bars_height, horizontal_bars
from dashboards.components.card import card
from dashboards.components.drill import Drill
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

REPEAT = "marts.repeat_purchase_by_cut.repeat_rate"
# What channels are compared by, where the warehouse has this horizon.
USUAL_HORIZON = 90
# A share of fewer customers than these is chance rather than a channel.
FEWEST_CUSTOMERS = 30
# So many bars are as high as the curves beside them.
_LEAST_BARS = 10

_REPEAT_COLUMNS: dict[str, ColumnKind] = {
    "horizon_days": "count",
    "customers": "count",
    "repeaters": "count",
    "repeat_rate": "rate",
}
_CHANNEL_REPEAT_COLUMNS: dict[str, ColumnKind] = {
    "channel": "channel",
    "customers": "count",
    "repeaters": "count",
    "repeat_rate": "rate",
}
_CHANNEL_COLUMNS: dict[str, ColumnKind] = {
    "channel": "channel",
    "months_since": "count",
    "cohort_size": "count",
    "customers_on": "count",
    "retention_rate": "rate",
    "revenue_per_customer": "money",
    "cumulative_revenue_per_customer": "money",
}
_REPEATER_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "first_order_date": "date",
    "second_order_date": "date",
    "days_between": "count",
    "revenue": "money",
    "channel": "channel",
    "source_system": "source_system",
}


def repeat_card(view: View, repeat: list[Row]) -> None:
    """How many bought again within each horizon."""
    card(
        view,
        "retention.repeat",
        _bars(view, [(_horizon(view, row["horizon_days"]), row) for row in repeat]),
        repeat,
        _REPEAT_COLUMNS,
        about=REPEAT,
        note=view.text("retention.repeat_note"),
        drill=Drill(
            "repeat_customers",
            _REPEATER_COLUMNS,
            lambda row: {"horizon_days": row["horizon_days"], "channel": None},
            lambda row: _horizon(view, row["horizon_days"]),
        ),
    )


def channel_cards(view: View, repeat: list[Row]) -> None:
    """The channels compared: who comes back month by month, and who within a horizon at all."""
    text = view.text
    horizons = [row["horizon_days"] for row in repeat]
    # a company may have set horizons of its own
    horizon = USUAL_HORIZON if USUAL_HORIZON in horizons else horizons[0] if horizons else None
    rows = view.rows("repeat_by_channel", horizon_days=horizon)
    bars = max(len(rows), _LEAST_BARS)
    left, right = st.columns(2)
    with left:
        _channel_curves(view, bars_height(bars))
    with right:
        label = _horizon(view, horizon)
        card(
            view,
            "retention.channel_repeat",
            _bars(view, [(text.name("channel", row["channel"]), row) for row in rows], bars),
            rows,
            _CHANNEL_REPEAT_COLUMNS,
            about=REPEAT,
            words=(
                text("retention.channel_repeat", horizon=label),
                text("retention.channel_repeat_definition", horizon=label),
            ),
            drill=Drill(
                "repeat_customers",
                _REPEATER_COLUMNS,
                lambda row: {"horizon_days": horizon, "channel": row["channel"]},
                lambda row: text.name("channel", row["channel"]),
            ),
        )


def _channel_curves(view: View, height: int) -> None:
    text = view.text
    rows = view.rows("retention_by_channel")
    # every cohort starts at 100 %
    places = [
        place
        for place, row in enumerate(rows)
        if row["months_since"] > 0 and row["cohort_size"] >= FEWEST_CUSTOMERS
    ]
    drawn = list(dict.fromkeys(rows[place]["channel"] for place in places))[:MOST_CURVES]
    shown = [
        (
            text.name("channel", channel),
            [
                _channel_point(view, rows[place], place)
                for place in places
                if rows[place]["channel"] == channel
            ],
        )
        for channel in drawn
    ]
    notes = [text("retention.fewest", fewest=view.show("count", FEWEST_CUSTOMERS))]
    channels = len({row["channel"] for row in rows})
    if shown and channels > len(shown):
        notes.append(
            text(
                "retention.most_channels",
                shown=view.show("count", len(shown)),
                count=view.show("count", channels),
            )
        )
    figure = curves(
        shown,
        lambda value: fmt.percent(value, text.locale, digits=0),
        scale=MONTHS,
        scale_title=text("retention.months_since"),
        height=height,
    )
    card(
        view,
        "retention.channels",
        figure if shown else None,
        rows,
        _CHANNEL_COLUMNS,
        about=f"{TABLE}.retention_rate",
        note=view.text.sentences(*notes),
        drill=months_drill(view),
    )


def _channel_point(view: View, row: Row, place: int) -> CurvePoint:
    name = view.text.name("channel", row["channel"])
    rate = view.show("rate", row["retention_rate"])
    reached = _reached(view, row["customers_on"], row["cohort_size"])
    hover = f"{name} · +{row['months_since']}: {rate} · {reached}"
    return CurvePoint(row["months_since"], row["retention_rate"], hover, place)


def _horizon(view: View, days: int | None) -> str:
    if days is None:
        return view.text("retention.horizon_ever")
    return view.text("retention.horizon", days=days)


def _reached(view: View, repeaters: int, customers: int) -> str:
    return view.text(
        "retention.reached",
        repeaters=view.show("count", repeaters),
        customers=view.show("count", customers),
    )


def _bars(view: View, labelled: list[tuple[str, Row]], bars: int = 0) -> Figure:
    """A bar for each row of customers and repeaters, with its rate."""
    points, texts = [], []
    for label, row in labelled:
        rate = view.show("rate", row["repeat_rate"])
        reached = _reached(view, row["repeaters"], row["customers"])
        points.append(Point(label, row["repeat_rate"], f"{label}: {rate} · {reached}"))
        texts.append(rate)
    return horizontal_bars(points, texts, rows=bars)
