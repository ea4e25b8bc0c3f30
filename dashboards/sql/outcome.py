"""What came of a query: its rows, or one sentence."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from dashboards import format as fmt
from dashboards.components.file_button import file_button
from dashboards.components.plain import plain
from dashboards.exports import CSV_TYPE, XLSX_TYPE
from dashboards.sheet import PrintedCard
from dashboards.sql.results import PARQUET_TYPE, csv_file, parquet_file, shown_table, xlsx_file
from dashboards.sql.running import sentence
from dashboards.sql.state import Desk
from dashboards.view import View
from warehouse.isolation import Limits, Outcome

# So much is printed with the page; all is in the downloads.
_MOST_PRINTED_ROWS = 25
_MOST_PRINTED_COLUMNS = 8
_MOST_UNSCROLLED = 15


def show_outcome(view: View, desk: Desk) -> None:
    """Show how the last query of this session ended; nothing where there was none."""
    outcome, limits = desk.outcome, desk.limits
    if outcome is None or limits is None:
        return
    if outcome.rows is None:
        words = sentence(view.text, outcome, limits)
        icon = ":material/stop_circle:" if outcome.ending == "cancelled" else ":material/error:"
        (st.info if outcome.ending == "cancelled" else st.error)(plain(words), icon=icon)
        if outcome.ending == "error":
            st.code(outcome.message, language=None, wrap_lines=True)
    else:
        _rows(view, outcome, limits)
    if desk.store_fault is not None:
        reason = view.text(f"sql.store_{desk.store_fault.reason}")
        st.caption(view.text("sql.not_remembered", reason=reason))


def _rows(view: View, outcome: Outcome, limits: Limits) -> None:
    rows = outcome.rows
    assert rows is not None  # noqa: S101 - the caller's condition
    text = view.text
    counted = text(
        "sql.counted",
        rows=view.show("count", rows.num_rows),
        columns=view.show("count", rows.num_columns),
        seconds=fmt.number(outcome.seconds, text.locale, digits=2),
    )
    st.markdown(f"**{plain(counted)}**")
    if outcome.is_cut:
        key = "sql.cut" if rows.num_rows == limits.rows else "sql.cut_by_size"
        st.warning(text(key, rows=view.show("count", rows.num_rows)), icon=":material/content_cut:")
    if rows.num_rows == 0:
        st.info(text("sql.no_rows"), icon=":material/inbox:")
    table = shown_table(rows)
    st.dataframe(
        table,
        hide_index=True,
        height="content" if rows.num_rows <= _MOST_UNSCROLLED else 530,
        column_config={
            name: st.column_config.Column(name, help=plain(kind)) for name, kind in outcome.columns
        },
        alt=text("sql.result"),
        # what an analyst calls it, in any language
        placeholder="NULL",
    )
    _downloads(view, outcome)
    with st.expander(text("sql.types"), icon=":material/view_column:"):
        st.dataframe(
            [{text("sql.column"): name, text("sql.type"): kind} for name, kind in outcome.columns],
            hide_index=True,
            alt=text("sql.types"),
        )
    _print(view, table, counted)


def _print(view: View, table: pa.Table, counted: str) -> None:
    """Leave the beginning of the result for the page on paper."""
    names = table.column_names[:_MOST_PRINTED_COLUMNS]
    printed = table.slice(0, _MOST_PRINTED_ROWS).to_pylist()
    view.sheet.cards.append(
        PrintedCard(
            title=view.text("sql.result"),
            definition=counted,
            figure=None,
            columns={name: name for name in names},
            rows=[
                {name: fmt.MISSING if row[name] is None else str(row[name]) for name in names}
                for row in printed
            ],
            note=view.text("sql.printed", rows=len(printed), columns=len(names)),
        )
    )


def _downloads(view: View, outcome: Outcome) -> None:
    rows = outcome.rows
    name = f"query_{view.run.as_of_date}"
    files = {
        "csv": (CSV_TYPE, csv_file, ":material/download:"),
        "xlsx": (XLSX_TYPE, xlsx_file, ":material/table_view:"),
        "parquet": (PARQUET_TYPE, parquet_file, ":material/deployed_code:"),
    }
    with st.container(horizontal=True, gap="small"):
        for ending, (kind, write, icon) in files.items():
            file_button(
                view.text(f"sql.download_{ending}"),
                lambda write=write: write(rows),  # type: ignore[misc]
                file_name=f"{name}.{ending}",
                mime=kind,
                key=f"sql-{ending}",
                icon=icon,
            )
