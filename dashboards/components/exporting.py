"""The buttons that give a card's rows as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboards import format as fmt
from dashboards.components.file_button import file_button
from dashboards.components.plain import unescaped
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.exports import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from dashboards.view import View


def downloads(
    view: View,
    key: str,
    rows: Sequence[Row],
    columns: Mapping[str, ColumnKind],
    title: str,
    *,
    shows: str | None = None,
    table: str | None = None,
) -> None:
    """Buttons for CSV and Excel; a file is made when it is asked for, not before.

    Args:
        view: the current view; the as-of date is in the file's name, before it the days where the
            page follows them: a CSV has rows only, so that programs read it, and says no more.
        key: `<page>.<card>`, the beginning of the file's name.
        rows: what is in the file.
        columns: those that are.
        title: what the rows are called.
        shows: what they are, in a sentence.
        table: `schema.table` whose column definitions are told in the second sheet of Excel.
    """
    stem = key.replace(".", "-").replace("_", "-")
    days = f"_{view.period.start}_{view.period.end}" if "period" in view.page.filters else ""
    name = f"{stem}{days}_as-of_{view.run.as_of_date}"
    wanted = list(columns)
    with st.container(horizontal=True, gap="small"):
        file_button(
            view.text("card.download_csv"),
            lambda: csv_bytes(rows, wanted),
            file_name=f"{name}.csv",
            mime=CSV_TYPE,
            key=f"csv-{key}",
            icon=":material/download:",
            help=view.text("card.download_csv_help"),
        )
        file_button(
            view.text("card.download_xlsx"),
            lambda: xlsx_bytes(
                rows,
                wanted,
                (view.text("export.about"), _about(view, columns, title, shows, table)),
            ),
            file_name=f"{name}.xlsx",
            mime=XLSX_TYPE,
            key=f"xlsx-{key}",
            icon=":material/table_view:",
        )


def _about(
    view: View,
    columns: Mapping[str, ColumnKind],
    title: str,
    shows: str | None,
    table: str | None,
) -> list[tuple[str, str]]:
    """What the rows are: under which filters, of which run, and what each column means."""
    text = view.text
    said = [
        (title, unescaped(shows or "")),
        (view.sheet.title, unescaped(view.sheet.scope)),
        (text("export.as_of"), f"{view.run.as_of_date} · {view.run.run_id}"),
        (text("export.currency"), view.run.currency or fmt.MISSING),
    ]
    for name in columns:
        means = view.definition(f"{table}.{name}") if table else None
        label = text(f"column.{name}")
        meant = None if means is None else text("export.meaning", column=label, meaning=means)
        said.append((name, meant or label))
    return said
