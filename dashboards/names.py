"""Names, texts and other direct identifiers, where this view and this process may show them."""

from __future__ import annotations

from dashboards.data import Row, restricted_query
from dashboards.view import View
from warehouse.errors import WarehouseError


def restricted_rows(view: View, name: str, **parameters: object) -> list[Row] | None:
    """The rows of a query on the file with direct identifiers.

    Returns:
        None where names are switched off, or this process may not open that file.
    """
    if not view.show_names:
        return None
    try:
        return restricted_query(view.run.folder, name, **parameters)
    except WarehouseError:
        return None
