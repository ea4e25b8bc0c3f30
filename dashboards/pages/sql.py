"""SQL: questions of one's own, for analysts."""

from __future__ import annotations

import streamlit as st

from dashboards import format as fmt
from dashboards.components.header import scope
from dashboards.components.plain import plain
from dashboards.saved import MOST_NAME_CHARACTERS, StoreError
from dashboards.sql.catalogue import catalogue, completions
from dashboards.sql.editor import editor
from dashboards.sql.outcome import show_outcome
from dashboards.sql.panel import panel
from dashboards.sql.running import start_query
from dashboards.sql.saved import save_query
from dashboards.sql.state import Desk, current_desk, link_to
from dashboards.view import View, current_view
from warehouse.errors import WarehouseError
from warehouse.home import Home
from warehouse.isolation import Limits
from warehouse.settings import load_settings

# Most queries are done by then, and nothing needs to be drawn twice.
_PATIENCE_SECONDS = 0.8


def render(view: View) -> None:
    """Draw the page."""
    settings = load_settings()
    home = Home(settings.home)
    limits = Limits(settings.sql_timeout_seconds, settings.sql_row_limit)
    desk = current_desk()
    scope(
        view,
        view.text(
            "sql.scope",
            seconds=fmt.number(limits.seconds, view.text.locale),
            rows=view.show("count", limits.rows),
        ),
    )
    left, right = st.columns([5, 3], gap="medium")
    with left:
        editor(
            view.text,
            written=desk.text,
            version=desk.version,
            completions=completions(catalogue(str(view.run.folder))),
            on_change=desk.typed,
            on_run=desk.asked,
        )
        with st.container(horizontal=True, gap="small"):
            is_clicked = st.button(
                view.text("sql.run"),
                icon=":material/play_arrow:",
                key="sql-run",
                disabled=desk.running is not None,
            )
            _save(view, desk, home)
        if is_clicked or desk.is_asked:
            desk.is_asked = False
            _start(view, desk, limits)
        if desk.running is not None:
            outcome = desk.running.wait(_PATIENCE_SECONDS)
            if outcome is None:
                _follow(view, desk, home)
            else:
                desk.finish(home, outcome)
                st.rerun()
        else:
            show_outcome(view, desk)
    with right:
        panel(view, desk, home)


def _start(view: View, desk: Desk, limits: Limits) -> None:
    """Start what is in the editor, unless a query of this session runs already."""
    if desk.running is not None:
        st.info(view.text("sql.runs_already"), icon=":material/hourglass:")
        return
    desk.outcome = None
    try:
        desk.running = start_query(view.run.folder, desk.text, limits)
    except WarehouseError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    if desk.running is None:
        st.warning(view.text("sql.busy"), icon=":material/hourglass:")
        return
    desk.limits = limits
    link_to(desk, desk.text)


@st.fragment(run_every=0.5)
def _follow(view: View, desk: Desk, home: Home) -> None:
    """Say how long the query has been running, with a way to end it."""
    running = desk.running
    if running is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        seconds = fmt.number(running.elapsed, view.text.locale, digits=0)
        st.markdown(f":material/hourglass: {view.text('sql.running', seconds=seconds)}")
        if st.button(view.text("sql.cancel"), icon=":material/stop:", key="sql-cancel"):
            running.cancel()
    outcome = running.wait(0)
    if outcome is not None:
        desk.finish(home, outcome)
        st.rerun()


def _save(view: View, desk: Desk, home: Home) -> None:
    text = view.text
    with st.popover(text("sql.save"), icon=":material/bookmark_add:"):
        st.caption(text("sql.shared_saved"))
        name = st.text_input(text("sql.name"), key="sql_name", max_chars=MOST_NAME_CHARACTERS)
        if st.button(text("sql.save_now"), key="sql-save", disabled=not desk.text.strip()):
            try:
                save_query(home, name or "", desk.text)
            except StoreError as error:
                st.error(text(f"sql.store_{error.reason}"))
            else:
                st.success(text("sql.saved"), icon=":material/check:")


render(current_view())
