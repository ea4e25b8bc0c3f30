"""A choice of one among a few, kept in the URL."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboards import url


def choice(
    label: str, name: str, options: Sequence[str], written: Callable[[str], str], *, key: str
) -> str:
    """Buttons side by side of which one is always chosen.

    Args:
        label: what is chosen, for a screen reader and above the buttons.
        name: of the URL's parameter.
        options: the values; the first is the default, which a link leaves out.
        written: a value as people read it.
        key: of the widget: pages whose choices have one name keep each their own.
    """
    url.begin_choice(name, options, options[0], key=key)
    chosen = st.segmented_control(
        label, list(options), format_func=written, key=key, required=True, wrap=True
    )
    url.remember(name, str(chosen), options[0])
    return str(chosen)
