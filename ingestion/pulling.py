"""Tables of a live database into `raw`: each whole, through the same landing as a file."""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa

from ingestion.catalog import Catalog
from ingestion.disk import raise_if_full
from ingestion.exports import Export
from ingestion.landing import LandedFile, land_export
from ingestion.live_table import (
    Since,
    find_cursor,
    find_table,
    highest_query,
    rows_query,
    write_parquet,
)
from ingestion.pull_target import Target, refuse_one_target, target_of
from ingestion.recognition import Selection
from ingestion.relational import address_name, connected
from warehouse.errors import LandingError, UsageError


@dataclass(frozen=True)
class Wanted:
    """What a pull is asked for.

    Attributes:
        tables: `name` or `schema.name`, as the database spells them.
        source: whose tables these are; None (and none given for this command): the database is
            a source of its own.
        as_table: the table of the source, or the name of the raw table.
        cursor: the column that grows whenever a row is new or changes; None: all rows, always.
        full: all rows this time.
    """

    tables: Sequence[str]
    source: str | None = None
    as_table: str | None = None
    cursor: str | None = None
    full: bool = False


@dataclass(frozen=True)
class Pulled:
    """What the last pull of a table left in `ops.pulls`."""

    cursor_column: str | None
    cursor_value: str | None
    fingerprint: str
    rows_hash: str
    exported_at: dt.datetime


@dataclass(frozen=True)
class _Plan:
    """One table, checked against the database, and what is asked of it."""

    name: str
    table: sa.Table
    target: Target
    cursor: sa.Column[Any] | None
    before: Pulled | None
    since: Since | None


def pull(
    build: duckdb.DuckDBPyConnection,
    url: sa.URL,
    wanted: Wanted,
    catalog: Catalog,
    *,
    run_id: str,
    scratch: Path,
    on_rows: Callable[[str, int], None] = lambda name, rows: None,
) -> list[LandedFile]:
    """Land tables of a live database.

    Args:
        build: the build, with the tables of `ops`.
        url: of the database, as `parse_address` gives it.
        wanted: which tables, as what, and which of their rows.
        catalog: the known sources; those given for this command are the only candidates.
        run_id: the run that does it.
        scratch: folder for temporary files.
        on_rows: told the table and how many of its rows have come so far.

    Raises:
        UsageError: a table, column or source does not exist; nothing was landed.
        LandingError: the database cannot be reached; nothing was landed.
        WarehouseError: the disk is full or the build cannot be written.
    """
    if wanted.as_table is not None and len(wanted.tables) != 1:
        raise UsageError("--as names one table, so it needs exactly one --table.")
    scratch.mkdir(parents=True, exist_ok=True)
    with connected(url) as database:
        found = [find_table(database, name) for name in dict.fromkeys(wanted.tables)]
        cursors = [find_cursor(table, wanted.cursor) if wanted.cursor else None for table in found]
    plans: list[_Plan] = []
    for table, cursor in zip(found, cursors, strict=True):
        name = _recorded_name(url, table)
        target = target_of(
            build, catalog, table, name, url, wanted.source, wanted.as_table, scratch
        )
        plans.append(_plan(build, name, table, target, cursor, full=wanted.full))
    refuse_one_target([plan.target for plan in plans])
    return [_pull_one(build, url, plan, run_id, scratch, on_rows) for plan in plans]


def _plan(
    build: duckdb.DuckDBPyConnection,
    name: str,
    table: sa.Table,
    target: Target,
    cursor: sa.Column[Any] | None,
    *,
    full: bool,
) -> _Plan:
    # rows without a key can only be replaced all at once
    cursor = cursor if target.keys else None
    before = _last_pull(build, name, target)
    since = None
    if (
        cursor is not None
        and before is not None
        and before.cursor_value is not None
        and before.cursor_column == cursor.name
        and before.fingerprint == target.fingerprint
        and not full
    ):
        many = target.candidate.table.rows_per_key == "many"
        since = Since(cursor, before.cursor_value, target.keys if many else ())
    return _Plan(name, table, target, cursor, before, since)


def _pull_one(
    build: duckdb.DuckDBPyConnection,
    url: sa.URL,
    plan: _Plan,
    run_id: str,
    scratch: Path,
    on_rows: Callable[[str, int], None],
) -> LandedFile:
    begun = time.perf_counter()
    selection = Selection((plan.target.candidate,), takes_any_name=True)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        export = Export(plan.name, Path(folder, "pulled.parquet"), kind="parquet", is_named=True)
        pulled: Pulled | None = None
        try:
            pulled = _read(url, plan, export.path, lambda rows: on_rows(plan.name, rows))
        except LandingError as error:
            export = replace(export, problem=str(error))
        except OSError as error:
            raise_if_full(error, scratch)
            raise
        landed = land_export(build, export, selection, run_id=run_id, scratch=scratch)
    if pulled is not None and landed.status in {"landed", "unchanged", "empty"}:
        _record(build, plan, pulled, run_id)
    message = " ".join(filter(None, (landed.message, plan.target.warning)))
    return replace(landed, message=message, seconds=time.perf_counter() - begun)


def _read(url: sa.URL, plan: _Plan, path: Path, on_rows: Callable[[int], None]) -> Pulled:
    """Write a table's rows; one transaction sees the rows and their highest cursor alike."""
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    before = plan.before

    # The same rows as last time make the same file, which the landing knows; a state that comes
    # back after another one makes a new file, and lands again.
    def exported_at(rows_hash: str) -> dt.datetime:
        is_same = before is not None and before.rows_hash == rows_hash
        return before.exported_at if before is not None and is_same else now

    highest = None
    with connected(url) as database:
        if plan.cursor is not None:
            asked = highest_query(plan.table, plan.cursor, plan.since)
            highest = database.execute(asked).scalar_one()
        rows_hash = write_parquet(
            database,
            rows_query(plan.table, plan.since, url.get_backend_name()),
            plan.target.headers,
            path,
            lambda found: exported_at(found).isoformat(),
            on_rows,
        )
    if highest is None and plan.since is not None:
        highest = plan.since.value
    return Pulled(
        plan.cursor.name if plan.cursor is not None else None,
        highest,
        plan.target.fingerprint,
        rows_hash,
        exported_at(rows_hash),
    )


def _recorded_name(url: sa.URL, table: sa.Table) -> str:
    is_default = table.schema is None or table.schema == url.database
    return f"{address_name(url)}/{table.name if is_default else table.fullname}"


def _last_pull(build: duckdb.DuckDBPyConnection, name: str, target: Target) -> Pulled | None:
    found = build.execute(
        "select cursor_column, cursor_value, fingerprint, rows_hash, exported_at from ops.pulls"
        " where file_name = ? and source_system = ? and table_name = ?",
        [name, target.candidate.source.source, target.candidate.table.target],
    ).fetchall()
    return Pulled(*found[0]) if found else None


def _record(build: duckdb.DuckDBPyConnection, plan: _Plan, pulled: Pulled, run_id: str) -> None:
    build.execute(
        "insert or replace into ops.pulls by name select $file_name as file_name,"
        " $source_system as source_system, $table_name as table_name,"
        " $cursor_column as cursor_column, $cursor_value as cursor_value,"
        " $fingerprint as fingerprint, $rows_hash as rows_hash, $exported_at as exported_at,"
        " $run_id as run_id, $pulled_at as pulled_at",
        {
            "file_name": plan.name,
            "source_system": plan.target.candidate.source.source,
            "table_name": plan.target.candidate.table.target,
            "cursor_column": pulled.cursor_column,
            "cursor_value": pulled.cursor_value,
            "fingerprint": pulled.fingerprint,
            "rows_hash": pulled.rows_hash,
            "exported_at": pulled.exported_at,
            "run_id": run_id,
            "pulled_at": dt.datetime.now(dt.UTC).replace(tzinfo=None),
        },
    )
