"""Customers by what they bring: classes of net amount and of margin, and groups to work with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboards.cards.customers_behind import customers_behind
from dashboards.charts.grids import Cell, heat_map
from dashboards.charts.paired import Share, paired_bars
from dashboards.components.card import card
from dashboards.components.empty import no_data
from dashboards.components.table import ColumnKind
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.view import View

CLASSES = ("A", "B", "C")
GROUPS = ("high", "potential", "ordinary", "low")

_CLASS_COLUMNS: dict[str, ColumnKind] = {
    "abc_class": "text",
    "customers": "count",
    "customer_share": "rate",
    "net_amount": "money",
    "net_share": "rate",
    "margin": "money",
    "margin_rate": "rate",
}
_GROUP_COLUMNS: dict[str, ColumnKind] = {
    "value_group": "value_group",
    "customers": "count",
    "customer_share": "rate",
    "net_amount": "money",
    "net_share": "rate",
    "margin": "money",
    "margin_rate": "rate",
}
_TWIN_COLUMNS: dict[str, ColumnKind] = {
    "abc_class": "text",
    "margin_abc_class": "margin_class",
    "customers": "count",
    "customer_share": "rate",
    "net_amount": "money",
    "net_share": "rate",
    "margin": "money",
    "margin_rate": "rate",
}


def value_tiers(view: View) -> None:
    """The cards of this section."""
    rows = view.rows("customer_value_tiers")
    if not rows:
        no_data(view, ever=bool(view.rows("rfm_ever")))
        return
    text = view.text
    classes = summed(rows, ("abc_class",), CLASSES)
    groups = summed(rows, ("value_group",), GROUPS)
    tiles(view, _tiles(view, classes, groups))
    left, right = st.columns(2)
    with left:
        card(
            view,
            "customers.classes",
            share_bars(view, classes, lambda row: text("customers.class", name=row["abc_class"])),
            classes,
            _CLASS_COLUMNS,
            about="marts.customer_value_tier.abc_class",
            note=text("customers.classes_note"),
            drill=customers_behind(
                lambda row: {"abc_class": row["abc_class"]},
                lambda row: text("customers.class", name=row["abc_class"]),
            ),
        )
    with right:
        card(
            view,
            "customers.groups",
            share_bars(view, groups, lambda row: text.name("value_group", row["value_group"])),
            groups,
            _GROUP_COLUMNS,
            about="marts.customer_value_tier.value_group",
            drill=customers_behind(
                lambda row: {"value_group": row["value_group"]},
                lambda row: text.name("value_group", row["value_group"]),
            ),
        )
    _twin(view, rows)


def summed(rows: Sequence[Row], by: tuple[str, ...], order: Sequence[str] = ()) -> list[Row]:
    """The rows of `customer_value_tiers` added up by some of its columns, with their shares.

    Args:
        rows: of the query.
        by: the columns that stay.
        order: of the values of the first of them; without it they stay as they come.

    Returns:
        A row for each of their values, with the share of the margin in the net amount where the
        margin of all of its customers is known.
    """
    sums: dict[tuple[str, ...], Row] = {}
    names = ("customers", "net_amount", "margin", "customers_with_margin")
    for row in rows:
        key = tuple(row[name] for name in by)
        into = sums.setdefault(key, {**dict(zip(by, key, strict=True)), **dict.fromkeys(names, 0)})
        for name in names:
            into[name] += row[name] or 0
    customers = sum(row["customers"] for row in sums.values())
    net = sum(row["net_amount"] for row in sums.values())
    for row in sums.values():
        is_known = row["customers_with_margin"] == row["customers"]
        row["margin"] = row["margin"] if row["customers_with_margin"] else None
        row["customer_share"] = row["customers"] / customers
        row["net_share"] = row["net_amount"] / net if net > 0 else None
        row["margin_rate"] = (
            row["margin"] / row["net_amount"] if is_known and row["net_amount"] > 0 else None
        )
    found = list(sums.values())
    return sorted(found, key=lambda row: order.index(row[by[0]])) if order else found


def share_bars(view: View, rows: Sequence[Row], label: Callable[[Row], str]) -> dict[str, object]:
    """For each row its share of customers beside that of what they bring."""
    text = view.text
    customers, amounts = [], []
    for row in rows:
        name = label(row)
        count, amount = view.show("count", row["customers"]), view.show("money", row["net_amount"])
        counted = view.show("rate", row["customer_share"])
        brought = view.show("rate", row["net_share"])
        customers.append(
            Share(row["customer_share"], f"{counted} · {count}", f"{name}: {count} ({counted})")
        )
        compact = view.show("money", row["net_amount"], compact=True)
        amounts.append(
            Share(row["net_share"], f"{brought} · {compact}", f"{name}: {amount} ({brought})")
        )
    return paired_bars(
        [label(row) for row in rows],
        [(text("customers.customers"), customers), (text("column.net_amount"), amounts)],
    )


def _tiles(view: View, classes: list[Row], groups: list[Row]) -> list[Tile]:
    text = view.text
    best = next((row for row in classes if row["abc_class"] == "A"), None)
    potential = next((row for row in groups if row["value_group"] == "potential"), None)
    margin = [row["margin"] for row in classes if row["margin"] is not None]
    customers = sum(row["customers"] for row in classes)
    return [
        Tile(
            text("customers.customers"),
            view.show("count", customers, compact=True),
            text("customers.customers_definition"),
            "marts.customer_value_tier",
        ),
        Tile(
            text("customers.class_a"),
            view.show("count", best["customers"] if best else 0, compact=True),
            text("customers.class_a_definition"),
            "marts.customer_value_tier.abc_class",
            aside=text(
                "customers.of_net", share=view.show("rate", best["net_share"] if best else 0.0)
            ),
        ),
        Tile(
            text("customers.potential"),
            view.show("count", potential["customers"] if potential else 0, compact=True),
            text("customers.potential_definition"),
            "marts.customer_value_tier.value_group",
        ),
        Tile(
            text("customers.margin"),
            view.show("money", sum(margin) if margin else None, compact=True),
            text("customers.margin_definition"),
            "marts.customer_value_tier.margin",
        ),
    ]


def _twin(view: View, rows: list[Row]) -> None:
    """Classes of net amount by classes of margin: who brings revenue, but no profit?"""
    text = view.text
    twins = summed(rows, ("abc_class", "margin_abc_class"))
    if all(row["margin_abc_class"] == "none" for row in twins):
        st.caption(text("customers.no_margin"))
        return
    columns = [
        name
        for name in (*CLASSES, "none")
        if name != "none" or any(row["margin_abc_class"] == "none" for row in twins)
    ]
    cells = {}
    for row in twins:
        count = view.show("count", row["customers"])
        amount = view.show("money", row["net_amount"], compact=True)
        margin = view.show("money", row["margin"], compact=True)
        cells[_class(view, row["abc_class"]), _margin_class(view, row["margin_abc_class"])] = Cell(
            row["customers"],
            count,
            f"{_class(view, row['abc_class'])} · {_margin_class(view, row['margin_abc_class'])}: "
            f"{count} · {amount} · {text('column.margin')} {margin}",
        )
    card(
        view,
        "customers.twin",
        heat_map(
            cells,
            rows=[_class(view, name) for name in CLASSES],
            columns=[_margin_class(view, name) for name in columns],
            column_title=text("customers.twin_columns"),
            row_height=56,
        ),
        twins,
        _TWIN_COLUMNS,
        about="marts.customer_value_tier.margin_abc_class",
        note=text("customers.twin_note"),
        drill=customers_behind(
            lambda row: {
                "abc_class": row["abc_class"],
                "margin_abc_class": row["margin_abc_class"],
            },
            lambda row: (
                f"{_class(view, row['abc_class'])} · {_margin_class(view, row['margin_abc_class'])}"
            ),
        ),
    )


def _class(view: View, name: str) -> str:
    return view.text("customers.class", name=name)


def _margin_class(view: View, name: str) -> str:
    return view.text.name("margin_class", name)
