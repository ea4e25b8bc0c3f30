"""How fast tickets are answered and solved, and how well: over time, and by a cut of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboards import format as fmt
from dashboards.charts.simple import Point, horizontal_bars, lines
from dashboards.components.card import card
from dashboards.components.choice import choice
from dashboards.components.dates import axis_date
from dashboards.components.drill import Drill
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.periods import Bucket, buckets, default_grain
from dashboards.view import View

CUTS = ("channel", "priority", "team")
CLOCKS = ("calendar", "business")
# More bars than these are a list, and that is what the table is for.
MOST_BARS = 9
# So many bars are as high as the trend beside them.
BARS_BESIDE = 9


@dataclass(frozen=True)
class Measure:
    """One way to look at tickets: its columns, of which the first is the one compared.

    `about` is the column that defines it; times have a column for either clock.
    """

    kind: str
    columns: tuple[str, ...]
    about: str


MEASURES = {
    "volume": Measure("count", ("tickets", "solved"), "tickets"),
    "first_response": Measure(
        "time",
        ("median_first_response_minutes", "p90_first_response_minutes"),
        "median_first_response_minutes",
    ),
    "resolution": Measure(
        "time",
        ("median_resolution_minutes", "p90_resolution_minutes"),
        "median_resolution_minutes",
    ),
    "sla": Measure("rate", ("sla_met_rate",), "sla_met_rate"),
    "reopened": Measure("rate", ("reopen_rate",), "reopen_rate"),
    "first_contact": Measure(
        "rate", ("first_contact_resolution_rate",), "first_contact_resolution_rate"
    ),
}
FIGURE_COLUMNS: dict[str, ColumnKind] = {
    "tickets": "count",
    "complaints": "count",
    "resolved": "count",
    "median_first_response_minutes": "number",
    "p90_first_response_minutes": "number",
    "median_first_response_business_minutes": "number",
    "p90_first_response_business_minutes": "number",
    "median_resolution_minutes": "number",
    "p90_resolution_minutes": "number",
    "median_resolution_business_minutes": "number",
    "p90_resolution_business_minutes": "number",
    "sla_met": "count",
    "sla_missed": "count",
    "sla_running": "count",
    "sla_met_rate": "rate",
    "reopened": "count",
    "reopen_rate": "rate",
    "first_contact_resolved": "count",
    "first_contact_resolution_rate": "rate",
}
_TIME_COLUMNS: dict[str, ColumnKind] = {"bucket": "date", "solved": "count", **FIGURE_COLUMNS}
TICKET_COLUMNS: dict[str, ColumnKind] = {
    "opened_date": "date",
    "resolved_date": "date",
    "customer_id": "id",
    "kind": "ticket_kind",
    "cause": "cause",
    "priority": "priority",
    "ticket_channel": "ticket_channel",
    "team": "team",
    "is_resolved": "flag",
    "first_response_minutes": "count",
    "resolution_minutes": "count",
    "sla_due_at": "time",
    "sla_outcome": "sla_outcome",
    "ticket_id": "id",
    "source_system": "source_system",
}


def clock_column(column: str, clock: str) -> str:
    """The column of a time by the clock, or the one that counts business hours only."""
    return column.replace("_minutes", "_business_minutes") if clock == "business" else column


def figures(view: View, clock: str) -> None:
    """The two cards, with what they measure and what they are cut by above them."""
    text = view.text
    with st.container(horizontal=True, gap="medium"):
        name = choice(
            text("service.measure"),
            "measure",
            tuple(MEASURES),
            lambda value: text(f"service_measure.{value}"),
            key="service-measure",
        )
        cut = choice(
            text("service.cut"),
            "cut",
            CUTS,
            lambda value: text(f"service_cut.{value}"),
            key="service-cut",
        )
    left, right = st.columns([3, 2])
    with left:
        _over_time(view, name, clock)
    with right:
        _by_cut(view, name, cut, clock)


def _over_time(view: View, name: str, clock: str) -> None:
    text, measure = view.text, MEASURES[name]
    grain = default_grain(view.period)
    over = buckets(view.period, grain)
    rows = _bucket_rows(view, grain, over)
    columns = [clock_column(column, clock) for column in measure.columns]
    unit, write = _written(view, measure, [row[name] for row in rows for name in columns], clock)
    series = []
    for column in columns:
        label = text(f"column.{column}") if len(columns) > 1 else text(f"service_measure.{name}")
        points = []
        for row, bucket in zip(rows, over, strict=True):
            when = (fmt.month if grain == "month" else fmt.day)(bucket.start, text.locale)
            when = text.sentences(when, text("card.partial_hover") if bucket.is_partial else None)
            value = None if row[column] is None else row[column] / unit
            points.append(
                Point(
                    axis_date(text, bucket.start, grain),
                    value,
                    f"{label} · {when}: {fmt.MISSING if value is None else write(value)}",
                    bucket.is_partial,
                )
            )
        series.append((label, points))
    card(
        view,
        "service.trend",
        lines(series, write),
        rows,
        _TIME_COLUMNS,
        about=f"marts.service_performance.{clock_column(measure.about, clock)}",
        words=(text(f"service_measure.{name}"), text(f"service_measure.{name}_definition")),
        note=text("card.partial") if any(bucket.is_partial for bucket in over) else None,
        drill=Drill(
            "service_tickets",
            TICKET_COLUMNS,
            lambda row: {
                "start": row["bucket"],
                "end": row["last_day"],
                "with_undated": False,
                "with_solved": "solved" in columns,
                "complaints_only": False,
                "cut": "all",
                "part": None,
            },
            lambda row: fmt.day(row["bucket"], text.locale),
        ),
    )


def _bucket_rows(view: View, grain: str, over: Sequence[Bucket]) -> list[Row]:
    """A row per day, week or month: its figures, nothing where no ticket was opened."""
    found = {row["part"]: row for row in view.rows("service_figures", cut="time", grain=grain)}
    solved = {row["bucket"]: row["solved"] for row in view.rows("service_solved", grain=grain)}
    nothing = {name: 0 if kind == "count" else None for name, kind in FIGURE_COLUMNS.items()}
    rows = []
    for place, bucket in enumerate(over):
        is_last = place == len(over) - 1
        following = view.period.end if is_last else over[place + 1].start - dt.timedelta(days=1)
        rows.append(
            {
                **nothing,
                **found.get(bucket.start.isoformat(), {}),
                "bucket": max(bucket.start, view.period.start),
                "last_day": following,
                "solved": solved.get(bucket.start, 0),
            }
        )
    return rows


def _by_cut(view: View, name: str, cut: str, clock: str) -> None:
    text, measure = view.text, MEASURES[name]
    group = {"channel": "ticket_channel"}.get(cut, cut)
    rows = [
        {**row, group: row["part"]} for row in view.rows("service_figures", cut=cut, grain="month")
    ]
    column = clock_column(measure.columns[0], clock)
    _, write = _written(view, measure, [row[column] for row in rows], clock, each=True)
    points, texts = [], []
    for row in rows[:MOST_BARS]:
        label = text.name(group, row["part"])
        value = row[column]
        said = fmt.MISSING if value is None else write(value)
        tickets = text("service.tickets", count=view.show("count", row["tickets"]))
        points.append(Point(label, value, f"{label}: {said} · {tickets}"))
        texts.append(said)
    columns = {group: group, **FIGURE_COLUMNS}
    card(
        view,
        "service.by_cut",
        horizontal_bars(points, texts, rows=BARS_BESIDE),
        rows,
        columns,
        about=f"marts.service_performance.{column}",
        words=(
            text(
                "service.by_cut",
                measure=text(f"service_measure.{name}"),
                cut=text(f"service_cut.{cut}"),
            ),
            text("service.by_cut_definition"),
        ),
        drill=Drill(
            "service_tickets",
            TICKET_COLUMNS,
            lambda row: {
                "cut": cut,
                "part": row["part"],
                "complaints_only": False,
                "with_solved": False,
            },
            lambda row: text.name(group, row["part"]),
        ),
    )


def _written(
    view: View,
    measure: Measure,
    values: Sequence[float | None],
    clock: str,
    *,
    each: bool = False,
) -> tuple[float, Callable[[float], str]]:
    """What values are divided by on a chart, and how one is written after that.

    Times of one axis are all in the unit of the longest; where each stands alone (`each`), it has
    the unit that suits it, and is not divided.
    """
    locale = view.text.locale
    if measure.kind == "rate":
        return 1, lambda value: fmt.percent(value, locale, digits=0 if not each else 1)
    if measure.kind == "count":
        return 1, lambda value: fmt.count(value, locale)
    in_days = clock == "calendar"
    if each:
        return 1, lambda value: fmt.duration(value, locale, in_days=in_days)
    longest = max((value for value in values if value is not None), default=0.0)
    unit = fmt.duration_unit(longest, in_days=in_days)
    return fmt.MINUTES[unit], lambda value: fmt.in_unit(value, unit, locale)
