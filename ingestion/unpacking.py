"""Unpacking within limits: a few bytes can unpack to more than any disk holds.

What comes out is counted while it is copied, whatever sizes the archive declares.
"""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ingestion.disk import raise_if_full
from warehouse.errors import LandingError

SMALL = 64 << 20  # bytes that anything may unpack to
MOST_GROWTH = 250  # times its compressed size that anything may unpack to; text reaches about 30
MOST_MEMBERS = 100_000
# The others unpack without a bound on memory, and no vendor uses them.
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_MEMBER_ENTRY = 256  # bytes that a member takes in a zip's directory, more than on average
_MOST_OF_DISK = 0.9
_BLOCK = 1 << 20
_TOO_MUCH = (
    f"more than {MOST_GROWTH} times its size: this is a zip bomb, or must be unpacked by hand."
)


class TooLargeError(LandingError):
    """A member unpacks to more than it may; others beside it may be sound."""


@dataclass
class Unpacking:
    """Where a file is unpacked to, and how much it may still be, with all archives in it."""

    scratch: Path
    left: int


def unpacking(path: Path, scratch: Path) -> Unpacking:
    """What a file on disk may unpack to: a small bomb in it leaves room for what lies beside it."""
    return Unpacking(scratch, SMALL + MOST_GROWTH * path.stat().st_size)


def opened(path: Path) -> zipfile.ZipFile:
    """Open a zip.

    Raises:
        LandingError: it has too many members; one with a huge directory is not even read.
    """
    too_many = LandingError(
        f"The archive holds more than {MOST_MEMBERS:,} files: unpack it and land the folder."
    )
    with path.open("rb") as file:
        end = zipfile._EndRecData(file)  # type: ignore[attr-defined]
    if end and end[zipfile._ECD_SIZE] > MOST_MEMBERS * _MEMBER_ENTRY:  # type: ignore[attr-defined]
        raise too_many
    archive = zipfile.ZipFile(path)
    if len(archive.infolist()) > MOST_MEMBERS:
        archive.close()
        raise too_many
    return archive


@contextmanager
def copied(source: IO[bytes] | gzip.GzipFile, size: int, to: Unpacking) -> Iterator[Path]:
    """A temporary copy of what a stream unpacks to.

    Args:
        source: the stream; it is closed.
        size: compressed bytes that it reads.
        to: where to, and how much.

    Raises:
        TooLargeError: it is more than its size or the disk allow.
        LandingError: it is more than the file on disk that it lies in allows.
        WarehouseError: the disk is full.
    """
    with source, tempfile.TemporaryDirectory(dir=to.scratch) as folder:
        path = Path(folder, "member")
        try:
            with path.open("wb") as target:
                for block in _bounded(source, size, to):
                    target.write(block)
        except OSError as error:
            raise_if_full(error, to.scratch)
            raise
        yield path


def _bounded(source: IO[bytes] | gzip.GzipFile, size: int, to: Unpacking) -> Iterator[bytes]:
    most = max(SMALL, MOST_GROWTH * size)
    spare = shutil.disk_usage(to.scratch).free * _MOST_OF_DISK
    unpacked = 0
    while block := source.read(_BLOCK):
        unpacked += len(block)
        to.left -= len(block)
        if unpacked > most:
            raise TooLargeError(f"It unpacks to {_TOO_MUCH}")
        if to.left < 0:
            raise LandingError(f"The archive unpacks to {_TOO_MUCH}")
        if unpacked > spare:
            raise TooLargeError(
                f"It unpacks to more than the {spare / 1e9:,.1f} GB that the disk under "
                f"{to.scratch.parent} can spare: free some space and land it again."
            )
        yield block
