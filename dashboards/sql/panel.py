"""Beside the editor: the tables that can be read, examples, what was run, what was saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import streamlit as st

from dashboards import format as fmt
from dashboards.components.plain import plain
from dashboards.questions import questions
from dashboards.saved import StoreError
from dashboards.sql.catalogue import Table, catalogue, found
from dashboards.sql.running import ending_word
from dashboards.sql.saved import (
    PastRun,
    delete_query,
    forget_history,
    history,
    saved_queries,
)
from dashboards.sql.state import Desk
from dashboards.view import View
from warehouse.database import quoted
from warehouse.home import Home

_HEIGHT = 300
_MOST_UNSCROLLED = 7
_MOST_LINE = 200


@st.fragment
def panel(view: View, desk: Desk, home: Home) -> None:
    """Show all four; what is chosen is put into the editor, and not run."""
    text = view.text
    tables, examples, past, named = st.tabs(
        [text(f"sql.tab_{name}") for name in ("tables", "examples", "history", "saved")]
    )
    with tables:
        _tables(view, desk)
    with examples:
        _examples(view, desk)
    with past:
        _history(view, desk, home)
    with named:
        _saved(view, desk, home)


def _tables(view: View, desk: Desk) -> None:
    text = view.text
    wanted = st.text_input(
        text("sql.search"),
        placeholder=text("sql.search"),
        key="sql_search",
        label_visibility="collapsed",
        type="search",
        live=True,
    )
    tables = found(catalogue(str(view.run.folder)), wanted or "", text.describe)
    if not tables:
        st.caption(text("sql.no_table"))
        return
    rows = [{text("sql.table"): table.name, text("sql.rows"): table.rows} for table in tables]
    counted = {text("sql.rows"): st.column_config.NumberColumn(format="localized")}
    place = _chosen(rows, text("sql.tab_tables"), f"sql_tables_{wanted}", counted)
    if place is None:
        st.caption(text("sql.choose_table"))
        return
    _table(view, desk, tables[place])


def _table(view: View, desk: Desk, table: Table) -> None:
    text = view.text
    st.markdown(f"**{plain(table.name)}**")
    if table.meaning:
        st.caption(plain(text.describe(table.meaning)))
    schema, _, name = table.name.partition(".")
    _put(view, desk, f"from {_name(schema)}.{_name(name)}\nlimit 100", "sql.query_table", "table")
    st.dataframe(
        [
            {
                text("sql.column"): column.name,
                text("sql.type"): column.data_type,
                text("sql.meaning"): text.describe(column.meaning),
            }
            for column in table.columns
        ],
        hide_index=True,
        height=_height(len(table.columns)),
        alt=table.name,
        placeholder=fmt.MISSING,
    )


def _name(name: str) -> str:
    """A name as one writes it: in quotes only where it needs them."""
    return name if name.isidentifier() and name.islower() else quoted(name)


def _examples(view: View, desk: Desk) -> None:
    text = view.text
    asked = list(questions().values())
    rows = [
        {
            "№": question.number,
            text("sql.question"): question.title(text.code),
            text("sql.topic"): question.topic(text.code),
        }
        for question in asked
    ]
    place = _chosen(rows, text("sql.tab_examples"), "sql_examples")
    if place is None:
        st.caption(text("sql.choose_example"))
        return
    st.markdown(f"**{plain(asked[place].title(text.code))}**")
    st.code(asked[place].sql, language="sql", wrap_lines=True)
    _put(view, desk, asked[place].sql, "sql.put", "example")


def _history(view: View, desk: Desk, home: Home) -> None:
    text = view.text
    st.caption(text("sql.shared_history"))
    try:
        runs = history(home)
    except StoreError as error:
        st.warning(text(f"sql.store_{error.reason}"), icon=":material/warning:")
        return
    if not runs:
        st.caption(text("sql.no_history"))
        return
    rows = [
        {
            text("sql.when"): run.ran_at,
            text("sql.statement"): _one_line(run.sql),
            text("sql.ended"): ending_word(text, run.ending),
            text("sql.rows"): run.rows,
            text("sql.seconds"): run.seconds,
        }
        for run in runs
    ]
    when = st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm")
    # a choice is a place, and every run moves the others down
    key = f"sql_history_{len(runs)}_{runs[0].ran_at}"
    place = _chosen(rows, text("sql.tab_history"), key, {text("sql.when"): when})
    if place is not None:
        st.code(runs[place].sql, language="sql", wrap_lines=True)
        st.caption(_ended(view, runs[place]))
        _put(view, desk, runs[place].sql, "sql.put", "history")
    with st.popover(text("sql.forget"), icon=":material/delete_sweep:"):
        st.caption(text("sql.forget_sure"))
        if st.button(text("sql.forget_yes"), key="sql-forget"):
            _change(view, lambda: forget_history(home))


def _saved(view: View, desk: Desk, home: Home) -> None:
    text = view.text
    st.caption(text("sql.shared_saved"))
    try:
        queries = saved_queries(home)
    except StoreError as error:
        st.warning(text(f"sql.store_{error.reason}"), icon=":material/warning:")
        return
    if not queries:
        st.caption(text("sql.no_saved"))
        return
    rows = [
        {text("sql.name"): query.name, text("sql.statement"): _one_line(query.sql)}
        for query in queries
    ]
    # a choice is a place, and one more or less moves the others
    place = _chosen(rows, text("sql.tab_saved"), f"sql_saved_{len(queries)}")
    if place is None:
        st.caption(text("sql.choose_saved"))
        return
    chosen = queries[place]
    st.markdown(f"**{plain(chosen.name)}**")
    st.code(chosen.sql, language="sql", wrap_lines=True)
    with st.container(horizontal=True, gap="small"):
        _put(view, desk, chosen.sql, "sql.put", "saved")
        if st.button(text("sql.delete"), icon=":material/delete:", key="sql-delete"):
            _change(view, lambda: delete_query(home, chosen.name))


def _ended(view: View, run: PastRun) -> str:
    """How a run ended, in a line."""
    ended = ending_word(view.text, run.ending)
    rows = "" if run.rows is None else f" · {view.text('sql.rows')}: {view.show('count', run.rows)}"
    seconds = fmt.number(run.seconds, view.text.locale, digits=2)
    return plain(f"{ended}{rows} · {view.text('sql.seconds')}: {seconds}")


def _put(view: View, desk: Desk, sql: str, label: str, key: str) -> None:
    """A button that puts a statement into the editor."""
    if st.button(view.text(label), icon=":material/edit_square:", key=f"sql-put-{key}"):
        desk.put(sql)
        st.rerun()


def _change(view: View, change: Callable[[], None]) -> None:
    """Change what is saved, and show it anew; or say why it cannot be."""
    try:
        change()
    except StoreError as error:
        st.error(view.text(f"sql.store_{error.reason}"))
        return
    st.rerun(scope="fragment")


def _chosen(
    rows: Sequence[dict[str, Any]], title: str, key: str, columns: dict[str, Any] | None = None
) -> int | None:
    """A list of which one row can be chosen; the place of that one."""
    event: Any = st.dataframe(
        list(rows),
        hide_index=True,
        height=_height(len(rows)),
        column_config=columns,
        on_select="rerun",
        selection_mode="single-row",
        key=key,
        alt=title,
        placeholder=fmt.MISSING,
    )
    places = event["selection"]["rows"]
    return places[0] if places and places[0] < len(rows) else None


def _height(rows: int) -> Literal["content"] | int:
    return "content" if rows <= _MOST_UNSCROLLED else _HEIGHT


def _one_line(sql: str) -> str:
    line = " ".join(sql.split())
    return line if len(line) <= _MOST_LINE else line[:_MOST_LINE] + "…"
