"""What `ops.files` says of each load: which content of which file, with what result."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingestion.catalog import Source, Table
from ingestion.exports import Export
from ingestion.raw_tables import raw_name
from ingestion.refusals import Refusal

# Files are of one kind if their names are equal but for their digits.
OF_THE_SAME_KIND = (
    "regexp_replace(file_name, '\\d+', '0', 'g') = regexp_replace(?, '\\d+', '0', 'g')"
)


@dataclass
class Counts:
    """What became of the rows of a file."""

    landed: int = 0
    rejected: int = 0
    dropped: int = 0
    first_reason: str = ""

    @property
    def read(self) -> int:
        """Everything but the header."""
        return self.landed + self.rejected + self.dropped

    def add(self, refusals: Sequence[Refusal]) -> None:
        """Count rows that were not landed."""
        rejects = [refusal for refusal in refusals if not refusal.is_drop]
        self.rejected += len(rejects)
        self.dropped += len(refusals) - len(rejects)
        if rejects and not self.first_reason:
            first = min(rejects, key=lambda refusal: refusal.line_number or refusal.row_number or 0)
            self.first_reason = first.placed


@dataclass(frozen=True)
class Load:
    """One content of one file on its way into one table.

    Attributes:
        loaded_at: UTC, later than that of every load before it.
        exported_at: UTC, when the export was made as far as it shows; None where it does not.
        content_hash: sha256 of the file's bytes (of a sheet: with its name); None for a folder.
        source: None where the file was not recognised, as `table`.
        is_dated_by_name: whether `exported_at` is in its name, not only in the file system.
        repeats: how often the same content had landed before, where it is exported again.
    """

    run_id: str
    file_name: str
    loaded_at: dt.datetime
    content_hash: str | None
    exported_at: dt.datetime | None = None
    source: Source | None = None
    table: Table | None = None
    is_dated_by_name: bool = False
    repeats: int = 0

    @property
    def load_id(self) -> str:
        """The same for the same content read in the same way into the same table.

        It depends on how the source file reads the table too, so that a corrected source file
        lands a file again, in place of what it landed before.
        """
        parts = [self.content_hash or self.file_name]
        if self.source is not None and self.table is not None:
            parts += [self.source.source, self.table.target, self.source.fingerprint(self.table)]
        if self.repeats:
            parts += [str(self.exported_at), str(self.repeats)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def sha256_of(path: Path, sheet: str | None = None) -> str:
    """Hash of a file's bytes; a sheet is told from its neighbours by its name."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    if sheet is not None:
        digest.update(b"\0" + sheet.encode())
    return digest.hexdigest()


def load_status(connection: duckdb.DuckDBPyConnection, load: Load) -> str | None:
    """The status that a load has in `ops.files`; None where it has none."""
    found = connection.execute(
        "select status from ops.files where load_id = ?", [load.load_id]
    ).fetchall()
    return str(found[0][0]) if found else None


def has_landed(connection: duckdb.DuckDBPyConnection, content_hash: str) -> bool:
    """Whether the same content ever landed, into whatever table."""
    return bool(
        connection.execute(
            "select 1 from ops.files where content_hash = ? and status = 'landed' limit 1",
            [content_hash],
        ).fetchall()
    )


def is_of_landed_kind(connection: duckdb.DuckDBPyConnection, export: Export) -> bool:
    """Whether files of the same kind of name landed before, all of them into one table.

    Of names that several tables share, as reports of Salesforce do, nothing can be said, nor of
    the second sheet of a workbook whose first one landed.
    """
    [(is_known,)] = connection.execute(
        "select count(distinct (source_system, table_name)) = 1 from ops.files"
        f" where status = 'landed' and {OF_THE_SAME_KIND} and ends_with(file_name, ?)",
        [export.name, "" if export.sheet is None else f"#{export.sheet}"],
    ).fetchall()
    return bool(is_known)


def landed_tables(connection: duckdb.DuckDBPyConnection, load: Load) -> list[tuple[str, str]]:
    """Source and table of each landing of the same content."""
    return connection.execute(
        "select distinct source_system, table_name from ops.files"
        " where content_hash = ? and status = 'landed' order by all",
        [load.content_hash],
    ).fetchall()


def record_file(
    connection: duckdb.DuckDBPyConnection,
    load: Load,
    status: str,
    message: str,
    counts: Counts | None = None,
) -> None:
    """Write the row of `ops.files`, in place of what the same load left before."""
    connection.execute(
        "insert or replace into ops.files by name select"
        " $load_id as load_id, $run_id as run_id, $source_system as source_system,"
        " $table_name as table_name, $file_name as file_name, $content_hash as content_hash,"
        " $read as rows_read, $landed as rows_landed, $rejected as rows_rejected,"
        " $dropped as rows_dropped, 0 as rows_quarantined, $status as status, $message as message,"
        " $started_at as started_at, greatest($finished_at, $started_at) as finished_at,"
        " $exported_at as exported_at",
        {
            "load_id": load.load_id,
            "run_id": load.run_id,
            "source_system": load.source.source if load.source else None,
            "table_name": load.table.target if load.table else None,
            "file_name": load.file_name,
            "content_hash": load.content_hash,
            "read": counts.read if counts else 0,
            "landed": counts.landed if counts else 0,
            "rejected": counts.rejected if counts else 0,
            "dropped": counts.dropped if counts else 0,
            "status": status,
            "message": message,
            "started_at": load.loaded_at,
            "finished_at": dt.datetime.now(dt.UTC).replace(tzinfo=None),
            "exported_at": load.exported_at if status == "landed" else None,
        },
    )


def forget_content(
    connection: duckdb.DuckDBPyConnection, load: Load, source: Source, table: Table
) -> None:
    """Remove what the same content left behind: a failure, or a landing by another reading.

    Not where it is exported again: the landing before is what was known at its time.
    """
    if load.repeats:
        return
    earlier = connection.execute(
        "select load_id from ops.files where content_hash = ? and ("
        " (source_system = ? and table_name = ?) or (source_system is null and status = 'failed'))",
        [load.content_hash, source.source, table.target],
    ).fetchall()
    for (load_id,) in earlier:
        forget_load(connection, load_id, raw_name(source, table))
        if load_id != load.load_id:
            connection.execute("delete from ops.files where load_id = ?", [load_id])


def forget_load(connection: duckdb.DuckDBPyConnection, load_id: str, raw_table: str) -> None:
    """Remove all that a load left behind but its row of `ops.files`."""
    gone = connection.execute(f"delete from {raw_table} where _load_id = ?", [load_id]).fetchall()
    if gone != [(0,)]:
        # a build cannot see what is no longer there: the next one reads everything again
        connection.execute("delete from ops.kept_builds")
    for log in ("rejected_rows", "dropped_rows", "quarantined_rows", "file_columns"):
        connection.execute(f"delete from ops.{log} where load_id = ?", [load_id])
