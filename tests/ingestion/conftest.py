"""A build in memory, and a landing that takes a few words."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.catalog import Catalog, load_catalog
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
_CATALOGS: dict[tuple[str, ...], Catalog] = {}


def known_sources(user_folder: Path, source_files: tuple[Path, ...] = ()) -> Catalog:
    """The catalog, read once per content of the user's and the given source files."""
    users = sorted(user_folder.glob("*.yml"))
    texts = [path.read_text(encoding="utf-8") for path in (*users, *source_files)]
    key = (*texts, str(len(source_files)))
    if key not in _CATALOGS:
        _CATALOGS[key] = load_catalog(user_folder, source_files)
    return _CATALOGS[key]


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
            known_sources(self.user_sources, source_files),
            run_id="run",
            scratch=self.folder.parent / "scratch",
            **options,
        )
        for file in files:
            landed, rejected, dropped = file.rows_landed, file.rows_rejected, file.rows_dropped
            assert file.rows_read == landed + rejected + dropped
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

    def drops(self) -> list[tuple[Any, ...]]:
        """Row, line, text and reason of every row that is no data."""
        return self.rows(
            "select row_number, line_number, line_text, reason from ops.dropped_rows"
            " order by line_number, row_number"
        )

    def prepare(self) -> None:
        """Make the raw tables of every known source, also of those that nothing lands in."""
        prepare(self.build, known_sources(self.user_sources))

    def empty(self) -> None:
        """Forget everything that has landed: a bench is dear, and may serve many examples."""
        for log in ("files", "rejected_rows", "dropped_rows", "file_columns"):
            self.build.execute(f"delete from ops.{log}")
        for (table,) in self.rows(
            "select table_name from duckdb_tables() where schema_name = 'raw'"
        ):
            self.build.execute(f'delete from raw."{table}"')


def new_bench(home: Path) -> Bench:
    """A bench with the table of THINGS; every other raw table comes with what lands in it."""
    build = duckdb.connect()
    build.execute("set TimeZone = 'UTC'")
    build.execute(OPERATIONS.read_text(encoding="utf-8"))
    (home / "exports").mkdir()
    bench = Bench(build, home / "exports", home / "sources")
    bench.source(THINGS)
    things = known_sources(bench.user_sources).sources["things"]
    prepare(build, Catalog({"things": things}))
    return bench


@pytest.fixture
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A bench of one's own."""
    bench = new_bench(tmp_path_factory.mktemp("bench"))
    yield bench
    bench.build.close()


@pytest.fixture(scope="module")
def shared_bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A bench for all examples of a module's properties, which empty it."""
    bench = new_bench(tmp_path_factory.mktemp("bench"))
    yield bench
    bench.build.close()
