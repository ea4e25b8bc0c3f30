"""The filters that hold on every page, kept in the URL."""

from __future__ import annotations

import streamlit as st

from dashboards import url
from dashboards.language import LANGUAGES, Language, load_language, preferred_language
from dashboards.periods import (
    DEFAULT_PRESET,
    PRESETS,
    Period,
    custom_period,
    preset_period,
)
from dashboards.run import Run


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
    url.remember("lang", text.code, preferred_language(st.context.locale))


def period_filter(run: Run, text: Language) -> tuple[str, Period]:
    """The chosen preset and its days."""
    url.begin_choice("period", PRESETS, DEFAULT_PRESET)
    with st.sidebar:
        preset = st.pills(
            text("filter.period"),
            list(PRESETS),
            format_func=lambda preset: text(f"preset.{preset}"),
            key="period",
            required=True,
            help=text("filter.period_help"),
        )
    if preset == "custom":
        period = _custom_filter(run, text)
        _remember_dates(period)
    else:
        period = preset_period(str(preset), run.as_of_date, run.first_day)
        _remember_dates(None)
    url.remember("period", str(preset), DEFAULT_PRESET)
    return str(preset), period


def source_filter(run: Run, text: Language) -> tuple[str, ...]:
    """The chosen source systems; none chosen is all of them."""
    titles = {source.source_system: source.title for source in run.sources}
    url.begin_choices("source", titles)
    with st.sidebar:
        chosen = st.multiselect(
            text("filter.sources"),
            list(titles),
            format_func=lambda source: titles.get(source, source),
            key="source",
            placeholder=text("filter.sources_all"),
            help=text("filter.sources_help"),
        )
    kept = [source for source in titles if source in chosen]
    url.remember("source", kept, [])
    return tuple(kept or titles)


def _custom_filter(run: Run, text: Language) -> Period:
    """Two dates from a calendar; until both are picked, the range before stays."""
    if "dates" not in st.session_state:
        fallback = preset_period(DEFAULT_PRESET, run.as_of_date, run.first_day)
        start = st.session_state.get("custom_start") or url.given_date("from") or fallback.start
        end = st.session_state.get("custom_end") or url.given_date("to") or fallback.end
        period = custom_period(start, end, run.as_of_date, run.first_day)
        st.session_state["dates"] = (period.start, period.end)
    with st.sidebar:
        picked = st.date_input(
            text("filter.custom"),
            min_value=run.first_day,
            max_value=run.as_of_date,
            key="dates",
            format="YYYY-MM-DD",
            help=text("filter.custom_help"),
        )
    if isinstance(picked, tuple) and len(picked) == 2:
        st.session_state["custom_start"], st.session_state["custom_end"] = picked
    return custom_period(
        st.session_state.get("custom_start") or run.first_day,
        st.session_state.get("custom_end") or run.as_of_date,
        run.as_of_date,
        run.first_day,
    )


def _remember_dates(period: Period | None) -> None:
    url.remember("from", period.start.isoformat() if period else "", "")
    url.remember("to", period.end.isoformat() if period else "", "")
