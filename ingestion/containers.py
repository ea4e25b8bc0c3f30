"""Looking into zips, gz files and workbooks.

A member is copied into the scratch folder under a name of ours, never its own, so no name in an
archive can reach another place on disk.
"""

from __future__ import annotations

import gzip
import lzma
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

from ingestion.disk import raise_if_full
from ingestion.exports import Export, Kind
from ingestion.workbook import sheet_names
from warehouse.errors import LandingError

_CUT_OFF = "The archive is damaged or cut off: export or copy it again."
DEEPEST = 4  # containers within containers
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_KIND_BY_SUFFIX: dict[str, Kind] = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".zip": "zip",
    **dict.fromkeys(_WORKBOOKS, "workbook"),
}
_BROKEN = (
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
)


def contents(export: Export, scratch: Path, depth: int = 0) -> Iterator[Export]:
    """The export itself, or what it contains; a copy exists only until the next one is asked for.

    Args:
        export: a file; one with a problem is passed on.
        scratch: folder for temporary copies.
        depth: archives that it lies in.

    Raises:
        WarehouseError: the disk under `scratch` is full.
    """
    if export.problem:
        yield export
        return
    if export.names[0].startswith("~$" if export.is_named else ("~$", ".")):
        yield replace(export, problem="It is a lock file or a hidden file.", outcome="skipped")
        return
    try:
        export = replace(export, kind=_kind(export))
        if export.kind in {"zip", "gz"} and depth >= DEEPEST:
            raise LandingError(f"It lies more than {DEEPEST} archives deep: unpack it first.")
        match export.kind:
            case "zip":
                yield from _members(export, scratch, depth)
            case "gz":
                with _copied(gzip.open(export.path), scratch) as path:
                    yield from contents(replace(export, path=path), scratch, depth + 1)
            case "workbook":
                yield from _sheets(export)
            case _:
                yield export
    except LandingError as error:
        yield replace(export, problem=str(error))
    except _BROKEN:
        yield replace(export, problem=_CUT_OFF)
    except OSError as error:
        yield replace(export, problem=f"It cannot be read: {error.strerror or error}.")


def _kind(export: Export) -> Kind:
    """By the content where it says so, otherwise by the name."""
    with export.path.open("rb") as file:
        start = file.read(4)
    suffix = Path(export.names[0]).suffix.casefold()
    by_name = _KIND_BY_SUFFIX.get(suffix, "text") if start else "text"
    match start:
        case b"PK\x03\x04" | b"PK\x05\x06":
            return "workbook" if suffix in _WORKBOOKS or _holds_workbook(export.path) else "zip"
        case b"PAR1":
            return "parquet"
        case b"\xd0\xcf\x11\xe0":
            return "workbook"
        case _:
            return "gz" if start.startswith(b"\x1f\x8b") else by_name


def _holds_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(part.startswith("xl/workbook.") for part in archive.namelist())
    except zipfile.BadZipFile:
        return False


def _sheets(export: Export) -> Iterator[Export]:
    names = sheet_names(export.path)
    if not names:
        yield replace(export, problem="The workbook holds no data.", outcome="empty")
    for name in names:
        is_named = export.is_named and len(names) == 1
        yield replace(export, name=f"{export.name}#{name}", sheet=name, is_named=is_named)


def _members(export: Export, scratch: Path, depth: int) -> Iterator[Export]:
    with zipfile.ZipFile(export.path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if not members:
            yield replace(export, problem="The zip holds no file.", outcome="empty")
        for name, member in sorted(
            ((_member_name(member), member) for member in members), key=lambda pair: pair[0]
        ):
            inner = replace(export, name=f"{export.name}/{name}", is_named=False)
            if stat.S_ISLNK(member.external_attr >> 16) or "__MACOSX/" in name:
                problem = "It is a link or a system file."
                yield replace(inner, problem=problem, outcome="skipped")
            elif member.flag_bits & 1:
                yield replace(inner, problem="It is protected by a password: unpack it first.")
            else:
                yield from _member(archive, member, inner, scratch, depth)


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, export: Export, scratch: Path, depth: int
) -> Iterator[Export]:
    try:
        with _copied(archive.open(member), scratch) as path:
            yield from contents(replace(export, path=path), scratch, depth + 1)
    except _BROKEN:
        yield replace(export, problem=_CUT_OFF)


@contextmanager
def _copied(source: IO[bytes] | gzip.GzipFile, scratch: Path) -> Iterator[Path]:
    with source, tempfile.TemporaryDirectory(dir=scratch) as folder:
        path = Path(folder, "member")
        try:
            with path.open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
        except OSError as error:
            raise_if_full(error, scratch)
            raise
        yield path


def _member_name(member: zipfile.ZipInfo) -> str:
    """A member's name; old zips do not say that their names are UTF-8 or GB18030."""
    if member.flag_bits & 0x800 or member.filename.isascii():
        return member.filename
    name = member.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename
