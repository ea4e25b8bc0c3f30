"""Which products go together."""

from __future__ import annotations

from dashboards import format as fmt
from dashboards.charts.base import PLUM, shortened
from dashboards.charts.simple import Point, horizontal_bars
from dashboards.components.card import card
from dashboards.components.drill import Drill
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.view import View

MOST_PAIRS = 100
# More bars than these are a list, and that is what the table is for.
MOST_BARS = 10

_PAIR_COLUMNS: dict[str, ColumnKind] = {
    "product_name": "text",
    "other_product_name": "text",
    "common_orders": "count",
    "product_orders": "count",
    "other_product_orders": "count",
    "orders": "count",
    "support": "rate",
    "confidence": "rate",
    "lift": "number",
    "is_beyond_chance": "flag",
}
_ORDER_COLUMNS: dict[str, ColumnKind] = {
    "order_date": "date",
    "customer_id": "id",
    "units": "number",
    "net_amount": "money",
    "order_id": "id",
}


def pairs(view: View, product_id: str | None, product_name: str | None) -> None:
    """What goes with a product; without one, the pairs that are together beyond chance."""
    text = view.text
    rows = view.rows("product_pairs", product=product_id, row_limit=MOST_PAIRS)
    which = "pairs" if product_id is None else "with_product"
    title = text(f"products.{which}", product=product_name or "")
    figure = (
        horizontal_bars(*_bars(view, rows, product_id), PLUM, label_length=50) if rows else None
    )
    note = text("products.pairs_note") if rows else text(f"products.{which}_none")
    card(
        view,
        "products.pairs",
        figure,
        rows,
        _PAIR_COLUMNS,
        about="marts.product_affinity.lift",
        words=(title, text("products.pairs_definition")),
        note=note,
        drill=Drill(
            "product_pair_orders",
            _ORDER_COLUMNS,
            lambda row: {"product": row["product_id"], "other_product": row["other_product_id"]},
            lambda row: f"{row['product_name']} + {row['other_product_name']}",
        )
        if rows
        else None,
    )


def _bars(view: View, rows: list[Row], product_id: str | None) -> tuple[list[Point], list[str]]:
    shown, texts = [], []
    for row in rows[:MOST_BARS]:
        both = f"{row['product_name']} + {row['other_product_name']}"
        label = row["other_product_name"]
        if product_id is None:
            label = f"{shortened(row['product_name'])}\n+ {shortened(label, 22)}"
        lift = fmt.number(row["lift"], view.text.locale)
        said = view.text(
            "products.pair_hover",
            common=view.show("count", row["common_orders"]),
            orders=view.show("count", row["product_orders"]),
            confidence=view.show("rate", row["confidence"]),
            lift=lift,
        )
        if not row["is_beyond_chance"]:
            said = f"{said} · {view.text('products.by_chance')}"
        shown.append(Point(label, row["lift"], f"{both}: {said}"))
        texts.append(view.text("products.pair_beside", lift=lift, common=row["common_orders"]))
    return shown, texts
