"""Finding a customer by an id, and where they may be read, by name, e-mail or phone number."""

from __future__ import annotations

import re

import streamlit as st

from dashboards.components.drill import customer_link
from dashboards.components.names import with_names
from dashboards.components.plain import plain
from dashboards.components.table import ColumnKind, shown_value
from dashboards.data import Row
from dashboards.names import restricted_rows
from dashboards.view import View

MOST_HITS = 20
# A shorter text would be found in nearly every name, a shorter number in every phone number.
LEAST_NAME, LEAST_DIGITS = 2, 4

_HIT_KINDS: dict[str, ColumnKind] = {
    "customer_type": "customer_type",
    "region": "region",
    "stage": "life_stage",
    "segment": "segment",
    "source_system": "source_system",
}


def search(view: View) -> None:
    """A field to search in, and links to the customers found; the text stays out of the URL."""
    text = view.text
    wanted = st.text_input(
        text("customer.search"),
        key="customer-search",
        placeholder=text("customer.search_places" if view.show_names else "customer.search_ids"),
        icon=":material/search:",
        help=text("customer.search_help"),
    )
    if not (wanted or "").strip():
        return
    hits = found(view, str(wanted))
    if not hits:
        st.caption(text("customer.no_hits"))
        return
    shown, _, note = with_names(view, hits, {})
    more = "customer.first_hits" if len(hits) == MOST_HITS else "customer.hits"
    with st.container(border=True, key="customer-hits"):
        st.caption(text(more, count=len(hits)))
        for hit in shown:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                customer_link(view, hit["customer_id"], hit.get("customer_name"))
                st.caption(plain(_told(view, hit)))
        if note:
            st.caption(note)


def found(view: View, wanted: str) -> list[Row]:
    """The customers that a text may mean, the likeliest first, at most `MOST_HITS`.

    Args:
        view: the current view.
        wanted: the beginning of a customer's id, a vendor's id or a part of it, and where names
            may be shown, a part of a name, an e-mail address or a phone number.
    """
    wanted = " ".join(wanted.split())
    limit = MOST_HITS
    places: dict[str, int] = {
        row["customer_id"]: row["place"]
        for row in view.rows("customer_search", text=wanted, row_limit=limit)
    }
    if len(wanted) >= LEAST_NAME:
        digits = re.sub(r"[^0-9]", "", wanted)
        by_contact = restricted_rows(
            view,
            "customer_search_contact",
            text=wanted,
            digits=digits if len(digits) >= LEAST_DIGITS else None,
            row_limit=limit,
        )
        for row in by_contact or []:
            customer_id, place = row["customer_id"], row["place"]
            places[customer_id] = min(place, places.get(customer_id, place))
    hits = view.rows("customer_hits", customer_ids=tuple(sorted(places)))
    ordered = sorted(
        hits,
        key=lambda row: (places[row["customer_id"]], -row["net_amount"], row["customer_id"]),
    )
    return ordered[:limit]


def _told(view: View, hit: Row) -> str:
    """What tells one hit from another."""
    words = [
        str(shown_value(view, hit[name], kind))
        for name, kind in _HIT_KINDS.items()
        if hit[name] not in {None, "unknown"}
    ]
    if hit["net_amount"]:
        words.append(view.show("money", hit["net_amount"], compact=True))
    return " · ".join(words)
