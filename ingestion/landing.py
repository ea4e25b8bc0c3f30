"""Landing exports into `raw`: each file whole, in one transaction, or not at all."""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import duckdb

from ingestion.catalog import Catalog
from ingestion.discovery import find_exports
from ingestion.disk import raise_if_full
from ingestion.exports import Export, Outcome
from ingestion.file_log import Load, load_status, record_file, sha256_of
from ingestion.loading import insert_load, transaction
from ingestion.raw_tables import prepare
from ingestion.recognition import (
    EmptyFileError,
    Match,
    MisfitError,
    Selection,
    UnknownFileError,
    expected,
    recognise,
    select,
)
from ingestion.transfer import Transfer, transfer
from warehouse.database import explained
from warehouse.errors import LandingError

__all__ = ["LandedFile", "land", "prepare"]

Status = Literal["landed", "unchanged", "empty", "failed", "skipped"]
# Errors of DuckDB that the next file would meet as well.
_STOPS_THE_RUN = (
    duckdb.IOException,
    duckdb.OutOfMemoryException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.TransactionException,
    duckdb.CatalogException,
)


@dataclass(frozen=True)
class LandedFile:
    """What became of one file; `rows_read` = `rows_landed` + `rows_rejected`.

    Attributes:
        file_name: a member of a zip stands behind its zip, a sheet behind its workbook.
        source_system: None where it was not recognised.
        table_name: of the staging source, None where it was not recognised.
        rows_dropped: blank records, which are no data and not counted as read.
        status: `unchanged` means that the same content landed before; `skipped` that a file of a
            folder or archive is none that a source knows.
        message: one sentence, or "".
        seconds: that it took.
    """

    file_name: str
    source_system: str | None
    table_name: str | None
    rows_read: int
    rows_landed: int
    rows_rejected: int
    rows_dropped: int
    status: Status
    message: str
    seconds: float


def land(
    connection: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    catalog: Catalog,
    *,
    run_id: str,
    scratch: Path,
    source: str | None = None,
    table: str | None = None,
    on_file: Callable[[LandedFile], None] | None = None,
) -> list[LandedFile]:
    """Land every file under the paths, in order.

    Args:
        connection: the build, with the tables of `ops`.
        paths: files, folders, zips.
        catalog: the known sources.
        run_id: the run that does it.
        scratch: folder for temporary files.
        source: take the files as this source's, whatever their names.
        table: take the files as this table's, whatever their names.
        on_file: called after each file.

    Raises:
        UsageError: a path, source or table does not exist; nothing was landed.
        WarehouseError: the disk is full or the database cannot be written; files that had landed
            before stay landed.
    """
    selection = select(catalog, source, table)
    scratch.mkdir(parents=True, exist_ok=True)
    clock = _clock(connection)
    landed = []
    for export in find_exports(paths, scratch):
        begun = time.perf_counter()
        result = _land_one(connection, export, selection, run_id, scratch, next(clock))
        result = replace(result, seconds=time.perf_counter() - begun)
        landed.append(result)
        if on_file is not None:
            on_file(result)
    return landed


def _land_one(
    connection: duckdb.DuckDBPyConnection,
    export: Export,
    selection: Selection,
    run_id: str,
    scratch: Path,
    loaded_at: dt.datetime,
) -> LandedFile:
    load = Load(run_id, export.name, loaded_at, content_hash=None)
    try:
        if export.problem:
            return _not_read(connection, load, export.outcome, export.problem)
        before = _stamp(export.path)
        load = replace(load, content_hash=sha256_of(export.path, export.sheet))
        match = recognise(connection, export, selection)
        load = replace(load, source=match.candidate.source, table=match.candidate.table)
        if load_status(connection, load) == "landed":
            return _result(load, "unchanged", "The same content landed before.")
        with tempfile.TemporaryDirectory(dir=scratch) as folder:
            counted = _transferred(match, Path(folder))
            if _stamp(export.path) != before:
                raise LandingError("The file changed while it was read: land it again.")
            status, message = _verdict(match, counted)
            with transaction(connection):
                insert_load(connection, load, match, counted, status, message)
    except UnknownFileError as error:
        return _not_read(connection, load, "failed" if export.is_named else "skipped", str(error))
    except LandingError as error:
        candidate = error.candidate if isinstance(error, MisfitError) else None
        candidate = candidate or expected(export, selection)
        if load.source is None and candidate is not None:
            load = replace(load, source=candidate.source, table=candidate.table)
        is_empty = isinstance(error, EmptyFileError)
        return _not_read(connection, load, "empty" if is_empty else "failed", str(error))
    except (duckdb.Error, OSError) as error:
        return _not_read(connection, load, "failed", _explained(connection, error, scratch))
    return _result(load, status, message, counted)


def _explained(
    connection: duckdb.DuckDBPyConnection, error: duckdb.Error | OSError, scratch: Path
) -> str:
    """What is wrong with this file; raised instead where the next one would meet it as well."""
    if isinstance(error, duckdb.Error):
        reported = explained(error, _database(connection))
        if isinstance(error, _STOPS_THE_RUN):
            raise reported from error
        return str(reported)
    raise_if_full(error, scratch)
    return f"It cannot be read: {error.strerror or error}."


def _stamp(path: Path) -> tuple[int, int]:
    """Size and time of change: if they stay the same, so did the file."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def _transferred(match: Match, folder: Path) -> Transfer:
    table = match.candidate.table
    required = {
        column: match.positions[column] for column in table.required if column in match.positions
    }
    return transfer(match.extract, required, match.candidate.source.null_marks, folder)


def _verdict(match: Match, counted: Transfer) -> tuple[Status, str]:
    if not counted.read:
        return "empty", "The file has a header but no rows."
    if not counted.good:
        return "failed", (
            f"None of its {counted.read:,} rows can be landed as {match.candidate.name}; the "
            f"first, {counted.first_reason}; all are in ops.rejected_rows."
        )
    if counted.rejected:
        rejects = f"Rejected rows are in ops.rejected_rows; the first, {counted.first_reason}."
        return "landed", " ".join(filter(None, (match.extract.note, rejects)))
    return "landed", match.extract.note


def _not_read(
    connection: duckdb.DuckDBPyConnection, load: Load, status: Outcome, message: str
) -> LandedFile:
    """Record a file of which nothing lands; one that no source knows leaves no trace."""
    if status != "skipped":
        try:
            with transaction(connection):
                record_file(connection, load, status, message)
        except duckdb.Error as error:
            raise explained(error, _database(connection)) from error
    return _result(load, status, message)


def _result(
    load: Load, status: Status, message: str, counted: Transfer | None = None
) -> LandedFile:
    return LandedFile(
        file_name=load.file_name,
        source_system=load.source.source if load.source else None,
        table_name=load.table.target if load.table else None,
        rows_read=counted.read if counted else 0,
        rows_landed=counted.good if counted else 0,
        rows_rejected=counted.rejected if counted else 0,
        rows_dropped=counted.dropped if counted else 0,
        status=status,
        message=message,
        seconds=0.0,
    )


def _clock(connection: duckdb.DuckDBPyConnection) -> Iterator[dt.datetime]:
    """UTC, each later than the one before and than every earlier load, whatever the clock does."""
    latest = connection.execute("select max(started_at) from ops.files").fetchall()[0][0]
    while True:
        now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        latest = now if latest is None else max(now, latest + dt.timedelta(microseconds=1))
        yield latest


def _database(connection: duckdb.DuckDBPyConnection) -> Path:
    path = connection.execute(
        "select path from duckdb_databases() where database_name = current_database()"
    ).fetchall()[0][0]
    return Path(path or ":memory:")
