"""Every touch of a customer, newest first: what it bought, was told, asked, answered and earned."""

from __future__ import annotations

import streamlit as st

from dashboards import format as fmt
from dashboards import url
from dashboards.components.card import card
from dashboards.components.table import ColumnKind
from dashboards.data import Row
from dashboards.names import restricted_rows
from dashboards.view import View

KINDS = (
    "order",
    "refund",
    "lead",
    "opportunity",
    "interaction",
    "ticket",
    "survey",
    "campaign",
    "loyalty",
)
PAGE_SIZE = 50

_COLUMNS: dict[str, ColumnKind] = {
    "happened_date": "date",
    "kind": "touch",
    "event": "touch_event",
    "detail": "touch_detail",
    "measure": "text",
    "source_system": "source_system",
    "reference": "text",
}
_TEXT_COLUMNS: dict[str, ColumnKind] = {"written": "text"}


def timeline(view: View, customer_id: str) -> None:
    """The touches of the chosen kinds, a page of them at a time."""
    text = view.text
    kinds = _kinds(view)
    page = _begin_page(customer_id, kinds)
    rows = _page(view, customer_id, kinds, page)
    if not rows and page > 1:
        # a link to a page that is no longer there
        page = 1
        rows = _page(view, customer_id, kinds, page)
    if not rows:
        url.remember("page", "1", "1")
        st.info(text("customer.no_touches"), icon=":material/history_toggle_off:")
        return
    touches = rows[0]["touches"]
    shown, columns, note = _with_texts(view, rows)
    card(
        view,
        "customer.timeline",
        None,
        [{**row, "detail": row["detail"] or "", "measure": measure(view, row)} for row in shown],
        columns,
        about="core.fct_interaction",
        note=note,
    )
    pages = -(-touches // PAGE_SIZE)
    st.caption(
        text(
            "customer.touches",
            first=view.show("count", (page - 1) * PAGE_SIZE + 1),
            last=view.show("count", (page - 1) * PAGE_SIZE + len(rows)),
            count=view.show("count", touches),
        )
    )
    if pages > 1:
        key = _page_key(customer_id, kinds)
        st.pagination(pages, default=page, key=key)
    url.remember("page", str(page), "1")


def measure(view: View, row: Row) -> str:
    """What a touch is about in numbers: an amount, a score on its scale, points with their sign."""
    if row["amount"] is not None:
        return view.show("money", row["amount"])
    locale = view.text.locale
    if row["score"] is not None:
        score = fmt.number(row["score"], locale)
        if row["scale_max"] is None:
            return score
        return f"{score} / {fmt.number(row['scale_max'], locale)}"
    if row["points"]:
        points = fmt.signed_count(row["points"], locale)
        return view.text("customer.points", points=points)
    return ""


def _kinds(view: View) -> tuple[str, ...]:
    """The chosen kinds; none is all of them."""
    url.begin_choices("touch", KINDS)
    chosen = st.pills(
        view.text("customer.touch_kinds"),
        list(KINDS),
        format_func=lambda kind: view.text.name("touch", kind),
        selection_mode="multi",
        key="touch",
    )
    kept = [kind for kind in KINDS if kind in chosen]
    url.remember("touch", kept, [])
    return tuple(kept)


def _page_key(customer_id: str, kinds: tuple[str, ...]) -> str:
    """Another customer, or other kinds, begin at their first page."""
    return "touches-" + "-".join((customer_id, *kinds))


def _begin_page(customer_id: str, kinds: tuple[str, ...]) -> int:
    given = st.query_params.get("page", "")
    # a longer number is no page, and would be none for the database
    linked = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 1
    key = _page_key(customer_id, kinds)
    is_first = not any(str(name).startswith("touches-") for name in st.session_state)
    return max(int(st.session_state.get(key, linked if is_first else 1)), 1)


def _page(view: View, customer_id: str, kinds: tuple[str, ...], page: int) -> list[Row]:
    return view.rows(
        "customer_timeline",
        customer_id=customer_id,
        kinds=kinds or None,
        row_limit=PAGE_SIZE,
        row_offset=(page - 1) * PAGE_SIZE,
    )


def _with_texts(view: View, rows: list[Row]) -> tuple[list[Row], dict[str, ColumnKind], str | None]:
    """What was written, which may name persons, where names may be shown."""
    ids = tuple(sorted({row["text_id"] for row in rows if row["text_id"]}))
    found = restricted_rows(view, "customer_texts", text_ids=ids)
    if found is None:
        return rows, _COLUMNS, view.text("customer.texts_hidden")
    texts = {row["text_id"]: row["text"] for row in found}
    return (
        [{**row, "written": texts.get(row["text_id"])} for row in rows],
        {**_COLUMNS, **_TEXT_COLUMNS},
        None,
    )
