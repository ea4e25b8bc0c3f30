"""What one reader's SQL page is about: the text in the editor, the query that runs, its outcome."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboards import url
from dashboards.questions import questions
from dashboards.saved import StoreError
from dashboards.sql.saved import remember_run
from warehouse.home import Home
from warehouse.isolation import Limits, Outcome, Running

_KEY = "sql_page"
# A longer statement makes a longer address than programs pass on.
MOST_LINKED_CHARACTERS = 2_000


@dataclass
class Desk:
    """One reader's state; it lives as long as the browser's session.

    `version` counts the texts that were put into the editor, as opposed to typed there.
    `is_asked` says that Ctrl+Enter was pressed. `outcome` is the last query's, under its `limits`;
    `store_fault` says why that was not put into the history.
    """

    text: str = ""
    version: int = 0
    is_asked: bool = False
    running: Running | None = None
    limits: Limits | None = None
    outcome: Outcome | None = None
    ran: str = ""
    store_fault: StoreError | None = None
    link: tuple[str, str] | None = None

    def put(self, sql: str) -> None:
        """Put a text into the editor."""
        self.text = sql
        self.version += 1

    def typed(self, sql: str) -> None:
        """The reader has typed this."""
        self.text = sql

    def asked(self, sql: str) -> None:
        """The reader has pressed Ctrl+Enter on this."""
        self.text = sql
        self.is_asked = True

    def finish(self, home: Home, outcome: Outcome) -> None:
        """The query that ran has ended: show it, and put it into the history."""
        if self.running is not None:
            self.ran = self.running.sql
        self.running, self.outcome, self.store_fault = None, outcome, None
        try:
            remember_run(home, self.ran, outcome)
        except StoreError as error:
            self.store_fault = error


def current_desk() -> Desk:
    """The desk of this session, with the statement on it that a new link names."""
    desk: Desk = st.session_state.setdefault(_KEY, Desk())
    link = (st.query_params.get("q", ""), st.query_params.get("question", ""))
    if link != desk.link:
        desk.link = link
        question = questions().get(int(link[1])) if link[1].isdecimal() else None
        if link[0]:
            desk.put(link[0])
        elif question is not None:
            desk.put(question.sql)
    return desk


def link_to(desk: Desk, sql: str) -> None:
    """Make the page's address that of a statement, unless it is too long for one."""
    linked = sql if len(sql) <= MOST_LINKED_CHARACTERS else ""
    url.remember("q", linked, "")
    url.remember("question", "", "")
    desk.link = (linked, "")
