"""Publishing a build, against a bare copy of its table: what atomic and verified costs."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.growth import exponent
from benchmarks.measure import Ratio, amount, compare
from warehouse.database import connect_build
from warehouse.home import Home
from warehouse.publishing import publish
from warehouse.runs import new_run_id, start_run

SIZES = (200_000, 2_000_000, 20_000_000)


def measure(folder: Path, rounds: int, sizes: Sequence[int] = SIZES) -> list[Ratio]:
    """Publish a mart at several sizes: seconds, bytes on disk, and how the seconds grow.

    Args:
        folder: an empty one.
        rounds: how often each way runs.
        sizes: rows of the mart.
    """
    found = []
    for rows in sorted(sizes):
        found += _published(folder / f"{rows}", rows, rounds)
    times = [one for one in found if one.unit == "s"]
    for one, larger in itertools.pairwise(times):
        scales = one.scale or 0, larger.scale or 0
        found.append(
            amount(
                "exponent of its seconds",
                [exponent(scales, (one.ours, larger.ours))],
                size=f"{one.size} to {larger.size}",
                unit="",
                group="growth",
            )
        )
    return found


def _published(folder: Path, rows: int, rounds: int) -> list[Ratio]:
    home = Home(folder / "publishing")
    home.create()
    size = f"{rows:,} rows"
    with connect_build(home) as build:
        for schema in ("core", "marts", "restricted"):
            build.execute(f"create schema {schema}")
        build.execute(
            "create table marts.big as select range as id, md5(range::varchar) as text, "
            f"random() as value from range({rows})"
        )
        build.execute("create table restricted.small as select 1 as id")
    written: dict[str, list[float]] = {"ours": [], "bare": []}

    def ours() -> float:
        started = time.perf_counter()
        with connect_build(home) as build:
            run_id = new_run_id(home)
            start_run(build, home, run_id, "publish")
            to = publish(build, home, run_id, 1)
        seconds = time.perf_counter() - started
        written["ours"].append(sum(file.stat().st_size for file in to.glob("*.duckdb")) / 1e6)
        return seconds

    def bare() -> float:
        copy = folder / "copy.duckdb"
        copy.unlink(missing_ok=True)
        started = time.perf_counter()
        with connect_build(home) as build:
            build.execute(f"attach '{copy}' as copy")
            build.execute("create table copy.main.big as from marts.big")
            build.execute("detach copy")
        seconds = time.perf_counter() - started
        written["bare"].append(copy.stat().st_size / 1e6)
        return seconds

    timed = compare("publishing, against a bare copy", ours, bare, size=size, rounds=rounds)
    medians = statistics.median(written["ours"]), statistics.median(written["bare"])
    return [
        replace(timed, scale=rows),
        Ratio("its files, against a bare copy's", *medians, size, unit="MB", scale=rows),
    ]
