"""Retention: how many customers of each starting month come back, and how soon."""

from __future__ import annotations

import streamlit as st

from dashboards import format as fmt
from dashboards import url
from dashboards.charts.grids import Cell, heat_map
from dashboards.charts.simple import Point, bars_height, horizontal_bars, lines
from dashboards.components.card import ColumnKind, card
from dashboards.components.empty import no_data
from dashboards.components.header import scope
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.metrics import Kind
from dashboards.view import View, current_view

# What the heat map can show: the column of the query, and how it is written.
MEASURES: dict[str, tuple[str, Kind]] = {
    "on": ("retention_rate", "rate"),
    "on_or_after": ("retention_rate_or_after", "rate"),
    "revenue": ("cumulative_revenue_per_customer", "money"),
}

_COHORT_COLUMNS: dict[str, ColumnKind] = {
    "cohort_month": "date",
    "months_since": "count",
    "cohort_size": "count",
    "customers_on": "count",
    "customers_on_or_after": "count",
    "retention_rate": "rate",
    "retention_rate_or_after": "rate",
    "revenue": "money",
    "cumulative_revenue_per_customer": "money",
}
_CURVE_COLUMNS: dict[str, ColumnKind] = {
    "months_since": "count",
    "cohort_size": "count",
    "customers_on": "count",
    "retention_rate": "rate",
}
_REPEAT_COLUMNS: dict[str, ColumnKind] = {
    "horizon_days": "count",
    "customers": "count",
    "repeaters": "count",
    "repeat_rate": "rate",
}


def render(view: View) -> None:
    """Draw the page."""
    cohorts = view.rows("cohort_retention")
    if not cohorts:
        no_data(view, ever=bool(view.rows("cohort_ever")))
        return
    scope(view, view.text("retention.scope"))
    curve = view.rows("retention_curve")
    repeat = view.rows("repeat_purchase")
    tiles(_tiles(view, curve, repeat))
    measure = _measure_choice(view)
    card(view, "retention.heat", _heat(view, cohorts, measure), cohorts, _COHORT_COLUMNS)
    left, right = st.columns(2)
    with left:
        card(view, "retention.curve", _curve(view, curve, repeat), curve, _CURVE_COLUMNS)
    with right:
        card(view, "retention.repeat", _repeat(view, repeat), repeat, _REPEAT_COLUMNS)


def _tiles(view: View, curve: list[Row], repeat: list[Row]) -> list[Tile]:
    text = view.text
    by_month = {row["months_since"]: row for row in curve}
    by_horizon = {row["horizon_days"]: row["repeat_rate"] for row in repeat}
    shown = (
        ("customers", "count", by_month.get(0, {}).get("cohort_size")),
        ("month_one", "rate", by_month.get(1, {}).get("retention_rate")),
        ("within_90", "rate", by_horizon.get(90)),
        ("ever", "rate", by_horizon.get(None)),
    )
    return [
        Tile(
            text(f"retention.{name}"),
            fmt.percent(value, text.locale) if kind == "rate" else view.show("count", value),
            text(f"retention.{name}_definition"),
        )
        for name, kind, value in shown
    ]


def _measure_choice(view: View) -> str:
    url.begin_choice("measure", MEASURES, "on")
    measure = st.segmented_control(
        view.text("retention.measure"),
        list(MEASURES),
        format_func=lambda name: view.text(f"measure.{name}"),
        key="measure",
        required=True,
        wrap=True,
    )
    url.remember("measure", str(measure), "on")
    return str(measure)


def _heat(view: View, cohorts: list[Row], measure: str) -> dict[str, object]:
    text = view.text
    column, kind = MEASURES[measure]
    # every cohort starts at 100 %: the first month would only wash out the colours of the others
    shown = [row for row in cohorts if kind == "money" or row["months_since"] > 0]
    labels = {
        row["cohort_month"]: f"{fmt.month(row['cohort_month'], text.locale)} · "
        f"{view.show('count', row['cohort_size'])}"
        for row in cohorts
    }
    cells = {}
    for row in shown:
        value = row[column]
        if value is None:
            continue
        number = fmt.number(value * 100 if kind == "rate" else value, text.locale, digits=0)
        cells[labels[row["cohort_month"]], str(row["months_since"])] = Cell(
            value,
            number,
            f"{labels[row['cohort_month']]} · +{row['months_since']}: {view.show(kind, value)}",
        )
    months = sorted({row["months_since"] for row in shown})
    unit = text("retention.percent_unit") if kind == "rate" else view.run.currency or ""
    return heat_map(
        cells,
        rows=list(labels.values()),
        columns=[str(month) for month in months],
        column_title=f"{text('retention.months_since')} ({unit})",
    )


def _curve(view: View, curve: list[Row], repeat: list[Row]) -> dict[str, object]:
    points = [
        Point(
            str(row["months_since"]),
            row["retention_rate"],
            f"+{row['months_since']}: {view.show('rate', row['retention_rate'])} · "
            + view.text(
                "retention.reached",
                repeaters=view.show("count", row["customers_on"]),
                customers=view.show("count", row["cohort_size"]),
            ),
        )
        for row in curve
        if row["months_since"] > 0
    ]
    return lines(
        [(view.text("retention.curve"), points)],
        lambda value: fmt.percent(value, view.text.locale, digits=0),
        height=bars_height(len(repeat)),
    )


def _repeat(view: View, repeat: list[Row]) -> dict[str, object]:
    text = view.text
    points, texts = [], []
    for row in repeat:
        days = row["horizon_days"]
        label = text("retention.horizon_ever")
        if days is not None:
            label = text("retention.horizon", days=days)
        rate = view.show("rate", row["repeat_rate"])
        reached = text(
            "retention.reached",
            repeaters=view.show("count", row["repeaters"]),
            customers=view.show("count", row["customers"]),
        )
        points.append(Point(label, row["repeat_rate"], f"{label}: {rate} · {reached}"))
        texts.append(rate)
    return horizontal_bars(points, texts)


render(current_view())
