"""Records that were read one by one, as parts that DuckDB reads."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, TypeVar

from ingestion.exports import plain_path
from ingestion.headers import is_unicode
from ingestion.plain_csv import LAST_CELL
from ingestion.records import Drop, Part, Place, Record, Reject

Found = TypeVar("Found", Reject, Drop)
PART_SIZE = 256 << 20  # bytes: many smaller inserts leave row groups that a checkpoint rewrites
READ_SIZE = 16 << 20  # of them read one by one, which are kept in memory until they have landed
_FILE_SIZE = 8 << 20  # DuckDB reads several files at once, but the begin of one file alone
DEFAULT_LINE = 2_000_000  # bytes that DuckDB allows a line without being told


class PartFile:
    """A part that is being written: CSV files, in front of each record its number."""

    def __init__(self, folder: Path, width: int, delimiter: str, first: int) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.delimiter = delimiter
        self.first = first
        self.next = first
        self.size = 0
        self._read_size = 0
        self._paths: list[Path] = []
        self.longest = 0
        self.is_trimmed = True
        self.may_misfit = False
        self.rejects: dict[int, Reject] = {}
        self.drops: list[Drop] = []
        self.finders: list[Callable[[Sequence[int]], Mapping[int, Place]]] = []
        self.file = self._next_file()
        self._width = width
        self._read: dict[int, Record] = {}
        self._write = csv.writer(
            self, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n"
        ).writerow

    def _next_file(self) -> IO[bytes]:
        path = self.folder / f"{len(self._paths)}.csv"
        self._paths.append(path)
        return path.open("wb")

    @property
    def is_full(self) -> bool:
        """Whether it is large enough to be read."""
        return self.size > PART_SIZE or self._read_size > READ_SIZE

    def write(self, text: str) -> int:
        """Take a line from the csv module."""
        return self.file.write(text.encode())

    def turn_over(self) -> None:
        """Go on in a new file where this one is long enough."""
        if self.file.tell() > _FILE_SIZE:
            self.file.close()
            self.file = self._next_file()

    def add(self, found: Record | Reject | Drop) -> None:
        """Take what a reader found; a record that no database can hold is a reject."""
        if isinstance(found, Drop):
            self.drops.append(_storable(found))
            self.size += len(found.text)
            return
        if isinstance(found, Record) and (reason := _unstorable(found.cells)):
            found = Reject(found.line_number, _text(found, ()), reason)
        if isinstance(found, Reject):
            self.rejects[self.next] = _storable(found)
            self.size += len(found.text)
        else:
            size = self._write((self.next, *found.cells, LAST_CELL))
            self.size += size
            self.longest = max(self.longest, size)
            self.turn_over()
            self._read[self.next] = found
            self._read_size += size
            self.is_trimmed = False
        self.next += 1

    def done(self, headers: Sequence[str]) -> Part:
        """The finished part."""
        self.file.close()
        read = self._read

        def places(numbers: Collection[int]) -> dict[int, Place]:
            found = {
                number: Place(read[number].line_number, _text(read[number], headers))
                for number in numbers
                if number in read
            }
            ordered = sorted(numbers)
            for finder in self.finders:
                found |= finder(ordered)
            return found

        columns = ", ".join(f"'c{at}': 'varchar'" for at in range(1, self._width + 1))
        relation = (
            "read_csv($paths, auto_detect = false, header = false, delim = $delimiter,"
            " quote = '\"', escape = '\"', new_line = '\\n', strict_mode = true,"
            " max_line_size = $longest, buffer_size = $buffer, nullstr = $plain_marks,"
            f" columns = {{'c0': 'bigint', {columns}, 'last_cell': 'varchar'}}"
        )
        if self.may_misfit:
            relation += (
                ", store_rejects = true, rejects_table = 'misfits',"
                " rejects_scan = 'misfit_scans', rejects_limit = 0"
            )
        longest = max(DEFAULT_LINE, self.longest + 100)  # number and last cell
        given: dict[str, Any] = {
            "paths": [plain_path(path) for path in self._paths],
            "delimiter": self.delimiter,
            "longest": longest,
            "buffer": 2 * longest,
        }
        return Part(
            relation=f"{relation})",
            given=given,
            first=self.first,
            records=self.next - self.first,
            places=places,
            rejects=self.rejects,
            drops=self.drops,
            is_trimmed=self.is_trimmed,
            may_misfit=self.may_misfit,
        )


def record_parts(
    rows: Iterable[Record | Reject | Drop], headers: Sequence[str], folder: Path
) -> Iterator[Part]:
    """Cut a stream of records into parts.

    Args:
        rows: everything behind the header.
        headers: of the file.
        folder: for the parts; each is there until the next one is asked for.
    """
    # the next part is written while the one before is read
    paths = itertools.cycle(folder / f"records_{at}" for at in range(3))
    part = PartFile(next(paths), len(headers), ",", 1)
    for found in rows:
        part.add(found)
        if part.is_full:
            yield part.done(headers)
            part = PartFile(next(paths), len(headers), ",", part.next)
    yield part.done(headers)


def _unstorable(cells: Sequence[str | None]) -> str:
    """Why text cannot be stored, or ""; never holds a value."""
    content = "".join(filter(None, cells))
    if "\0" in content:
        return "a cell holds a NUL character"
    if not content.isascii() and not is_unicode(content):
        return "a cell holds text that is no Unicode (half of a surrogate pair)"
    return ""


def _text(record: Record, headers: Sequence[str]) -> str:
    """The record as it stands in the file; of a format without text, as JSON."""
    if record.text is not None:
        return record.text.rstrip("\r\n")
    cells = dict(zip(headers, record.cells, strict=False)) if headers else list(record.cells)
    return json.dumps(cells, ensure_ascii=False)


def _storable(found: Found) -> Found:
    """Text that a database can hold: what it cannot is shown as an escape."""
    text = found.text.replace("\0", "\\0").encode("utf-8", errors="backslashreplace")
    return found._replace(text=text.decode("utf-8"))
