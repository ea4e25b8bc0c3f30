"""Customers by recency, frequency and value: segments, the grid of scores, the best of them."""

from __future__ import annotations

from itertools import product

import streamlit as st

from dashboards.cards.customers_behind import CUSTOMER_COLUMNS, customers_behind, narrowed_to
from dashboards.charts.grids import Area, Cell, heat_map, treemap
from dashboards.charts.simple import Point, bars_height, horizontal_bars
from dashboards.components.card import card
from dashboards.components.change import change_words, is_compared
from dashboards.components.drill import OpensCustomer
from dashboards.components.empty import no_data
from dashboards.components.names import with_names
from dashboards.components.plain import plain
from dashboards.components.table import ColumnKind
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.view import View

TOP_CUSTOMERS = 100
# A treemap lower than so many bars has no room for its labels.
LEAST_ROWS = 8

_SEGMENT_COLUMNS: dict[str, ColumnKind] = {
    "segment": "segment",
    "customers": "count",
    "customer_share": "rate",
    "monetary": "money",
    "monetary_share": "rate",
    "average_recency_days": "number",
    "average_frequency": "number",
}
_GRID_COLUMNS: dict[str, ColumnKind] = {
    "r_score": "count",
    "f_score": "count",
    "customers": "count",
    "monetary": "money",
}


def segments(view: View) -> None:
    """The cards of this section."""
    rows = view.rows("rfm_segments")
    if not rows:
        no_data(view, ever=bool(view.rows("rfm_ever")))
        return
    tiles(view, _tiles(view, rows))
    left, right = st.columns(2)
    drill = customers_behind(
        lambda row: {"segment": row["segment"]},
        lambda row: view.text.name("segment", row["segment"]),
    )
    with left:
        card(
            view,
            "customers.segments",
            _segment_bars(view, rows),
            rows,
            _SEGMENT_COLUMNS,
            about="marts.customer_rfm.segment",
            drill=drill,
        )
    with right:
        card(
            view,
            "customers.value",
            _value_map(view, rows),
            rows,
            _SEGMENT_COLUMNS,
            about="marts.customer_rfm.monetary",
            drill=drill,
        )
    grid = view.rows("rfm_grid")
    card(
        view,
        "customers.grid",
        _grid(view, grid),
        grid,
        _GRID_COLUMNS,
        about="marts.customer_rfm.rfm_cell",
        note=view.text("customers.grid_note"),
        drill=customers_behind(
            lambda row: {"rfm_start": f"{row['r_score']}{row['f_score']}"},
            lambda row: f"R{row['r_score']} F{row['f_score']}",
        ),
    )
    _top(view)


def is_compared_then(view: View) -> bool:
    """Whether both periods end with what was known on their last day.

    A period that ended before the as-of date leaves out who has ordered again since; the one
    before it would not.
    """
    return is_compared(view) and view.period.end == view.run.as_of_date


def _customers_before(view: View) -> float | None:
    """The customers of the period compared with.

    Not what they had brought by then: of a million customers that takes a second to add up.
    """
    if not is_compared_then(view):
        return None
    [row] = view.rows("rfm_customers_before")
    count: float = row["customers"]
    return count


def _tiles(view: View, rows: list[Row]) -> list[Tile]:
    text = view.text
    customers = sum(row["customers"] for row in rows)
    monetary = sum(row["monetary"] for row in rows)
    largest = rows[0]
    name = text.name("segment", largest["segment"])
    return [
        Tile(
            text("customers.customers"),
            view.show("count", customers, compact=True),
            text("customers.customers_definition"),
            "marts.customer_rfm",
            change=change_words(view, "count", customers, _customers_before(view)),
        ),
        Tile(
            text("customers.monetary"),
            view.show("money", monetary, compact=True),
            text("customers.monetary_definition"),
            "marts.customer_rfm.monetary",
        ),
        Tile(
            text("customers.per_customer"),
            view.show("money", monetary / customers, compact=True),
            text("customers.per_customer_definition"),
            "marts.customer_rfm.monetary",
        ),
        Tile(
            plain(name),
            view.show("rate", largest["customer_share"]),
            text("customers.largest_definition"),
            "marts.customer_rfm.segment",
        ),
    ]


def _segment_bars(view: View, rows: list[Row]) -> dict[str, object]:
    points, texts = [], []
    for row in rows:
        name = view.text.name("segment", row["segment"])
        written = view.show("count", row["customers"])
        share = view.show("rate", row["customer_share"])
        points.append(Point(name, row["customers"], f"{name}: {written} ({share})"))
        texts.append(f"{written} · {share}")
    return horizontal_bars(points, texts, rows=LEAST_ROWS)


def _value_map(view: View, rows: list[Row]) -> dict[str, object]:
    areas = []
    for row in rows:
        name = view.text.name("segment", row["segment"])
        share = view.show("rate", row["monetary_share"])
        areas.append(
            Area(
                name,
                row["monetary"],
                f"{view.show('money', row['monetary'], compact=True)} · {share}",
                f"{name}: {view.show('money', row['monetary'])} ({share})",
            )
        )
    return treemap(areas, bars_height(max(len(rows), LEAST_ROWS)))


def _grid(view: View, grid: list[Row]) -> dict[str, object]:
    text = view.text
    scores = range(1, 6)
    found = {(row["r_score"], row["f_score"]): row for row in grid}
    cells = {}
    for recency, frequency in product(scores, scores):
        row = found.get((recency, frequency), {"customers": 0, "monetary": 0.0})
        customers = view.show("count", row["customers"])
        cells[f"R{recency}", f"F{frequency}"] = Cell(
            row["customers"],
            customers,
            f"{text('customers.grid_recency')} {recency} · "
            f"{text('customers.grid_frequency')} {frequency}: {customers} · "
            f"{view.show('money', row['monetary'])}",
        )
    return heat_map(
        cells,
        rows=[f"R{score}" for score in reversed(scores)],
        columns=[f"F{score}" for score in scores],
        column_title="",
        row_height=48,
    )


def _top(view: View) -> None:
    rows = view.rows("customer_list", row_limit=TOP_CUSTOMERS, **narrowed_to(has_ordered=True))
    shown, columns, note = with_names(view, rows, CUSTOMER_COLUMNS)
    card(
        view,
        "customers.top",
        None,
        shown,
        columns,
        about="marts.customer_360",
        note=note,
        drill=OpensCustomer(),
    )
