"""What the published files hold, and writing them: whole schemas of the build, with comments."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.database import connect_published, literal, quoted, transaction
from warehouse.errors import PublishError
from warehouse.home import ANALYTICS, RESTRICTED, made_with

# What each published file holds: whole schemas, and of ops these tables without these columns.
_PUBLISHED_SCHEMAS = {ANALYTICS: ("core", "marts"), RESTRICTED: ("restricted",)}
_PUBLISHED_OPS: dict[str, dict[str, tuple[str, ...]]] = {
    ANALYTICS: {
        "runs": (),
        "run_steps": (),
        "files": (),
        "sources": (),
        "check_results": (),
        "identity_proposals": (),
        "file_columns": (),
        "rejected_rows": ("line_text",),
        "dropped_rows": ("line_text",),
        "quarantined_rows": ("record",),
        "reported_figures": (),
        "lineage": (),
    },
    RESTRICTED: {"rejected_rows": (), "dropped_rows": (), "quarantined_rows": ()},
}
# The catalog of `restricted.duckdb` is called `restricted` too. In its default schema, its tables
# are `restricted.<table>` both for who opens the file and for who attaches it.
_TARGET_SCHEMAS = {"restricted": "main"}
_MODES = {ANALYTICS: 0o644, RESTRICTED: 0o600}
# What every DuckDB since 1.0 reads: drivers of other programs lag behind by years.
_STORAGE = "v1.0.0"


def write_file(
    connection: duckdb.DuckDBPyConnection, path: Path, file_name: str, run_id: str, fault: str
) -> dict[str, int]:
    """Write one of the files.

    Args:
        connection: the build, open for writing.
        path: of the file, which is not there yet.
        file_name: which one it is.
        run_id: the run that is published.
        fault: why the run counts as failed although it publishes, or "".

    Returns:
        The rows that the build has of each of its tables.

    Raises:
        PublishError: the file was not written to its end.
    """
    # The file must never be readable by others, not even while it is being written.
    with made_with(_MODES[file_name]):
        connection.execute(
            f"attach {literal(str(path))} as target (storage_version {literal(_STORAGE)})"
        )
    try:
        rows = {
            name: count
            for table in _published_tables(connection, file_name)
            for name, count in _copy_table(connection, table).items()
        }
        if file_name == ANALYTICS:
            # Readers see this row only if the run is published, so there it has ended.
            connection.execute(
                """
                update target.ops.runs
                set status = if($fault = '', 'succeeded', 'failed'), message = nullif($fault, ''),
                    finished_at = (now() at time zone 'UTC')
                where run_id = $run_id
                """,
                {"run_id": run_id, "fault": fault},
            )
            connection.execute(
                """
                update target.ops.run_steps
                set status = 'succeeded', finished_at = (now() at time zone 'UTC')
                where run_id = $run_id and status = 'running'
                """,
                {"run_id": run_id},
            )
        connection.execute("checkpoint target")
    finally:
        connection.execute("detach target")
    if path.with_name(path.name + ".wal").exists():
        raise PublishError(f"{path} was not written to its end; nothing was published.")
    path.chmod(_MODES[file_name])
    _sync_file(path)
    return rows


@dataclass(frozen=True)
class _Table:
    """A table of the build, and the comments that document it and its columns."""

    schema: str
    name: str
    comment: str | None
    columns: Sequence[tuple[str, str | None]]


def _published_tables(connection: duckdb.DuckDBPyConnection, file_name: str) -> list[_Table]:
    """The tables of a file by name; those that dbt makes are there once it has made them."""
    rows = connection.execute(
        """
        select
            tables.schema_name, tables.table_name, tables.comment,
            list((columns.column_name, columns.comment) order by columns.column_index)
        from duckdb_tables() as tables
        inner join duckdb_columns() as columns using (database_name, schema_name, table_name)
        where database_name = current_database()
        group by all
        order by all
        """
    ).fetchall()
    ops = _PUBLISHED_OPS[file_name]
    return [
        _Table(
            schema, name, comment, [c for c in columns if schema != "ops" or c[0] not in ops[name]]
        )
        for schema, name, comment, columns in rows
        if schema in _PUBLISHED_SCHEMAS[file_name] or (schema == "ops" and name in ops)
    ]


def _copy_table(connection: duckdb.DuckDBPyConnection, table: _Table) -> dict[str, int]:
    """Copy one table with its comments into `target`.

    Returns:
        The table's name there, and how many rows the build has of it.
    """
    name = f"{quoted(table.schema)}.{quoted(table.name)}"
    schema = _TARGET_SCHEMAS.get(table.schema, table.schema)
    target = f"target.{quoted(schema)}.{quoted(table.name)}"
    chosen = ", ".join(quoted(column) for column, _ in table.columns)
    # Marts are read far more often than written: sorted, they compress and skip better, and
    # the same marts are the same files.
    order = " order by all" if table.schema == "marts" else ""
    comments = [f"comment on table {target} is {literal(table.comment)}"] if table.comment else []
    comments += [
        f"comment on column {target}.{quoted(column)} is {literal(comment)}"
        for column, comment in table.columns
        if comment
    ]
    # a commit waits for the disk, so that one for each comment would take most of the time
    with transaction(connection):
        connection.execute(f"create schema if not exists target.{quoted(schema)}")
        connection.execute(f"create table {target} as select {chosen} from {name}{order}")
        connection.execute(";".join(comments))
    ((rows,),) = connection.execute(f"select count(*) from {name}").fetchall()
    return {f"{schema}.{table.name}": rows}


def verify_file(folder: Path, file_name: str, rows: dict[str, int]) -> None:
    """Open a file as a reader would, and count.

    Args:
        folder: with the file.
        file_name: which one it is.
        rows: as `write_file` gives them.

    Raises:
        PublishError: it cannot be read, or a table has not as many rows as the build.
    """
    with connect_published(folder, restricted=file_name == RESTRICTED) as reader:
        found = {
            f"{schema}.{table}": reader.execute(
                f"select count(*) from {quoted(schema)}.{quoted(table)}"
            ).fetchall()[0][0]
            for schema, table in reader.execute(
                "select schema_name, table_name from duckdb_tables()"
            ).fetchall()
        }
    if found != rows or not found:
        different = sorted({name for name, _ in {*found.items()} ^ {*rows.items()}})
        raise PublishError(
            f"{folder / file_name} does not hold what was written to it "
            f"({', '.join(different[:3]) or 'no tables'}): nothing was published."
        )


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
