"""`warehouse status`: the last runs and their steps, freshness, row counts, failing checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

from rich.table import Table

from warehouse.database import connect_published, published_folder, quoted, read_build
from warehouse.errors import LockedError, PublishError
from warehouse.home import Home
from warehouse.publishing import published_runs

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from rich.console import Console

Row = dict[str, str | int | float | None]

_RUNS = """
    select run_id, command, status, as_of, started_at, finished_at, message
    from ops.runs
    order by run_id desc
    limit 5
"""
# Of the last night: where its time went.
_STEPS = """
    select
        step,
        attempt,
        status,
        rows,
        round(seconds, 1) as seconds,
        round(100 * seconds / sum(seconds) over ())::integer || ' %' as share,
        message
    from ops.run_steps
    where run_id = (select max(run_id) from ops.runs where command in ('nightly', 'demo'))
    order by number
"""
_FRESHNESS = """
    select
        source_system,
        count(*) as files,
        sum(rows_landed)::bigint as rows_landed,
        sum(rows_rejected)::bigint as rows_rejected,
        max(finished_at) as last_landed_at
    from ops.files
    where status = 'landed'
    group by source_system
    order by source_system
"""
# The last check of each stage: what it found counts until the next one.
_FAILING = """
    with last_checks as (
        select stage, arg_max(run_id, checked_at) as run_id from ops.check_results group by stage
    )
    select stage, severity, table_name, column_name, description, rows_failed
    from ops.check_results
    semi join last_checks using (stage, run_id)
    where not success
    order by severity, stage, table_name, column_name, description
"""


class Status(TypedDict):
    """All of it as plain values; times are UTC in ISO form."""

    home: str
    current: str | None
    published_runs: list[str]
    writing: str | None
    runs: list[Row]
    steps: list[Row]
    sources: list[Row]
    failing_checks: list[Row]
    rows: dict[str, int]


def read_status(home: Home) -> Status:
    """Look at the run log and the published file; a run in progress is no obstacle.

    Raises:
        UsageError: nothing was ever landed or built in this home.
        LockedError: the first run of this home is under way, so there is nothing to look at yet.
    """
    try:
        current = published_folder(home)
    except PublishError:
        current = None
    rows: dict[str, int] = {}
    status = Status(
        home=str(home.root),
        current=current.name if current else None,
        published_runs=published_runs(home),
        writing=None,
        runs=[],
        steps=[],
        sources=[],
        failing_checks=[],
        rows=rows,
    )
    try:
        with read_build(home) as build:
            _add_log(status, build)
    except LockedError:
        if current is None:
            raise
        status["writing"] = (
            "A run is writing now, or the build is another user's; the run log is that published."
        )
        with connect_published(current) as published:
            _add_log(status, published)
    if current is not None:
        with connect_published(current) as published:
            status["rows"] = _row_counts(published)
    return status


def print_status(status: Status, console: Console) -> None:
    """Print the status for a person."""
    console.print(f"Home {status['home']}, published: {status['current'] or 'nothing'}")
    if status["writing"]:
        console.print(status["writing"])
    print_rows(console, "Last runs", status["runs"])
    print_rows(console, "Steps of the last night", status["steps"])
    print_rows(console, "Freshness", status["sources"])
    print_rows(console, "Failing in the last checks", status["failing_checks"])
    counts: list[Row] = [{"table": name, "rows": rows} for name, rows in status["rows"].items()]
    print_rows(console, "Published rows", counts)


def _add_log(status: Status, connection: DuckDBPyConnection) -> None:
    status["runs"] = read_rows(connection, _RUNS)
    status["steps"] = read_rows(connection, _STEPS)
    status["sources"] = read_rows(connection, _FRESHNESS)
    status["failing_checks"] = read_rows(connection, _FAILING)


def _row_counts(connection: DuckDBPyConnection) -> dict[str, int]:
    tables = connection.execute(
        """
        select schema_name, table_name from duckdb_tables()
        where schema_name in ('core', 'marts') order by all
        """
    ).fetchall()
    return {
        f"{schema}.{table}": connection.execute(
            f"select count(*) from {quoted(schema)}.{quoted(table)}"
        ).fetchall()[0][0]
        for schema, table in tables
    }


def read_rows(
    connection: DuckDBPyConnection, sql: str, given: Mapping[str, object] | None = None
) -> list[Row]:
    """The rows of a query as plain values."""
    result = connection.execute(sql, given)
    names = [column[0] for column in result.description or []]
    return [
        {name: _plain(value) for name, value in zip(names, row, strict=True)}
        for row in result.fetchall()
    ]


def _plain(value: object) -> str | int | float | None:
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds") + "Z"
    if value is None or isinstance(value, (int, float)):
        return value
    return str(value)


def print_rows(console: Console, title: str, rows: Sequence[Row]) -> None:
    """Print rows as a table."""
    if not rows:
        console.print(f"{title}: none")
        return
    table = Table(title=title, title_justify="left")
    for name, value in rows[0].items():
        table.add_column(name, justify="right" if isinstance(value, (int, float)) else "left")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    console.print(table)
