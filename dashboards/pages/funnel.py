"""Sales funnel: from lead to won deal, how many come through, how fast, from which source."""

from __future__ import annotations

import streamlit as st

from dashboards import format as fmt
from dashboards.charts.base import TEAL
from dashboards.charts.funnels import Stage, funnel
from dashboards.charts.simple import Point, horizontal_bars, lines
from dashboards.components.card import ColumnKind, card
from dashboards.components.dates import axis_date
from dashboards.components.empty import no_data
from dashboards.components.header import scope
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.view import View, current_view

# More bars than these are a list, and that is what the table is for.
MOST_SOURCES = 12
DEFINITIONS = ("closed", "created")

_STAGE_COLUMNS: dict[str, ColumnKind] = {
    "stage": "stage",
    "reached": "count",
    "converted": "count",
    "conversion_rate": "rate",
    "cumulative_conversion_rate": "rate",
    "still_open": "count",
    "lost": "count",
    "median_days": "number",
}
_SOURCE_COLUMNS: dict[str, ColumnKind] = {
    "source": "source",
    "entries": "count",
    "won": "count",
    "conversion_rate": "rate",
    "still_open": "count",
    "lost": "count",
    "won_amount": "money",
}
_WIN_RATE_COLUMNS: dict[str, ColumnKind] = {
    "definition": "definition",
    "period_start": "date",
    "won_count": "count",
    "lost_count": "count",
    "base_count": "count",
    "win_rate": "rate",
    "won_amount": "money",
}


def render(view: View) -> None:
    """Draw the page."""
    stages = view.rows("funnel_stages")
    win_rates = view.rows("win_rate")
    if not stages and not win_rates:
        no_data(view, ever=bool(view.rows("funnel_ever")))
        return
    scope(view, view.text("funnel.scope_all" if view.preset == "all" else "funnel.scope"))
    tiles(_tiles(view, stages, win_rates))
    if stages:
        card(view, "funnel.stages", _funnel(view, stages), stages, _STAGE_COLUMNS)
        sources = view.rows("funnel_by_source")
        # the two charts stand side by side, so they are equally high
        height = max(len(stages) - 1, min(len(sources), MOST_SOURCES))
        left, right = st.columns(2)
        with left:
            card(view, "funnel.median_days", _days(view, stages, height), stages, _STAGE_COLUMNS)
        with right:
            figure = _sources(view, sources, height)
            card(view, "funnel.by_source", figure, sources, _SOURCE_COLUMNS)
    months = [row for row in win_rates if row["period_start"] is not None]
    if months:
        card(
            view,
            "funnel.win_rate",
            _win_rates(view, months),
            months,
            _WIN_RATE_COLUMNS,
            note=view.text("funnel.win_rate_note"),
        )


def _tiles(view: View, stages: list[Row], win_rates: list[Row]) -> list[Tile]:
    text = view.text
    shown = []
    if stages:
        entries, last = stages[0]["reached"], stages[-1]
        won = last["reached"] if last["stage"] == "won" else 0
        shown = [
            Tile(
                text("funnel.entries"),
                view.show("count", entries, compact=True),
                text("funnel.entries_definition"),
            ),
            Tile(
                text("funnel.conversion"),
                view.show("rate", won / entries),
                text("funnel.conversion_definition"),
            ),
        ]
    overall = {row["definition"]: row for row in win_rates if row["period_start"] is None}
    for definition in DEFINITIONS:
        if definition in overall:
            row = overall[definition]
            counted = f"{view.show('count', row['won_count'])} ÷ "
            counted += view.show("count", row["base_count"])
            shown.append(
                Tile(
                    text(f"funnel.{definition}"),
                    view.show("rate", row["win_rate"]),
                    f"{text(f'funnel.{definition}_definition')} ({counted})",
                )
            )
    return shown


def _funnel(view: View, stages: list[Row]) -> dict[str, object]:
    text = view.text
    shown = []
    for row in stages:
        name = text.name("stage", row["stage"])
        reached = view.show("count", row["reached"])
        cumulative = view.show("rate", row["cumulative_conversion_rate"])
        words = text(
            "funnel.stages_hover",
            reached=reached,
            conversion=view.show("rate", row["conversion_rate"]),
            cumulative=cumulative,
        )
        shown.append(Stage(name, row["reached"], f"{reached} · {cumulative}", f"{name}: {words}"))
    return funnel(shown)


def _days(view: View, stages: list[Row], height: int) -> dict[str, object]:
    points, texts = [], []
    for row in stages[1:]:
        name = view.text.name("stage", row["stage"])
        days = fmt.MISSING
        if row["median_days"] is not None:
            number = fmt.number(row["median_days"], view.text.locale)
            days = view.text("funnel.days_unit", days=number)
        points.append(Point(name, row["median_days"], f"{name}: {days}"))
        texts.append(days)
    return horizontal_bars(points, texts, TEAL, rows=height)


def _sources(view: View, sources: list[Row], height: int) -> dict[str, object]:
    points, texts = [], []
    for row in sources[:MOST_SOURCES]:
        name = view.text.name("source", row["source"])
        rate = view.show("rate", row["conversion_rate"])
        counts = view.text(
            "funnel.by_source_hover",
            won=view.show("count", row["won"]),
            entries=view.show("count", row["entries"]),
        )
        points.append(Point(name, row["conversion_rate"], f"{name}: {rate} · {counts}"))
        texts.append(rate)
    return horizontal_bars(points, texts, rows=height)


def _win_rates(view: View, months: list[Row]) -> dict[str, object]:
    dates = sorted({row["period_start"] for row in months})
    rates = {(row["definition"], row["period_start"]): row for row in months}
    series = []
    for definition in DEFINITIONS:
        name = view.text(f"definition.{definition}")
        points = []
        for date in dates:
            row = rates.get((definition, date))
            month = fmt.month(date, view.text.locale)
            label = axis_date(view.text, date, "month")
            value = row["win_rate"] if row else None
            counted = f" ({row['won_count']} ÷ {row['base_count']})" if row else ""
            hover = f"{name} · {month}: {view.show('rate', value)}{counted}"
            points.append(Point(label, value, hover))
        series.append((name, points))
    return lines(series, lambda value: fmt.percent(value, view.text.locale, digits=0))


render(current_view())
