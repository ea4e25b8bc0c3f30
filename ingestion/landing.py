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
from ingestion.exports import Export, Outcome, exported_at, named_time
from ingestion.file_columns import record_columns, refuse_lost_key
from ingestion.file_log import (
    Counts,
    Load,
    is_of_landed_kind,
    record_file,
)
from ingestion.loading import insert_load
from ingestion.one_source import is_settled, landed_before, take_over
from ingestion.opening import Opened, open_file, opened_ahead, stamp
from ingestion.raw_tables import prepare
from ingestion.recognition import (
    EmptyFileError,
    Match,
    MisfitError,
    Selection,
    UnknownFileError,
    expected,
    select,
)
from ingestion.repeating import repeats
from warehouse.database import explained, transaction
from warehouse.errors import LandingError

__all__ = ["LandedFile", "land", "land_export", "prepare"]

_UNCHANGED = "The same content landed before."
_CHANGED = "The file changed while it was read: land it again."
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
    """What became of one file; `rows_read` = `rows_landed` + `rows_rejected` + `rows_dropped`.

    Attributes:
        file_name: a member of a zip stands behind its zip, a sheet behind its workbook.
        source_system: None where it was not recognised.
        table_name: of the staging source, None where it was not recognised.
        rows_dropped: blank lines, what stands before the header, totals, footers: no data.
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
    # rows carry their numbers, so the order in which DuckDB writes them may be the fastest one
    connection.execute("set preserve_insertion_order = false")
    # a checkpoint after each file would take longer than most files
    connection.execute("set wal_autocheckpoint = '4GB'")
    try:
        for file in opened_ahead(connection, find_exports(paths, scratch), selection, scratch):
            result = _land_opened(connection, file, selection, run_id, next(clock))
            landed.append(result)
            if on_file is not None:
                on_file(result)
    finally:
        connection.execute("reset preserve_insertion_order")
        connection.execute("reset wal_autocheckpoint")
    return landed


def land_export(
    connection: duckdb.DuckDBPyConnection,
    export: Export,
    selection: Selection,
    *,
    run_id: str,
    scratch: Path,
) -> LandedFile:
    """Land one file that is no container, in one transaction.

    Args:
        connection: the build, with the tables of `ops`.
        export: the file.
        selection: the tables that it may be.
        run_id: the run that does it.
        scratch: folder for temporary files.

    Raises:
        WarehouseError: the disk is full or the database cannot be written.
    """
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        file = open_file(connection, export, selection, Path(folder))
        return _land_opened(connection, file, selection, run_id, next(_clock(connection)))


def _land_opened(
    connection: duckdb.DuckDBPyConnection,
    file: Opened,
    selection: Selection,
    run_id: str,
    loaded_at: dt.datetime,
) -> LandedFile:
    begun = time.perf_counter()
    load = Load(run_id, file.export.name, loaded_at, file.content_hash)
    landed = _land_one(connection, file, selection, load)
    return replace(landed, seconds=file.seconds + time.perf_counter() - begun)


def _land_one(
    connection: duckdb.DuckDBPyConnection, file: Opened, selection: Selection, load: Load
) -> LandedFile:
    export = file.export
    try:
        if export.problem:
            return _not_read(connection, load, export.outcome, export.problem)
        load = replace(
            load, exported_at=exported_at(export), is_dated_by_name=named_time(export) is not None
        )
        # asked again, for the file before may have brought the same content
        if known := landed_before(connection, load, export, selection):
            return _result(known, "unchanged", _UNCHANGED)
        if file.error is not None:
            raise file.error
        match = file.recognise(connection, selection)
        load = replace(load, source=match.candidate.source, table=match.candidate.table)
        return _land_as(connection, file, load, match)
    except UnknownFileError as error:
        is_ours = export.is_named or is_of_landed_kind(connection, export)
        return _not_read(connection, load, "failed" if is_ours else "skipped", str(error))
    except LandingError as found:
        # what is amiss with a file that is still being written says nothing of the file
        fault = LandingError(_CHANGED) if _has_changed(file) else found
        candidate = fault.candidate if isinstance(fault, MisfitError) else None
        candidate = candidate or expected(export, selection)
        if load.source is None and candidate is not None:
            load = replace(load, source=candidate.source, table=candidate.table)
        is_empty = isinstance(fault, EmptyFileError)
        return _not_read(connection, load, "empty" if is_empty else "failed", str(fault))
    except (duckdb.Error, OSError) as error:
        return _not_read(connection, load, "failed", _explained(connection, error, file.folder))


def _land_as(
    connection: duckdb.DuckDBPyConnection, file: Opened, load: Load, match: Match
) -> LandedFile:
    """Land a recognised file, unless it has turned out to be the source's that it landed as."""
    if is_settled(connection, load, match.instead_of):
        load = replace(load, repeats=repeats(connection, load))
        if not load.repeats:
            return _result(load, "unchanged", _UNCHANGED)
    refuse_lost_key(connection, load, match)
    with transaction(connection):
        counts = insert_load(connection, load, match, file.parts)
        if stamp(file.export.path) != file.stamp:
            raise LandingError(_CHANGED)
        changes = []
        if counts.landed:
            changes = take_over(connection, load, match.instead_of)
            changes += record_columns(connection, load, match, file.export.kind)
        status, message = _verdict(match, counts, changes)
        record_file(connection, load, status, message, counts)
    return _result(load, status, message, counts)


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


def _has_changed(file: Opened) -> bool:
    try:
        return stamp(file.export.path) != file.stamp
    except OSError:
        return True


def _verdict(match: Match, counts: Counts, changes: Sequence[str]) -> tuple[Status, str]:
    if not counts.landed and not counts.rejected:
        return "empty", "The file has a header but no rows."
    if not counts.landed:
        return "failed", (
            f"None of its {counts.read:,} rows can be landed as {match.candidate.name}; the "
            f"first, {counts.first_reason}; all are in ops.rejected_rows."
        )
    rejects = ""
    if counts.rejected:
        rejects = f"Rejected rows are in ops.rejected_rows; the first, {counts.first_reason}."
    return "landed", " ".join(filter(None, (match.extract.note, *changes, rejects)))


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


def _result(load: Load, status: Status, message: str, counts: Counts | None = None) -> LandedFile:
    return LandedFile(
        file_name=load.file_name,
        source_system=load.source.source if load.source else None,
        table_name=load.table.target if load.table else None,
        rows_read=counts.read if counts else 0,
        rows_landed=counts.landed if counts else 0,
        rows_rejected=counts.rejected if counts else 0,
        rows_dropped=counts.dropped if counts else 0,
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
