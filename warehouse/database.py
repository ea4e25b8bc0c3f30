"""Opening the build (one writer) and the published files (any number of readers).

Nothing else in the project opens a database file, so what is true of every connection is
decided here: UTC sessions (set globally, so that a cursor has it too), no reading of files or
loading of extensions by the SQL of readers.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from threading import Lock

import duckdb

from warehouse.errors import (
    BrokenError,
    ClosedError,
    DamagedError,
    LockedError,
    PublishError,
    TransientError,
    UsageError,
    WarehouseError,
    disk_is_full,
)
from warehouse.home import ANALYTICS, BUILD, RESTRICTED, Home

# What DuckDB says of a disk that is full, and of a file that is not what it wrote.
_FULL = ("No space left", "File too large", "Could not write")
_DAMAGED = (
    "not a valid DuckDB database file",
    "Corrupt database file",
    "does not match stored checksum",
    "Failed to load metadata pointer",
    "Failure while replaying WAL",
    "Serialization Error",
    "Could not read enough bytes",
)
# What it says of a fault of its own, and to whoever asks after it.
_BROKEN = ("INTERNAL Error", "FATAL Error")
_SETTING = Lock()


def quoted(identifier: str) -> str:
    """An identifier as SQL: the one way in which a name becomes part of a statement."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL, for the statements and expressions that take no bound values."""
    return "'" + text.replace("'", "''") + "'"


def writer_options(home: Home, memory_limit: str) -> dict[str, str]:
    """How whoever writes the build opens it, dbt included.

    Args:
        home: of the warehouse.
        memory_limit: that DuckDB may use before it spills, such as `4GB`.
    """
    return {
        "memory_limit": memory_limit,
        "temp_directory": str(home.scratch / "spill"),
        "autoinstall_known_extensions": "false",
        # text is written in two thirds of the time that the oldest format takes
        "storage_compatibility_version": "v1.5.0",
        # each thread writes a row group when it is full: buffered ones are written under a lock
        "write_buffer_row_group_count": "1",
        # row groups that inserts left half full are merged little by little: all at once, a
        # checkpoint would take as long as the inserts
        "max_vacuum_tasks": "1",
    }


def is_memory_size(text: str) -> bool:
    """Whether DuckDB takes a text for a `memory_limit`."""
    try:
        duckdb.connect(config={"memory_limit": text}).close()
    except duckdb.Error:
        return False
    return True


@contextmanager
def connect_build(home: Home, memory_limit: str = "4GB") -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the build for writing, with `raw` and `ops` in place; closed when the block ends.

    Raises:
        LockedError: a process outside the warehouse holds the file.
        WarehouseError: the file is damaged, or the disk is full.
    """
    connection = _connect(home.build, writer_options(home, memory_limit))
    try:
        connection.execute("set global TimeZone = 'UTC'")
        connection.execute(
            resources.files("warehouse").joinpath("operations.sql").read_text(encoding="utf-8")
        )
        yield connection
    except duckdb.Error as error:
        raise explained(error, home.build) from error
    finally:
        connection.close()


@contextmanager
def read_build(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the build read-only, for looking at it between runs; closed when the block ends.

    Raises:
        LockedError: a run is writing, or the build is another user's.
        UsageError: nothing was ever landed or built in this home.
    """
    if not home.build.is_file():
        raise UsageError(
            f"There is no warehouse in {home.root} yet: run `warehouse nightly PATH` or "
            "`warehouse demo` first, or choose another folder with --home."
        )
    if not os.access(home.build, os.R_OK):
        raise ClosedError(
            f"{home.build} is for its owner only, and nothing is published in {home.root} yet."
        )
    connection = _connect(home.build, {}, read_only=True)
    try:
        connection.execute("set global TimeZone = 'UTC'")
        yield connection
    finally:
        connection.close()


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of it or nothing."""
    connection.execute("begin transaction")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        # where DuckDB rolled back already, the first error is the one to report
        with suppress(duckdb.Error):
            connection.execute("rollback")
        raise


def published_folder(home: Home) -> Path:
    """The folder of the current published run, its link resolved.

    A reader opens files under the resolved folder, so that it goes on reading one run while a
    newer one is published.

    Raises:
        PublishError: nothing has been published yet.
    """
    folder = home.current.resolve()
    if not (folder / ANALYTICS).is_file():
        raise PublishError(
            f"Nothing is published in {home.root} yet: run `warehouse nightly PATH` or "
            "`warehouse demo` first."
        )
    return folder


def connect_published(folder: Path, *, restricted: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a published run read-only, for SQL that may come from anybody.

    The connection can read neither other files nor the network, and its settings are locked.
    Use one `.cursor()` of it per thread: DuckDB connections are not to be shared.

    Args:
        folder: as given by `published_folder`.
        restricted: open the file with the direct identifiers of persons instead.
    """
    connection = _connect(
        folder / (RESTRICTED if restricted else ANALYTICS),
        {"enable_external_access": "false", "autoload_known_extensions": "false"},
        read_only=True,
    )
    # A second connection of one process to the same file shares the settings, locked already;
    # threads that open it at the same moment look and set one after the other.
    with _SETTING:
        ((is_locked,),) = connection.execute(
            "select current_setting('lock_configuration')::boolean"
        ).fetchall()
        if not is_locked:
            _lock(connection)
    return connection


def connect_bounded(folder: Path, *, memory_bytes: int, threads: int) -> duckdb.DuckDBPyConnection:
    """Open a published run as `connect_published` does, for a process of its own.

    The settings of a file that a process has open already cannot be others.

    Args:
        folder: as given by `published_folder`.
        memory_bytes: how much DuckDB may use; it spills nothing to disk, which can be filled too.
        threads: how many it may use.
    """
    connection = _connect(
        folder / ANALYTICS,
        {
            "memory_limit": f"{memory_bytes}B",
            "threads": threads,
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            # a table is never a variable of the program that asks
            "python_enable_replacements": "false",
        },
        read_only=True,
    )
    # once files are out of reach, the folder above is not to be set any more
    connection.execute("set enable_external_access = false")
    _lock(connection)
    return connection


def _lock(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("set global TimeZone = 'UTC'")
    connection.execute("set lock_configuration = true")


def explained(error: duckdb.Error, path: Path) -> WarehouseError:
    """A DuckDB error as a sentence that says what to do, where we know it."""
    text = str(error).split("\n", maxsplit=1)[0]
    if "Could not set lock" in text or "different configuration" in text:
        return LockedError(
            f"{path} is open in another program: close it there; analysts open "
            "`current/analytics.duckdb`, never the build."
        )
    if any(sign in str(error) for sign in _FULL):
        return disk_is_full(path.parent)
    if is_damage(str(error)):
        mended = (
            "put its last backup in its place with `warehouse restore`, and land again what was "
            "exported since"
            if path.name == BUILD
            else "run `warehouse nightly`, which goes back to a whole run and publishes anew"
        )
        return DamagedError(f"The database {path} is damaged: {mended}. DuckDB says: {text}")
    if isinstance(error, duckdb.OutOfMemoryException):
        return WarehouseError(
            f"The memory is not enough: give the warehouse more with WAREHOUSE_MEMORY_LIMIT, or "
            f"close other programs. DuckDB says: {text}"
        )
    if is_broken(str(error)):
        return BrokenError(
            f"DuckDB failed by a fault of its own, and gives up {path} until it is opened again: "
            f"try again. DuckDB says: {text}"
        )
    kind = TransientError if isinstance(error, duckdb.IOException) else WarehouseError
    return kind(f"The database {path} reports: {text}")


def is_broken(text: str) -> bool:
    """Whether an error of DuckDB says that an assertion of its own failed.

    Every connection of this process to the same file fails from then on, until all are closed and
    the file is opened anew; the file itself is whole.
    """
    of_the_disk = any(sign in text for sign in (*_FULL, *_DAMAGED))
    return any(sign in text for sign in _BROKEN) and not of_the_disk


def is_damage(text: str) -> bool:
    """Whether an error of DuckDB says that a database file is not what was written to it."""
    return any(sign in text for sign in _DAMAGED)


def _connect(
    path: Path, config: Mapping[str, str | int], *, read_only: bool = False
) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), read_only=read_only, config=dict(config))
    except duckdb.Error as error:
        raise explained(error, path) from error
