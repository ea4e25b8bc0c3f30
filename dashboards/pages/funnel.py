"""Sales funnel: from lead to won deal, how many come through, how fast, of which source and owner.

Every number says which it is: of all entries or of those at the stage before, and of closed or of
created opportunities. Whoever reached a stage counts in all stages before it.
"""

from __future__ import annotations

from itertools import pairwise

import streamlit as st

from dashboards import format as fmt
from dashboards.cards.funnel_cohorts import cohorts
from dashboards.cards.funnel_cuts import ENTRY_COLUMNS, cuts
from dashboards.cards.sales_speed import stage_speed, velocity
from dashboards.cards.win_rates import DEFINITIONS, reasons, win_rate_by_month
from dashboards.charts.base import TEAL
from dashboards.charts.funnels import Stage, funnel
from dashboards.charts.simple import Point, horizontal_bars
from dashboards.components.card import card
from dashboards.components.change import change_words, days_words, is_compared
from dashboards.components.drill import Drill
from dashboards.components.empty import no_data, nothing_of
from dashboards.components.header import scope
from dashboards.components.table import ColumnKind
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.view import View, current_view

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

_NEXT_STEP_COLUMNS: dict[str, ColumnKind] = {
    "stage": "stage",
    "reached": "count",
    "conversion_from_before": "rate",
    "cumulative_conversion_rate": "rate",
    "median_days": "number",
}


def render(view: View) -> None:
    """Draw the page."""
    stages = view.rows("funnel_stages")
    win_rates = view.rows("win_rate")
    if not stages and not win_rates:
        no_data(view, ever=bool(view.rows("funnel_ever")))
        return
    said = view.text("funnel.scope_all" if view.preset == "all" else "funnel.scope")
    scope(view, view.text.sentences(said, days_words(view)))
    shown = _tiles(view, stages, win_rates)
    tiles(view, shown, columns=len(shown))
    if stages:
        _stages(view, stages)
    cuts(view, has_leads=_has_leads(stages))
    months = [row for row in win_rates if row["period_start"] is not None]
    if months:
        left, right = st.columns(2)
        with left:
            win_rate_by_month(view, months)
        with right:
            reasons(view)
    else:
        nothing_of(view, "funnel.win_rate")
    cohorts(view)
    stage_speed(view)
    velocity(view)


def _has_leads(stages: list[Row]) -> bool:
    """Whether the funnel begins with leads, and not with opportunities for want of them."""
    return any(row["stage"] == "lead" for row in stages)


def _before(view: View) -> tuple[float | None, float | None]:
    """How many entries, and which part of what was closed was won, in the period compared with.

    What becomes of entries is not compared: those of the period before had longer to get on.
    """
    if view.compared is None or not is_compared(view):
        return None, None
    days = {"start": view.compared.start, "end": view.compared.end, "with_undated": False}
    stages = view.rows("funnel_stages", **days)
    closed = [
        row["win_rate"]
        for row in view.rows("win_rate", **days)
        if row["definition"] == "closed" and row["period_start"] is None
    ]
    return (stages[0]["reached"] if stages else None), (closed[0] if closed else None)


def _tiles(view: View, stages: list[Row], win_rates: list[Row]) -> list[Tile]:
    text = view.text
    shown = []
    entries_before, win_rate_before = _before(view)
    if stages:
        entries, won = stages[0]["reached"], stages[-1]["reached"]
        still_open = sum(row["still_open"] for row in stages)
        shown = [
            Tile(
                text("funnel.entries"),
                view.show("count", entries, compact=True),
                text("funnel.entries_definition"),
                "marts.sales_funnel_entry",
                change=change_words(view, "count", entries, entries_before),
            ),
            Tile(
                text("funnel.conversion" if _has_leads(stages) else "funnel.deal_conversion"),
                view.show("rate", won / entries),
                text("funnel.conversion_definition"),
                "marts.sales_funnel.cumulative_conversion_rate",
                aside=_counted(view, won, entries),
            ),
            Tile(
                text("funnel.open_share"),
                view.show("rate", still_open / entries),
                text("funnel.open_share_definition"),
                "marts.sales_funnel.is_closed",
                aside=_counted(view, still_open, entries),
            ),
        ]
    overall = {row["definition"]: row for row in win_rates if row["period_start"] is None}
    shown += [
        Tile(
            text(f"funnel.{definition}"),
            view.show("rate", overall[definition]["win_rate"]),
            text(f"funnel.{definition}_definition"),
            "marts.win_rate.win_rate",
            change=change_words(view, "rate", overall[definition]["win_rate"], win_rate_before)
            if definition == "closed"
            else None,
            aside=_counted(
                view, overall[definition]["won_count"], overall[definition]["base_count"]
            ),
        )
        for definition in DEFINITIONS
        if definition in overall
    ]
    back = view.rows("funnel_regressions")[0]
    if back["opportunities"]:
        shown.append(
            Tile(
                text("funnel.regressed"),
                view.show("rate", back["regressed_rate"]),
                text("funnel.regressed_definition"),
                "marts.sales_funnel_entry.regress_count",
                is_better_low=True,
                aside=_counted(view, back["regressed"], back["opportunities"]),
            )
        )
    return shown


def _counted(view: View, part: int, whole: int) -> str:
    return f"{view.show('count', part)} ÷ {view.show('count', whole)}"


def _stages(view: View, stages: list[Row]) -> None:
    drill = Drill(
        "funnel_entries",
        ENTRY_COLUMNS,
        lambda row: {
            "stage_order": row["stage_order"],
            "month": None,
            "cut": None,
            "cut_value": None,
        },
        lambda row: view.text.name("stage", row["stage"]),
    )
    left, right = st.columns([3, 2])
    with left:
        card(
            view,
            "funnel.stages",
            _funnel(view, stages),
            stages,
            _STAGE_COLUMNS,
            about="marts.sales_funnel.reached",
            drill=drill,
        )
    with right:
        card(
            view,
            "funnel.next_step",
            _next_steps(view, stages),
            [
                row | {"conversion_from_before": before["conversion_rate"]}
                for before, row in pairwise(stages)
            ],
            _NEXT_STEP_COLUMNS,
            about="marts.sales_funnel.conversion_rate",
            note=_days(view, stages),
            drill=drill,
        )


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


def _next_steps(view: View, stages: list[Row]) -> dict[str, object]:
    """Conversion from the stage before to each stage."""
    points, texts = [], []
    for before, row in pairwise(stages):
        name = view.text.name("stage", row["stage"])
        rate = view.show("rate", before["conversion_rate"])
        written = f"{rate} · {_counted(view, row['reached'], before['reached'])}"
        points.append(Point(name, before["conversion_rate"], f"{name}: {written}"))
        texts.append(written)
    return horizontal_bars(points, texts, TEAL, rows=len(stages), room=0.7)


def _days(view: View, stages: list[Row]) -> str:
    """In words: the median days from the stage before, of those of which they are known."""
    known = [
        view.text(
            "funnel.days_of_stage",
            stage=view.text.name("stage", row["stage"]),
            days=fmt.number(row["median_days"], view.text.locale),
        )
        for row in stages
        if row["median_days"] is not None
    ]
    if not known:
        return view.text("funnel.days_unknown")
    return view.text("funnel.days", stages=" · ".join(known))


render(current_view())
