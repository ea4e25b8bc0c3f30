"""Files landed into a build as exports are, with what they hold decided by a test."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import duckdb

from ingestion.catalog import Catalog, load_catalog
from ingestion.landing import LandedFile, land, prepare
from warehouse.home import Home

HEADER = "order_id,customer_id,ordered_at,product_id,quantity,unit_price"


def order_lines(count: int, *, first: int = 0, day: str = "2026-06-01") -> str:
    """The text of an export with so many order lines, numbered from `first`."""
    rows = [f"O{n},C{n},{day} 10:00:00,P1,1,9.50" for n in range(first, first + count)]
    return "\n".join([HEADER, *rows]) + "\n"


@cache
def plain_catalog() -> Catalog:
    """The source of the plain shape alone: to make the tables of all of them takes a second."""
    every = load_catalog()
    return replace(every, sources={"template": every.sources["template"]})


class Exports:
    """A folder of exports, landed night by night."""

    def __init__(self, build: duckdb.DuckDBPyConnection, home: Home, folder: Path) -> None:
        self._build = build
        self._home = home
        self._folder = folder
        self._catalog = plain_catalog()
        self._nights = 0
        folder.mkdir(parents=True, exist_ok=True)
        prepare(build, self._catalog)

    def night(self, **files: str) -> list[LandedFile]:
        """Land files by name (`__` stands for a dot) in a run of their own, `night-<n>`."""
        self._nights += 1
        run_id = f"night-{self._nights}"
        paths = []
        for name, text in files.items():
            path = self._folder / run_id / name.replace("__", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            os.utime(path, (1_780_000_000, 1_780_000_000))
            paths.append(path)
        return self.land(run_id, paths)

    def land(self, run_id: str, paths: Sequence[Path]) -> list[LandedFile]:
        """Land files in a run."""
        self._build.execute(
            "insert into ops.runs (run_id, command, started_at, status)"
            " values (?, 'ingest', now() at time zone 'UTC', 'succeeded')",
            [run_id],
        )
        return land(self._build, paths, self._catalog, run_id=run_id, scratch=self._home.scratch)
