"""Tables of rows, under names and with definitions in the view's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from dashboards import format as fmt
from dashboards.data import Row
from dashboards.scores import written_score
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
    "score_share",
    "date",
    "month",
    "time",
    "flag",
    "report",
    "source_system",
)
# Kinds of which a language has the words.
_WORDS = {"source_system", "month", "report"}
# Groups of words of which none is not an unknown one: no note, no target to meet.
_OPTIONAL = {"score_note", "driver_note", "sla_outcome"}
_NUMBERS = {"money": 2, "number": 1, "score": 3, "points": 1}


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
            name: pa.array([shown_value(view, row[name], kind, row) for row in rows])
            for name, kind in columns.items()
        }
    )
    currency = view.run.currency
    selecting: dict[str, Any] = {"on_select": "rerun", "selection_mode": "single-row", "key": key}
    return st.dataframe(
        shown,
        hide_index=True,
        column_config={
            name: _column(
                view, name, kind, table, column_step(kind, shown[name].to_pylist(), currency)
            )
            for name, kind in columns.items()
        },
        height=min(35 * (len(rows) + 1) + 3, 388),
        alt=title,
        placeholder=fmt.MISSING,
        **(selecting if key else {}),
    )


def shown_value(
    view: View, value: object, kind: ColumnKind, row: Mapping[str, Any] | None = None
) -> object:
    """A value as a table shows it: words in the view's language, amounts to the cent.

    Args:
        view: the current view.
        value: of the cell.
        kind: what is in its column.
        row: all of its row; a `score_share` is written as the row's `kind` of score is.
    """
    if kind == "score_share" and row is not None and isinstance(value, float):
        return written_score(view.text, str(row["kind"]), value, digits=1)
    if kind == "points" and isinstance(value, float):
        # of an NPS, which is written without a sign of percent
        return round(100 * value, _NUMBERS[kind])
    if kind not in KINDS or kind in _WORDS:
        return _words(view, value, kind)
    digits = _digits(kind, view.run.currency)
    return round(value, digits) if digits is not None and isinstance(value, float) else value


def _words(view: View, value: object, kind: ColumnKind) -> str | None:
    """What a language says for a value; None where it says nothing."""
    if kind == "source_system":
        return view.text.name("source", view.run.title(str(value)))
    if value is None and (kind in _WORDS or kind in _OPTIONAL):
        return None
    if kind == "month":
        return fmt.month(value, view.text.locale)
    if kind == "report":
        return view.text.reported(str(value))
    return view.text.name(kind, value if isinstance(value, str) else None)


def written_value(view: View, value: object, kind: ColumnKind) -> str:
    """A value in full, as it is written on paper."""
    if value is None:
        return fmt.MISSING
    if kind in {"money", "count", "rate"}:
        return view.show(kind, float(value))  # type: ignore[arg-type]
    if kind == "points":
        return fmt.number(100 * float(value), view.text.locale)  # type: ignore[arg-type]
    if kind in {"number", "score"}:
        return fmt.number(float(value), view.text.locale, _NUMBERS[kind])  # type: ignore[arg-type]
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


def column_step(kind: ColumnKind, shown: Sequence[object], currency: str | None) -> float | None:
    """The last decimal of a column, so that its points stand under one another; None for no number.

    Amounts have the decimals of their currency, other numbers as many as any of them needs.

    Args:
        kind: what is in the column.
        shown: its values, as the table has them.
        currency: of amounts, None where it is not known.
    """
    digits = _digits(kind, currency)
    if digits is None:
        return None
    if kind != "money":
        digits = max((_decimals(value) for value in shown if isinstance(value, float)), default=0)
    return float(f"1e-{digits}")


def _digits(kind: ColumnKind, currency: str | None) -> int | None:
    """To how many decimals numbers of a kind are shown at most; None for what is no such number."""
    digits = _NUMBERS.get(kind)
    if kind == "money" and digits is not None and currency is not None:
        return min(digits, fmt.currency_digits(currency))
    return digits


def _decimals(value: float) -> int:
    """With how many decimals a rounded number is written: two of 0.25, none of 9.0."""
    return len(f"{value:.4f}".rstrip("0").partition(".")[2])


def _column(
    view: View, name: str, kind: ColumnKind, table: str | None, step: float | None
) -> ColumnConfig:
    label = heading(view, name, kind)
    about = view.definition(f"{table}.{name}") if table else None
    if kind == "date":
        return st.column_config.DateColumn(label, format="YYYY-MM-DD", help=about)
    if kind == "time":
        return st.column_config.DatetimeColumn(label, format="YYYY-MM-DD HH:mm", help=about)
    if kind == "flag":
        return st.column_config.CheckboxColumn(label, help=about)
    if kind in {"count", "rate"} or step is not None:
        written = "percent" if kind == "rate" else "localized"
        return st.column_config.NumberColumn(label, format=written, step=step, help=about)
    return st.column_config.TextColumn(
        label,
        # an id is as long as it is; its beginning is enough to recognise it by
        width=130 if kind == "id" else None,
        alignment="right" if kind == "score_share" else None,
        help=about,
    )
