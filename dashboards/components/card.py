"""The card: a titled chart, its definition on hover, its data as a table and as CSV below."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from dashboards.charts.base import CONFIG, Figure
from dashboards.data import Row
from dashboards.view import View

ColumnKind = Literal[
    "text",
    "id",
    "money",
    "count",
    "number",
    "rate",
    "date",
    "flag",
    # words of the data that the language may know; downloads keep them as they are
    "segment",
    "source",
    "stage",
    "definition",
    "source_system",
]

# What a spreadsheet would take for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def card(
    view: View,
    key: str,
    figure: Figure | None,
    rows: Sequence[Row],
    columns: Mapping[str, ColumnKind],
    *,
    title: str | None = None,
    definition: str | None = None,
    note: str | None = None,
) -> None:
    """Show a chart with the data behind it.

    Args:
        view: the current view.
        key: `<page>.<card>`: where its title and, with `_definition`, its definition are in
            `i18n`; also the name of the downloaded file.
        figure: the chart; None shows the table in its place.
        rows: the chart's data.
        columns: the columns to show and to download, with what is in them.
        title: in place of the one that belongs to `key`.
        definition: in place of the one that belongs to `key`.
        note: one more line under the chart.
    """
    with st.container(border=True, key=f"card-{key.replace('.', '-')}"):
        title = title or view.text(key)
        st.markdown(f"**{title}**", help=definition or view.text(f"{key}_definition"))
        if figure is None:
            data_table(view, rows, columns, title)
            _download(view, key, rows, columns)
            return
        st.plotly_chart(figure, config=CONFIG, key=f"chart-{key}", alt=title)
        if note:
            st.caption(note)
        with st.expander(view.text("card.data"), key=f"data-{key}", icon=":material/table_rows:"):
            data_table(view, rows, columns, title)
            _download(view, key, rows, columns)


def data_table(
    view: View, rows: Sequence[Row], columns: Mapping[str, ColumnKind], title: str
) -> None:
    """A table of the given columns under their names in the view's language."""
    shown = [{name: _shown(view, row[name], columns[name]) for name in columns} for row in rows]
    st.dataframe(
        shown,
        hide_index=True,
        column_config={name: _column(view, name, kind) for name, kind in columns.items()},
        height=min(35 * (len(shown) + 1) + 3, 388),
        alt=title,
    )


def csv_bytes(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    """The rows as CSV for people and programs: UTF-8 with a mark that Excel understands.

    Column names are those of the query in every language; numbers are in full; text that a
    spreadsheet would run as a formula is quoted with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([[_cell(row[name]) for name in columns] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _download(view: View, key: str, rows: Sequence[Row], columns: Mapping[str, ColumnKind]) -> None:
    name = key.replace(".", "-").replace("_", "-")
    st.download_button(
        view.text("card.download"),
        csv_bytes(rows, list(columns)),
        file_name=f"{name}_{view.period.start}_{view.period.end}.csv",
        mime="text/csv",
        key=f"download-{key}",
        icon=":material/download:",
        on_click="ignore",
    )


def _column(view: View, name: str, kind: ColumnKind) -> ColumnConfig:
    label = view.text(f"column.{name}")
    if kind == "date":
        return st.column_config.DateColumn(label, format="YYYY-MM-DD")
    if kind == "rate":
        return st.column_config.NumberColumn(label, format="percent")
    if kind == "flag":
        return st.column_config.CheckboxColumn(label)
    if kind in {"money", "count", "number"}:
        return st.column_config.NumberColumn(label, format="localized")
    # an id is as long as it is; its beginning is enough to recognise it by
    return st.column_config.TextColumn(label, width=130 if kind == "id" else None)


def _shown(view: View, value: object, kind: ColumnKind) -> object:
    """A value as the table shows it: words in the view's language, amounts to the cent."""
    if kind == "source_system":
        return view.run.title(str(value))
    if kind in {"segment", "stage", "definition", "source"}:
        return view.text.name(kind, value if isinstance(value, str) else None)
    digits = {"money": 2, "number": 1}.get(kind)
    return round(value, digits) if digits is not None and isinstance(value, float) else value


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return value
