"""Publishing: a finished build becomes the files that readers open, or nothing changes at all.

A run is written whole into a folder that no reader knows, checked by opening it, and only then
named; `current` is a symbolic link that is replaced in one step of the operating system. A
crash at any point leaves `current` as it was, and readers that have files of an older run open
go on reading them.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from warehouse.database import connect_published, published_folder, quoted
from warehouse.errors import PublishError, UsageError
from warehouse.home import ANALYTICS, RESTRICTED, Home

# What each published file holds: whole schemas, and of ops these tables without these columns.
_PUBLISHED_SCHEMAS = {ANALYTICS: ("core", "marts"), RESTRICTED: ("restricted",)}
_PUBLISHED_OPS: dict[str, dict[str, tuple[str, ...]]] = {
    ANALYTICS: {
        "runs": (),
        "files": (),
        "sources": (),
        "check_results": (),
        "identity_proposals": (),
        "file_columns": (),
        "rejected_rows": ("line_text",),
        "dropped_rows": ("line_text",),
    },
    RESTRICTED: {"rejected_rows": (), "dropped_rows": ()},
}
# The catalog of `restricted.duckdb` is called `restricted` too. In its default schema, its tables
# are `restricted.<table>` both for who opens the file and for who attaches it.
_TARGET_SCHEMAS = {"restricted": "main"}
_MODES = {ANALYTICS: 0o644, RESTRICTED: 0o600}


def publish(
    connection: duckdb.DuckDBPyConnection, home: Home, run_id: str, keep: int, fault: str = ""
) -> Path:
    """Publish the build as run `run_id` and point `current` at it.

    Args:
        connection: the build, open for writing, with `ops.runs` holding `run_id`.
        home: where to publish.
        run_id: name of the new folder under `published/`.
        keep: how many published runs stay on disk, the new one included.
        fault: why the run counts as failed although it publishes, or "".

    Returns:
        The new run's folder.

    Raises:
        PublishError: the build has nothing to publish, or the written files cannot be read.
    """
    if not _tables(connection, "marts"):
        raise PublishError("There is nothing to publish: run `warehouse build` first.")
    home.published.mkdir(parents=True, exist_ok=True)
    _remove_unfinished(home)
    partial = home.published / f".{run_id}.partial"
    partial.mkdir(mode=0o755)
    for file_name in (ANALYTICS, RESTRICTED):
        _write_file(connection, partial / file_name, file_name, run_id, fault)
    _verify(partial)
    folder = home.published / run_id
    partial.rename(folder)
    _sync_folder(home.published)
    _point_current_at(home, folder)
    _prune(home, keep)
    return folder


def published_runs(home: Home) -> list[str]:
    """Ids of the runs on disk that `current` may point to, oldest first."""
    if not home.published.is_dir():
        return []
    return sorted(
        folder.name
        for folder in home.published.iterdir()
        if not folder.name.startswith(".") and (folder / ANALYTICS).is_file()
    )


def rollback(home: Home, run_id: str | None = None) -> tuple[str, str]:
    """Point `current` at an earlier run.

    Args:
        home: whose `current` to move.
        run_id: the run to go to; by default the one published before the current one.

    Returns:
        The run that was current and the one that is now.

    Raises:
        PublishError: nothing is published, or there is no earlier run.
        UsageError: `run_id` is not on disk.
    """
    now = published_folder(home).name
    runs = published_runs(home)
    if run_id is None:
        earlier = [run for run in runs if run < now]
        if not earlier:
            raise PublishError(f"There is no run before {now} to roll back to.")
        run_id = earlier[-1]
    elif run_id not in runs:
        raise UsageError(f"No published run is called {run_id}; there are: {', '.join(runs)}.")
    _point_current_at(home, home.published / run_id)
    return now, run_id


def _write_file(
    connection: duckdb.DuckDBPyConnection, path: Path, file_name: str, run_id: str, fault: str
) -> None:
    # The file must never be readable by others, not even while it is being written.
    previous = os.umask(0o777 & ~_MODES[file_name])
    try:
        connection.execute(f"attach {_literal(str(path))} as target")
    finally:
        os.umask(previous)
    try:
        for schema in _PUBLISHED_SCHEMAS[file_name]:
            for table in _tables(connection, schema):
                _copy_table(connection, schema, table, ())
        # what dbt makes is there once it has made it
        kept = set(_tables(connection, "ops"))
        for table, left_out in _PUBLISHED_OPS[file_name].items():
            if table in kept:
                _copy_table(connection, "ops", table, left_out)
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
        connection.execute("checkpoint target")
    finally:
        connection.execute("detach target")
    if path.with_name(path.name + ".wal").exists():
        raise PublishError(f"{path} was not written to its end; nothing was published.")
    path.chmod(_MODES[file_name])
    _sync_file(path)


def _copy_table(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, left_out: tuple[str, ...]
) -> None:
    """Copy one table with its comments, which are its documentation, into `target`."""
    name = f"{quoted(schema)}.{quoted(table)}"
    target_schema = f"target.{quoted(_TARGET_SCHEMAS.get(schema, schema))}"
    target = f"{target_schema}.{quoted(table)}"
    connection.execute(f"create schema if not exists {target_schema}")
    columns = [
        (column, comment)
        for column, comment in connection.execute(
            """
            select column_name, comment from duckdb_columns()
            where database_name = current_database() and schema_name = ? and table_name = ?
            order by column_index
            """,
            [schema, table],
        ).fetchall()
        if column not in left_out
    ]
    chosen = ", ".join(quoted(column) for column, _ in columns)
    # Marts are read far more often than written: sorted, they compress and skip better, and
    # the same marts are the same files.
    order = " order by all" if schema == "marts" else ""
    connection.execute(f"create table {target} as select {chosen} from {name}{order}")
    (comment,) = connection.execute(
        """
        select any_value(comment) from duckdb_tables()
        where database_name = current_database() and schema_name = ? and table_name = ?
        """,
        [schema, table],
    ).fetchall()[0]
    if comment:
        connection.execute(f"comment on table {target} is {_literal(comment)}")
    for column, column_comment in columns:
        if column_comment:
            connection.execute(
                f"comment on column {target}.{quoted(column)} is {_literal(column_comment)}"
            )


def _literal(text: str) -> str:
    """A text as SQL, for the statements that take no bound values (attach, comment)."""
    return "'" + text.replace("'", "''") + "'"


def _tables(connection: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    rows = connection.execute(
        """
        select table_name from duckdb_tables()
        where database_name = current_database() and schema_name = ? order by table_name
        """,
        [schema],
    ).fetchall()
    return [name for (name,) in rows]


def _verify(folder: Path) -> None:
    """Open both files as a reader would: what cannot be read is not published."""
    for restricted in (False, True):
        with connect_published(folder, restricted=restricted) as reader:
            tables = reader.execute("select count(*) from duckdb_tables()").fetchall()[0][0]
        if not tables:
            raise PublishError(f"The files written to {folder} are empty; nothing was published.")


def _point_current_at(home: Home, folder: Path) -> None:
    link = home.root / ".current.next"
    link.unlink(missing_ok=True)
    link.symlink_to(folder.relative_to(home.root), target_is_directory=True)
    link.replace(home.current)
    _sync_folder(home.root)


def _prune(home: Home, keep: int) -> None:
    """Remove the oldest runs beyond `keep`; never the current one."""
    current = home.current.resolve().name
    for run in published_runs(home)[:-keep]:
        if run != current:
            shutil.rmtree(home.published / run)


def _remove_unfinished(home: Home) -> None:
    for folder in home.published.glob(".*.partial"):
        shutil.rmtree(folder)


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
