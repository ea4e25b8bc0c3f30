"""Saved views: a page with its filters under a name, for all who open the app."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards import saved
from dashboards.catalogue import PAGES
from dashboards.components.plain import plain
from dashboards.language import Language
from dashboards.saved import Saved, StoreError
from warehouse.home import Home

KIND = "views"
_ASKED = "asked-view"


def asked_view() -> tuple[str, dict[str, Any]] | None:
    """The page and the parameters of a view that was just chosen, once."""
    asked: dict[str, Any] | None = st.session_state.pop(_ASKED, None)
    if asked is None or asked.get("page") not in PAGES:
        return None
    return str(asked["page"]), dict(asked.get("parameters") or {})


def saved_views(home: Home, text: Language, page: str) -> None:
    """The list of saved views, and a field to save the present one under a name.

    Args:
        home: the warehouse, which keeps them.
        text: the language.
        page: the one that is open.
    """
    with st.sidebar.expander(text("views.title"), icon=":material/bookmarks:", key="saved-views"):
        st.caption(text("views.shared"))
        try:
            found = saved.load(home, KIND)
        except StoreError as error:
            st.warning(text(f"views.error.{error.reason}"))
            return
        for number, view in enumerate(found):
            _entry(home, text, view, number)
        with st.form("save-view", border=False, clear_on_submit=True):
            name = st.text_input(text("views.name"), max_chars=saved.MOST_NAME_CHARACTERS)
            if st.form_submit_button(text("views.save"), icon=":material/bookmark_add:"):
                _save(home, text, name, page)


def _entry(home: Home, text: Language, view: Saved, number: int) -> None:
    title = text("views.open_help", page=_title(text, view))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            plain(view.name),
            key=f"open-view-{number}",
            type="tertiary",
            help=title,
            on_click=_open,
            args=(view.value,),
            width="stretch",
        )
        st.button(
            text("views.delete"),
            key=f"delete-view-{number}",
            type="tertiary",
            icon=":material/delete:",
            on_click=_delete,
            args=(home, text, view.name),
        )


def _title(text: Language, view: Saved) -> str:
    page = view.value.get("page")
    return text(f"page.{page}.title") if page in PAGES else plain(str(page))


def _open(value: dict[str, Any]) -> None:
    """Forget what this session chose, so that all begins from the view's address."""
    st.session_state.clear()
    st.session_state[_ASKED] = value


def _save(home: Home, text: Language, name: str, page: str) -> None:
    parameters = {key: st.query_params.get_all(key) for key in st.query_params}
    try:
        saved.save(home, KIND, name, {"page": page, "parameters": parameters})
    except StoreError as error:
        st.warning(text(f"views.error.{error.reason}"))
        return
    st.rerun()


def _delete(home: Home, text: Language, name: str) -> None:
    try:
        saved.delete(home, KIND, name)
    except StoreError as error:
        st.toast(text(f"views.error.{error.reason}"))
