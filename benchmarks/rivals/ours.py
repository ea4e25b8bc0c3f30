"""Our way to some marts: land the files, build the marts and what they need."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.home import Home

ROOT = Path(__file__).parent.parent.parent
MARTS = ("customer_rfm", "cohort_retention", "sales_funnel", "kpi_daily")
# What ours says, with customers called as in the files.
RFM = """
    select
        people.source_id as customer_id, recency_days, frequency, monetary, r_score, f_score,
        m_score, segment
    from ours.marts.customer_rfm
    inner join ours.core.customer_identity as people
        on customer_rfm.customer_id = people.record_id
"""
COHORTS = """
    select cohort_month, months_since, customers_on
    from ours.marts.cohort_retention
    where customers_on > 0
"""
FUNNEL = """
    select cohort_month, stage, reached from ours.marts.sales_funnel where cohort_month is not null
"""
DAYS = "select day, metric, value from ours.marts.kpi_daily where value <> 0"


@dataclass(frozen=True)
class Built:
    """What it took.

    Attributes:
        landing: seconds of the process that lands.
        building: seconds of the process that builds.
        nodes: seconds of each model and seed.
    """

    landing: float
    building: float
    nodes: Mapping[str, float]

    def of(self, nodes: Iterable[str]) -> float:
        """Seconds of these nodes together."""
        return sum(self.nodes[node] for node in nodes)

    def without(self, nodes: Iterable[str]) -> float:
        """Seconds of all but these nodes together."""
        return sum(self.nodes.values()) - self.of(nodes)


def land_and_build(home: Home, exports: Path) -> Built:
    """Land the exports in a new home and build the marts, each in a process of its own."""
    shutil.rmtree(home.root, ignore_errors=True)
    command = [sys.executable, "-m", "pipeline", "--home", str(home.root)]
    landing = timed([*command, "ingest", str(exports)], ROOT)
    started = time.perf_counter()
    nodes = said([sys.executable, "-m", "benchmarks.rivals.building", str(home.root), *MARTS], ROOT)
    return Built(landing, time.perf_counter() - started, json.loads(nodes))


def unlike(home: Home, ours: str, theirs: str, read: Sequence[str] = ()) -> int:
    """How many rows of either answer are not in the other one.

    Args:
        home: of ours.
        ours: a select, where our build is called `ours`.
        theirs: a select of the same columns.
        read: statements before it, such as to attach the other database.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home.build}' as ours (read_only)")
        for statement in read:
            connection.execute(statement)
        rows = 0
        for more, less in ((ours, theirs), (theirs, ours)):
            ((count,),) = connection.execute(
                f"select count(*) from (({more}) except all ({less}))"
            ).fetchall()
            rows += count
        return rows


def timed(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> float:
    """Run a command in a folder; its seconds from the start of the process to its end."""
    started = time.perf_counter()
    said(command, folder, environment)
    return time.perf_counter() - started


def said(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """Run a command in a folder; what it printed.

    Raises:
        RuntimeError: it failed; with what it said last.
    """
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {(done.stderr or done.stdout)[-2000:]}")
    return done.stdout
