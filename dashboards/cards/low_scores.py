"""Who is not content, newest first, with what they wrote where that may be read."""

from __future__ import annotations

import streamlit as st

from dashboards.cards.satisfaction import RESPONSE_COLUMNS
from dashboards.components.card import card
from dashboards.components.drill import OpensCustomer
from dashboards.components.names import with_names
from dashboards.components.table import ColumnKind
from dashboards.data import Row, restricted_query
from dashboards.view import View
from warehouse.errors import WarehouseError

MOST_ANSWERS = 200


def low_scores(view: View, touchpoint: str | None) -> None:
    """Detractors, the dissatisfied and those who found it hard, each with a way to the customer.

    Args:
        view: the current view.
        touchpoint: only answers about it; None for all.
    """
    rows = view.rows(
        "satisfaction_responses",
        kind=None,
        touchpoint=touchpoint,
        is_low=True,
        row_limit=MOST_ANSWERS,
    )
    if not rows:
        st.success(view.text("experience.no_low_scores"), icon=":material/check_circle:")
        return
    count = rows[0]["answers"]
    note = view.text(
        "experience.low_scores_note",
        shown=view.show("count", len(rows)),
        all=view.show("count", count),
    )
    shown, columns, unread = with_names(view, rows, RESPONSE_COLUMNS)
    if view.show_names and unread is None:
        shown, columns = _with_texts(view, shown, columns)
    card(
        view,
        "experience.low_scores",
        None,
        shown,
        columns,
        about="core.fct_survey_response.response_class",
        note=view.text.sentences(note, unread),
        drill=OpensCustomer(),
    )


def _with_texts(
    view: View, rows: list[Row], columns: dict[str, ColumnKind]
) -> tuple[list[Row], dict[str, ColumnKind]]:
    """The rows with what was written; without that column where the file has no such table."""
    ids = tuple(row["response_id"] for row in rows)
    try:
        found = restricted_query(view.run.folder, "survey_texts", response_ids=ids)
    except WarehouseError:
        return rows, columns
    texts = {row["response_id"]: row["answer_text"] for row in found}
    told = [{**row, "answer_text": texts.get(row["response_id"])} for row in rows]
    return told, {**columns, "answer_text": "text"}
