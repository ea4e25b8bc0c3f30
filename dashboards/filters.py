"""What the filters of the sidebar offer: the values that the marts of a run carry."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dashboards.data import query, restricted_query
from warehouse.errors import MissingError, WarehouseError

# By filter: the name under which `marts.filter_value` has its values.
_COLUMNS = {"region": "region", "channel": "channel", "owner": "owner_employee_id"}


@dataclass(frozen=True)
class Choice:
    """One value of a filter, and what people call it; None where only the language can say."""

    value: str
    label: str | None


def choices(folder: Path, name: str, *, show_names: bool) -> list[Choice]:
    """The values of a filter, the commonest first.

    Args:
        folder: of the published run.
        name: `region`, `channel` or `owner`.
        show_names: call owners by their names, where this process may read them.
    """
    try:
        rows = query(folder, "filter_values", filter=_COLUMNS[name])
    except MissingError:
        # a run of before there were such filters: there is nothing to choose
        return []
    names = employee_names(folder) if show_names and name == "owner" else {}
    return [Choice(row["value"], names.get(row["value"], row["label"])) for row in rows]


def employee_names(folder: Path) -> dict[str, str]:
    """The names of employees by id; none where this process may not read them."""
    try:
        rows = restricted_query(folder, "employee_names")
    except WarehouseError:
        return {}
    return {row["employee_id"]: row["employee_name"] for row in rows if row["employee_name"]}
