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


def missing(text: Language, reason: str) -> None:
    """The published run lacks a table that the page reads."""
    st.info(
        f"**{text('empty.missing')}**\n\n{text('empty.missing_help')}", icon=":material/table_rows:"
    )
    st.caption(plain(reason))


def no_data(view: View, *, ever: bool) -> None:
    """The filters leave nothing; `ever` says whether these sources had such data at any time."""
    if not ever:
        which = "never"
    else:
        # where no month begins, a page by month shows nothing of what happened on these days
        which = "monthless" if view.page.is_by_month and view.months is None else "filtered"
    # a page that shows a state rather than a period has no days to widen
    is_state = ever and "period" not in view.page.filters
    # of days that were asked for, those with data may be a single one that nobody named
    days = view.asked if which == "filtered" and view.asked is not None else view.period
    everything = view.text("empty.all_sources" if ever else "empty.any_source")
    words = view.text(
        "empty.filtered_state_help" if is_state else f"empty.{which}_help",
        start=fmt.day(days.start, view.text.locale),
        end=fmt.day(days.end, view.text.locale),
        sources=plain(" · ".join(filter_words(view, everything)) or everything),
    )
    said = view.text.sentences(words)
    st.info(f"**{view.text(f'empty.{which}')}**\n\n{said}", icon=":material/filter_alt_off:")


def nothing_of(view: View, key: str) -> None:
    """A card of a page has no rows.

    Args:
        view: the current view.
        key: of the card, whose title names what there is nothing of.
    """
    title = view.text(key)
    st.info(view.text("empty.card", title=title), icon=":material/inbox:")


def filter_words(view: View, everything: str) -> list[str]:
    """What the page is filtered by beside its period, a phrase for each filter it follows.

    Args:
        view: the current view.
        everything: the phrase for all source systems.
    """
    chosen = {
        "source": None if len(view.sources) == len(view.run.sources) else view.sources,
        "region": view.regions,
        "channel": view.channels,
        "owner": view.owners,
    }
    words = []
    for name, values in chosen.items():
        if name not in view.page.filters or (values is None and name != "source"):
            continue
        if values is None:
            words.append(everything)
        elif name == "source":
            titles = (view.text.name("source", view.run.title(value)) for value in values)
            words.append(view.text.listed(titles))
        elif name == "owner":
            words.append(view.text("filter.owners", count=len(values)))
        else:
            words.append(view.text.listed(view.text.name(name, value) for value in values))
    return words
