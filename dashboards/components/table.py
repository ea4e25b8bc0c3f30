"""Tables of rows, under names and with definitions in the view's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from dashboards import format as fmt
from dashboards.data import Row
from dashboards.view import View

# What is in a column: one of `KINDS`, or a group of words that the language may know, such as
# `segment`, so that its values are translated by `segment.<value>`; downloads keep them.
ColumnKind = str
KINDS = (
    "text",
    "id",
    "money",
    "count",
    "number",
    "score",
    "rate",
    "points",
    "date",
    "month",
    "time",
    "flag",
    "source_system",
)
# Groups of words of which none is not an unknown one: no note, no target to meet.
_OPTIONAL = {"score_note", "driver_note", "sla_outcome"}
_NUMBERS = {"money": 2, "number": 1, "score": 3, "rate": None, "count": None}


def data_table(
    view: View,
    rows: Sequence[Row],
    columns: Mapping[str, ColumnKind],
    title: str,
    *,
    table: str | None = None,
    key: str | None = None,
) -> object:
    """A table of the given columns under their names in the view's language.

    Args:
        view: the current view.
        rows: to show.
        columns: those to show, with what is in them.
        title: what a screen reader calls it.
        table: `schema.table` whose column definitions are shown under the pointer.
        key: makes a row selectable, under this key; the choice is given back.
    """
    # as a table of Arrow's it is what is sent; from rows it would be made by way of pandas
    shown = pa.table(
        {
            name: pa.array([shown_value(view, row[name], kind) for row in rows])
            for name, kind in columns.items()
        }
    )
    selecting: dict[str, Any] = {"on_select": "rerun", "selection_mode": "single-row", "key": key}
    return st.dataframe(
        shown,
        hide_index=True,
        column_config={name: _column(view, name, kind, table) for name, kind in columns.items()},
        height=min(35 * (len(rows) + 1) + 3, 388),
        alt=title,
        placeholder=fmt.MISSING,
        **(selecting if key else {}),
    )


def shown_value(view: View, value: object, kind: ColumnKind) -> object:
    """A value as a table shows it: words in the view's language, amounts to the cent."""
    if kind == "source_system":
        return view.text.name("source", view.run.title(str(value)))
    if kind == "month" and value is not None:
        return fmt.month(value, view.text.locale)
    if kind == "points" and isinstance(value, float):
        # of an NPS, which is written without a sign of percent
        return round(100 * value, 1)
    if value is None and kind in _OPTIONAL:
        return None
    if kind not in KINDS:
        return view.text.name(kind, value if isinstance(value, str) else None)
    digits = _NUMBERS.get(kind)
    return round(value, digits) if digits is not None and isinstance(value, float) else value


def written_value(view: View, value: object, kind: ColumnKind) -> str:
    """A value in full, as it is written on paper."""
    if value is None:
        return fmt.MISSING
    if kind in {"money", "count", "rate"}:
        return view.show(kind, float(value))  # type: ignore[arg-type]
    if kind == "points":
        return fmt.number(100 * float(value), view.text.locale)  # type: ignore[arg-type]
    if kind in {"number", "score"}:
        digits = _NUMBERS[kind] or 0
        return fmt.number(float(value), view.text.locale, digits)  # type: ignore[arg-type]
    written: dict[str, Callable[[Any], str]] = {
        "date": lambda day: fmt.day(day, view.text.locale),
        "time": lambda time: f"{time:%Y-%m-%d %H:%M}",
        "flag": lambda is_so: view.text("facts.yes" if is_so else "facts.no"),
    }
    return written[kind](value) if kind in written else str(shown_value(view, value, kind))


def heading(view: View, name: str, kind: ColumnKind) -> str:
    """The name of a column, with the currency of amounts, which stand below it as bare numbers."""
    label = view.text(f"column.{name}")
    if kind != "money" or view.run.currency is None:
        return label
    symbol = fmt.currency_symbol(view.run.currency, view.text.locale)
    return view.text("table.in_currency", column=label, currency=symbol)


def _column(view: View, name: str, kind: ColumnKind, table: str | None) -> ColumnConfig:
    label = heading(view, name, kind)
    about = view.definition(f"{table}.{name}") if table else None
    if kind == "date":
        return st.column_config.DateColumn(label, format="YYYY-MM-DD", help=about)
    if kind == "time":
        return st.column_config.DatetimeColumn(label, format="YYYY-MM-DD HH:mm", help=about)
    if kind == "rate":
        return st.column_config.NumberColumn(label, format="percent", help=about)
    if kind == "flag":
        return st.column_config.CheckboxColumn(label, help=about)
    if kind in {"money", "count", "number", "score", "points"}:
        return st.column_config.NumberColumn(label, format="localized", help=about)
    # an id is as long as it is; its beginning is enough to recognise it by
    return st.column_config.TextColumn(label, width=130 if kind == "id" else None, help=about)
