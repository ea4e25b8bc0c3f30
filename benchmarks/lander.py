"""Landing files into a new build, and DuckDB's own bare way with them."""

from __future__ import annotations

import functools
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from ingestion.catalog import Catalog, load_catalog
from ingestion.landing import land
from warehouse.database import connect_build
from warehouse.home import Home

_catalog = functools.cache(load_catalog)


def land_files(folder: Path, files: Sequence[Path], rows: int | None = None) -> float:
    """Land into a build that is gone afterwards.

    Args:
        folder: for the build.
        files: opportunities of the plain source.
        rows: that must land.

    Returns:
        Seconds from opening the build to its being closed.
    """
    catalog: Catalog = _catalog()
    with tempfile.TemporaryDirectory(dir=folder) as root:
        home = Home(Path(root))
        home.create()
        started = time.perf_counter()
        with connect_build(home) as connection:
            landed = land(
                connection,
                files,
                catalog,
                run_id="benchmark",
                scratch=home.scratch,
                source="template",
            )
        seconds = time.perf_counter() - started
    count = sum(file.rows_landed for file in landed)
    if rows not in {None, count}:
        raise RuntimeError(f"{count} of {rows} rows landed: {landed[0].message}")
    return seconds


def read_bare(folder: Path, files: str, rows: int) -> float:
    """Read into a table of text that is gone afterwards, with no row accounted for.

    Args:
        folder: for the database.
        files: a path, or a glob.
        rows: that must be read.

    Returns:
        Seconds from opening the database to its being closed.
    """
    with tempfile.TemporaryDirectory(dir=folder) as root:
        started = time.perf_counter()
        with duckdb.connect(str(Path(root, "bare.duckdb"))) as connection:
            [(count,)] = connection.execute(
                "create table opportunities as select * from read_csv(?, all_varchar = true)",
                [files],
            ).fetchall()
        seconds = time.perf_counter() - started
    if count != rows:
        raise RuntimeError(f"{count} of {rows} rows were read.")
    return seconds
