"""NPS, CSAT and CES over time and by touchpoint, how sure they are, and how many answered."""

from __future__ import annotations

import streamlit as st

from dashboards import format as fmt
from dashboards.charts.base import Figure
from dashboards.charts.experience import Estimate, score_line
from dashboards.charts.simple import Point, bars_over_time, lines
from dashboards.components.card import card
from dashboards.components.dates import axis_date, partial_note
from dashboards.components.drill import Drill
from dashboards.components.empty import nothing_of
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.scores import SCORES, written_margin, written_score
from dashboards.view import View

_CARDS = {"nps": "experience.nps", "csat": "experience.csat", "ces": "experience.ces"}

_MONTH_COLUMNS: dict[str, ColumnKind] = {
    "month": "month",
    "satisfaction": "rate",
    "margin_of_error": "rate",
    "responses": "count",
    "favourable": "count",
    "neutral": "count",
    "unfavourable": "count",
    "unclassed": "count",
    "score": "number",
    "note": "score_note",
}
_RATE_COLUMNS: dict[str, ColumnKind] = {
    "month": "month",
    "kind": "score_kind",
    "responses": "count",
    "invitations": "count",
    "response_rate": "rate",
}
RESPONSE_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "responded_date": "date",
    "kind": "score_kind",
    "touchpoint": "touchpoint",
    "score": "number",
    "scale_max": "count",
    "response_class": "response_class",
    "net_amount": "money",
    "open_tickets": "count",
    "source_system": "source_system",
}


# as the chart above it and the tile write an NPS
_NPS_COLUMNS: dict[str, ColumnKind] = {
    **_MONTH_COLUMNS,
    "satisfaction": "points",
    "margin_of_error": "points",
}


def scores_by_month(view: View, touchpoint: str | None) -> None:
    """A line for each kind of score in front of its margin of error."""
    months = view.rows("satisfaction_scores", by="month", touchpoint=touchpoint)
    for column, kind in zip(st.columns(3), SCORES, strict=True):
        rows = [row for row in months if row["kind"] == kind]
        with column:
            if not rows:
                nothing_of(view, _CARDS[kind])
                continue
            card(
                view,
                _CARDS[kind],
                _line(view, kind, rows),
                rows,
                _NPS_COLUMNS if kind == "nps" else _MONTH_COLUMNS,
                about=f"marts.satisfaction_monthly.{kind}",
                note=view.text("experience.band_note"),
                drill=_answers_of_month(view, touchpoint),
            )
    _answered(view, months, touchpoint)


def _answers_of_month(view: View, touchpoint: str | None) -> Drill:
    return Drill(
        "satisfaction_responses",
        RESPONSE_COLUMNS,
        lambda row: {
            "kind": row["kind"],
            "touchpoint": touchpoint,
            "is_low": False,
            "with_undated": False,
            "first_month": row["month"],
            "end": row["month"],
        },
        lambda row: f"{view.text.name('score_kind', row['kind'])} · {_month(view, row)}",
    )


def _month(view: View, row: Row) -> str:
    return fmt.month(row["month"], view.text.locale)


def _line(view: View, kind: str, rows: list[Row]) -> Figure:
    text = view.text
    estimates = [
        Estimate(
            axis_date(text, row["month"], "month"),
            row["satisfaction"],
            row["margin_of_error"],
            f"{_month(view, row)}: {score_words(view, row)}",
            is_weak=row["note"] is not None,
        )
        for row in rows
    ]
    return score_line(estimates, lambda value: written_score(text, kind, value), SCORES[kind])


def score_words(view: View, row: Row) -> str:
    """A score with its margin and number of answers: 19 ± 11 · 196 answers."""
    text, kind = view.text, row["kind"]
    words = written_score(text, kind, row["satisfaction"])
    if row["margin_of_error"] is not None:
        words += f" {written_margin(text, kind, row['margin_of_error'])}"
    return f"{words} · {answers_words(view, row['responses'], row['unclassed'])}"


def survey_name(view: View, row: Row) -> str:
    """What a kind of score and its touchpoint are called in few characters: NPS · Order."""
    return f"{row['kind'].upper()} · {view.text.name('touchpoint', row['touchpoint'])}"


def answers_words(view: View, count: int, unclassed: int = 0) -> str:
    """How many answers there are, and how many of them are off the scale of their score."""
    answers = view.text("experience.answers", count=view.show("count", count))
    if not unclassed:
        return answers
    return f"{answers} ({view.text('experience.unclassed', count=view.show('count', unclassed))})"


def _answered(view: View, months: list[Row], touchpoint: str | None) -> None:
    """How many answered, and of those known to have been asked, which part."""
    left, right = st.columns(2)
    with left:
        by_month: dict[object, int] = {}
        for row in months:
            by_month[row["month"]] = by_month.get(row["month"], 0) + row["responses"]
        shown: list[Row] = [
            {"month": month, "responses": responses} for month, responses in by_month.items()
        ]
        columns: dict[str, ColumnKind] = {"month": "month", "responses": "count"}
        if shown:
            card(
                view,
                "experience.responses",
                _bars(view, shown),
                shown,
                columns,
                about="marts.satisfaction_monthly.responses",
                note=partial_note(view, (row["month"] for row in shown)),
                drill=Drill(
                    "satisfaction_responses",
                    RESPONSE_COLUMNS,
                    lambda row: {
                        "kind": None,
                        "touchpoint": touchpoint,
                        "is_low": False,
                        "with_undated": False,
                        "first_month": row["month"],
                        "end": row["month"],
                    },
                    lambda row: _month(view, row),
                ),
            )
    with right:
        asked = [row for row in months if row["invitations"] is not None]
        if not asked:
            st.info(view.text("experience.nobody_asked"), icon=":material/inbox:")
            return
        card(
            view,
            "experience.response_rate",
            _rates(view, asked),
            asked,
            _RATE_COLUMNS,
            about="marts.satisfaction_monthly.response_rate",
            note=view.text("experience.response_rate_note"),
        )


def _bars(view: View, rows: list[Row]) -> Figure:
    points = [
        Point(
            axis_date(view.text, row["month"], "month"),
            row["responses"],
            f"{view.month(row['month'])}: {answers_words(view, row['responses'])}",
            view.is_running(row["month"]),
        )
        for row in rows
    ]
    return bars_over_time(points, lambda value: fmt.number(value, view.text.locale))


def _rates(view: View, asked: list[Row]) -> Figure:
    kinds = [kind for kind in SCORES if any(row["kind"] == kind for row in asked)]
    months = sorted({row["month"] for row in asked})
    found = {(row["kind"], row["month"]): row for row in asked}
    series = []
    # a chart holds two lines; who asks for a third kind finds it in the data
    for kind in kinds[:2]:
        name = view.text.name("score_kind", kind)
        points = []
        for month in months:
            row = found.get((kind, month))
            rate = row["response_rate"] if row else None
            words = view.text(
                "experience.rate_hover",
                rate=view.show("rate", rate),
                asked=view.show("count", row["invitations"] if row else None),
            )
            label = axis_date(view.text, month, "month")
            hover = f"{name} · {fmt.month(month, view.text.locale)}: {words}"
            points.append(Point(label, rate, hover))
        series.append((name, points))
    return lines(series, lambda value: fmt.percent(value, view.text.locale, digits=0))
