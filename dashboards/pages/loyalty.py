"""Loyalty: who is a member, what members earn and redeem, what they are still owed."""

from __future__ import annotations

from dashboards.cards.loyalty_points import points, totals
from dashboards.charts.base import TEAL
from dashboards.charts.simple import Point, horizontal_bars
from dashboards.components.card import card
from dashboards.components.change import change_words, compared_months, months_words
from dashboards.components.drill import Drill, OpensCustomer
from dashboards.components.empty import no_data
from dashboards.components.header import scope
from dashboards.components.names import with_names
from dashboards.components.table import ColumnKind
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.view import View, current_view

MOST_MEMBERS = 200
# What members are owed: more of it is neither good nor bad in itself.
OWED = ("outstanding_now", "liability")

_TIER_COLUMNS: dict[str, ColumnKind] = {
    "loyalty_tier": "tier",
    "members": "count",
    "orders": "count",
    "net_amount": "money",
    "net_amount_per_member": "money",
    "orders_per_member": "number",
    "points_balance": "count",
}
_MEMBER_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "loyalty_tier": "tier",
    "points_balance": "count",
    "last_purchase_date": "date",
    "orders": "count",
    "net_amount": "money",
    "churn_band": "churn_band",
}
_UNUSED_COLUMNS: dict[str, ColumnKind] = {
    **_MEMBER_COLUMNS,
    "last_redeemed_date": "date",
}


def render(view: View) -> None:
    """Draw the page."""
    months = view.rows("loyalty_totals")
    if not months:
        no_data(view, ever=bool(view.rows("loyalty_ever")))
        return
    scope(view, view.text.sentences(view.text("loyalty.scope"), months_words(view)))
    tiles(view, _tiles(view, months))
    points(view, view.rows("loyalty_months"), months)
    _spending(view)
    unused = view.rows("loyalty_unused", row_limit=MOST_MEMBERS)
    named, columns, note = with_names(view, unused, _UNUSED_COLUMNS)
    card(
        view,
        "loyalty.unused",
        None,
        named,
        columns,
        about="marts.customer_360.points_balance",
        note=note if unused else view.text("loyalty.none_unused"),
        drill=OpensCustomer() if unused else None,
    )


def _tiles(view: View, months: list[Row]) -> list[Tile]:
    text = view.text
    now = totals(months)
    whole, before = _compared(view)
    shown = []
    for name, kind, column in (
        ("members_now", "count", "members"),
        ("outstanding_now", "count", "closing_points"),
        ("liability", "money", "liability"),
        ("redemption", "rate", "redemption_rate"),
        ("got", "count", "got_points"),
        ("redeemed", "count", "redeemed_points"),
        ("expired", "count", "expired_points"),
        ("referral", "rate", "referral_rate"),
    ):
        is_unpriced = column == "liability" and now[column] is None
        moved = change_words(
            view,
            "rate" if kind == "rate" else "count",
            whole.get(column),
            before.get(column),
        )
        is_owed = name in OWED
        aside = view.text("loyalty.moved", change=moved) if is_owed and moved else None
        described = "earned_points" if column == "got_points" else column
        shown.append(
            Tile(
                text(f"loyalty.{name}"),
                view.show("rate", now[column])
                if kind == "rate"
                else view.show("money" if kind == "money" else "count", now[column], compact=True),
                text(f"loyalty.{name}_definition"),
                f"marts.loyalty_programme.{described}",
                change=None if is_owed else moved,
                is_better_low=name == "expired",
                aside=text("loyalty.no_point_value") if is_unpriced else aside,
            )
        )
    return shown


def _compared(view: View) -> tuple[Row, Row]:
    """The totals of the whole months of the period and of those they are compared with."""
    found = compared_months(view)
    if found is None:
        return {}, {}
    whole, before = (
        totals(view.rows("loyalty_totals", first_month=one.start, end=one.end)) for one in found
    )
    return whole, before


def _spending(view: View) -> None:
    text = view.text
    rows = view.rows("loyalty_tiers")
    shown, texts = [], []
    for row in rows:
        name = text.name("tier", row["loyalty_tier"])
        spent = view.show("money", row["net_amount_per_member"])
        members = text("loyalty.member_count", count=view.show("count", row["members"]))
        shown.append(Point(name, row["net_amount_per_member"], f"{name}: {spent} · {members}"))
        texts.append(f"{spent} · {members}")
    card(
        view,
        "loyalty.spending",
        horizontal_bars(shown, texts, TEAL, room=0.8) if rows else None,
        rows,
        _TIER_COLUMNS,
        about="marts.customer_360.net_amount",
        drill=Drill(
            "loyalty_members",
            _MEMBER_COLUMNS,
            lambda row: {"tier": row["loyalty_tier"]},
            lambda row: text.name("tier", row["loyalty_tier"]),
        )
        if rows
        else None,
    )


render(current_view())
