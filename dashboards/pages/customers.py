"""Customers: who they are by recency, frequency and value, and who brings most."""

from __future__ import annotations

from itertools import product

import streamlit as st

from dashboards.charts.grids import Area, Cell, heat_map, treemap
from dashboards.charts.simple import Point, bars_height, horizontal_bars
from dashboards.components.card import ColumnKind, card
from dashboards.components.empty import no_data
from dashboards.components.header import scope
from dashboards.components.plain import plain
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row, restricted_query
from dashboards.view import View, current_view
from warehouse.errors import WarehouseError

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
_TOP_COLUMNS: dict[str, ColumnKind] = {
    "customer_id": "id",
    "segment": "segment",
    "rfm_cell": "text",
    "monetary": "money",
    "frequency": "count",
    "last_order_date": "date",
    "recency_days": "count",
    "source_system": "source_system",
}


def render(view: View) -> None:
    """Draw the page."""
    segments = view.rows("rfm_segments")
    if not segments:
        no_data(view, ever=bool(view.rows("rfm_ever")))
        return
    scope(view, view.text("customers.scope"))
    tiles(_tiles(view, segments))
    left, right = st.columns(2)
    with left:
        card(view, "customers.segments", _segment_bars(view, segments), segments, _SEGMENT_COLUMNS)
    with right:
        card(view, "customers.value", _value_map(view, segments), segments, _SEGMENT_COLUMNS)
    grid = view.rows("rfm_grid")
    card(
        view,
        "customers.grid",
        _grid(view, grid),
        grid,
        _GRID_COLUMNS,
        note=view.text("customers.grid_note"),
    )
    _top(view)


def _tiles(view: View, segments: list[Row]) -> list[Tile]:
    text = view.text
    customers = sum(row["customers"] for row in segments)
    monetary = sum(row["monetary"] for row in segments)
    largest = segments[0]
    name = text.name("segment", largest["segment"])
    return [
        Tile(
            text("customers.customers"),
            view.show("count", customers, compact=True),
            text("customers.customers_definition"),
        ),
        Tile(
            text("customers.monetary"),
            view.show("money", monetary, compact=True),
            text("customers.monetary_definition"),
        ),
        Tile(
            text("customers.per_customer"),
            view.show("money", monetary / customers, compact=True),
            text("customers.per_customer_definition"),
        ),
        Tile(
            plain(name),
            view.show("rate", largest["customer_share"]),
            text("customers.largest_definition"),
        ),
    ]


def _segment_bars(view: View, segments: list[Row]) -> dict[str, object]:
    points, texts = [], []
    for row in segments:
        name = view.text.name("segment", row["segment"])
        written = view.show("count", row["customers"])
        share = view.show("rate", row["customer_share"])
        points.append(Point(name, row["customers"], f"{name}: {written} ({share})"))
        texts.append(f"{written} · {share}")
    return horizontal_bars(points, texts, rows=LEAST_ROWS)


def _value_map(view: View, segments: list[Row]) -> dict[str, object]:
    areas = []
    for row in segments:
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
    return treemap(areas, bars_height(max(len(segments), LEAST_ROWS)))


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
    rows = view.rows("rfm_top_customers", row_limit=TOP_CUSTOMERS)
    columns = _TOP_COLUMNS
    note = None
    if view.show_names:
        try:
            rows = _with_names(view, rows)
            columns = {"customer_id": "id", "customer_name": "text", **_TOP_COLUMNS}
        except WarehouseError:
            note = view.text("app.names_unavailable")
    card(view, "customers.top", None, rows, columns)
    if note:
        st.caption(note)


def _with_names(view: View, rows: list[Row]) -> list[Row]:
    ids = tuple(row["customer_id"] for row in rows)
    found = restricted_query(view.run.folder, "customer_names", customer_ids=ids)
    names = {row["customer_id"]: row["customer_name"] for row in found}
    return [{**row, "customer_name": names.get(row["customer_id"])} for row in rows]


render(current_view())
