"""The published run that the app shows: what it is, how old it is, what its checks found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from dashboards.data import Row, query
from warehouse.database import published_folder
from warehouse.errors import PublishError, WarehouseError
from warehouse.home import Home

# A nightly run that is two hours late is worth an executive's knowing.
STALE_AFTER = dt.timedelta(hours=26)


@dataclass(frozen=True)
class Source:
    """A system that the data came from."""

    source_system: str
    title: str
    first_day: dt.date | None


@dataclass(frozen=True)
class Run:
    """One published run.

    `published_at` is UTC without a zone, as everywhere in the warehouse; None where the run log
    does not know the run.
    """

    folder: Path
    as_of_date: dt.date
    published_at: dt.datetime | None
    first_day: dt.date
    sources: tuple[Source, ...]
    currency: str | None

    @property
    def run_id(self) -> str:
        """Its id, which is its folder's name."""
        return self.folder.name

    def title(self, source_system: str) -> str:
        """The readable name of a source system."""
        titles = {source.source_system: source.title for source in self.sources}
        return titles.get(source_system, source_system)

    def age(self, now: dt.datetime) -> dt.timedelta | None:
        """How long ago it was published, at a given UTC instant without a zone."""
        return None if self.published_at is None else now - self.published_at


def current_run_id(home: Home) -> str | None:
    """The id of the run that `current` points to; None where nothing is published."""
    try:
        return published_folder(home).name
    except PublishError:
        return None


def current_run(home: Home) -> Run:
    """The run that `current` points to at this moment.

    Raises:
        PublishError: nothing is published.
        WarehouseError: the published file cannot be opened, or holds no as-of date.
    """
    folder = published_folder(home)
    found = query(folder, "run", run_id=folder.name)
    if not found:
        raise WarehouseError(
            f"The published run in {folder} has no as-of date: run `warehouse nightly` again."
        )
    about = found[0]
    sources = tuple(Source(**row) for row in query(folder, "sources"))
    first_days = [source.first_day for source in sources if source.first_day is not None]
    return Run(
        folder=folder,
        as_of_date=about["as_of_date"],
        published_at=about["published_at"],
        first_day=min([*first_days, about["first_day"]]),
        sources=sources,
        currency=about["currency"],
    )


def failing_checks(run: Run) -> list[Row]:
    """The checks of this run that did not pass, critical ones first."""
    return query(run.folder, "failing_checks", run_id=run.run_id)


def check_history(run: Run) -> list[Row]:
    """Of the last nights that were checked, how many expectations there were and did not hold."""
    return query(run.folder, "check_history")
