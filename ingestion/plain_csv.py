"""Blocks of a text file that are plain RFC 4180, checked in one pass over their bytes.

DuckDB reads such a block as fast as text can be read, and there is one way only to read it.
Everything else is read record by record (`ingestion.delimited`). Plain is: quotes only around
whole cells, and doubled inside them; one kind of line break outside quotes; no NUL. Then the
number of cells of a record is all that can still be wrong with it.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import IO

import numpy as np
from numpy.typing import NDArray

from ingestion.cells import BLANKS

BLOCK = 1 << 20  # fits into a processor's cache with what is made of it
LAST_CELL = "."
_QUOTE, _NEWLINE, _RETURN = ord('"'), ord("\n"), ord("\r")
_EDGE, _BLANK = 1, 2
_WIDE_BLANKS = ("\u00a0".encode(), "\u3000".encode(), "\ufeff".encode())

_Bytes = NDArray[np.uint8]
_Places = NDArray[np.intp]


@dataclass(frozen=True)
class Block:
    """Whole records.

    Attributes:
        data: their bytes, the last line break included if the file has one there.
        starts: where each record begins in `data`, without the blank lines.
        ends: where each record ends, its line break included.
        lines: line of each record within the block, from 0.
        blank_lines: line, from 0 -> the blanks in it, of the lines without a cell.
        line_count: line breaks in the block.
        longest: bytes of the longest record.
        is_trimmed: whether no cell begins or ends with a blank.
        is_returned: whether lines end with CRLF; None where no line ends.
    """

    data: bytes
    starts: _Places
    ends: _Places
    lines: _Places
    blank_lines: dict[int, str]
    line_count: int
    longest: int
    is_trimmed: bool
    is_returned: bool | None

    def records(self) -> list[bytes]:
        """Each record's bytes without its line break."""
        if self._lines_begun == len(self.starts):
            records = self.data.split(b"\r\n" if self.is_returned else b"\n")
            return records[: len(self.starts)]
        return [self._record(at) for at in range(len(self.starts))]

    def spanning(self) -> list[bytes]:
        """The records that span lines."""
        if self._lines_begun == len(self.starts) + len(self.blank_lines):
            return []
        following = np.append(self.lines[1:], self._lines_begun)
        return [self._record(int(at)) for at in np.flatnonzero(following - self.lines > 1)]

    @property
    def _lines_begun(self) -> int:
        """Lines, with the last one of a file that ends without a line break."""
        return self.line_count + (not self.data.endswith(b"\n"))

    def _record(self, at: int) -> bytes:
        return self.data[self.starts[at] : self.ends[at]].rstrip(b"\r\n")


def read_block(file: IO[bytes], delimiter: str, size: int = BLOCK) -> Block | None:
    """The next whole records of a UTF-8 file, from where it stands at the begin of one.

    Returns:
        None where they are not plain, with the file where it was. An empty block is the end.
    """
    begin = file.tell()
    data = file.read(size)
    is_last = len(data) < size
    block = _checked(data, ord(delimiter), is_last=is_last)
    if block is None:
        file.seek(begin)
    elif len(block.data) < len(data):
        file.seek(begin + len(block.data))
    return block


def _checked(data: bytes, delimiter: int, *, is_last: bool) -> Block | None:
    if b"\0" in data:
        return None
    letters = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(letters == _QUOTE) if b'"' in data else np.empty(0, np.intp)
    breaks = np.flatnonzero(letters == _NEWLINE)
    outside = breaks[(np.searchsorted(quotes, breaks) & 1) == 0] if len(quotes) else breaks
    if not is_last:
        if not len(outside):
            return None
        end = int(outside[-1]) + 1
        data, letters = data[:end], letters[:end]
        quotes = quotes[: np.searchsorted(quotes, end)]
        breaks = breaks[: np.searchsorted(breaks, end)]
    if len(quotes) & 1 or not _are_placed(letters, quotes, delimiter):
        return None
    is_returned = None
    if b"\r" in data:
        returns = np.flatnonzero(letters == _RETURN)
        if returns[-1] == len(letters) - 1 or (letters[returns + 1] != _NEWLINE).any():
            return None
    if len(outside):
        with_return = letters[outside - 1] == _RETURN
        is_returned = bool(with_return[0]) and outside[0] > 0
        if (with_return != is_returned).any():
            return None
    starts = np.concatenate(([0], outside + 1))
    if starts[-1] == len(letters):
        starts = starts[:-1]
    ends = np.append(starts[1:], len(letters))
    is_blank = _are_blank(data, letters, starts, ends, delimiter, is_returned=is_returned)
    lines = np.searchsorted(breaks, starts) if len(starts) else starts
    lengths = ends - starts
    return Block(
        data=data,
        starts=starts[~is_blank],
        ends=ends[~is_blank],
        lines=lines[~is_blank],
        blank_lines={
            int(lines[at]): data[starts[at] : ends[at]].decode().rstrip("\r\n")
            for at in np.flatnonzero(is_blank)
        },
        line_count=len(breaks),
        longest=int(lengths.max()) if len(lengths) else 0,
        is_trimmed=_is_trimmed(data, letters, quotes, delimiter)
        and _are_texts_within(letters, quotes, delimiter, has_breaks=len(breaks) > len(outside)),
        is_returned=is_returned,
    )


def _are_placed(letters: _Bytes, quotes: _Places, delimiter: int) -> bool:
    """Whether each quote opens a cell, closes one or is doubled."""
    if not len(quotes):
        return True
    opens = np.zeros(256, bool)
    opens[[delimiter, _QUOTE, _NEWLINE]] = True
    closes = opens.copy()
    closes[_RETURN] = True
    opening, closing = quotes[::2], quotes[1::2]
    before = letters[opening[1:] - 1] if opening[0] == 0 else letters[opening - 1]
    behind = closing[:-1] if closing[-1] == len(letters) - 1 else closing
    return bool(opens[before].all() and closes[letters[behind + 1]].all())


def _are_blank(
    data: bytes,
    letters: _Bytes,
    starts: _Places,
    ends: _Places,
    delimiter: int,
    *,
    is_returned: bool | None,
) -> NDArray[np.bool_]:
    """Which lines hold nothing but blanks."""
    if not len(starts):
        return np.empty(0, bool)
    first = letters[starts]
    is_blank = np.asarray((first == _NEWLINE) | ((first == _RETURN) & (ends - starts == 2)))
    may_be_blank = np.frombuffer(_kinds(delimiter), np.uint8) == _BLANK
    last = letters[np.maximum(starts, ends - (3 if is_returned else 2))]
    suspects = may_be_blank[first] & may_be_blank[last]
    suspects[-1] = may_be_blank[first[-1]]  # a file may end without a line break
    blanks = BLANKS.replace(chr(delimiter), "")
    for at in np.flatnonzero(suspects):
        is_blank[at] = not data[starts[at] : ends[at]].decode().strip(blanks)
    return is_blank


def _is_trimmed(data: bytes, letters: _Bytes, quotes: _Places, delimiter: int) -> bool:
    if not len(letters):
        return True
    kinds = np.frombuffer(data.translate(_kinds(delimiter)), np.uint8)
    if kinds[0] == _BLANK or kinds[-1] == _BLANK:
        return False
    left = np.flatnonzero(kinds[1:] ^ kinds[:-1] == _EDGE | _BLANK)
    is_before = kinds[left] == _EDGE
    edges = left + ~is_before
    # within quotes a comma and a blank are text, and so is a doubled quote next to one
    before = np.searchsorted(quotes, edges)
    is_quoted = (before & 1) == 1
    beyond = np.clip(np.where(is_quoted, edges + 1, edges - 1), 0, len(letters) - 1)
    is_doubled = (letters[beyond] == _QUOTE) & (before > 0)
    is_end = np.where(letters[edges] == _QUOTE, ~is_doubled, ~is_quoted)
    beside = (left + is_before)[is_end]
    if (letters[beside] < 0x80).any():
        return False
    return not any(
        data.startswith(_WIDE_BLANKS, place) or data.endswith(_WIDE_BLANKS, 0, place + 1)
        for place in beside.tolist()
    )


def _are_texts_within(
    letters: _Bytes, quotes: _Places, delimiter: int, *, has_breaks: bool
) -> bool:
    """Whether no quoted cell begins or ends with a blank that ends cells elsewhere."""
    blanks = {delimiter} & {ord("\t")} | ({_NEWLINE, _RETURN} if has_breaks else set())
    if not blanks or not len(quotes):
        return True
    within = np.concatenate((letters[quotes[::2] + 1], letters[quotes[1::2] - 1]))
    return not np.isin(within, list(blanks)).any()


@functools.cache
def _kinds(delimiter: int) -> bytes:
    """For each byte whether it ends cells, or may be (a part of) a blank."""
    kinds = bytearray(256)
    for byte in (delimiter, _QUOTE, _NEWLINE, _RETURN):
        kinds[byte] = _EDGE
    for byte in b" \t\v\f".replace(bytes([delimiter]), b""):
        kinds[byte] = _BLANK
    for blank in _WIDE_BLANKS:
        kinds[blank[0]] = kinds[blank[-1]] = _BLANK
    return bytes(kinds)


def write_numbered(block: Block, delimiter: str, first: int, file: IO[bytes]) -> None:
    """Write the records, each on lines of its own between its number and a last cell.

    Without the last cell, DuckDB takes no notice of a surplus cell at the end that is blank.
    """
    mark = delimiter.encode()
    end = mark + LAST_CELL.encode() + b"\n"
    if records := block.records():
        between = end + b"%d" + mark
        pieces = [b""] * (2 * len(records))
        pieces[0::2] = [between % number for number in range(first, first + len(records))]
        pieces[1::2] = records
        pieces[0] = pieces[0].removeprefix(end)
        pieces.append(end)
        file.write(b"".join(pieces))
