"""An open DuckDB connection as SQLAlchemy needs it.

Great Expectations fetches rows after it has left the connection, and duckdb-engine's cursor is
the connection, which SQLAlchemy's rollback has emptied by then: every metric would fail. Here a
cursor keeps the rows of its statement, and transactions do nothing, since checks only read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

Row = tuple[Any, ...]


class BufferedConnection:
    """The part of the Python database interface (PEP 249) that SQLAlchemy calls."""

    notices: Sequence[str] = ()

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def cursor(self) -> BufferedCursor:
        """A cursor with rows of its own."""
        return BufferedCursor(self, self._connection)

    def begin(self) -> None:
        """Nothing: checks only read."""

    def commit(self) -> None:
        """Nothing: checks only read."""

    def rollback(self) -> None:
        """Nothing: checks only read."""

    def close(self) -> None:
        """Nothing: the connection is the caller's."""


class BufferedCursor:
    """A cursor that fetches all rows of a statement at once."""

    rowcount = -1
    arraysize = 1

    def __init__(self, connection: BufferedConnection, database: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.description: list[Any] | None = None
        self._database = database
        self._rows: list[Row] = []

    def execute(self, statement: str, parameters: Sequence[Any] | None = None) -> BufferedCursor:
        """Run a statement and keep its rows."""
        self._database.execute(statement, parameters or [])
        self.description = self._database.description
        self._rows = self._database.fetchall() if self.description else []
        return self

    def fetchone(self) -> Row | None:
        """The next row, or None."""
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Row]:
        """The next rows, at most `size`."""
        size = size or self.arraysize
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    def fetchall(self) -> list[Row]:
        """The remaining rows."""
        rows, self._rows = self._rows, []
        return rows

    def close(self) -> None:
        """Forget the rows."""
        self._rows = []
