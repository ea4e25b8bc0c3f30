"""Delimited text, record by record, so that one broken line costs that line only.

The csv module does the parsing (strict: a quote that is closed must end the cell). A record may
span lines. Where it does and turns out wrong, there are two explanations: a whole record with
the wrong number of cells, or one line with an unclosed quote that swallowed good lines behind
it. If one of those lines stands alone as a record, it is the second: the first line only is
rejected, and reading resumes behind it.
"""

from __future__ import annotations

import csv
import functools
import re
from collections import deque
from collections.abc import Iterator
from typing import IO

from ingestion.cells import BLANKS
from ingestion.records import BLANK_LINE, Drop, Record, Reject
from warehouse.errors import LandingError

DELIMITERS = (",", ";", "\t", "|")
LONGEST_RECORD = 1 << 24  # characters
MOST_LINES = 10_000  # of one record
ANY_WIDTH = -1


class _UnclosedError(Exception):
    """A record that does not end within the bounds."""


class Lines:
    """The physical lines, with those of the record being read, which can be given back."""

    def __init__(self, stream: IO[str], number: int = 0) -> None:
        self._stream = stream
        self._returned: deque[str] = deque()
        self._length = 0
        self._bytes = 0
        self.taken: list[str] = []
        self.number = number  # of lines before the record being read

    @property
    def taken_bytes(self) -> int:
        """Bytes of UTF-8 up to the end of the record."""
        return self._bytes

    @property
    def has_returned(self) -> bool:
        """Whether lines behind the record were given back, and are suspect."""
        return bool(self._returned)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES or self._length > LONGEST_RECORD:
            raise _UnclosedError
        if self._returned:
            line = self._returned.popleft()
        else:
            line = self._stream.readline(LONGEST_RECORD)
            if not line:
                raise StopIteration
            if len(line) == LONGEST_RECORD and line[-1] not in "\r\n":
                raise LandingError(
                    f"Line {self.number + len(self.taken) + 1:,} is longer than "
                    f"{LONGEST_RECORD:,} characters: this is no table of delimited text."
                )
        self.taken.append(line)
        self._length += len(line)
        self._bytes += len(line) if line.isascii() else len(line.encode())
        return line

    def begin(self) -> None:
        """A new record begins behind the lines taken so far."""
        self.number += len(self.taken)
        self.taken = []
        self._length = 0

    def give_back(self) -> None:
        """Keep the first line of the record, and read the others again."""
        self._bytes -= len("".join(self.taken[1:]).encode())
        self._returned.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


def read_delimited(lines: Lines, delimiter: str, width: int) -> Iterator[Record | Reject | Drop]:
    """Read every record.

    Args:
        lines: of a stream opened with `newline=""`.
        delimiter: one character.
        width: cells that a record must have, or ANY_WIDTH.

    Yields:
        Records in order. Every physical line belongs to exactly one record, reject or drop.
    """
    csv.field_size_limit(2 * LONGEST_RECORD)
    parse = functools.partial(csv.reader, lines, delimiter=delimiter, strict=True)
    reader = parse()
    suspect_until = 0  # lines up to here were swallowed once and must be clean to count
    while True:
        lines.begin()
        try:
            cells: list[str] | None = next(reader)
        except StopIteration:
            return
        except (csv.Error, _UnclosedError):
            cells = None
            reader = parse()
        start = lines.number + 1
        text = lines.taken[0] if len(lines.taken) == 1 else "".join(lines.taken)
        if is_blank(text, delimiter):
            yield Drop(start, text.rstrip("\r\n"), BLANK_LINE)
            continue
        is_sound = start > suspect_until or _is_clean(text, delimiter)
        if cells is not None and width in {len(cells), ANY_WIDTH} and is_sound:
            yield Record(start, cells, text)
            continue
        if len(lines.taken) > 1 and _swallowed(lines.taken[1:], delimiter, width, cells is None):
            suspect_until = max(suspect_until, lines.number + len(lines.taken))
            lines.give_back()
            cells = None
        reason = "a quote is not closed, or not doubled inside a quoted cell"
        if cells is not None and len(cells) != width:
            reason = misfit(len(cells), width)
        yield Reject(start, "".join(lines.taken).rstrip("\r\n"), reason)


def is_blank(text: str, delimiter: str) -> bool:
    """Whether a line has no cell at all."""
    return not text.strip(BLANKS.replace(delimiter, ""))


def misfit(cells: int, width: int) -> str:
    """Why a record with another number of cells than there are headers cannot be landed."""
    return f"{cells} cells, where {width} are expected"


def _swallowed(lines: list[str], delimiter: str, width: int, unclosed: bool) -> bool:
    """Whether the lines behind the first one of a wrong record were swallowed by it."""
    return unclosed or any(
        _is_clean(line, delimiter)
        and len(next(csv.reader([line], delimiter=delimiter), [])) == width
        for line in lines
    )


def _is_clean(text: str, delimiter: str) -> bool:
    """Whether quotes stand only where RFC 4180 has them."""
    if '"' not in text:
        return True
    return _grammar(delimiter).fullmatch(text) is not None


@functools.cache
def _grammar(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    cell = rf'(?:"(?:[^"]|"")*+"|[^"{mark}]*+)'
    return re.compile(rf"{cell}(?:{mark}{cell})*+[\r\n]*")
