"""Products: what sells, what grows and falls, what comes back, and what goes together."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboards import format as fmt
from dashboards import url
from dashboards.cards.product_pairs import pairs
from dashboards.cards.product_sales import best_and_falling, categories, months
from dashboards.components.change import change_words, compared_months, months_words
from dashboards.components.empty import no_data
from dashboards.components.header import scope
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.periods import Period
from dashboards.view import View, current_view

# A list of more products than these is no longer one to choose from.
MOST_CHOICES = 2000
ALL = "all"


def render(view: View) -> None:
    """Draw the page."""
    limits = _limits(view)
    total = view.rows("product_totals", **limits)[0]
    if not total["products"]:
        no_data(view, ever=bool(view.rows("product_ever")))
        return
    scope(view, view.text.sentences(view.text("products.scope"), months_words(view)))
    tiles(view, _tiles(view, total))
    best_and_falling(view, limits)
    categories(view, limits)
    product_id, product_name = _chosen(view)
    months(view, limits, product_id, product_name)
    pairs(view, product_id, product_name)


def _limits(view: View) -> dict[str, object]:
    """The months that growth compares, and whether lines without a product count.

    Those have no source system, so they are counted only where none is left out; with them
    products add up to the net revenue.
    """
    nothing = Period(dt.date.min, dt.date.min)
    whole, base = compared_months(view) or (nothing, nothing)
    return {
        "whole_start": whole.start,
        "whole_end": whole.end,
        "base_start": base.start,
        "base_end": base.end,
        "with_unknown": len(view.sources) == len(view.run.sources),
    }


def _tiles(view: View, total: Row) -> list[Tile]:
    text = view.text
    known = total["net_amount_with_cost"]
    margin_rate = total["margin"] / known if known else None
    returnable = total["returnable_units"]
    return_rate = total["returned_units"] / returnable if returnable else None
    share = (known or 0) / total["net_amount"] if total["net_amount"] else None
    return [
        Tile(
            text("products.net_amount"),
            view.show("money", total["net_amount"], compact=True),
            text("products.net_amount_definition"),
            "marts.product_performance.net_amount",
            change=change_words(view, "money", total["whole_net_amount"], total["base_net_amount"]),
        ),
        Tile(
            text("products.units"),
            view.show("count", total["units"], compact=True),
            text("products.units_definition"),
            "marts.product_performance.units",
            change=change_words(view, "count", total["whole_units"], total["base_units"]),
        ),
        Tile(
            text("products.margin"),
            view.show("rate", margin_rate),
            text("products.margin_definition"),
            "marts.product_performance.margin",
            change=change_words(
                view, "rate", total["whole_margin_rate"], total["base_margin_rate"]
            ),
            aside=text("products.costs_known", share=view.show("rate", share))
            if share is not None and share < 0.9995
            else None,
        ),
        Tile(
            text("products.return_rate"),
            fmt.percent(return_rate, text.locale),
            text("products.return_rate_definition"),
            "marts.product_performance.return_rate",
            change=change_words(
                view, "rate", total["whole_return_rate"], total["base_return_rate"]
            ),
            is_better_low=True,
            aside=None
            if return_rate is None
            else text("products.returned", count=view.show("count", total["returned_units"])),
        ),
    ]


def _chosen(view: View) -> tuple[str | None, str | None]:
    """The product that is chosen, which the URL remembers, and its name; None for all."""
    found = view.rows("product_choices", row_limit=MOST_CHOICES)
    names = {ALL: view.text("products.all")}
    names |= {row["product_id"]: row["product_name"] for row in found}
    key = "products-product"
    url.begin_choice("product", names, ALL, key=key)
    chosen = st.selectbox(
        view.text("products.choose"),
        list(names),
        format_func=lambda value: names.get(value, value),
        key=key,
        width=420,
    )
    url.remember("product", str(chosen), ALL)
    return (None, None) if chosen == ALL else (str(chosen), names[str(chosen)])


render(current_view())
