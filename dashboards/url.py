"""The app's state in its URL: a link shows somebody else what one sees.

The URL carries codes (`?period=90d&source=zoho&lang=zh`), not the labels of the widgets, which
change with the language; that is why Streamlit's own binding, which writes labels, is not used.
A value that the app does not know is ignored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import streamlit as st


def begin_choice(name: str, options: Collection[str], default: str, key: str | None = None) -> str:
    """Make sure that a widget starts from the URL, or from the default.

    Args:
        name: of the URL's parameter.
        options: what the widget offers.
        default: where it starts if the URL does not say.
        key: of the widget, if it is not `name`.

    Returns:
        The widget's value.
    """
    key = key or name
    if st.session_state.get(key) not in options:
        given = st.query_params.get(name)
        st.session_state[key] = given if given in options else default
    value: str = st.session_state[key]
    return value


def begin_choices(name: str, options: Collection[str]) -> list[str]:
    """The same for a widget that takes several values; none is the default."""
    if name not in st.session_state:
        st.session_state[name] = st.query_params.get_all(name)
    kept = [value for value in dict.fromkeys(st.session_state[name]) if value in options]
    st.session_state[name] = kept
    return kept


def given_date(name: str) -> dt.date | None:
    """A date from the URL, if there is one."""
    try:
        return dt.date.fromisoformat(st.query_params.get(name, ""))
    except ValueError:
        return None


def remember(name: str, value: str | list[str], default: str | list[str]) -> None:
    """Write a value into the URL; a default is left out, so that a plain link stays plain."""
    wanted = [] if value == default else [value] if isinstance(value, str) else value
    if st.query_params.get_all(name) == wanted:
        return
    if wanted:
        st.query_params[name] = wanted
    else:
        del st.query_params[name]
