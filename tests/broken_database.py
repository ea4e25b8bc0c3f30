"""A database that DuckDB has given up, as after an assertion of its own that failed."""

import contextlib
from pathlib import Path

import duckdb


def breaks(connection: duckdb.DuckDBPyConnection) -> None:
    """Make DuckDB give up the file of a connection, by a checkpoint that it is told to abort.

    Raises:
        duckdb.FatalException: always; whatever the connection is asked from then on raises it.
    """
    connection.execute("create or replace table written as select 1 as one")
    connection.execute("set debug_checkpoint_abort = 'before_header'")
    connection.execute("checkpoint")


def broken(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection to a new database that DuckDB has given up."""
    connection = duckdb.connect(str(path))
    with contextlib.suppress(duckdb.FatalException):
        breaks(connection)
    return connection
