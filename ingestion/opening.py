"""A file as far as it can be read before it is its turn to be written."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingestion.exports import Export
from ingestion.file_log import has_landed, sha256_of
from ingestion.reading import Opener
from ingestion.recognition import Match, Selection, recognise
from ingestion.records import Part


@dataclass
class Opened:
    """A file, recognised and with its first part read, or why it could not be.

    Attributes:
        folder: of its temporary files.
        stamp: its size and time of change before it was read.
        content_hash: None where it could not be read.
        match: None where the same content landed before or there is an error.
        parts: of the match.
        error: that ended the reading.
        seconds: that it took.
    """

    export: Export
    folder: Path
    stamp: tuple[int, int] = (0, 0)
    content_hash: str | None = None
    match: Match | None = None
    parts: Iterator[Part] = field(default_factory=lambda: iter(()))
    error: Exception | None = None
    seconds: float = 0.0

    def recognise(self, connection: duckdb.DuckDBPyConnection, selection: Selection) -> Match:
        """Find out what it is, and read its first part.

        Raises:
            LandingError: it is no table of the selection, or cannot be read.
        """
        if self.match is None:
            match = recognise(Opener(connection, self.export, self.folder), self.export, selection)
            parts = match.extract.parts()
            self.parts = itertools.chain([first] if (first := next(parts, None)) else [], parts)
            self.match = match
        return self.match


def open_file(
    connection: duckdb.DuckDBPyConnection, export: Export, selection: Selection, folder: Path
) -> Opened:
    """Read what there is to know of a file that is no container; nothing is written."""
    begun = time.perf_counter()
    file = Opened(export, folder)
    if not export.problem:
        try:
            file.stamp = stamp(export.path)
            file.content_hash = sha256_of(export.path, export.sheet)
            if not has_landed(connection, file.content_hash):
                file.recognise(connection, selection)
        except Exception as error:  # reported when it is its turn
            file.error = error
    file.seconds = time.perf_counter() - begun
    return file


def opened_ahead(
    connection: duckdb.DuckDBPyConnection,
    exports: Iterator[Export],
    selection: Selection,
    scratch: Path,
) -> Iterator[Opened]:
    """Open each file while the one before is written.

    Not beyond a copy, which is gone when the next export is asked for, nor beyond a workbook,
    whose rows come from the one process that would read the next one.

    Raises:
        UsageError: a folder cannot be read.
    """
    numbers = itertools.count()
    with (
        tempfile.TemporaryDirectory(dir=scratch) as root,
        ThreadPoolExecutor(max_workers=1) as pool,
    ):

        def following() -> Opened | None:
            if (export := next(exports, None)) is None:
                return None
            folder = Path(root, str(next(numbers)))
            folder.mkdir()
            return open_file(connection.cursor(), export, selection, folder)

        coming = pool.submit(following)
        while (file := coming.result()) is not None:
            is_apart = not file.export.path.is_relative_to(scratch)
            may_overlap = is_apart and file.export.kind != "workbook"
            if may_overlap:
                coming = pool.submit(following)
            yield file
            shutil.rmtree(file.folder, ignore_errors=True)
            if not may_overlap:
                coming = pool.submit(following)


def stamp(path: Path) -> tuple[int, int]:
    """Size and time of change: if they stay the same, so did the file."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns
