"""Answers by libraries of data frames, from the same CSVs: pandas, and OpenRetailScience."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import duckdb

from benchmarks.rival import environment
from benchmarks.rivals import ours
from benchmarks.rivals.ours import ROOT, said
from warehouse.home import Home

# The newest that pip gives: it was called pyretailscience before. Its DuckDB is ours.
RETAIL_SCIENCE = "openretailscience==0.48.1"
_SCRIPTS = Path(__file__).with_name("scripts")
_MEASURES = "customer_id, recency_days, frequency, cast(monetary as decimal(18, 2))"
_SCORES = "customer_id, r_score, f_score, m_score"
_SCORES_FROM_0 = "customer_id, r_score + 1, f_score + 1, m_score + 1"
_CELLS = "cast(cohort_month as date), months_since, customers_on"


@dataclass(frozen=True)
class Answered:
    """What it took, in seconds.

    Attributes:
        reading: of the files.
        preparing: of days with an order from their lines; 0 where it is in `answering`.
        answering: the questions.
        whole: the process, from its start to its end.
    """

    reading: float
    preparing: float
    answering: float
    whole: float


def by_pandas(folder: Path, exports: Path) -> Answered:
    """RFM, cohorts and the funnel, by this project's own pandas."""
    return _answered(sys.executable, "pandas_marts.py", folder, exports)


def by_retail_science(folder: Path, exports: Path, day: str) -> Answered:
    """RFM, in fifths, and cohorts, by OpenRetailScience.

    Raises:
        UnavailableError: it cannot be installed.
    """
    python = environment(RETAIL_SCIENCE, f"duckdb=={version('duckdb')}")
    return _answered(str(python), "retail_science.py", folder, exports, day)


def agreement_of_pandas(folder: Path, home: Home) -> str:
    """Whether it says the same as ours, as a sentence."""
    unlike = {
        "RFM of each customer": ours.unlike(
            home,
            ours.RFM,
            f"select {_MEASURES}, r_score, f_score, m_score, segment from '{folder}/rfm.parquet'",
        ),
        "cohort cells": ours.unlike(
            home, ours.COHORTS, f"select {_CELLS} from '{folder}/cohorts.parquet'"
        ),
        "funnel counts": ours.unlike(
            home,
            ours.FUNNEL,
            f"select cast(cohort_month as date), stage, reached from '{folder}/funnel.parquet'",
        ),
    }
    differing = [f"{rows} rows of {what} differ" for what, rows in unlike.items() if rows]
    return "; ".join(differing) or f"the same {', '.join(unlike)}"


def agreement_of_retail_science(folder: Path, home: Home) -> str:
    """Whether it says the same as ours, as a sentence: its fifths cut through equal values."""
    rfm = f"'{folder}/rfm.parquet'"
    measures = ours.unlike(
        home,
        f"select {_MEASURES} from ({ours.RFM})",
        f"select {_MEASURES} from {rfm}",
    )
    cells = ours.unlike(
        home,
        ours.COHORTS,
        f"select {_CELLS} from '{folder}/cohorts.parquet' where customers_on > 0",
    )
    scores = ours.unlike(
        home, f"select {_SCORES} from ({ours.RFM})", f"select {_SCORES_FROM_0} from {rfm}"
    )
    # one customer that differs is a row on either side
    split = ours.unlike(
        home, f"select {_SCORES} from ({_fifths()})", f"select {_SCORES_FROM_0} from {rfm}"
    )
    return (
        f"{measures} differing rows of recency, frequency and monetary, {cells} of cohort cells; "
        f"{scores // 2} customers have other scores, as it cuts sorted customers into fifths,"
        f" through equal values, and ours cuts at quantiles, so that equal values score alike"
        f" ({split // 2} differ where ours is cut into fifths as well)"
    )


def _fifths() -> str:
    fifth = "ntile(5) over (order by {}, customer_id)"
    return (
        f"select customer_id, {fifth.format('recency_days desc')} as r_score,"
        f" {fifth.format('frequency')} as f_score, {fifth.format('monetary')} as m_score"
        f" from ({ours.RFM})"
    )


def _answered(python: str, script: str, folder: Path, exports: Path, *more: str) -> Answered:
    folder.mkdir(exist_ok=True)
    command = [python, str(_SCRIPTS / script), str(exports), str(folder), *more]
    started = time.perf_counter()
    reading, *parts = map(float, said(command, ROOT).split())
    whole = time.perf_counter() - started
    return Answered(reading, sum(parts[:-1]), parts[-1], whole)


def last_day(exports: Path) -> str:
    """The day of the last order, by which recency counts."""
    ((day,),) = duckdb.execute(
        f"select cast(max(cast(ordered_at as date)) as varchar) from '{exports}/order_lines.csv'"
    ).fetchall()
    return str(day)
