"""The usual stack: dlt loads the files, a small project of dbt makes the marts.

dlt has an environment of its own; dbt is this project's own, in the same version as ours. The
project is `benchmarks/usual_stack/`, which tests nothing and keeps no history.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.rival import installed
from benchmarks.rivals import ours
from benchmarks.rivals.ours import ROOT, timed
from warehouse.home import Home

PROJECT = ROOT / "benchmarks" / "usual_stack"
_LOAD = Path(__file__).with_name("scripts") / "dlt_folder.py"
_ANSWERS = {
    "RFM of each customer": (
        ours.RFM,
        "select customer_id, recency_days, frequency, monetary, r_score, f_score, m_score, segment"
        " from theirs.main.customer_rfm",
    ),
    "cohort cells": (
        ours.COHORTS,
        "select cohort_month, months_since, customers_on from theirs.main.cohort_retention",
    ),
    "funnel counts": (
        ours.FUNNEL,
        "select cohort_month, stage, reached from theirs.main.sales_funnel",
    ),
    "figures by day": (
        ours.DAYS,
        "select day, metric, cast(value as decimal(18, 2)) from theirs.main.kpi_daily",
    ),
}


@dataclass(frozen=True)
class Usual:
    """What it took, in seconds: of the process of dlt, of that of dbt, of its models."""

    landing: float
    building: float
    models: float


def land_and_build(folder: Path, exports: Path) -> Usual:
    """Load the exports into a new database and run the project.

    Args:
        folder: for the database, and all that both tools write.
        exports: CSVs.

    Raises:
        UnavailableError: dlt cannot be installed.
    """
    python = installed()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    database = folder / "usual_stack.duckdb"
    # dlt would write into the user's home, and both report what they do
    environment = os.environ | {
        "DLT_DATA_DIR": str(folder),
        "RUNTIME__DLTHUB_TELEMETRY": "false",
        "DO_NOT_TRACK": "1",
        "USUAL_STACK_DATABASE": str(database),
    }
    load = [str(python), str(_LOAD), str(exports), str(database), str(folder / "state")]
    landing = timed(load, folder, environment)
    project = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    out = ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    run = [sys.executable, "-m", "dbt.cli.main", "run", *project, *out]
    building = timed(run, folder, environment)
    results = json.loads((folder / "target" / "run_results.json").read_text("utf-8"))["results"]
    return Usual(landing, building, sum(one["execution_time"] for one in results))


def agreement(folder: Path, home: Home) -> str:
    """Whether both made the same of it, as a sentence."""
    database = folder / "usual_stack.duckdb"
    read = [f"attach '{database}' as theirs (read_only)"]
    unlike = {what: ours.unlike(home, *both, read) for what, both in _ANSWERS.items()}
    differing = [f"{rows} rows of {what} differ" for what, rows in unlike.items() if rows]
    return "; ".join(differing) or f"the same {', '.join(_ANSWERS)}"
