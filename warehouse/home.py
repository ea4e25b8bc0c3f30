"""Where everything lies on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ANALYTICS = "analytics.duckdb"
RESTRICTED = "restricted.duckdb"


@dataclass(frozen=True)
class Home:
    """The folder that holds all state of one warehouse, and the names inside it."""

    root: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "root", Path(self.root).expanduser().absolute())

    @property
    def build(self) -> Path:
        """The private database of the writer: raw, staging, core, marts, ops."""
        return self.root / "build.duckdb"

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
        build = [self.build.with_name(self.build.name + end) for end in ("", ".wal", ".replaced")]
        kept = (self.published, self.current, self.backups, self.docs, self.logs, self.scratch)
        return frozenset((*build, *kept, self.alerts, self.reports, self.dashboards, *self.told))

    def create(self) -> None:
        """Make the folders that a writer needs."""
        for folder in (self.root, self.published, self.docs, self.logs, self.scratch):
            folder.mkdir(parents=True, exist_ok=True)
