"""Both win rates over time, why opportunities were won or lost, and which they are."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboards import format as fmt
from dashboards.charts.simple import Point, horizontal_bars, lines
from dashboards.components.card import card
from dashboards.components.dates import axis_date
from dashboards.components.drill import Drill
from dashboards.components.empty import nothing_of
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.periods import buckets
from dashboards.view import View

DEFINITIONS = ("closed", "created")
# More bars than these are a list, and that is what the table is for.
MOST_REASONS = 12

OPPORTUNITY_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "stage": "stage_name",
    "outcome": "outcome",
    "amount": "money",
    "created_date": "date",
    "closed_date": "date",
    "days_to_close": "count",
    "owner": "owner",
    "source": "channel",
    "reason": "reason",
    "source_system": "source_system",
}
_MONTH_COLUMNS: dict[str, ColumnKind] = {
    "definition": "definition",
    "period_start": "month",
    "won_count": "count",
    "lost_count": "count",
    "base_count": "count",
    "win_rate": "rate",
    "won_amount": "money",
}
_REASON_COLUMNS: dict[str, ColumnKind] = {
    "outcome": "outcome",
    "reason": "reason",
    "opportunities": "count",
    "outcome_share": "rate",
    "amount": "money",
}


def win_rate_by_month(view: View, months: list[Row]) -> None:
    """Both win rates over time; a month of which the period has only some days is lighter."""
    partial = {bucket.start for bucket in buckets(view.period, "month") if bucket.is_partial}
    dates = sorted({row["period_start"] for row in months})
    rates = {(row["definition"], row["period_start"]): row for row in months}
    series = []
    for definition in DEFINITIONS:
        name = view.text(f"funnel.{definition}")
        points = []
        for date in dates:
            row = rates.get((definition, date))
            month = fmt.month(date, view.text.locale)
            value = row["win_rate"] if row else None
            counted = f" ({row['won_count']} ÷ {row['base_count']})" if row else ""
            hover = f"{name} · {month}: {view.show('rate', value)}{counted}"
            label = axis_date(view.text, date, "month")
            points.append(Point(label, value, hover, is_partial=date in partial))
        series.append((name, points))
    figure = lines(series, lambda value: fmt.percent(value, view.text.locale, digits=0))
    places = {(row["definition"], row["period_start"]): place for place, row in enumerate(months)}
    for trace, definition in zip(figure["data"], DEFINITIONS, strict=True):
        trace["customdata"] = [places.get((definition, date), -1) for date in dates]
    card(
        view,
        "funnel.win_rate",
        figure,
        months,
        _MONTH_COLUMNS,
        about="marts.win_rate.win_rate",
        note=view.text("funnel.win_rate_note"),
        drill=opportunities_behind(
            lambda row: {"definition": row["definition"], "month": row["period_start"]},
            lambda row: (
                f"{view.text('definition.' + row['definition'])} · "
                f"{fmt.month(row['period_start'], view.text.locale)}"
            ),
        ),
    )


def reasons(view: View) -> None:
    """Why opportunities were lost and won, where an export says it at all."""
    rows = view.rows("win_loss_reasons")
    known = [row for row in rows if row["reason"] is not None]
    if not known:
        if rows:
            st.caption(view.text("funnel.reasons_nowhere"))
        else:
            nothing_of(view, "funnel.reasons")
        return
    # rows without a reason stay in the table, so that the shares are of all that were closed
    rows = known + [row for row in rows if row["reason"] is None]
    is_mixed = len({row["outcome"] for row in known}) > 1
    points, texts = [], []
    for row in known[:MOST_REASONS]:
        outcome = view.text.name("outcome", row["outcome"])
        name = view.text.name("reason", row["reason"])
        counted = f"{view.show('count', row['opportunities'])} · "
        counted += view.show("rate", row["outcome_share"])
        hover = f"{outcome} · {name}: {counted} · {view.show('money', row['amount'])}"
        points.append(
            Point(f"{outcome}: {name}" if is_mixed else name, row["opportunities"], hover)
        )
        texts.append(counted)
    card(
        view,
        "funnel.reasons",
        horizontal_bars(points, texts),
        rows,
        _REASON_COLUMNS,
        about="core.fct_opportunity.win_loss_reason",
        note=None if is_mixed else view.text("funnel.reasons_of", outcome=outcome),
        drill=opportunities_behind(
            lambda row: {
                "definition": "closed",
                "outcome": row["outcome"],
                "any_reason": False,
                "reason": row["reason"],
            },
            lambda row: view.text.name("reason", row["reason"]),
        ),
    )


def opportunities_behind(
    parameters: Callable[[Row], dict[str, object]], label: Callable[[Row], str]
) -> Drill:
    """The opportunities behind a row, of which `parameters` says what they have in common."""
    nothing = dict.fromkeys(("definition", "month", "cut", "cut_value", "outcome", "reason"))
    every: dict[str, object] = {**nothing, "any_reason": True}
    return Drill(
        "sales_opportunities", OPPORTUNITY_COLUMNS, lambda row: every | parameters(row), label
    )
