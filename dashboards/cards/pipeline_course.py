"""How the open pipeline came to be what it is: its course, and what came and went."""

from __future__ import annotations

from dashboards import format as fmt
from dashboards.charts.bands import lines_with_bands
from dashboards.charts.simple import Point
from dashboards.charts.waterfall import Step, steps_down
from dashboards.components.card import card
from dashboards.components.dates import axis_date
from dashboards.components.drill import Drill
from dashboards.components.empty import nothing_of
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.metrics import Kind
from dashboards.view import View

# A longer period shows the pipeline at the end of each week.
MOST_DAYS = 92
TOTALS = ("opening", "closing")
# Of a day on which a larger share has no probability, the weight would be too low to be drawn.
MOST_UNWEIGHTED = 0.1

_COURSE_COLUMNS: dict[str, ColumnKind] = {
    "day": "date",
    "open_count": "count",
    "amount": "money",
    "weighted_amount": "money",
    "unweighted_count": "count",
}
_STEP_COLUMNS: dict[str, ColumnKind] = {
    "step": "movement",
    "opportunities": "count",
    "amount": "money",
}
_STEP_DAY_COLUMNS: dict[str, ColumnKind] = {
    "day": "date",
    "owner": "owner",
    "opportunities": "count",
    "amount": "money",
    "source_system": "source_system",
}


def course(view: View) -> None:
    """What was open over the period."""
    grain = "day" if view.period.days <= MOST_DAYS else "week"
    rows = view.rows("pipeline_course", grain=grain)
    if not rows:
        nothing_of(view, "pipeline.course")
        return
    # where nothing is known of amounts, the opportunities are counted
    kind = _measured(rows[-1]["amount"], rows[-1]["open_count"])
    columns = ["amount", "weighted_amount"] if kind == "money" else ["open_count"]
    values = {name: [_drawn(row, name) for row in rows] for name in columns}
    is_cut = kind == "money" and None in values["weighted_amount"]
    # a line of nothing would only be in the legend
    series = []
    for column in [name for name in columns if any(values[name])] or columns[:1]:
        name = view.text(f"pipeline_course.{column}")
        points = []
        for row, value in zip(rows, values[column], strict=True):
            day = fmt.day(row["day"], view.text.locale)
            hover = f"{name} · {day}: {view.show(kind, value)}"
            if kind == "money":
                count = view.show("count", row["open_count"])
                hover += f" · {view.text('pipeline.open', count=count)}"
            points.append(Point(axis_date(view.text, row["day"], "day"), value, hover))
        series.append((name, points))
    notes = [] if grain == "day" else [view.text("pipeline.course_note")]
    if is_cut:
        share = view.show("rate", MOST_UNWEIGHTED)
        notes.append(view.text("pipeline.course_unweighted", share=share))
    card(
        view,
        "pipeline.course",
        lines_with_bands(series, lambda value: view.show(kind, value, compact=True)),
        rows,
        _COURSE_COLUMNS,
        about="marts.pipeline_daily",
        note=view.text.sentences(*notes) or None,
    )


def _drawn(row: Row, column: str) -> float | None:
    """What is drawn of a day: no weight of which too much is missing."""
    missing = row["unweighted_count"] > MOST_UNWEIGHTED * row["open_count"]
    value: float | None = row[column]
    return None if column == "weighted_amount" and missing else value


def _measured(amount: float, opportunities: int) -> Kind:
    """What to draw: money, or where nothing is known of amounts, how many there are."""
    return "money" if amount or not opportunities else "count"


def movement(view: View) -> None:
    """The bridge of the period: opening, what came, what went, closing."""
    rows = view.rows("pipeline_movement")
    if rows and not any(row["opportunities"] or row["amount"] for row in rows):
        rows = []
    if not rows:
        nothing_of(view, "pipeline.movement")
        return
    locale = view.text.locale
    kind = _measured(rows[-1]["amount"], rows[-1]["opportunities"])
    steps = []
    for row in rows:
        name = view.text.name("movement", row["step"])
        is_total = row["step"] in TOTALS
        sign = "" if is_total else "+"
        amount = (
            f"{sign if row['amount'] > 0 else ''}{view.show('money', row['amount'], compact=True)}"
        )
        count = f"{sign if row['opportunities'] > 0 else ''}"
        count += view.show("count", row["opportunities"])
        measure = row["amount" if kind == "money" else "opportunities"]
        text = f"{amount} · {count}" if kind == "money" else count
        steps.append(Step(name, measure, is_total, text, f"{name}: {amount} · {count}"))
    card(
        view,
        "pipeline.movement",
        steps_down(steps),
        rows,
        _STEP_COLUMNS,
        about="marts.pipeline_movement",
        note=view.text(
            "pipeline.movement_note",
            start=fmt.day(rows[0]["first_day"], locale),
            end=fmt.day(rows[0]["last_day"], locale),
        ),
        drill=Drill(
            "pipeline_movement_days",
            _STEP_DAY_COLUMNS,
            lambda row: {"step": row["step"]},
            lambda row: view.text.name("movement", row["step"]),
        ),
    )
