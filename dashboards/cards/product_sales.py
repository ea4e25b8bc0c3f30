"""What products and categories sell, and how that changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from dashboards import format as fmt
from dashboards.charts.base import AMBER, BLUE, TEAL
from dashboards.charts.simple import Point, bars_over_time, horizontal_bars
from dashboards.components.card import card
from dashboards.components.choice import choice
from dashboards.components.dates import axis_date
from dashboards.components.drill import Drill
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

MOST_PRODUCTS = 200
# More bars than these are a list, and that is what the table is for.
MOST_BARS = 10
MEASURES: Mapping[str, str] = {
    "net_amount": "money",
    "units": "count",
    "margin": "money",
    "return_rate": "rate",
}

_PRODUCT_COLUMNS: dict[str, ColumnKind] = {
    "product_name": "product",
    "category": "category",
    "trend": "trend",
    "net_amount": "money",
    "net_share": "rate",
    "base_net_amount": "money",
    "net_change": "money",
    "net_growth": "rate",
    "orders": "count",
    "units": "number",
    "margin": "money",
    "margin_rate": "rate",
    "returned_units": "number",
    "return_rate": "rate",
}
_CATEGORY_COLUMNS: dict[str, ColumnKind] = {
    "category": "category",
    "products": "count",
    "net_amount": "money",
    "net_share": "rate",
    "units": "number",
    "margin": "money",
    "margin_rate": "rate",
    "return_rate": "rate",
}
_MONTH_COLUMNS: dict[str, ColumnKind] = {
    "month": "month",
    "net_amount": "money",
    "units": "number",
    "margin": "money",
    "returned_units": "number",
    "return_rate": "rate",
    "is_partial": "flag",
}
_ORDER_COLUMNS: dict[str, ColumnKind] = {
    "order_date": "date",
    "customer_id": "id",
    "product_name": "product",
    "units": "number",
    "returned_units": "number",
    "refund": "money",
    "net_amount": "money",
    "order_id": "id",
}


def best_and_falling(view: View, limits: Mapping[str, object]) -> None:
    """Best sellers, and beside them the products that lost most."""
    best = view.rows("product_sales", only_falling=False, row_limit=MOST_PRODUCTS, **limits)
    falling = view.rows("product_sales", only_falling=True, row_limit=MOST_PRODUCTS, **limits)
    bars = min(MOST_BARS, len(best))
    left, right = st.columns(2)
    with left:
        _products(view, "products.best", best, "net_amount", BLUE, bars)
    with right:
        # few bars beside many would leave most of the card empty
        height = bars if 2 * len(falling) >= bars else 0
        _products(view, "products.falling", falling, "net_change", AMBER, height)


def _products(view: View, key: str, rows: list[Row], column: str, colour: str, bars: int) -> None:
    shown, texts = [], []
    for row in rows[:MOST_BARS]:
        name = view.text.name("product", row["product_name"])
        amount = view.show("money", row[column], compact=True)
        growth = fmt.MISSING
        if row["net_growth"] is not None:
            growth = fmt.signed_percent(row["net_growth"], view.text.locale)
        trend = view.text.name("trend", row["trend"])
        shown.append(Point(name, abs(row[column]), f"{name}: {amount} · {growth} · {trend}"))
        texts.append(amount if row["net_growth"] is None else f"{amount} · {growth}")
    card(
        view,
        key,
        horizontal_bars(shown, texts, colour, rows=bars, room=0.8) if rows else None,
        rows,
        _PRODUCT_COLUMNS,
        about="marts.product_performance.net_amount",
        note=view.text("products.none_falling") if not rows else None,
        drill=_drill(
            lambda row: {"product": row["product_id"]},
            lambda row: view.text.name("product", row["product_name"]),
        )
        if rows
        else None,
    )


def categories(view: View, limits: Mapping[str, object]) -> None:
    """What categories sell, where the exports have any."""
    rows = view.rows("product_categories", **limits)
    if all(row["category"] is None for row in rows):
        return
    shown, texts = [], []
    for row in rows[:MOST_BARS]:
        name = view.text.name("category", row["category"] or "unknown")
        amount = view.show("money", row["net_amount"], compact=True)
        share = view.show("rate", row["net_share"])
        shown.append(Point(name, row["net_amount"], f"{name}: {amount} ({share})"))
        texts.append(f"{amount} · {share}")
    card(
        view,
        "products.categories",
        horizontal_bars(shown, texts, TEAL, room=0.7),
        rows,
        _CATEGORY_COLUMNS,
        about="marts.product_performance.net_amount",
        drill=_drill(
            lambda row: {"category": row["category"]},
            lambda row: view.text.name("category", row["category"] or "unknown"),
        ),
    )


def months(
    view: View, limits: Mapping[str, object], product_id: str | None, product_name: str | None
) -> None:
    """What the chosen product, or all of them, sold by month."""
    text = view.text
    measure = choice(
        text("products.measure"),
        "measure",
        tuple(MEASURES),
        lambda name: text(f"column.{name}"),
        key="products-measure",
    )
    rows = view.rows("product_months", product=product_id, **limits)
    points = []
    for row in rows:
        value = row[measure]
        part = text("card.partial_hover") if row["is_partial"] else None
        when = text.sentences(fmt.month(row["month"], text.locale), part)
        points.append(
            Point(
                axis_date(text, row["month"], "month"),
                value,
                f"{when}: {_written(view, measure, value)}",
                row["is_partial"],
            )
        )
    title = f"{product_name or text('products.all')} · {text(f'column.{measure}')}"
    card(
        view,
        "products.months",
        bars_over_time(points, lambda value: _written(view, measure, value, compact=True)),
        rows,
        _MONTH_COLUMNS,
        about=f"marts.product_performance.{measure}",
        words=(title, text("products.months_definition")),
        note=text("card.partial") if any(row["is_partial"] for row in rows) else None,
        drill=_drill(
            lambda row: {"month": row["month"], "product": product_id},
            lambda row: fmt.month(row["month"], text.locale),
        ),
    )


def _written(view: View, measure: str, value: float | None, *, compact: bool = False) -> str:
    if MEASURES[measure] == "rate":
        return fmt.percent(value, view.text.locale, digits=0 if compact else 1)
    return view.show("money" if MEASURES[measure] == "money" else "count", value, compact=compact)


def _drill(
    parameters: Callable[[Row], dict[str, object]],
    label: Callable[[Row], str],
) -> Drill:
    """The orders behind a product, a category or a month."""
    nothing: dict[str, object] = {"product": None, "category": None, "month": None}
    return Drill("product_orders", _ORDER_COLUMNS, lambda row: nothing | parameters(row), label)
