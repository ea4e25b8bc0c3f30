"""One file's clean records into its raw table, and the record of it in `ops`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import duckdb

from ingestion.catalog import Source, Table
from ingestion.exports import plain_path
from ingestion.file_log import Load, forget_content, record_file
from ingestion.headers import extra_columns
from ingestion.raw_tables import METADATA, ensure_columns, raw_name, register_source
from ingestion.recognition import Match
from ingestion.transfer import BLANKS, Transfer, null_pattern
from warehouse.database import quoted
from warehouse.errors import LandingError

_DEFAULT_LINE = 2_000_000  # bytes that DuckDB allows a line without being told


@contextlib.contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of it or nothing."""
    connection.execute("begin transaction")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        # where DuckDB rolled back already, the first error is the one to report
        with contextlib.suppress(duckdb.Error):
            connection.execute("rollback")
        raise


def insert_load(
    connection: duckdb.DuckDBPyConnection,
    load: Load,
    match: Match,
    counted: Transfer,
    status: str,
    message: str,
) -> None:
    """Write everything that a file brings; the caller holds the transaction.

    Raises:
        LandingError: DuckDB read another number of records than were counted.
    """
    source, table = match.candidate.source, match.candidate.table
    ensure_columns(connection, source.raw_table(table), table.columns)
    forget_content(connection, load, source, table)
    if counted.good:
        inserted = _insert_rows(connection, load, match, counted)
        if inserted != counted.good:
            raise LandingError(
                f"{counted.good:,} records were counted but {inserted:,} were read: nothing of the "
                "file was landed; report it with the file's header."
            )
        register_source(connection, source)
    if counted.rejected:
        _insert_rejects(connection, load, source, table, counted)
    record_file(connection, load, status, message, counted)


def _insert_rows(
    connection: duckdb.DuckDBPyConnection, load: Load, match: Match, counted: Transfer
) -> int:
    source, table, headers = match.candidate.source, match.candidate.table, match.extract.headers
    extra = extra_columns(headers, match.positions.values(), table.columns)
    ensure_columns(connection, source.raw_table(table), extra)

    given: dict[str, Any] = {
        "no_value": null_pattern(source.null_marks),
        "path": plain_path(counted.rows),
        "longest": max(_DEFAULT_LINE, counted.longest),
        "source_system": source.source,
        "source_file": load.file_name,
        "load_id": load.load_id,
        "loaded_at": load.loaded_at,
    }
    values = {column: f"c{1 + at}" for column, at in (dict(match.positions) | extra).items()}
    for number, (column, constant) in enumerate(table.constants.items()):
        if column not in values:
            values[column] = f"$constant_{number}"
            given[f"constant_{number}"] = constant
    key = " || chr(31) || ".join(
        f"trim({values.get(column, 'null')}, $blanks)" for column in table.key
    )
    if key:
        given["blanks"] = BLANKS
    metadata = {
        "_source_system": "$source_system",
        "_source_file": "$source_file",
        "_row_number": "c0::bigint",
        "_record_key": key or "null",
        "_load_id": "$load_id",
        "_loaded_at": "$loaded_at",
    }
    assert metadata.keys() == METADATA.keys()  # noqa: S101 - two lists of one contract
    cleaned = [
        f"case when regexp_full_match(c{at}, $no_value) then null else c{at} end as c{at}"
        for at in range(1, counted.width)
    ]
    into = ", ".join([*metadata, *map(quoted, values)])
    return _count(
        connection,
        f"insert into {raw_name(source, table)} ({into})"
        f" with records as (select {', '.join(['c0', *cleaned])}"
        f" from {_clean_file(counted.width)})"
        f" select {', '.join([*metadata.values(), *values.values()])} from records",
        given,
    )


def _insert_rejects(
    connection: duckdb.DuckDBPyConnection,
    load: Load,
    source: Source,
    table: Table,
    counted: Transfer,
) -> None:
    inserted = _count(
        connection,
        "insert into ops.rejected_rows by name select $load_id as load_id,"
        " $source_system as source_system, $table_name as table_name, $file_name as file_name,"
        " c0::bigint as row_number, c1::bigint as line_number, coalesce(c2, '') as line_text,"
        f" c3 as reason, $loaded_at as rejected_at from {_clean_file(4)}",
        {
            "path": plain_path(counted.rejects),
            "longest": max(_DEFAULT_LINE, counted.longest),
            "load_id": load.load_id,
            "source_system": source.source,
            "table_name": table.target,
            "file_name": load.file_name,
            "loaded_at": load.loaded_at,
        },
    )
    if inserted != counted.rejected:
        raise LandingError(
            f"{counted.rejected:,} rejected records were counted but {inserted:,} were kept: "
            "nothing of the file was landed; report it."
        )


def _clean_file(width: int) -> str:
    """A file of `ingestion.transfer` as SQL, with nothing left to guess; `""` is NULL."""
    columns = ", ".join(f"'c{at}': 'varchar'" for at in range(width))
    return (
        "read_csv($path, auto_detect = false, header = false, delim = ',', quote = '\"',"
        " escape = '\"', new_line = '\\n', strict_mode = true, max_line_size = $longest,"
        f" columns = {{{columns}}})"
    )


def _count(connection: duckdb.DuckDBPyConnection, statement: str, given: dict[str, Any]) -> int:
    """Run an insert; DuckDB answers with the number of rows."""
    return int(connection.execute(statement, given).fetchall()[0][0])
