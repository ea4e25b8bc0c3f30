"""The filters that hold on every page, kept in the URL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from dashboards import url
from dashboards.filters import Choice, choices
from dashboards.language import LANGUAGES, Language, load_language, preferred_language
from dashboards.periods import (
    COMPARISONS,
    DEFAULT_COMPARISON,
    DEFAULT_PRESET,
    PRESETS,
    Period,
    custom_period,
    preset_period,
)
from dashboards.run import Run

# The days that a link or the calendar asked for, whether or not the run has them.
_ASKED = "dates_asked"


def chosen_language() -> Language:
    """The language of this session: chosen, from the URL, or the browser's."""
    default = preferred_language(st.context.locale)
    return load_language(url.begin_choice("lang", LANGUAGES, default))


def language_switch(text: Language) -> None:
    """The switch itself. A link carries a language only if it is not the browser's own."""
    with st.sidebar:
        st.segmented_control(
            text("app.language"),
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            key="lang",
            required=True,
        )
        # Streamlit says that every page is English: a screen reader would read Chinese as that
        st.html(
            f"<script>document.documentElement.lang = '{text.tag}';</script>",
            unsafe_allow_javascript=True,
        )
    url.remember("lang", text.code, preferred_language(st.context.locale))


def period_filter(run: Run, text: Language, *, is_used: bool) -> tuple[str, Period, Period | None]:
    """The chosen preset, its days, and those asked for where not all of them have data."""
    url.begin_choice("period", PRESETS, DEFAULT_PRESET)
    with st.sidebar:
        preset = st.pills(
            text("filter.period"),
            list(PRESETS),
            format_func=lambda preset: text(f"preset.{preset}"),
            key="period",
            required=True,
            help=text("filter.period_help" if is_used else "filter.unused"),
            disabled=not is_used,
        )
    asked = None
    if preset == "custom":
        period, asked = _custom_filter(run, text)
        # who opens the address again, tomorrow or elsewhere, asks for the same days
        _remember_dates(asked or period)
    else:
        period = preset_period(str(preset), run.as_of_date, run.first_day)
        _remember_dates(None)
    url.remember("period", str(preset), DEFAULT_PRESET)
    return str(preset), period, asked


def comparison_filter(text: Language, *, is_used: bool) -> str:
    """What the period is compared with, as a word of `COMPARISONS`."""
    url.begin_choice("compare", COMPARISONS, DEFAULT_COMPARISON)
    with st.sidebar:
        comparison = st.segmented_control(
            text("filter.compare"),
            list(COMPARISONS),
            format_func=lambda name: text(f"compare.{name}"),
            key="compare",
            required=True,
            wrap=True,
            help=text("filter.compare_help" if is_used else "filter.unused"),
            disabled=not is_used,
        )
    url.remember("compare", str(comparison), DEFAULT_COMPARISON)
    return str(comparison)


def source_filter(run: Run, text: Language, *, is_used: bool) -> tuple[str, ...]:
    """The chosen source systems; none chosen is all of them."""
    titles = {one.source_system: text.name("source", one.title) for one in run.sources}
    kept = _several("source", titles, text, is_used=is_used)
    return tuple(kept or titles)


def value_filter(
    name: str, run: Run, text: Language, *, show_names: bool, is_used: bool
) -> tuple[str, ...] | None:
    """The chosen values of a filter; None where none is chosen, which is all of them.

    Args:
        name: `region`, `channel` or `owner`.
        run: the run shown.
        text: the language.
        show_names: call owners by their names, where this process may read them.
        is_used: whether the numbers of the page follow it.
    """
    labels = value_labels(name, choices(run.folder, name, show_names=show_names), text)
    if not labels:
        return None
    return tuple(_several(name, labels, text, is_used=is_used)) or None


def value_labels(name: str, offered: Sequence[Choice], text: Language) -> dict[str, str]:
    """What each value of a filter is called, in the language where that knows it.

    Values that would be called alike are as they were exported, so that they can be told apart.
    """
    labels = {
        choice.value: text.name(name, choice.value)
        if choice.label in {None, choice.value}
        else str(choice.label)
        for choice in offered
    }
    times = Counter(labels.values())
    return {value: label if times[label] == 1 else value for value, label in labels.items()}


def _several(name: str, labels: Mapping[str, str], text: Language, *, is_used: bool) -> list[str]:
    """A filter of several values, in the order of its labels; nothing where it is not used."""
    url.begin_choices(name, labels)
    with st.sidebar:
        chosen = st.multiselect(
            text(f"filter.{name}"),
            list(labels),
            format_func=lambda value: labels.get(value, value),
            key=name,
            placeholder=text(f"filter.{name}_all"),
            help=text(f"filter.{name}_help") if is_used else text("filter.unused"),
            disabled=not is_used,
        )
    kept = [value for value in labels if value in chosen]
    url.remember(name, kept, [])
    return kept if is_used else []


def _custom_filter(run: Run, text: Language) -> tuple[Period, Period | None]:
    """Two dates from a calendar; until both are picked, the range before stays.

    What was asked for is kept as it was, by a link or by hand: another run may have other days.

    Returns:
        The days, and what was asked for where these are only a part of it.
    """
    if _ASKED not in st.session_state:
        fallback = preset_period(DEFAULT_PRESET, run.as_of_date, run.first_day)
        given = (url.given_date("from") or fallback.start, url.given_date("to") or fallback.end)
        st.session_state[_ASKED] = Period(*sorted(given))
    asked: Period = st.session_state[_ASKED]
    shown = custom_period(asked.start, asked.end, run.as_of_date, run.first_day)
    # days that this run does not have, the calendar would refuse
    picked = [
        min(max(day, run.first_day), run.as_of_date) for day in st.session_state.get("dates", ())
    ]
    is_half_picked = len(picked) == 1
    st.session_state["dates"] = picked if is_half_picked else (shown.start, shown.end)
    with st.sidebar:
        st.date_input(
            text("filter.custom"),
            min_value=run.first_day,
            max_value=run.as_of_date,
            key="dates",
            format="YYYY-MM-DD",
            help=text("filter.custom_help"),
            on_change=_ask_for_dates,
        )
    return shown, None if asked == shown else asked


def _ask_for_dates() -> None:
    picked = st.session_state["dates"]
    if len(picked) == 2:
        st.session_state[_ASKED] = Period(*picked)


def _remember_dates(period: Period | None) -> None:
    url.remember("from", period.start.isoformat() if period else "", "")
    url.remember("to", period.end.isoformat() if period else "", "")
