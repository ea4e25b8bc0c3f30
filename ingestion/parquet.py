"""Parquet, read by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from ingestion.exports import plain_path
from ingestion.records import Extract, Record
from warehouse.database import quoted
from warehouse.errors import LandingError

_BATCH = 10_000
_NESTED = ("STRUCT", "MAP", "UNION")


def open_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> Extract:
    """Open a Parquet file as a table of text; nested values become JSON text.

    Raises:
        LandingError: the file is damaged or cut off.
    """
    try:
        columns = connection.execute(
            "select name, column_type from (describe select * from read_parquet(?))"
            " as described(name, column_type, a, b, c, d)",
            [_literal(path)],
        ).fetchall()
    except duckdb.Error as error:
        raise _damaged(error) from error
    casts = [
        f"to_json({quoted(name)})::varchar"
        if kind.startswith(_NESTED) or kind.endswith("]")
        else f"{quoted(name)}::varchar"
        for name, kind in columns
    ]
    query = f"select {', '.join(casts)} from read_parquet(?)"

    def rows() -> Iterator[Record]:
        try:
            reading = connection.cursor()
            reading.execute("set TimeZone = 'UTC'")
            reading.execute(query, [_literal(path)])
            while batch := reading.fetchmany(_BATCH):
                for cells in batch:
                    yield Record(None, cells, None)
        except duckdb.Error as error:
            raise _damaged(error) from error

    return Extract(tuple(name for name, _ in columns), rows)


def _literal(path: Path) -> str:
    """A path as DuckDB takes it literally: brackets would be a glob of it."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in plain_path(path))


def _damaged(error: duckdb.Error) -> LandingError:
    reason = str(error).split("\n", maxsplit=1)[0]
    return LandingError(f"The Parquet file cannot be read: {reason}; export it again.")
