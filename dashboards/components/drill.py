"""From a part of a chart to the rows behind it, and from a row to its customer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from dashboards.components.exporting import downloads
from dashboards.components.plain import plain
from dashboards.components.table import ColumnKind, data_table
from dashboards.data import Row
from dashboards.view import View

# More rows than these are a list for a download, not for a look.
MOST_ROWS = 500
_CUSTOMER_PAGE = Path(__file__).parent.parent / "pages" / "customer.py"


@dataclass(frozen=True)
class Drill:
    """What lies behind each row of a card.

    `query` names a file in `queries/` that gives the rows behind, at most `$row_limit` of them,
    under the filters of the view and the values that `parameters` takes from the card's row;
    `label` is what that row is called.
    """

    query: str
    columns: Mapping[str, ColumnKind]
    parameters: Callable[[Row], Mapping[str, object]]
    label: Callable[[Row], str]


@dataclass(frozen=True)
class OpensCustomer:
    """Each row of a card is one customer, by its `customer_id`."""


def chosen_row(states: Sequence[Any], rows: Sequence[Row]) -> int | None:
    """The row that is chosen in a chart or a table of a card; the chart's choice comes first.

    Args:
        states: what Streamlit gave for each of them.
        rows: of the card; a choice beyond them was made before a filter changed.
    """
    for state in states:
        chosen = (state or {}).get("selection") or {}
        for point in chosen.get("points") or []:
            place = _place(point)
            if place is not None and place < len(rows):
                return place
        for place in chosen.get("rows") or []:
            if place < len(rows):
                return int(place)
    return None


def rows_behind(view: View, key: str, drill: Drill, row: Row) -> None:
    """The rows behind a row of a card, with a way on to the customer of each."""
    found = view.rows(drill.query, row_limit=MOST_ROWS + 1, **drill.parameters(row))
    shown = found[:MOST_ROWS]
    title = view.text("drill.title", label=drill.label(row))
    st.markdown(f"**{plain(title)}**")
    if not shown:
        st.caption(view.text("drill.nothing"))
        return
    more = "drill.more" if len(found) > MOST_ROWS else "drill.all"
    st.caption(view.text(more, count=view.show("count", len(shown))))
    state = data_table(view, shown, drill.columns, title, key=f"behind-{key}")
    downloads(view, f"{key}.rows", shown, drill.columns, title)
    place = chosen_row([state], shown)
    if place is not None and shown[place].get("customer_id"):
        customer_link(view, str(shown[place]["customer_id"]))


def customer_link(view: View, customer_id: str, name: str | None = None) -> None:
    """A link to everything about one customer, who may be called by name."""
    st.page_link(
        _CUSTOMER_PAGE,
        label=view.text("drill.customer", customer=plain(name or customer_id)),
        icon=":material/person:",
        query_params={"customer": customer_id},
    )


def _place(point: Mapping[str, Any]) -> int | None:
    """The row of a point: charts say it as its custom data where it is not the point's place."""
    said = point.get("customdata")
    while isinstance(said, list | tuple):
        said = said[0] if said else None
    if said is None:
        said = point.get("point_index", point.get("point_number"))
    return said if isinstance(said, int) and said >= 0 else None
