"""Running the suites of a stage: results into `ops.check_results`, data docs beside the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from expectations.planning import Planned, plan, table_name
from expectations.results import NOT_EVALUATED, CheckResult, save
from expectations.suite_files import Stage, load_rules, load_suites

if TYPE_CHECKING:
    from expectations.great import Verdict


def check(
    connection: duckdb.DuckDBPyConnection,
    stage: Stage,
    *,
    run_id: str,
    docs: Path,
    user_suites: Path | None = None,
) -> list[CheckResult]:
    """Check all tables of a stage.

    A table without rows meets every expectation (0 rows checked); a table that is missing meets
    none. What a failing critical expectation means for the run is for the caller to decide.

    Args:
        connection: of the build; what is to be checked is committed.
        stage: `raw` (before dbt) or `marts` (before publishing).
        run_id: of `ops.runs`.
        docs: the folder of the documentation; data docs go to `checks/<stage>` in it.
        user_suites: the folder with the user's own suites, see `docs/expectations.md`.

    Returns:
        One result per expectation and column, in the order of the suites.

    Raises:
        UsageError: a suite cannot be used; nothing was checked.
    """
    planned = plan(load_suites(stage, user_suites), load_rules())
    from expectations import great  # noqa: PLC0415 - takes 6 seconds

    great.require_known(planned)
    with connection.cursor() as cursor:
        macros = resources.files("expectations") / "macros.sql"
        cursor.execute(macros.read_text(encoding="utf-8"))
        checker = great.Checker(cursor, run_id)
        results: list[CheckResult] = []
        checked_at = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        for table, group in groupby(sorted(planned, key=_by_table), key=_by_table):
            of_table = list(group)
            rows = _count_rows(cursor, table)
            verdicts = checker.run(table, of_table) if rows else None
            for one, (success, failed, observed) in zip(
                of_table, _outcomes(cursor, of_table, rows, verdicts), strict=True
            ):
                results.append(
                    CheckResult(
                        run_id=run_id,
                        stage=stage,
                        table_name=table,
                        expectation=one.expectation,
                        column_name=one.column,
                        description=one.description,
                        severity=one.severity,
                        success=success,
                        rows_checked=rows,
                        rows_failed=failed,
                        observed=observed,
                        checked_at=checked_at,
                    )
                )
        folder = docs / "checks" / stage
        folder.parent.mkdir(parents=True, exist_ok=True)
        checker.write_docs(folder)
    save(connection, results)
    return results


def _outcomes(
    cursor: duckdb.DuckDBPyConnection,
    planned: Sequence[Planned],
    rows: int | None,
    verdicts: Sequence[Verdict] | None,
) -> Iterator[tuple[bool, int | None, str]]:
    """Success, failed rows, and what was observed, of each expectation on a table."""
    if verdicts is None:
        for _ in planned:
            if rows is None:
                yield False, None, f"{NOT_EVALUATED}there is no such table"
            else:
                yield True, 0, "no rows"
        return
    for one, verdict in zip(planned, verdicts, strict=True):
        if verdict.error:
            yield False, None, f"{NOT_EVALUATED}{verdict.error}"
            continue
        failed = verdict.rows_failed
        if verdict.success and one.mostly is not None and one.failing_rows:
            failed = _scalar(cursor, f"select count(*) from ({one.failing_rows}) as failing")
        if verdict.observed is not None:
            yield verdict.success, failed, f"observed {verdict.observed:,.6g}"
        elif failed is not None and rows:
            yield verdict.success, failed, f"{failed:,} failing, {rows:,} rows checked"
        else:
            yield verdict.success, failed, "met" if verdict.success else "not met"


def _by_table(planned: Planned) -> str:
    return planned.table


def _count_rows(cursor: duckdb.DuckDBPyConnection, table: str) -> int | None:
    """How many rows a table has; None if there is no such table."""
    try:
        return _scalar(cursor, f"select count(*) from {table_name(table)}")
    except duckdb.CatalogException:
        return None


def _scalar(cursor: duckdb.DuckDBPyConnection, query: str) -> int:
    ((value,),) = cursor.execute(query).fetchall()
    return int(value)
