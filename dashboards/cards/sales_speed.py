"""How fast opportunities move from stage to stage, and how fast they bring money."""

from __future__ import annotations

import streamlit as st

from dashboards import format as fmt
from dashboards.charts.bands import MOST_LINES, lines_with_bands
from dashboards.charts.base import Figure
from dashboards.charts.comparisons import bars_with_limits, parts_of_bars
from dashboards.charts.simple import Point
from dashboards.components.card import card
from dashboards.components.dates import axis_date
from dashboards.components.drill import Drill
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

ENDINGS = ("advanced", "went_back", "lost", "still_here")
ALL_TEAMS = "all teams"

_STAGE_COLUMNS: dict[str, ColumnKind] = {
    "stage": "stage_name",
    "pipeline": "text",
    "visits": "count",
    "opportunities": "count",
    "advanced": "count",
    "went_back": "count",
    "lost": "count",
    "still_here": "count",
    "advance_rate": "rate",
    "timed_visits": "count",
    "median_days": "number",
    "p90_days": "number",
    "average_days": "number",
    "median_days_of_those_here": "number",
    "source_system": "source_system",
}
_VISIT_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "outcome": "outcome",
    "entered_date": "date",
    "exited_date": "date",
    "days": "count",
    "direction": "direction",
    "visit_number": "count",
    "is_observed": "flag",
    "amount": "money",
    "source_system": "source_system",
}
_VELOCITY_COLUMNS: dict[str, ColumnKind] = {
    "month": "month",
    "team": "sales_team",
    "velocity_per_day": "money",
    "open_count": "count",
    "average_won_amount": "money",
    "win_rate": "rate",
    "average_days_to_win": "number",
    "won_count": "count",
    "lost_count": "count",
}


def stage_speed(view: View) -> None:
    """How long visits of a stage last, and how they end."""
    rows = view.rows("stage_velocity")
    if not rows:
        return
    drill = Drill(
        "stage_visits",
        _VISIT_COLUMNS,
        lambda row: {"stage_id": row["stage_id"]},
        lambda row: view.text.name("stage_name", row["stage"]),
    )
    if not any(row["visits"] > row["still_here"] for row in rows):
        # nothing is known of how visits end, so the counts alone are shown
        _stage_card(view, "funnel.stage_days", None, rows, drill, "funnel.stage_days_unknown")
        return
    left, right = st.columns(2)
    with left:
        is_timed = any(row["timed_visits"] for row in rows)
        figure = _stage_days(view, rows) if is_timed else None
        note = "funnel.stage_note" if is_timed else "funnel.stage_days_unknown"
        _stage_card(view, "funnel.stage_days", figure, rows, drill, note)
    with right:
        figure = _stage_endings(view, rows)
        _stage_card(view, "funnel.stage_endings", figure, rows, drill, "funnel.stage_note")


def _stage_card(
    view: View,
    key: str,
    figure: Figure | None,
    rows: list[Row],
    drill: Drill,
    note: str,
) -> None:
    about = "marts.stage_velocity.timed_visits" if key.endswith("days") else "marts.stage_velocity"
    words = view.text(note)
    card(view, key, figure, rows, _STAGE_COLUMNS, about=about, note=words, drill=drill)


def velocity(view: View) -> None:
    """What is won a day, by month and team, and the four numbers that it is made of."""
    rows = view.rows("sales_velocity")
    if not any(row["velocity_per_day"] is not None for row in rows):
        return
    left, right = st.columns(2)
    with left:
        card(
            view,
            "funnel.velocity",
            _velocity_lines(view, rows),
            rows,
            _VELOCITY_COLUMNS,
            about="marts.sales_velocity.velocity_per_day",
            note=view.text("funnel.velocity_note"),
        )
    last = [row for row in rows if row["month"] == rows[-1]["month"]]
    with right:
        card(
            view,
            "funnel.velocity_factors",
            None,
            last,
            _VELOCITY_COLUMNS,
            about="marts.sales_velocity",
            note=view.text(
                "funnel.velocity_month", month=fmt.month(rows[-1]["month"], view.text.locale)
            ),
        )


def _stage_days(view: View, rows: list[Row]) -> dict[str, object]:
    points, limits, texts = [], [], []
    for row in rows:
        words = view.text(
            "funnel.stage_days_hover",
            median=fmt.number(row["median_days"], view.text.locale),
            limit=fmt.number(row["p90_days"], view.text.locale),
            visits=view.show("count", row["timed_visits"]),
        )
        name = view.text.name("stage_name", row["stage"])
        points.append(Point(name, row["median_days"], f"{name}: {words}"))
        limits.append(row["p90_days"])
        texts.append(
            f"{fmt.number(row['median_days'], view.text.locale)} / "
            f"{fmt.number(row['p90_days'], view.text.locale)}"
        )
    names = (view.text("column.median_days"), view.text("column.p90_days"))
    return bars_with_limits(points, limits, texts, names)


def _stage_endings(view: View, rows: list[Row]) -> dict[str, object]:
    parts = []
    for ending in ENDINGS:
        name = view.text(f"ending.{ending}")
        points = []
        for row in rows:
            share = view.show("rate", row[ending] / row["visits"])
            stage = view.text.name("stage_name", row["stage"])
            hover = f"{stage} · {name}: {view.show('count', row[ending])} ({share})"
            points.append(Point(stage, row[ending], hover))
        parts.append((name, points))
    return parts_of_bars(parts)


def _velocity_lines(view: View, rows: list[Row]) -> dict[str, object]:
    months = sorted({row["month"] for row in rows})
    found = {(row["team"], row["month"]): row["velocity_per_day"] for row in rows}
    # all together, and the teams that were fastest at the end
    teams = list(
        dict.fromkeys(
            row["team"]
            for row in sorted(
                rows,
                key=lambda row: (
                    row["team"] != ALL_TEAMS,
                    -row["month"].toordinal(),
                    -(row["velocity_per_day"] or 0.0),
                ),
            )
        )
    )
    series = []
    for team in teams[:MOST_LINES]:
        name = view.text.name("sales_team", team)
        points = []
        for month in months:
            value = found.get((team, month))
            written = fmt.month(month, view.text.locale)
            hover = f"{name} · {written}: {view.show('money', value)}"
            points.append(Point(axis_date(view.text, month, "month"), value, hover))
        series.append((name, points))
    return lines_with_bands(series, lambda value: view.show("money", value, compact=True))
