"""Honest words where there is nothing to show."""

from __future__ import annotations

import streamlit as st

from dashboards import format as fmt
from dashboards.components.plain import plain
from dashboards.language import Language
from dashboards.view import View


def nothing_published(text: Language) -> None:
    """No run has been published in this home."""
    st.title(text("app.title"))
    st.info(
        f"**{text('empty.unpublished')}**\n\n{text('empty.unpublished_help')}",
        icon=":material/hourglass_empty:",
    )


def unreadable(text: Language, reason: str) -> None:
    """A run is published, but cannot be opened; the reason is a sentence for a person."""
    st.title(text("app.title"))
    st.error(f"**{text('empty.unreadable')}**\n\n{plain(reason)}", icon=":material/error:")


def no_data(view: View, *, ever: bool) -> None:
    """The filters leave nothing; `ever` says whether these sources had such data at any time."""
    which = "filtered" if ever else "never"
    words = view.text(
        f"empty.{which}_help",
        start=fmt.day(view.period.start, view.text.locale),
        end=fmt.day(view.period.end, view.text.locale),
        sources=plain(source_names(view)),
    )
    st.info(f"**{view.text(f'empty.{which}')}**\n\n{words}", icon=":material/filter_alt_off:")


def source_names(view: View) -> str:
    """The chosen source systems by title, or that it is all of them."""
    if len(view.sources) == len(view.run.sources):
        return view.text("filter.sources_all")
    return ", ".join(view.run.title(source) for source in view.sources)
