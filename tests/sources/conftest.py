"""One warehouse in which every vendor's exports have landed and been staged."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.catalog import load_catalog
from ingestion.landing import LandedFile, land
from tests.dbt_project.warehouses import build, new_home
from warehouse.database import connect_build
from warehouse.home import Home

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Vendors:
    """What came of every vendor's files."""

    home: Home
    folder: Path
    landed: Sequence[LandedFile]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the build."""
        with duckdb.connect(str(self.home.build), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            return connection.execute(sql).fetchall()

    def files(self, source: str) -> dict[str, tuple[str | None, int, int, int, int, str]]:
        """File name below the vendor's folder -> table, read, landed, rejected, dropped, status."""
        return {
            file.file_name: (
                file.table_name,
                file.rows_read,
                file.rows_landed,
                file.rows_rejected,
                file.rows_dropped,
                file.status,
            )
            for file in self.landed
            if file.source_system == source
        }


@pytest.fixture(scope="session")
def vendors(tmp_path_factory: pytest.TempPathFactory) -> Vendors:
    """Every `<source>_files.py` written, landed and staged once."""
    folder = tmp_path_factory.mktemp("vendors")
    home = new_home(folder / "home")
    exports = folder / "exports"
    landed: list[LandedFile] = []
    catalog = load_catalog()
    for path in sorted(HERE.glob("*_files.py")):
        vendor = exports / path.stem.removesuffix("_files")
        vendor.mkdir(parents=True)
        importlib.import_module(f"tests.sources.{path.stem}").write(vendor)
        with connect_build(home) as connection:
            landed += land(connection, [vendor], catalog, run_id="test", scratch=home.scratch)
    build(home, "--select", "staging", "--indirect-selection", "cautious")
    return Vendors(home, exports, landed)
