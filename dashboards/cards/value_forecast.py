"""What customers have brought and are expected to bring: by group, by size, by being one still."""

from __future__ import annotations

import streamlit as st

from dashboards import format as fmt
from dashboards.cards.value_customers import CUSTOMER_COLUMNS, behind
from dashboards.charts.simple import Point, bars_over_time, horizontal_bars
from dashboards.components.card import card
from dashboards.components.choice import choice
from dashboards.components.drill import Drill
from dashboards.components.empty import nothing_of
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

# What is shown: the column of the mart, by the name that a link has for it.
MEASURES = {"expected": "expected_value_12m", "historic": "historic_value"}
CUTS = ("segment", "channel", "region")
# More bars than these are a list, which the table is.
MOST_BARS = 15

_GROUP_COLUMNS: dict[str, ColumnKind] = {
    "customers": "count",
    "historic_value": "money",
    "expected_value_12m": "money",
    "historic_value_per_customer": "money",
    "expected_value_per_customer": "money",
    "p_alive": "rate",
}
_CLASS_COLUMNS: dict[str, ColumnKind] = {
    "lower_value": "money",
    "upper_value": "money",
    "customers": "count",
    "customer_share": "rate",
    "value": "money",
    "value_share": "rate",
}
_ALIVE_COLUMNS: dict[str, ColumnKind] = {
    "lower_p_alive": "rate",
    "upper_p_alive": "rate",
    "customers": "count",
    "historic_value": "money",
    "expected_value_12m": "money",
}


def value_cards(view: View, *, has_forecast: bool) -> None:
    """Historic or expected value, as the reader chooses, by group and by size.

    Args:
        view: the current view.
        has_forecast: whether there is anything expected of anybody.
    """
    text = view.text
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        measure = choice(
            text("value.measure"),
            "value",
            list(MEASURES) if has_forecast else ["historic"],
            lambda name: text(f"value.measure_{name}"),
            key="value",
        )
        cut = choice(
            text("value.cut"), "group", CUTS, lambda name: text(f"value.cut_{name}"), key="group"
        )
    column = MEASURES[measure]
    groups = view.rows("value_groups", cut=cut, measure=column)
    classes = view.rows("value_classes", measure=column)
    # side by side, both are as high as the higher
    bars = max(min(len(groups), MOST_BARS), len(classes))
    left, right = st.columns(2)
    with left:
        _groups(view, groups, column, cut, bars)
    with right:
        _classes(view, classes, column, bars)


def alive_card(view: View) -> None:
    """Customers by the probability that they are still one."""
    rows = view.rows("alive_classes")
    if not rows:
        nothing_of(view, "value.alive")
        return
    text = view.text
    points = [
        Point(
            _percents(view, row),
            row["customers"],
            text(
                "value.alive_hover",
                range=_percents(view, row),
                customers=view.show("count", row["customers"]),
                expected=view.show("money", row["expected_value_12m"]),
            ),
        )
        for row in rows
    ]
    card(
        view,
        "value.alive",
        bars_over_time(points, lambda value: view.show("count", value, compact=True)),
        rows,
        _ALIVE_COLUMNS,
        about="marts.customer_clv.p_alive",
        drill=Drill(
            "value_customers",
            CUSTOMER_COLUMNS,
            lambda row: behind(
                measure="p_alive",
                lower=row["lower_p_alive"],
                # the last tenth holds those who are certain, too
                upper=row["upper_p_alive"] if row["upper_p_alive"] < 1 else None,
            ),
            lambda row: _percents(view, row),
        ),
    )


def _groups(view: View, rows: list[Row], measure: str, cut: str, bars: int) -> None:
    text = view.text
    note = None
    if len(rows) > MOST_BARS:
        note = text(
            "value.most_groups",
            shown=view.show("count", MOST_BARS),
            count=view.show("count", len(rows)),
        )
    card(
        view,
        "value.groups",
        horizontal_bars(*_group_bars(view, rows, measure, cut), rows=bars),
        rows,
        {"group_name": cut, **_GROUP_COLUMNS},
        about=f"marts.customer_clv.{measure}",
        words=(
            text(f"value.groups_{measure}"),
            text("value.groups_definition", cut=text(f"value.cut_{cut}")),
        ),
        note=note,
        drill=Drill(
            "value_customers",
            CUSTOMER_COLUMNS,
            lambda row: behind(cut=cut, group=row["group_name"]),
            lambda row: text.name(cut, row["group_name"]),
        ),
    )


def _group_bars(
    view: View, rows: list[Row], measure: str, cut: str
) -> tuple[list[Point], list[str]]:
    """The bars of the first groups, and what is written at each: its value and share of all."""
    total = sum(row[measure] or 0.0 for row in rows)
    points, texts = [], []
    for row in rows[:MOST_BARS]:
        name = view.text.name(cut, row["group_name"])
        value = row[measure]
        share = view.show("rate", value / total if value is not None and total else None)
        hover = view.text(
            "value.group_hover",
            name=name,
            customers=view.show("count", row["customers"]),
            historic=view.show("money", row["historic_value"]),
            expected=view.show("money", row["expected_value_12m"]),
        )
        points.append(Point(name, value, hover))
        texts.append(f"{view.show('money', value, compact=True)} · {share}")
    return points, texts


def _classes(view: View, rows: list[Row], measure: str, bars: int) -> None:
    text = view.text
    points, texts = [], []
    for row in rows:
        label = _amounts(view, row)
        customers = view.show("count", row["customers"])
        share = view.show("rate", row["value_share"])
        points.append(
            Point(
                label,
                row["customers"],
                text(
                    "value.class_hover",
                    range=label,
                    customers=customers,
                    value=view.show("money", row["value"]),
                    share=share,
                ),
            )
        )
        texts.append(f"{customers} · {share}")
    card(
        view,
        "value.classes",
        horizontal_bars(points, texts, rows=bars),
        rows,
        _CLASS_COLUMNS,
        about=f"marts.customer_clv.{measure}",
        words=(text(f"value.classes_{measure}"), text("value.classes_definition")),
        drill=Drill(
            "value_customers",
            CUSTOMER_COLUMNS,
            lambda row: behind(
                measure=measure,
                # the lowest class holds what refunds have brought below zero, too
                lower=row["lower_value"] or None,
                upper=row["upper_value"],
            ),
            lambda row: _amounts(view, row),
        ),
    )


def _amounts(view: View, row: Row) -> str:
    upper = view.show("money", row["upper_value"], compact=True)
    if not row["lower_value"]:
        return view.text("value.below", upper=upper)
    return f"{view.show('money', row['lower_value'], compact=True)} – {upper}"


def _percents(view: View, row: Row) -> str:
    locale = view.text.locale
    lower = fmt.number(row["lower_p_alive"] * 100, locale, digits=0)
    return f"{lower}–{fmt.percent(row['upper_p_alive'], locale, digits=0)}"
