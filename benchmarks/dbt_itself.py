"""What dbt costs before and beside the work that DuckDB does for it, and a night without a change.

A statement of SQL counts from when DuckDB is asked to when it has answered, whoever asks (see
`in_duckdb.py`); all else of a night's process, from its start to its end, is not SQL.

Reading the project, and compiling it, are whole processes of dbt's own command. What a node costs
is its time less the time in which DuckDB was at one of its statements; models in Python are left
out, since what they do there is work of their own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from benchmarks.measure import Ratio, amount
from benchmarks.watched import ROOT, run_watched
from benchmarks.watched_night import NightError, run_night
from warehouse.home import Home

NIGHT = 20.0  # seconds of a night without a change
WHOLE_NIGHT = 60.0  # of one that builds everything
NOT_SQL = 25.0  # of which so many at most are not DuckDB's
_PROJECT = ROOT / "dbt_project"


def measure(folder: Path, customers: int, rounds: int, only: Sequence[str] = ()) -> list[Ratio]:
    """Reading, compiling, nodes, and nights of the demo in which nothing was new.

    Args:
        folder: an empty one.
        customers: of the demo.
        rounds: how often each of it runs.
        only: models to build in place of nights; then dbt's own commands are left out.
    """
    home = Home(folder / "demo")
    size = f"the demo, {customers:,} customers"
    if only:
        run_night(home.root, only=only)
    else:
        command = ["pipeline", "demo", f"--customers={customers}"]
        done = run_watched(home.root, command, settings={})
        if done.code:
            raise NightError(done.said.strip()[-500:])
    return [
        *_without_change(home.root, size, rounds, only),
        *_nodes(home, size, only),
        # all of it takes longer than all that is done for a quick look
        *([] if only else _not_sql(home, size, rounds)),
        *([] if only else _project(folder / "target", home, rounds)),
    ]


def _without_change(home: Path, size: str, rounds: int, only: Sequence[str]) -> list[Ratio]:
    # the first night after a demo is the first that can read the project as dbt left it
    nights = [run_night(home, only=only) for _ in range(rounds)]
    inside = [sum(step.seconds for step in night.steps.values()) for night in nights]
    outside = [night.seconds - taken for night, taken in zip(nights, inside, strict=True)]
    return [
        amount(
            "a night without a change",
            [night.seconds for night in nights],
            size=size,
            target=NIGHT,
            group="night",
        ),
        *(
            amount(name, [night.steps[name].seconds for night in nights], size=size, group="steps")
            for name in nights[0].steps
        ),
        amount("start, and between the steps", outside, size=size, group="steps"),
    ]


def _not_sql(home: Home, size: str, rounds: int) -> list[Ratio]:
    """Whole nights that build everything, and what of them is not a statement of DuckDB."""
    nights, sql = [], []
    for _ in range(rounds):
        done = run_watched(home.root, ["benchmarks.in_duckdb"])
        if done.code:
            raise NightError(done.said.strip()[-500:])
        nights.append(done.seconds)
        sql.append(json.loads(done.said.strip().splitlines()[-1]))
    spent = [sum(steps.values()) for steps in sql]
    rest = [night - one for night, one in zip(nights, spent, strict=True)]
    group = "not SQL"
    return [
        amount("a night that builds all", nights, size=size, target=WHOLE_NIGHT, group=group),
        amount("of which is not SQL", rest, size=size, target=NOT_SQL, group=group),
        *(
            amount(f"SQL of {step or 'what is between the steps'}", each, size=size, group=group)
            for step in sql[0]
            if (each := [one.get(step, 0.0) for one in sql])
        ),
    ]


def _nodes(home: Home, size: str, only: Sequence[str]) -> list[Ratio]:
    done = run_watched(home.root, ["benchmarks.dbt_nodes", *only])
    if done.code:
        raise NightError(done.said.strip()[-500:])
    told = json.loads(done.said.strip().splitlines()[-1])
    with duckdb.connect(str(home.build), read_only=True) as build:
        logged = dict(
            build.execute(
                "select node, seconds from ops.run_nodes"
                " where run_id = (select max(run_id) from ops.run_nodes)"
            ).fetchall()
        )
        steps = dict(
            build.execute(
                "select step, seconds from ops.run_steps"
                " where run_id = (select max(run_id) from ops.run_steps)"
            ).fetchall()
        )
    seconds = {
        name: node["seconds"] or logged[name]
        for name, node in told.items()
        if not node["is_python"] and (node["seconds"] or name in logged)
    }
    in_duckdb = {name: told[name]["in_duckdb"] for name in seconds}
    own = [1000 * (seconds[name] - in_duckdb[name]) for name in seconds]
    nodes = f"{len(own):,} nodes of SQL, {size}"
    found = [
        amount("dbt's own part of a node", own, size=nodes, unit="ms", group="nodes"),
        amount("the same, of all of them", [sum(own) / 1000], size=nodes, group="nodes"),
        amount("DuckDB at their statements", [sum(in_duckdb.values())], size=nodes, group="nodes"),
    ]
    if not only:
        rest = steps["build"] - sum(logged.values())
        found.append(
            amount("the build, less all its nodes", [rest], size=size, group="nodes"),
        )
    return found


def _project(target: Path, home: Home, rounds: int) -> list[Ratio]:
    """Seconds of dbt's own commands, the first of which finds nothing of an earlier one."""
    commands = {
        "dbt parse, from nothing": ["parse", "--no-partial-parse"],
        "dbt parse, nothing changed": ["parse"],
        "dbt compile": ["compile"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(_dbt(command, target, home))
    nodes = len(json.loads((target / "manifest.json").read_text(encoding="utf-8"))["nodes"])
    return [
        amount(name, each, size=f"{nodes:,} nodes", group="project") for name, each in times.items()
    ]


def _dbt(command: Sequence[str], target: Path, home: Home) -> float:
    begin = time.perf_counter()
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")),
            "--quiet",
            *command,
            *(f"--project-dir={_PROJECT}", f"--profiles-dir={_PROJECT}"),
            *(f"--target-path={target}", f"--log-path={target}"),
        ],
        env={**os.environ, "WAREHOUSE_BUILD_PATH": str(home.build)},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - begin
    if done.returncode:
        raise RuntimeError(f"dbt {' '.join(command)}: {done.stdout[-500:]}{done.stderr[-500:]}")
    return seconds
