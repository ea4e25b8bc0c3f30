"""Running the SQL of `queries/` on a published run, and remembering what it gave.

The only module of the app that touches a database. One root connection per published run is
kept open, and every query takes a cursor of it, because DuckDB connections are not to be shared
between threads. A published run never changes, so its results are kept by its folder; only the
newest runs and a bounded number of results are.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, cast

import streamlit as st

from warehouse.database import connect_published
from warehouse.errors import BrokenError
from warehouse.reading import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = dict[str, Any]
_REOPENING = Lock()


class Connection(Protocol):
    """What the app uses of a DuckDB connection."""

    def cursor(self) -> Connection:
        """A connection of its own to the same file, for one thread."""

    def close(self) -> None:
        """Let go of the file."""


class Opener(Protocol):
    """A function that opens a published run once, and keeps what it opened."""

    def __call__(self, folder: str) -> Connection:
        """The connection that is kept."""

    def clear(self, folder: str) -> None:
        """Keep it no longer, and close it."""


def query(folder: Path, name: str, **parameters: object) -> list[Row]:
    """The rows of `queries/<name>.sql` on the published run in `folder`.

    Args:
        folder: a resolved folder under `published/`.
        name: the query's file name without `.sql`.
        parameters: values for the query's `$names`; those it does not use are left out.

    Raises:
        WarehouseError: the published file cannot be opened.
    """
    used = _used(name, parameters)
    return _remembered(str(folder), name, used)


def restricted_query(folder: Path, name: str, **parameters: object) -> list[Row]:
    """As `query`, on the file with the direct identifiers of persons. Nothing is remembered.

    Raises:
        WarehouseError: this process may not open that file.
    """
    return _answer(_restricted_connection, str(folder), name, _used(name, parameters))


# some hundred answers for each reader who goes through the pages with filters of his own; too few
# would have each of twenty readers drive out what the others are about to ask for again
@st.cache_data(max_entries=4_000, show_spinner=False)
def _remembered(folder: str, name: str, parameters: tuple[tuple[str, Any], ...]) -> list[Row]:
    return _answer(_connection, folder, name, parameters)


def _answer(
    connect: Opener, folder: str, name: str, parameters: Sequence[tuple[str, Any]]
) -> list[Row]:
    connection = connect(folder)
    try:
        return _run(connection, name, parameters)
    except BrokenError:
        with _REOPENING:  # once, however many readers find it broken
            if connect(folder) is connection:
                connect.clear(folder)
        return _run(connect(folder), name, parameters)


def _close(connection: Connection) -> None:
    connection.close()


# Sessions that still show an older run hold a cursor of their own while they read it.
@st.cache_resource(max_entries=2, show_spinner=False, on_release=_close)
def _connection(folder: str) -> Connection:
    return cast("Connection", connect_published(Path(folder)))


@st.cache_resource(max_entries=2, show_spinner=False, on_release=_close)
def _restricted_connection(folder: str) -> Connection:
    return cast("Connection", connect_published(Path(folder), restricted=True))


def _run(connection: Connection, name: str, parameters: Sequence[tuple[str, Any]]) -> list[Row]:
    cursor: Any = connection.cursor()
    try:
        values = {key: _bindable(value) for key, value in parameters}
        return rows_of(cursor, query_text(name), values)
    finally:
        cursor.close()


@cache
def query_text(name: str) -> str:
    """The SQL of a query."""
    return resources.files("dashboards").joinpath("queries", f"{name}.sql").read_text("utf-8")


def _used(name: str, parameters: dict[str, object]) -> tuple[tuple[str, Any], ...]:
    """The parameters that the query names, as a key that can be remembered by."""
    return tuple((key, parameters[key]) for key in _names(name))


@cache
def _names(name: str) -> tuple[str, ...]:
    statement = re.sub(r"--.*", "", query_text(name))
    return tuple(sorted(set(re.findall(r"\$(\w+)", statement))))


def _bindable(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
