"""The buttons that give a card's rows as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboards.components.file_button import file_button
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.exports import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from dashboards.view import View


def downloads(view: View, key: str, rows: Sequence[Row], columns: Mapping[str, ColumnKind]) -> None:
    """Buttons for CSV and Excel; a file is made when it is asked for, not before.

    Args:
        view: the current view; its days are in the file's name.
        key: `<page>.<card>`, the beginning of the file's name.
        rows: what is in the file.
        columns: those that are.
    """
    stem = key.replace(".", "-").replace("_", "-")
    name = f"{stem}_{view.period.start}_{view.period.end}"
    wanted = list(columns)
    with st.container(horizontal=True, gap="small"):
        file_button(
            view.text("card.download_csv"),
            lambda: csv_bytes(rows, wanted),
            file_name=f"{name}.csv",
            mime=CSV_TYPE,
            key=f"csv-{key}",
            icon=":material/download:",
        )
        file_button(
            view.text("card.download_xlsx"),
            lambda: xlsx_bytes(rows, wanted),
            file_name=f"{name}.xlsx",
            mime=XLSX_TYPE,
            key=f"xlsx-{key}",
            icon=":material/table_view:",
        )
