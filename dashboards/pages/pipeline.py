"""Pipeline and forecast: what is open, why it changed, what it will bring, and who sells."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboards import format as fmt
from dashboards.cards.forecasts import pipeline_forecast, sales_forecast
from dashboards.cards.pipeline_course import course, movement
from dashboards.cards.pipeline_open import (
    MOST_BARS,
    POSITION_COLUMNS,
    bars,
    open_drill,
    open_list,
)
from dashboards.cards.sales_reps import reps, visits
from dashboards.components.card import card
from dashboards.components.change import change_words
from dashboards.components.empty import no_data
from dashboards.components.header import scope
from dashboards.components.owners import chart_label, with_employee_names
from dashboards.components.plain import plain
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.metrics import Kind
from dashboards.view import View, current_view


def render(view: View) -> None:
    """Draw the page."""
    if not view.rows("pipeline_ever"):
        no_data(view, ever=False)
        # sales are forecast from orders, too
        sales_forecast(view)
        return
    scope(view, view.text("pipeline.scope"))
    totals = view.rows("pipeline_totals")[0]
    tiles(view, _tiles(view, totals), columns=5)
    _now(view)
    left, right = st.columns(2)
    with left:
        course(view)
    with right:
        movement(view)
    pipeline_forecast(view)
    open_list(view, totals["opportunities"])
    sales_forecast(view)
    reps(view)
    visits(view)


def _tiles(view: View, totals: Row) -> list[Tile]:
    text = view.text
    is_valued = bool(totals["amount"]) or not totals["unvalued_count"]
    began = fmt.day(view.period.start - dt.timedelta(days=1), text.locale)
    shown = [
        Tile(
            text("pipeline.open_amount"),
            # nothing is known of what they are worth, so it is not zero
            view.show("money", totals["amount"] if is_valued else None, compact=True),
            text("pipeline.open_amount_definition"),
            "marts.pipeline_daily.amount",
            change=_moved(view, "money", totals["amount"], totals["opening_amount"])
            if is_valued
            else None,
            aside=_aside(
                _since(view, "money", totals["opening_amount"], began) if is_valued else None,
                _counted(view, "pipeline.unvalued", totals["unvalued_count"]),
            ),
        ),
        Tile(
            text("pipeline.open_count"),
            view.show("count", totals["open_count"], compact=True),
            text("pipeline.open_count_definition"),
            "marts.pipeline_daily.open_count",
            change=_moved(view, "count", totals["open_count"], totals["opening_count"]),
            aside=_aside(
                _since(view, "count", totals["opening_count"], began),
                _counted(view, "pipeline.undated", totals["undated_count"]),
            ),
        ),
        Tile(
            text("pipeline.weighted"),
            view.show("money", totals["weighted_amount"] if is_valued else None, compact=True),
            text("pipeline.weighted_definition"),
            "marts.pipeline_daily.weighted_amount",
            aside=_aside(_counted(view, "pipeline.unweighted", totals["unweighted_count"])),
        ),
    ]
    if totals["forecast_count"]:
        shown.append(
            Tile(
                text("pipeline.expected", months=totals["months_ahead"]),
                view.show("money", totals["forecast_amount"], compact=True),
                text("pipeline.expected_definition"),
                "marts.pipeline_forecast.forecast_amount",
            )
        )
    if totals["expected_count"]:
        shown.append(
            Tile(
                text("pipeline.overdue"),
                view.show("rate", totals["overdue_count"] / totals["expected_count"]),
                text("pipeline.overdue_definition"),
                "marts.sales_opportunity.expected_close_date",
                is_better_low=True,
                aside=plain(
                    text(
                        "pipeline.overdue_aside",
                        count=view.show("count", totals["overdue_count"]),
                        amount=view.show("money", totals["overdue_amount"], compact=True),
                    )
                ),
            )
        )
    return shown


def _moved(view: View, kind: Kind, now: float, before: float | None) -> str | None:
    """The change since the period began; what was open then stands below, with its day."""
    return change_words(view, kind, now, before) if view.compared is not None else None


def _counted(view: View, message: str, count: int) -> str | None:
    return view.text(message, count=view.show("count", count)) if count else None


def _aside(*words: str | None) -> str | None:
    return plain(" · ".join(word for word in words if word)) or None


def _since(view: View, kind: str, before: float | None, began: str) -> str | None:
    if before is None:
        return None
    written = view.show("money" if kind == "money" else "count", before, compact=True)
    return view.text("pipeline.before", value=written, date=began)


def _now(view: View) -> None:
    """What is open today, by stage and by owner."""
    stages = view.rows("pipeline_stages")
    owners = with_employee_names(view, view.rows("pipeline_owners"), "owner_employee_id", "owner")
    if not stages:
        st.caption(view.text("pipeline.nothing_open"))
        return
    height = max(len(stages), min(len(owners), MOST_BARS))
    left, right = st.columns(2)
    with left:
        card(
            view,
            "pipeline.stages",
            bars(view, stages, lambda row: view.text.name("stage_name", row["stage"]), height),
            stages,
            {"stage": "stage_name", "pipeline": "text", **POSITION_COLUMNS},
            about="marts.pipeline_daily",
            drill=open_drill(
                lambda row: {"is_of_stage": True, "stage_id": row["stage_id"]},
                lambda row: view.text.name("stage_name", row["stage"]),
            ),
        )
    with right:
        card(
            view,
            "pipeline.owners",
            bars(view, owners, lambda row: chart_label(view, row["owner"]), height),
            owners,
            {"owner": "owner", "team": "text", **POSITION_COLUMNS},
            about="marts.pipeline_daily",
            drill=open_drill(
                lambda row: {"owner_employee_id": row["owner_employee_id"]},
                lambda row: view.text.name("owner", row["owner"]),
            ),
        )


render(current_view())
