"""Where everything lies on disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BUILD = "build.duckdb"
ANALYTICS = "analytics.duckdb"
RESTRICTED = "restricted.duckdb"
OPEN_FOLDER = 0o755  # what leads to published files, which others read


@contextmanager
def made_with(mode: int) -> Iterator[None]:
    """What is made in the block has this mode at most, whatever the process was started with."""
    previous = os.umask(0o777 & ~mode)
    try:
        yield
    finally:
        os.umask(previous)


@dataclass(frozen=True)
class Home:
    """The folder that holds all state of one warehouse, and the names inside it."""

    root: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "root", Path(self.root).expanduser().absolute())

    @property
    def build(self) -> Path:
        """The private database of the writer: raw, staging, core, marts, ops."""
        return self.root / BUILD

    @property
    def lock(self) -> Path:
        """Held by the one process that may write."""
        return self.root / ".lock"

    @property
    def published(self) -> Path:
        """One folder per published run."""
        return self.root / "published"

    @property
    def current(self) -> Path:
        """The symbolic link to the run that readers see."""
        return self.root / "current"

    @property
    def sources(self) -> Path:
        """Source files (YAML) that the user added."""
        return self.root / "sources"

    @property
    def docs(self) -> Path:
        """The generated documentation: dbt docs and the data docs of the checks."""
        return self.root / "docs"

    @property
    def logs(self) -> Path:
        """Logs of runs and of dbt."""
        return self.root / "logs"

    @property
    def scratch(self) -> Path:
        """Temporary files of the writer; emptied at the start of every write."""
        return self.root / "tmp"

    @property
    def backups(self) -> Path:
        """One folder per backup of the build."""
        return self.root / "backups"

    @property
    def alerts(self) -> Path:
        """What was told of alerts, and what is still to be sent."""
        return self.root / "alerts.json"

    @property
    def reports(self) -> Path:
        """Morning reports that were made by hand."""
        return self.root / "reports"

    @property
    def dashboards(self) -> Path:
        """What readers of the dashboards saved there: queries, their history, views of pages."""
        return self.root / "dashboards"

    @property
    def told(self) -> tuple[Path, ...]:
        """What the user tells the warehouse: settings, sources, decisions, suites."""
        names = ("warehouse.toml", "customer_decisions.csv", "sources", "expectations")
        return tuple(self.root / name for name in names)

    @property
    def own(self) -> frozenset[Path]:
        """All that the warehouse itself writes or is told here: no exports."""
        build = (*self.root.glob("build.duckdb*"), *self.root.glob(".build.*"))
        kept = (self.published, self.current, self.backups, self.docs, self.logs, self.scratch)
        return frozenset((*build, *kept, self.alerts, self.reports, self.dashboards, *self.told))

    def create(self) -> None:
        """Make the folders that a writer needs; who reads `current` comes through two of them."""
        with made_with(OPEN_FOLDER):
            for folder in (self.root, self.published, self.docs, self.logs, self.scratch):
                folder.mkdir(parents=True, exist_ok=True)

    def close_to_others(self) -> None:
        """Make the build and its copies readable by their owner only: `raw` has what exports have.

        A file of another owner is that owner's to close.
        """
        for path in (*self.root.glob("build.duckdb*"), *self.backups.glob("*/build.duckdb")):
            found = path.stat()
            if found.st_mode & 0o077 and found.st_uid == os.geteuid():
                path.chmod(0o600)
