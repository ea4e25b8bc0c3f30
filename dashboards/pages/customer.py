"""Customer 360: everything about one customer, found by an id, or by name where names are shown."""

from __future__ import annotations

import streamlit as st

from dashboards import format as fmt
from dashboards.cards.customer_history import orders, records
from dashboards.cards.customer_next import alerts, products
from dashboards.cards.customer_profile import head, profile, profile_row
from dashboards.cards.customer_search import search
from dashboards.cards.customer_timeline import timeline
from dashboards.components.header import scope
from dashboards.components.plain import plain
from dashboards.view import View, current_view

# No id is longer; what is would only fill the sentence that it is not known.
_LONGEST_SHOWN = 80


def render(view: View) -> None:
    """Draw the page."""
    text = view.text
    scope(view, text("customer.scope", date=fmt.day(view.run.as_of_date, text.locale)))
    search(view)
    asked = st.query_params.get("customer", "").strip()
    if not asked:
        st.info(text("customer.choose"), icon=":material/person_search:")
        return
    found = view.rows("customer_of", customer_id=asked)
    row = profile_row(view, found[0]["customer_id"]) if found else None
    if row is None:
        said = text("customer.unknown", customer=plain(asked[:_LONGEST_SHOWN]))
        st.warning(said, icon=":material/person_off:")
        return
    customer_id = row["customer_id"]
    if customer_id != asked:
        # the id of a record that was found to be this customer
        st.caption(text("customer.forwarded", customer=plain(asked)))
    head(view, row)
    left, right = st.columns([3, 2])
    with left:
        alerts(view, customer_id)
    with right:
        products(view, customer_id)
    profile(view, row)
    timeline(view, customer_id)
    orders(view, customer_id)
    records(view, customer_id)


render(current_view())
