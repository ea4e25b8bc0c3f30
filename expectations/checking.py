"""Running the suites of a stage: results into `ops.check_results`, data docs beside the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from expectations import counting, history
from expectations.every_table import expand
from expectations.planning import Planned, plan, table_name
from expectations.quarantine import hold
from expectations.results import NOT_EVALUATED, CheckResult, save
from expectations.suite_files import Stage, load_rules, load_suites
from expectations.thresholds import Thresholds, in_sql, load_thresholds

if TYPE_CHECKING:
    from expectations.great import Verdict

_NAMES_SHOWN = 5


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
    none. Of raw tables, rows that a later export has superseded are not asked, see
    `expectations.counting`; rows that fail an expectation with `quarantine` are moved out of raw
    where they are few, see `expectations.quarantine`. What a failing critical expectation means for
    the run is for the caller to decide.

    Args:
        connection: of the build; what is to be checked is committed.
        stage: `raw` (before dbt) or `marts` (before publishing).
        run_id: of `ops.runs`.
        docs: the folder of the documentation; data docs go to `checks/<stage>` in it.
        user_suites: the folder with the user's own suites and thresholds, see
            `docs/expectations.md`.

    Returns:
        One result per expectation and column, in the order of the suites.

    Raises:
        UsageError: a suite or a threshold cannot be used; nothing was checked.
    """
    thresholds = load_thresholds(user_suites)
    suites = expand(connection, load_suites(stage, user_suites))
    planned = plan(suites, load_rules(), thresholds)
    from expectations import great  # noqa: PLC0415 - takes 6 seconds

    great.require_known(planned)
    with connection.cursor() as cursor:
        cursor.execute(_shipped("macros.sql"))
        if stage == "raw":
            cursor.execute(in_sql(_shipped("files.sql"), thresholds, "files.sql"))
        compared = history.prepare(cursor) if stage == "marts" else 0
        checker = great.Checker(cursor, run_id)
        results: list[CheckResult] = []
        checked_at = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        for table, group in groupby(sorted(planned, key=_by_table), key=_by_table):
            of_table = list(group)
            rows = compared if table == history.TABLE else _count_rows(cursor, table)
            verdicts = None
            if rows:
                verdicts = _verdicts(cursor, checker.run(table, of_table), of_table)
                if any(map(_finds_rows, verdicts)) and counting.find_superseded(cursor, table):
                    rows = _count_rows(cursor, f"{counting.SCHEMA}.{counting.VIEW}")
                    of_table = list(map(counting.asked_of_counting_rows, of_table))
                    found = checker.run(table, of_table, on=(counting.SCHEMA, counting.VIEW))
                    verdicts = _verdicts(cursor, found, of_table)
            for one, outcome in zip(
                of_table, _outcomes(cursor, of_table, rows, verdicts), strict=True
            ):
                success, failed, observed = outcome
                result = CheckResult(
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
                if one.held_where and failed:
                    result = _held(cursor, one, result, thresholds)
                results.append(result)
        folder = docs / "checks" / stage
        folder.parent.mkdir(parents=True, exist_ok=True)
        checker.write_docs(folder)
    save(connection, results)
    return results


def _shipped(name: str) -> str:
    return resources.files("expectations").joinpath(name).read_text(encoding="utf-8")


def _held(
    cursor: duckdb.DuckDBPyConnection, one: Planned, result: CheckResult, thresholds: Thresholds
) -> CheckResult:
    """The result of an expectation whose failing rows are held back, or are too many for that."""
    held = hold(cursor, one, result.run_id, thresholds)
    if held is None:
        most = thresholds["quarantine_most"].words
        observed = f"{result.observed}; none held back, since they are over {most} of a file"
        return replace(result, severity="critical", observed=observed)
    return replace(
        result,
        severity="warning",
        observed=f"{result.observed}; {held:,} held back",
        rows_quarantined=held,
    )


def _verdicts(
    cursor: duckdb.DuckDBPyConnection, verdicts: Sequence[Verdict], planned: Sequence[Planned]
) -> list[Verdict]:
    """The verdicts, also with the failing rows that an expectation lets pass."""
    return [
        replace(
            verdict,
            rows_failed=_scalar(cursor, f"select count(*) from ({one.failing_rows}) as failing"),
        )
        if verdict.success and one.mostly is not None and one.failing_rows
        else verdict
        for one, verdict in zip(planned, verdicts, strict=True)
    ]


def _finds_rows(verdict: Verdict) -> bool:
    return not verdict.error and bool(verdict.rows_failed or not verdict.success)


def _outcomes(
    cursor: duckdb.DuckDBPyConnection,
    planned: Sequence[Planned],
    rows: int | None,
    verdicts: Sequence[Verdict] | None,
) -> Iterator[tuple[bool, int | None, str]]:
    """Success, failed rows, and what was observed, of each expectation on a table."""
    if verdicts is None:
        for one in planned:
            if rows is None:
                yield False, None, f"{NOT_EVALUATED}there is no such table"
            else:
                yield True, 0, one.when_empty
        return
    for one, verdict in zip(planned, verdicts, strict=True):
        if verdict.error:
            yield False, None, f"{NOT_EVALUATED}{verdict.error}"
            continue
        failed = verdict.rows_failed
        if verdict.observed is not None:
            yield verdict.success, failed, f"observed {verdict.observed:,.6g}"
        elif failed and one.names_failing:
            yield verdict.success, failed, f"{failed:,} failing: {_names(cursor, one)}"
        elif failed is not None and rows:
            yield verdict.success, failed, f"{failed:,} failing, {rows:,} rows checked"
        else:
            yield verdict.success, failed, "met" if verdict.success else "not met"


def _names(cursor: duckdb.DuckDBPyConnection, one: Planned) -> str:
    """What fails, by the names that the expectation's SQL gives."""
    cursor.execute(f"select distinct * from ({one.failing_rows}) as failing(name) order by all")
    names = [str(name) for (name,) in cursor.fetchmany(_NAMES_SHOWN + 1)]
    return ", ".join(names[:_NAMES_SHOWN]) + (" …" if len(names) > _NAMES_SHOWN else "")


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
