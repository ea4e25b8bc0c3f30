"""A whole night, against hand-written SQL that makes the same tables from the same files.

Ours is `warehouse nightly` as a process: land, check, build, test, check again, document, publish,
back up. The other is what one would write without any of it, `benchmarks/bare/`: a database file
with the tables in it. Only tables that both have count: the seconds of the nodes of dbt that none
of these tables needs, as the night itself noted them in `ops.run_nodes`, are taken off ours. What
the steps around dbt do with them (expectations, documentation, publishing) stays in it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import duckdb

from benchmarks import agreement
from benchmarks.exports import write_exports
from benchmarks.measure import Ratio, Verdict, amount, compare, compared
from pipeline.dbt_runner import read_manifest
from warehouse.database import connect_build
from warehouse.home import Home

_ROOT = Path(__file__).parent.parent
SIZES = (100_000, 1_000_000)
_TARGET = 1.5
_SHOWN = 8  # of the nodes that do not count
# Both cumulate customers by what they are worth, and those of equal worth by their keys.
_TIES = {"customer_value_tier": " (customers of equal amounts, whom keys put in another order)"}


def measure(folder: Path, customers: int, rounds: int) -> list[Ratio | Verdict]:
    """The night's ratio; that of its models alone; which tables count, and whether they agree.

    Args:
        folder: an empty one.
        customers: as for `write_exports`.
        rounds: how often each way runs, in turn.
    """
    exports, home, bare = folder / "exports", Home(folder / "home"), folder / "bare.duckdb"
    exports.mkdir()
    rows = sum(write_exports(exports, customers).values())
    run_bare(exports, bare)
    covered = _tables(bare)
    needed = nodes_behind(home, covered)
    models, left_out = [], []
    steps: dict[str, float] = {}

    def ours() -> float:
        seconds = run_night(home, exports)
        taken = node_seconds(home)
        models.append(sum(part for node, part in taken.items() if node in needed))
        left_out.append({node: part for node, part in taken.items() if node not in needed})
        steps.update(step_seconds(home))
        return seconds - sum(left_out[-1].values())

    size = f"{customers:,} customers, {rows:,} rows of CSV, {len(covered)} tables"
    ratio = compare(
        "a night, against hand-written SQL",
        ours,
        lambda: run_bare(exports, bare),
        size=size,
        rounds=rounds,
        target=_TARGET,
    )
    middle = sorted(left_out, key=lambda one: sum(one.values()))[len(left_out) // 2]
    slowest = sorted(middle, key=lambda node: -middle[node])[:_SHOWN]
    alone = "its models and tests of these tables alone"
    return [
        ratio,
        compared(alone, models, ratio.other_each, size=size),
        *(
            amount(f"step of the last night: {step}", [seconds], size=size, group="steps")
            for step, seconds in steps.items()
        ),
        Verdict("tables that count", None, size, ", ".join(covered)),
        Verdict(
            "nodes of dbt that none of these tables needs, left out of ours",
            None,
            size,
            f"{sum(middle.values()):.1f} s, of which most for {', '.join(slowest)}",
        ),
        _agreement(home, bare, size),
    ]


def _tables(bare: Path) -> list[str]:
    with duckdb.connect(str(bare), read_only=True) as connection:
        names = connection.execute("select table_name from duckdb_tables() order by all").fetchall()
    return [name for (name,) in names]


def _agreement(home: Home, bare: Path, size: str) -> Verdict:
    """Whether the tables agree; what is known to part them is said."""
    with duckdb.connect(str(bare)) as connection:
        agreement.attach(connection, str(home.build))
        faults = [
            (fault, _TIES.get(table, ""))
            for table, schema in agreement.tables(connection).items()
            for fault in agreement.differences(connection, table, schema)
        ]
    is_met = all(tie for _, tie in faults)
    note = "; ".join(f"{fault}{tie}" for fault, tie in faults)
    return Verdict("every row of these tables is the same in both", is_met, size, note)


def run_night(home: Home, exports: Path) -> float:
    """Run a night in a new home; its seconds from the start of the process to its end."""
    shutil.rmtree(home.root, ignore_errors=True)
    command = [sys.executable, "-m", "pipeline", "--home", str(home.root)]
    return _timed([*command, "nightly", str(exports)])


def run_bare(exports: Path, database: Path) -> float:
    """Run the bare script into a new database; its seconds, likewise."""
    database.unlink(missing_ok=True)
    return _timed([sys.executable, "-m", "benchmarks.bare_run", str(exports), str(database)])


def nodes_behind(home: Home, tables: Iterable[str]) -> set[str]:
    """Names of the models and seeds that these tables are made from, and of tests of these alone.

    Args:
        home: any; the project reads the same in all of them.
        tables: names of models.
    """
    nodes = read_manifest(home)["nodes"]
    found: set[str] = set()
    wanted = [f"model.crm_warehouse.{table}" for table in tables]
    while wanted:
        node = wanted.pop()
        if node in nodes and node not in found:
            found.add(node)
            wanted += nodes[node]["depends_on"].get("nodes", [])  # a seed has none
    tests = {
        key
        for key, node in nodes.items()
        if node["resource_type"] == "test" and found.issuperset(node["depends_on"]["nodes"])
    }
    return {nodes[key]["name"] for key in found | tests}


def node_seconds(home: Home) -> dict[str, float]:
    """What the last night noted of each node of dbt, one of which runs at a time."""
    with connect_build(home) as build:
        return dict(
            build.execute(
                "select node, seconds from ops.run_nodes"
                " where run_id = (select max(run_id) from ops.runs)"
            ).fetchall()
        )


def step_seconds(home: Home) -> dict[str, float]:
    """What the night logged of each of its steps."""
    lines = "".join(log.read_text("utf-8") for log in home.logs.glob("*.jsonl")).splitlines()
    entries = [json.loads(line) for line in lines]
    return {one["step"]: one["seconds"] for one in entries if one.get("status") == "succeeded"}


def _timed(command: list[str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {(done.stderr or done.stdout)[-2000:]}")
    return time.perf_counter() - started
