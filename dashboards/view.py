"""What a page is asked to show: which run, which days, which part of it, in which language.

The entry script puts it together on every rerun and leaves it for the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from dashboards import format as fmt
from dashboards.catalogue import PageSpec
from dashboards.data import Row, query
from dashboards.definitions import definition
from dashboards.language import Language
from dashboards.metrics import Kind
from dashboards.months import month_end, months_begun
from dashboards.periods import Period
from dashboards.run import Run
from dashboards.sheet import Sheet

_KEY = "view"


@dataclass(frozen=True)
class View:
    """One state of the app.

    `sources` holds every source system that is in the filter; `regions`, `channels` and `owners`
    are None where nothing is chosen, which is all of them. `compared` is the period to compare
    with, None for no comparison. `targets` are the monthly ones of the settings. `sheet` collects
    what the page shows, for printing it. `asked` are the days of a link of which `period` is the
    part that has data, None where that is all of them.
    """

    page: PageSpec
    run: Run
    period: Period
    preset: str
    compared: Period | None
    sources: tuple[str, ...]
    regions: tuple[str, ...] | None
    channels: tuple[str, ...] | None
    owners: tuple[str, ...] | None
    text: Language
    show_names: bool
    targets: Mapping[str, float]
    sheet: Sheet
    asked: Period | None = None

    def rows(self, name: str, **further: object) -> list[Row]:
        """The rows of a query under the filters of this view.

        Args:
            name: of a file in `queries/`; it names the filters that it follows as `$start`,
                `$end`, `$previous_start`, `$previous_end`, `$first_month`, `$with_undated`,
                `$sources`, `$regions`, `$channels`, `$owners` and `$as_of_date`.
            further: values for other names of it; they win.

        Raises:
            MissingError: the published run lacks a table that it reads.
        """
        # without a comparison the query is asked for a period in which nothing can have happened
        compared = self.compared or Period(dt.date.min, dt.date.min)
        given: dict[str, object] = {
            "start": self.period.start,
            "end": self.period.end,
            "previous_start": compared.start,
            "previous_end": compared.end,
            "first_month": self._first_month,
            "with_undated": self.preset == "all",
            "as_of_date": self.run.as_of_date,
            "sources": self.sources,
            "regions": self.regions,
            "channels": self.channels,
            "owners": self.owners,
        }
        return query(self.run.folder, name, **given | further)

    @property
    def months(self) -> Period | None:
        """The days of the months that pages by month count; None where none begins."""
        return months_begun(Period(self._first_month, self.period.end))

    def is_running(self, month: dt.date) -> bool:
        """Whether a month is not over at the as-of date, so that it has less than others."""
        return month_end(month) > self.run.as_of_date

    def month(self, month: dt.date) -> str:
        """A month in words, with a mark if it is not over: Jun 2026 (part of it)."""
        part = self.text("card.partial_hover") if self.is_running(month) else None
        return self.text.sentences(fmt.month(month, self.text.locale), part)

    @property
    def _first_month(self) -> dt.date:
        """From when on months count: they begin in the period, the first of all data with it."""
        start = self.period.start
        return start.replace(day=1) if self.preset == "all" else start

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter beside the period leaves something out."""
        return len(self.sources) < len(self.run.sources) or self.is_narrowed_within

    @property
    def is_narrowed_within(self) -> bool:
        """Whether a filter leaves something out of what the chosen source systems have."""
        return any(one is not None for one in (self.regions, self.channels, self.owners))

    def definition(self, about: str) -> str | None:
        """What `schema.table` or `schema.table.column` means, as dbt says it, if it does."""
        return definition(self.run.folder, about, self.text)

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
