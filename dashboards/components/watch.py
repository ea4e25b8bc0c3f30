"""Noticing a new publish while somebody looks."""

from __future__ import annotations

import streamlit as st

from dashboards.run import current_run_id
from warehouse.home import Home

SECONDS = 30


@st.fragment(run_every=SECONDS)
def watch(home: Home, shown_run: str | None) -> None:
    """Run the app again as soon as `current` points to another run than the one shown.

    Args:
        home: the warehouse.
        shown_run: id of the run that the page shows or failed to show; None where none was there.
    """
    if current_run_id(home) not in {None, shown_run}:
        st.rerun()
