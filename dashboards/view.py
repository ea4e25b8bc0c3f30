"""What a page is asked to show: which run, which days, which sources, in which language.

The entry script puts it together on every rerun and leaves it for the page.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboards import format as fmt
from dashboards.data import Row, query
from dashboards.language import Language
from dashboards.metrics import Kind
from dashboards.periods import Period, previous_period
from dashboards.run import Run

_KEY = "view"


@dataclass(frozen=True)
class View:
    """One state of the app. `sources` holds every source system that is in the filter."""

    run: Run
    period: Period
    preset: str
    sources: tuple[str, ...]
    text: Language
    show_names: bool

    def rows(self, name: str, **further: object) -> list[Row]:
        """The rows of a query under the filters of this view."""
        before = previous_period(self.period)
        is_whole = self.preset == "all"
        return query(
            self.run.folder,
            name,
            start=self.period.start,
            end=self.period.end,
            previous_start=before.start,
            previous_end=before.end,
            # months count if they begin in the period; the first of all data begins with it
            first_month=self.period.start.replace(day=1) if is_whole else self.period.start,
            with_undated=is_whole,
            sources=self.sources,
            **further,
        )

    def show(self, kind: Kind, value: float | None, *, compact: bool = False) -> str:
        """A number as the people of this language write it."""
        locale = self.text.locale
        if kind == "rate":
            return fmt.percent(value, locale)
        if kind == "count":
            return (fmt.compact_count if compact else fmt.count)(value, locale)
        if self.run.currency is None:
            return fmt.number(value, locale, digits=0)
        return (fmt.compact_money if compact else fmt.money)(value, self.run.currency, locale)


def keep_view(view: View) -> None:
    """Leave the view for the page of this rerun."""
    st.session_state[_KEY] = view


def current_view() -> View:
    """The view that the entry script left."""
    view: View = st.session_state[_KEY]
    return view
