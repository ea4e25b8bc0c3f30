"""Names of customers beside their ids, where they may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.names import restricted_rows
from dashboards.view import View


def with_names(
    view: View, rows: Sequence[Row], columns: Mapping[str, ColumnKind]
) -> tuple[list[Row], dict[str, ColumnKind], str | None]:
    """The rows with `customer_name`, where the setting and the process allow it.

    Args:
        view: the current view.
        rows: with a `customer_id`.
        columns: of the table they are shown in.

    Returns:
        The rows and columns to show, and a sentence where names are switched on but cannot be
        read.
    """
    if not view.show_names:
        return list(rows), dict(columns), None
    ids = tuple(row["customer_id"] for row in rows)
    found = restricted_rows(view, "customer_names", customer_ids=ids)
    if found is None:
        return list(rows), dict(columns), view.text("app.names_unavailable")
    names = {row["customer_id"]: row["customer_name"] for row in found}
    named = [{**row, "customer_name": names.get(row["customer_id"])} for row in rows]
    return named, {"customer_id": "id", "customer_name": "text", **columns}, None
