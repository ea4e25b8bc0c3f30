"""What channels bring month by month, what a customer costs, and when that is paid back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import streamlit as st

from dashboards import format as fmt
from dashboards.charts.base import TEAL, Figure
from dashboards.charts.grids import Cell, heat_map
from dashboards.charts.simple import Point, horizontal_bars, label_axis
from dashboards.components.card import card
from dashboards.components.choice import choice
from dashboards.components.dates import axis_date, with_running_month
from dashboards.components.drill import Drill
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.language import Language
from dashboards.view import View

# What the months can show: the columns of the query, and what is in them.
MEASURES: dict[str, ColumnKind] = {
    "customers": "count",
    "leads": "count",
    "spend": "money",
    "cac": "money",
    "payback_months": "number",
}

_CHANNEL_COLUMNS: dict[str, ColumnKind] = {
    "channel_group": "channel_group",
    "leads": "count",
    "customers": "count",
    "spend": "money",
    "cost_per_lead": "money",
    "cac": "money",
    "payback_months": "number",
    "revenue": "money",
    "margin": "money",
    "roi": "rate",
    "roas": "number",
}
_MONTH_COLUMNS: dict[str, ColumnKind] = {
    "month": "month",
    "channel_group": "channel_group",
    "leads": "count",
    "customers": "count",
    "spend": "money",
    "cac": "money",
    "payback_months": "number",
}
# What only leads can tell.
_LEAD_COLUMNS = {"leads", "cost_per_lead"}
CUSTOMER_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "channel_group": "channel_group",
    "campaign_name": "campaign",
    "first_purchase_date": "date",
    "revenue": "money",
    "orders": "count",
    "won_opportunities": "count",
    "source_system": "source_system",
}


def acquisition(view: View, channels: list[Row], *, has_leads: bool) -> None:
    """New customers and their cost by channel, and each month of it.

    Args:
        view: the current view.
        channels: the rows of `acquisition_channels`.
        has_leads: whether there ever were leads; where none are exported, there are not zero.
    """
    columns = _known(_CHANNEL_COLUMNS, has_leads=has_leads)
    drill = Drill(
        "acquisition_customers",
        CUSTOMER_COLUMNS,
        lambda row: {"channel_group": row["channel_group"], "campaign_id": None},
        lambda row: view.text.name("channel_group", row["channel_group"]),
    )
    left, right = st.columns(2)
    with left:
        card(
            view,
            "marketing.customers_by_channel",
            _customer_bars(view, channels, has_leads=has_leads),
            channels,
            columns,
            about="marts.channel_acquisition.customers",
            note=view.text("marketing.customers_by_channel_note"),
            drill=drill,
        )
    with right:
        card(
            view,
            "marketing.cac_by_channel",
            _cost_bars(view, channels),
            channels,
            columns,
            about="marts.channel_acquisition.cac",
            note=_unknown_cost_words(view, channels),
            drill=drill,
        )
    _months(view, channels, has_leads=has_leads)


def _known(columns: Mapping[str, ColumnKind], *, has_leads: bool) -> dict[str, ColumnKind]:
    return {name: kind for name, kind in columns.items() if has_leads or name not in _LEAD_COLUMNS}


def _unknown_cost_words(view: View, channels: list[Row]) -> str:
    """How many of the new customers, if any, have no known cost; nothing is divided for them."""
    free = [row for row in channels if not row["spend"]]
    everybody = sum(row["customers"] for row in channels)
    return view.text(
        "marketing.cost_unknown" if everybody else "marketing.cost_unknown_for_nobody",
        channels=view.show("count", len(free)),
        customers=view.show("count", sum(row["customers"] for row in free)),
        all=view.show("count", everybody),
    )


def _customer_bars(view: View, channels: list[Row], *, has_leads: bool) -> Figure:
    total = sum(row["customers"] for row in channels)
    points, texts = [], []
    for row in channels:
        name = view.text.name("channel_group", row["channel_group"])
        written = view.show("count", row["customers"])
        share = view.show("rate", row["customers"] / total if total else None)
        words = f"{name}: {written} ({share})"
        if has_leads:
            leads = view.text("marketing.leads_of", count=view.show("count", row["leads"]))
            words += f" · {leads}"
        points.append(Point(name, row["customers"], words))
        texts.append(f"{written} · {share}")
    return horizontal_bars(points, texts)


def _cost_bars(view: View, channels: list[Row]) -> Figure:
    text = view.text
    points, texts = [], []
    for row in channels:
        name = text.name("channel_group", row["channel_group"])
        if row["cac"] is None:
            words = text(_why_no_cac(row))
        else:
            words = view.show("money", row["cac"])
            if row["payback_months"] is not None:
                months = fmt.number(row["payback_months"], text.locale)
                words += " · " + text("marketing.months", months=months)
        spend = text("marketing.spend_of", spend=view.show("money", row["spend"]))
        points.append(Point(name, row["cac"], f"{name}: {words} · {spend}"))
        texts.append(words)
    return horizontal_bars(points, texts, TEAL, room=1.0)


def _why_no_cac(row: Row) -> str:
    if row["spend"] is None:
        return "marketing.no_rate"
    return "marketing.no_customers" if row["spend"] else "marketing.no_cost"


def _months(view: View, channels: list[Row], *, has_leads: bool) -> None:
    measure = choice(
        view.text("marketing.measure"),
        "acquisition",
        list(_known(MEASURES, has_leads=has_leads)),
        lambda name: view.text(f"column.{name}"),
        key="marketing-measure",
    )
    order = {row["channel_group"]: place for place, row in enumerate(channels)}
    # a channel of which nothing happened in the period has no row of empty cells
    rows = [row for row in view.rows("acquisition_months") if row["channel_group"] in order]
    card(
        view,
        "marketing.months_by_channel",
        _month_map(view, rows, list(order), measure),
        rows,
        _known(_MONTH_COLUMNS, has_leads=has_leads),
        about=f"marts.channel_acquisition.{measure}",
        note=with_running_month(
            view, view.text("marketing.months_note"), [row["month"] for row in rows]
        ),
        drill=Drill(
            "acquisition_customers",
            CUSTOMER_COLUMNS,
            lambda row: {
                "channel_group": row["channel_group"],
                "campaign_id": None,
                "first_month": row["month"],
                "end": row["month"],
            },
            lambda row: _cell_name(view, row),
        ),
    )


def _cell_name(view: View, row: Row) -> str:
    name = view.text.name("channel_group", row["channel_group"])
    return f"{name} · {view.month(row['month'])}"


def _month_map(view: View, rows: list[Row], channels: list[str], measure: str) -> Figure:
    kind = MEASURES[measure]
    names = {channel: view.text.name("channel_group", channel) for channel in channels}
    months: Mapping[dt.date, str] = {
        row["month"]: axis_date(view.text, row["month"], "month") for row in rows
    }
    cells = {
        (names[row["channel_group"]], months[row["month"]]): Cell(
            row[measure],
            short_number(view.text, row[measure]),
            f"{_cell_name(view, row)}: {_in_full(view, kind, row[measure])}",
        )
        for row in rows
        if row[measure]
    }
    figure = heat_map(cells, list(names.values()), list(months.values()), column_title="")
    # twelve months and their years are too many words for a phone
    thinned = label_axis(list(months.values()))
    figure["layout"]["xaxis"] |= {key: thinned[key] for key in ("tickvals", "ticktext")}
    return figure


def _in_full(view: View, kind: ColumnKind, value: float) -> str:
    if kind == "number":
        return view.text("marketing.months", months=fmt.number(value, view.text.locale))
    return view.show(kind, value)  # type: ignore[arg-type]


def short_number(text: Language, value: float) -> str:
    """A number in the few characters that a narrow cell has room for."""
    if abs(value) < 10:
        return fmt.number(value, text.locale)
    if abs(value) < 1000:
        return fmt.number(value, text.locale, digits=0)
    return fmt.short_count(value, text.locale)
