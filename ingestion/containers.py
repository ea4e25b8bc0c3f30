"""Looking into zips, gz files and workbooks.

A member is copied into the scratch folder under a name of ours, never its own, so no name in an
archive can reach another place on disk.
"""

from __future__ import annotations

import datetime as dt
import gzip
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ingestion.content import kind_of_text
from ingestion.exports import Export, Kind, name_order
from ingestion.unpacking import METHODS, TooLargeError, Unpacking, copied, opened, unpacking
from ingestion.workbook import sheet_names
from warehouse.errors import LandingError

_CUT_OFF = "The archive is damaged or cut off: export or copy it again."
DEEPEST = 4  # containers within containers
_NO_DATE = (1980, 1, 1)
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
    struct.error,
    UnicodeError,
    NotImplementedError,
)


def contents(export: Export, scratch: Path) -> Iterator[Export]:
    """The export itself, or what it contains; a copy exists only until the next one is asked for.

    Args:
        export: a file; one with a problem is passed on.
        scratch: folder for temporary copies.

    Raises:
        WarehouseError: the disk under `scratch` is full.
    """
    if export.problem:
        yield export
        return
    try:
        to = unpacking(export.path, scratch)
    except OSError as error:
        yield unreadable(export, error)
        return
    yield from _contents(export, to, depth=0)


def _contents(export: Export, to: Unpacking, depth: int) -> Iterator[Export]:
    if export.names[0].startswith("~$" if export.is_named else ("~$", ".")):
        yield replace(export, problem="It is a lock file or a hidden file.", outcome="skipped")
        return
    try:
        export = replace(export, kind=_kind(export))
        if export.kind in {"zip", "gz"} and depth >= DEEPEST:
            raise LandingError(f"It lies more than {DEEPEST} archives deep: unpack it first.")
        match export.kind:
            case "zip":
                yield from _members(export, to, depth)
            case "gz":
                size = export.path.stat().st_size
                with copied(gzip.open(export.path), size, to) as path:
                    inner = replace(export, path=path, written_at=_written_at(export))
                    yield from _contents(inner, to, depth + 1)
            case "workbook":
                yield from _sheets(export)
            case _:
                yield export
    except LandingError as error:
        yield replace(export, problem=str(error))
    except _BROKEN:
        yield replace(export, problem=_CUT_OFF)
    except OSError as error:
        yield unreadable(export, error)


def unreadable(export: Export, error: OSError) -> Export:
    """An export that the system does not let be read."""
    return replace(export, problem=f"It cannot be read: {error.strerror or error}.")


def _kind(export: Export) -> Kind:
    """By the content where it says so, otherwise by the name.

    Raises:
        LandingError: it is a workbook in a form that is not read here.
    """
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
            if start.startswith(b"\x1f\x8b"):
                return "gz"
            return kind_of_text(export.path, by_name)


def _holds_workbook(path: Path) -> bool:
    try:
        with opened(path) as archive:
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


def _members(export: Export, to: Unpacking, depth: int) -> Iterator[Export]:
    with opened(export.path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if not members:
            yield replace(export, problem="The zip holds no file.", outcome="empty")
        for name, member in sorted(
            ((_member_name(member), member) for member in members),
            key=lambda pair: name_order(pair[0]),
        ):
            inner = replace(
                export,
                name=f"{export.name}/{name}",
                is_named=False,
                written_at=_written_at(export, member),
            )
            if stat.S_ISLNK(member.external_attr >> 16) or "__MACOSX/" in name:
                problem = "It is a link or a system file."
                yield replace(inner, problem=problem, outcome="skipped")
            elif member.flag_bits & 1:
                yield replace(inner, problem="It is protected by a password: unpack it first.")
            elif member.compress_type not in METHODS:
                problem = "It is compressed by a method that is not read here: unpack it first."
                yield replace(inner, problem=problem)
            else:
                yield from _member(archive, member, inner, to, depth)


def _member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    export: Export,
    to: Unpacking,
    depth: int,
) -> Iterator[Export]:
    size = min(member.compress_size, export.path.stat().st_size)
    try:
        with copied(archive.open(member), size, to) as path:
            yield from _contents(replace(export, path=path), to, depth + 1)
    except TooLargeError as error:
        yield replace(export, problem=str(error))
    except _BROKEN:
        yield replace(export, problem=_CUT_OFF)


def _written_at(export: Export, member: zipfile.ZipInfo | None = None) -> dt.datetime | None:
    """When a member was written, or else the archive that it lies in."""
    if member is not None and member.date_time[:3] != _NO_DATE:
        with suppress(ValueError):
            return dt.datetime(*member.date_time)  # noqa: DTZ001 - a zip knows no time zone
    if export.written_at is not None:
        return export.written_at
    changed = dt.datetime.fromtimestamp(export.path.stat().st_mtime, dt.UTC)
    return changed.replace(tzinfo=None)


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
