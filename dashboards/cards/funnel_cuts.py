"""How many come through, by a cut: conversion of entries, and both win rates."""

from __future__ import annotations

import streamlit as st

from dashboards.cards.win_rates import DEFINITIONS, opportunities_behind
from dashboards.charts.comparisons import side_by_side
from dashboards.charts.simple import Point, horizontal_bars
from dashboards.components.card import card
from dashboards.components.choice import choice
from dashboards.components.drill import Drill
from dashboards.components.empty import nothing_of
from dashboards.components.owners import chart_label, with_employee_names
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

CUTS = ("source", "owner", "product", "team")
# More bars than these are a list, and that is what the table is for.
MOST_BARS = 12

ENTRY_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "source": "channel",
    "owner": "owner",
    "furthest_stage": "stage",
    "outcome": "outcome",
    "created_date": "date",
    "won_date": "date",
    "regress_count": "count",
    "amount": "money",
    "source_system": "source_system",
}
_CUT_COLUMNS: dict[str, ColumnKind] = {
    "cut_label": "cut_value",
    "entries": "count",
    "contacted": "count",
    "qualified": "count",
    "opportunities": "count",
    "won_count": "count",
    "lost_count": "count",
    "open_count": "count",
    "lead_to_won_rate": "rate",
    "opportunity_to_won_rate": "rate",
    "regressed": "count",
    "won_amount": "money",
}
# What only leads can tell.
_LEAD_COLUMNS = {"contacted", "qualified", "lead_to_won_rate"}
_WIN_RATE_COLUMNS: dict[str, ColumnKind] = {
    "cut_label": "cut_value",
    "closed_won_count": "count",
    "closed_base_count": "count",
    "closed_win_rate": "rate",
    "created_won_count": "count",
    "created_base_count": "count",
    "created_win_rate": "rate",
    "won_amount": "money",
}


def cuts(view: View, *, has_leads: bool) -> None:
    """The cards of one cut, which is chosen above them.

    Args:
        view: the current view.
        has_leads: whether the source systems have leads; without, entries are opportunities alone.
    """
    text = view.text
    cut = choice(
        text("funnel.cut"), "cut", CUTS, lambda name: text(f"cut.{name}"), key="funnel_cut"
    )
    left, right = st.columns(2)
    with left:
        _conversion(view, cut, has_leads=has_leads)
    with right:
        _win_rates(view, cut)


def _conversion(view: View, cut: str, *, has_leads: bool) -> None:
    rows = _labelled(view, view.rows("funnel_by_cut", cut=cut), cut)
    title = "funnel.by_cut" if has_leads else "funnel.deals_by_cut"
    if not rows:
        nothing_of(view, title)
        return
    columns = {
        name: kind for name, kind in _CUT_COLUMNS.items() if has_leads or name not in _LEAD_COLUMNS
    }
    points, texts = [], []
    for row in rows[:MOST_BARS]:
        rate = view.show("rate", row["lead_to_won_rate"])
        counted = f"{view.show('count', row['won_count'])} ÷ {view.show('count', row['entries'])}"
        name = _name(view, row, cut)
        points.append(Point(name, row["lead_to_won_rate"], f"{name}: {rate} · {counted}"))
        texts.append(f"{rate} · {counted}")
    card(
        view,
        "funnel.by_cut",
        horizontal_bars(points, texts),
        rows,
        _named_by(cut, columns),
        about="marts.sales_funnel_entry.outcome",
        words=(view.text(title), view.text("funnel.by_cut_definition")),
        drill=Drill(
            "funnel_entries",
            ENTRY_COLUMNS,
            lambda row: {
                "cut": cut,
                "cut_value": row["cut_value"],
                "stage_order": None,
                "month": None,
            },
            lambda row: _name(view, row, cut),
        ),
    )


def _win_rates(view: View, cut: str) -> None:
    rows = _labelled(view, view.rows("win_rate_by_cut", cut=cut), cut)
    if not rows:
        nothing_of(view, "funnel.win_rate_by_cut")
        return
    parts = []
    for definition in DEFINITIONS:
        points, texts = [], []
        for row in rows[:MOST_BARS]:
            value = row[f"{definition}_win_rate"]
            counted = f"{view.show('count', row[f'{definition}_won_count'])} ÷ "
            counted += view.show("count", row[f"{definition}_base_count"])
            written = f"{view.show('rate', value)} · {counted}"
            name = _name(view, row, cut)
            hover = f"{name} · {view.text(f'definition.{definition}')}: {written}"
            points.append(Point(name, value, hover))
            texts.append(written)
        parts.append((view.text(f"funnel.{definition}"), points, texts))
    card(
        view,
        "funnel.win_rate_by_cut",
        side_by_side(parts),
        rows,
        _named_by(cut, _WIN_RATE_COLUMNS),
        about="marts.win_rate.definition",
        drill=opportunities_behind(
            lambda row: {"cut": cut, "cut_value": row["cut_value"]},
            lambda row: _name(view, row, cut),
        ),
    )


def _labelled(view: View, rows: list[Row], cut: str) -> list[Row]:
    return with_employee_names(view, rows, "cut_value", "cut_label") if cut == "owner" else rows


def _name(view: View, row: Row, cut: str) -> str:
    if cut == "owner":
        return chart_label(view, row["cut_label"])
    return view.text.name(_group(cut), row["cut_label"])


def _named_by(cut: str, columns: dict[str, ColumnKind]) -> dict[str, ColumnKind]:
    return {**columns, "cut_label": _group(cut)}


def _group(cut: str) -> str:
    """Which words the values of a cut are among."""
    return "channel" if cut == "source" else "cut_value"
