"""A build in memory, and a landing that takes a few words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.catalog import load_catalog
from ingestion.landing import LandedFile, land, prepare
from tests.command_line import ROOT

OPERATIONS = ROOT / "warehouse" / "operations.sql"
# A source of its own, with a table that needs little: what most tests of formats land into.
THINGS = """
source: things
tables:
  things:
    files: ["things*"]
    key: [id]
    required: [id]
    columns: {id: [Thing Id], name: [], note: []}
"""


@dataclass
class Bench:
    """A build, and a folder whose files are landed into it."""

    build: duckdb.DuckDBPyConnection
    folder: Path
    user_sources: Path

    def source(self, text: str, name: str = "source.yml") -> Path:
        """Add a user's source file."""
        self.user_sources.mkdir(exist_ok=True)
        path = self.user_sources / name
        path.write_text(text, encoding="utf-8")
        return path

    def write(self, name: str, content: str | bytes) -> Path:
        """Write an export."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def land(
        self, *paths: Path, source_files: tuple[Path, ...] = (), **options: Any
    ) -> list[LandedFile]:
        """Land paths, or the whole folder; every count must add up."""
        files = land(
            self.build,
            paths or [self.folder],
            load_catalog(self.user_sources, source_files),
            run_id="run",
            scratch=self.folder.parent / "scratch",
            **options,
        )
        for file in files:
            assert file.rows_read == file.rows_landed + file.rows_rejected
        return files

    def land_one(self, name: str, content: str | bytes, **options: Any) -> LandedFile:
        """Write one export and land it by its path."""
        (file,) = self.land(self.write(name, content), **options)
        return file

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """The answer of a query."""
        return self.build.execute(query, list(values)).fetchall()

    def things(self) -> list[tuple[Any, ...]]:
        """What landed in the table of THINGS."""
        return self.rows("select id, name, note from raw.things__things order by _row_number")

    def rejects(self) -> list[tuple[Any, ...]]:
        """Row, line, text and reason of every reject."""
        return self.rows(
            "select row_number, line_number, line_text, reason from ops.rejected_rows"
            " order by row_number"
        )


@pytest.fixture
def make_bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Bench]]:
    """A maker of benches, for tests that need a new one per example."""
    open_builds = []

    def make() -> Bench:
        build = duckdb.connect()
        open_builds.append(build)
        build.execute("set TimeZone = 'UTC'")
        build.execute(OPERATIONS.read_text(encoding="utf-8"))
        home = tmp_path_factory.mktemp("bench")
        (home / "exports").mkdir()
        bench = Bench(build, home / "exports", home / "sources")
        bench.source(THINGS)
        prepare(build, load_catalog(bench.user_sources))
        return bench

    yield make
    for build in open_builds:
        build.close()


@pytest.fixture
def bench(make_bench: Callable[[], Bench]) -> Bench:
    """One bench."""
    return make_bench()
