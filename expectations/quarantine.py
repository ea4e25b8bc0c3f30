"""Rows that are held back from raw, each with its reason, and their way back.

A row that fails a rule of its own is moved from raw into `ops.quarantined_rows` as a whole, as long
as such rows are few; where they are many, the file is at fault and not the rows, and nothing is
moved. `rows_landed` and `rows_quarantined` of `ops.files` follow, so that every row that was read
stays accounted for.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

import duckdb

from expectations.counting import find_superseded
from expectations.planning import Planned, table_name
from expectations.thresholds import Thresholds
from warehouse.database import literal, quoted, transaction
from warehouse.errors import UsageError


def hold(
    connection: duckdb.DuckDBPyConnection, planned: Planned, run_id: str, thresholds: Thresholds
) -> int | None:
    """Move the failing rows of an expectation out of raw.

    Args:
        connection: the build, open for writing, with the macros of the checks.
        planned: an expectation with `held_where`.
        run_id: the run that does it.
        thresholds: with `quarantine_most`, the share of a load's rows that may be held back in all,
            and `quarantine_rows`, as many as always may.

    Returns:
        How many rows were moved; None where they are too many, and all stay where they are. Rows
        that a later export has superseded are never too many.
    """
    table = table_name(planned.table)
    connection.execute(
        f"""
        create or replace temp table failing as
        select _load_id as load_id, _row_number as row_number, rowid as raw_rowid
        from {table}
        where {planned.held_where}
        """
    )
    if _are_too_many(connection, table, thresholds):
        # a corrected export of the same records opens the gate again
        if not find_superseded(connection, planned.table):
            return None
        connection.execute(
            "create or replace temp table failing_now as"
            " from failing anti join superseded"
            " on load_id = superseded._load_id and row_number = superseded._row_number"
        )
        if _are_too_many(connection, table, thresholds, failing="failing_now"):
            return None
    with transaction(connection):
        [(moved,)] = connection.execute(
            f"""
            insert into ops.quarantined_rows by name
            select
                left(md5(concat_ws(chr(31), load_id, row_number, $label)), 16) as quarantine_id,
                load_id,
                raw_rows._source_system as source_system,
                coalesce(files.table_name, $raw_table) as table_name,
                $raw_table as raw_table,
                raw_rows._source_file as file_name,
                row_number,
                cast(to_json(raw_rows) as varchar) as record,
                $label as expectation,
                $reason as reason,
                $run_id as quarantined_by,
                $now as quarantined_at
            from failing
            inner join {table} as raw_rows on raw_rows.rowid = failing.raw_rowid
            left join ops.files as files using (load_id)
            """,
            {
                "label": planned.label,
                "raw_table": planned.table,
                "reason": planned.description,
                "run_id": run_id,
                "now": _now(),
            },
        ).fetchall()
        connection.execute(f"delete from {table} where rowid in (select raw_rowid from failing)")
        _recount(connection, "failing", landed=-1)
        if moved and _may_have_been_read(connection, run_id):
            connection.execute("delete from ops.kept_builds")
    return int(moved)


def release(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    *,
    ids: Sequence[str] = (),
    source: str | None = None,
    reason: str | None = None,
) -> int:
    """Put rows back into raw as they were; the expectation that held them lets them pass now.

    The next build reads everything anew, since it cannot see that old rows have come back.

    Args:
        connection: the build, open for writing.
        run_id: the run that does it.
        ids: of the rows; by default all that are held.
        source: only rows of this source system.
        reason: why, for the log.

    Returns:
        How many rows are back.

    Raises:
        UsageError: a row is not held.
    """
    connection.execute(
        """
        create or replace temp table released as
        select quarantine_id, load_id, raw_table
        from ops.quarantined_rows
        where
            released_at is null
            and (len($ids) = 0 or list_contains($ids, quarantine_id))
            and source_system = coalesce($source, source_system)
        """,
        {"ids": list(ids), "source": source},
    )
    known = {
        name for (name,) in connection.execute("select quarantine_id from released").fetchall()
    }
    if missing := [name for name in dict.fromkeys(ids) if name not in known]:
        raise UsageError(
            f"No row with the id {', '.join(missing)} is held: `warehouse quarantine list` shows "
            "those that are."
        )
    tables = connection.execute("select distinct raw_table from released order by all").fetchall()
    with transaction(connection):
        for (raw_table,) in tables:
            _put_back(connection, raw_table)
        connection.execute(
            """
            update ops.quarantined_rows
            set released_by = $run_id, released_at = $now, release_reason = $reason
            where quarantine_id in (select quarantine_id from released)
            """,
            {"run_id": run_id, "now": _now(), "reason": reason},
        )
        _recount(connection, "released", landed=1)
        if known:
            connection.execute("delete from ops.kept_builds")
    return len(known)


def _are_too_many(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    thresholds: Thresholds,
    *,
    failing: str = "failing",
) -> bool:
    """Whether any load would have too many of its rows held back, earlier ones included."""
    [(too_many,)] = connection.execute(
        f"""
        with
            held as (select load_id, count(*) as rows_failing from {failing} group by load_id),

            loads as (
                select
                    held.load_id,
                    held.rows_failing + coalesce(files.rows_quarantined, 0) as rows_held,
                    (
                        select count(*) from {table} as raw_rows
                        where raw_rows._load_id = held.load_id
                    ) + coalesce(files.rows_quarantined, 0) as rows_all
                from held
                left join ops.files as files using (load_id)
            )

        select count(*) > 0 from loads where rows_held > $few and rows_held > $most * rows_all
        """,
        {
            "few": thresholds["quarantine_rows"].value,
            "most": thresholds["quarantine_most"].value,
        },
    ).fetchall()
    return bool(too_many)


def _may_have_been_read(connection: duckdb.DuckDBPyConnection, run_id: str) -> bool:
    """Whether a build may have read the failing rows: it keeps what it read, and must not.

    Only rows that this very run has landed are new to it, and only at its first check: a run that
    is resumed may have been building.
    """
    [(may,)] = connection.execute(
        """
        select
            exists (select 1 from ops.check_results where run_id = $run_id and stage = 'raw')
            or exists (
                select 1
                from failing
                left join ops.files as files using (load_id)
                where files.run_id is distinct from $run_id
            )
        """,
        {"run_id": run_id},
    ).fetchall()
    return bool(may)


def _recount(connection: duckdb.DuckDBPyConnection, moved: str, *, landed: int) -> None:
    connection.execute(
        f"""
        update ops.files
        set rows_landed = rows_landed + $landed * moved.row_count,
            rows_quarantined = coalesce(rows_quarantined, 0) - $landed * moved.row_count
        from (select load_id, count(*) as row_count from {moved} group by load_id) as moved
        where files.load_id = moved.load_id
        """,
        {"landed": landed},
    )


def _put_back(connection: duckdb.DuckDBPyConnection, raw_table: str) -> None:
    """Insert the released records of a table; a column that raw did not have then stays empty."""
    schema, name = raw_table.split(".", maxsplit=1)
    columns = connection.execute(
        """
        select column_name, data_type from duckdb_columns()
        where database_name = current_database() and schema_name = ? and table_name = ?
        order by column_index
        """,
        [schema, name],
    ).fetchall()
    if not columns:
        raise UsageError(f"There is no table {raw_table} to put rows back into.")
    structure = "{" + ", ".join(f"{_json(column)}: {_json(kind)}" for column, kind in columns) + "}"
    connection.execute(
        f"""
        insert into {quoted(schema)}.{quoted(name)} by name
        select unnest(from_json(record, {literal(structure)}))
        from ops.quarantined_rows
        where raw_table = $raw_table and quarantine_id in (select quarantine_id from released)
        """,
        {"raw_table": raw_table},
    )


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
