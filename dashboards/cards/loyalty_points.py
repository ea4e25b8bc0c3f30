"""The points of a programme over time: who holds them, how they come and go, what is owed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards import format as fmt
from dashboards.charts.simple import Point, lines
from dashboards.charts.stacks import MOST_PARTS, stacked_bars
from dashboards.components.card import card
from dashboards.components.dates import axis_date, partial_note
from dashboards.components.drill import Drill
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.metrics import Kind
from dashboards.view import View

TIER_COLUMNS: dict[str, ColumnKind] = {
    "month": "month",
    "tier": "tier",
    "members": "count",
    "opening_points": "count",
    "earned_points": "count",
    "referral_points": "count",
    "redeemed_points": "count",
    "expired_points": "count",
    "other_points": "count",
    "closing_points": "count",
    "liability": "money",
    "redemption_rate": "rate",
    "referrers": "count",
    "referral_rate": "rate",
}
_MONTH_COLUMNS: dict[str, ColumnKind] = {
    name: kind for name, kind in TIER_COLUMNS.items() if name not in {"tier", "opening_points"}
}
_EVENT_COLUMNS: dict[str, ColumnKind] = {
    "occurred_date": "date",
    "customer_id": "id",
    "points_kind": "points_kind",
    "points": "count",
    "balance_after": "count",
    "tier_after": "tier",
}
_STOCKS = ("members", "closing_points", "liability")
# What comes to the members' balances, and what leaves them.
_FLOWS = {"earned_points": 1, "referral_points": 1, "redeemed_points": -1, "expired_points": -1}


def points(view: View, tiers: list[Row], months: list[Row]) -> None:
    """The cards by month; `tiers` is a row a month and tier, `months` a row a month."""
    left, right = st.columns(2)
    with left:
        _by_tier(view, "loyalty.members", "members", tiers)
    with right:
        _by_tier(view, "loyalty.outstanding", "closing_points", tiers)
    left, right = st.columns(2)
    drill = Drill(
        "loyalty_events",
        _EVENT_COLUMNS,
        lambda row: {"month": row["month"]},
        lambda row: fmt.month(row["month"], view.text.locale),
    )
    note = partial_note(view, (row["month"] for row in months))
    with left:
        card(
            view,
            "loyalty.flows",
            stacked_bars(
                _flows(view, months), lambda value: view.show("count", value, compact=True)
            ),
            months,
            _MONTH_COLUMNS,
            about="marts.loyalty_programme",
            note=note,
            drill=drill,
        )
    with right:
        card(
            view,
            "loyalty.rates",
            lines(_rates(view, months), lambda value: fmt.percent(value, view.text.locale, 0)),
            months,
            _MONTH_COLUMNS,
            about="marts.loyalty_programme.redemption_rate",
            note=note,
            drill=drill,
        )


def totals(months: Sequence[Row]) -> Row:
    """The sums of some months, with what is held at the end of the last of them.

    Rates are of sums: points redeemed of points got; and members who referred somebody in a month,
    of members, over all months together that are over.
    """
    if not months:
        return {}
    found: Row = {name: months[-1][name] for name in _STOCKS}
    for name in ("earned_points", "referral_points", "redeemed_points", "expired_points"):
        found[name] = sum(row[name] for row in months)
    got = found["earned_points"] + found["referral_points"]
    over = [row for row in months if not row["is_partial"]]
    members = sum(row["members"] for row in over)
    referrers = sum(row["referrers"] for row in over)
    return found | {
        "got_points": got,
        "redemption_rate": found["redeemed_points"] / got if got else None,
        "referral_rate": referrers / members if members else None,
    }


def largest_first(tiers: Sequence[Row], column: str) -> list[str]:
    """The tiers, the one with most of a column in the last month first."""
    last = max((row["month"] for row in tiers), default=None)
    held = [row for row in tiers if row["month"] == last]
    return [row["tier"] for row in sorted(held, key=lambda row: (-row[column], row["tier"]))]


def _by_tier(view: View, key: str, column: str, tiers: list[Row]) -> None:
    """Bars of months, one part a tier; more tiers than can be told apart are one part."""
    text = view.text
    names = largest_first(tiers, column)
    kept = names if len(names) <= MOST_PARTS else names[: MOST_PARTS - 1]
    months = sorted({row["month"] for row in tiers})
    held = {(row["month"], row["tier"]): float(row[column]) for row in tiers}
    parts = [
        (text.name("tier", tier), [held.get((month, tier), 0.0) for month in months])
        for tier in kept
    ]
    if len(kept) < len(names):
        rest = [name for name in names if name not in kept]
        values = [sum(held.get((month, tier), 0.0) for tier in rest) for month in months]
        parts.append((text("loyalty.other_tiers"), values))
    drawn = [
        (
            name,
            [
                Point(
                    axis_date(text, month, "month"),
                    value,
                    f"{name} · {fmt.month(month, text.locale)}: {view.show('count', value)}",
                )
                for month, value in zip(months, values, strict=True)
            ],
        )
        for name, values in parts
    ]
    card(
        view,
        key,
        stacked_bars(drawn, lambda value: view.show("count", value, compact=True)),
        tiers,
        TIER_COLUMNS,
        about=f"marts.loyalty_programme.{column}",
    )


def _flows(view: View, months: list[Row]) -> list[tuple[str, list[Point]]]:
    return [_course(view, months, column, "count", sign) for column, sign in _FLOWS.items()]


def _rates(view: View, months: list[Row]) -> list[tuple[str, list[Point]]]:
    return [
        _course(view, months, column, "rate") for column in ("redemption_rate", "referral_rate")
    ]


def _course(
    view: View, months: list[Row], column: str, kind: Kind, sign: int = 1
) -> tuple[str, list[Point]]:
    """The name of a column and its values by month, drawn with a sign."""
    name = view.text(f"column.{column}")
    return name, [
        Point(
            axis_date(view.text, row["month"], "month"),
            None if row[column] is None else sign * row[column],
            f"{name} · {view.month(row['month'])}: {view.show(kind, row[column])}",
            view.is_running(row["month"]),
        )
        for row in months
    ]
