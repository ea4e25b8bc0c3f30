"""Publishing a build, against a bare copy of its table: what atomic and verified costs."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.measure import Ratio, compare
from warehouse.database import connect_build
from warehouse.home import Home
from warehouse.publishing import publish
from warehouse.runs import new_run_id, start_run

ROWS = 2_000_000


def measure(folder: Path, rounds: int, rows: int = ROWS) -> Ratio:
    """Publish a mart of two million rows."""
    home = Home(folder / "publishing")
    home.create()
    with connect_build(home) as build:
        for schema in ("core", "marts", "restricted"):
            build.execute(f"create schema {schema}")
        build.execute(
            "create table marts.big as select range as id, md5(range::varchar) as text, "
            f"random() as value from range({rows})"
        )
        build.execute("create table restricted.small as select 1 as id")

    def ours() -> float:
        started = time.perf_counter()
        with connect_build(home) as build:
            run_id = new_run_id()
            start_run(build, home, run_id, "publish")
            publish(build, home, run_id, 1)
        return time.perf_counter() - started

    def bare() -> float:
        copy = folder / "copy.duckdb"
        copy.unlink(missing_ok=True)
        started = time.perf_counter()
        with connect_build(home) as build:
            build.execute(f"attach '{copy}' as copy")
            build.execute("create table copy.main.big as from marts.big")
            build.execute("detach copy")
        return time.perf_counter() - started

    return compare(
        "publishing, against a bare copy", ours, bare, size=f"{rows:,} rows", rounds=rounds
    )
