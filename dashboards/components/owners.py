"""What owners are called: by name where that is allowed, else by their vendor's id and team."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.data import Row
from dashboards.filters import employee_names
from dashboards.view import View


def with_employee_names(view: View, rows: Sequence[Row], employee_id: str, label: str) -> list[Row]:
    """The rows with the names of employees in place of their labels, where they may be shown.

    Args:
        view: the current view.
        rows: of employees.
        employee_id: the column of their ids.
        label: the column of what they are called, such as the vendor's id and team.
    """
    if not view.show_names:
        return list(rows)
    names = employee_names(view.run.folder)
    return [{**row, label: names.get(row[employee_id], row[label])} for row in rows]


def chart_label(view: View, label: str | None, length: int = 22) -> str:
    """What an owner is called beside a bar; vendors' ids differ at their ends, which are kept."""
    name = view.text.name("owner", label)
    return name if len(name) <= length else f"…{name[1 - length :]}"
