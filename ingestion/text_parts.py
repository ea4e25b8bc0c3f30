"""Delimited text in parts: block by block where it is plain, record by record where it is not.

One broken line costs the speed of its own block only.
"""

from __future__ import annotations

import csv
import io
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingestion.delimited import Lines, read_delimited
from ingestion.plain_csv import BLOCK, Block, read_block, write_numbered
from ingestion.plain_text import PlainText
from ingestion.record_parts import PartFile
from ingestion.records import BLANK_LINE, Drop, Part, Place


@dataclass(frozen=True)
class Layout:
    """Where the records of a text begin, and how they are parted.

    Attributes:
        headers: one per cell of a record.
        offset: bytes before the first record.
        line: lines before it.
        drops: what stands before it and is not the header.
    """

    delimiter: str
    headers: tuple[str, ...]
    offset: int
    line: int
    drops: Sequence[Drop] = ()


def text_parts(text: PlainText, layout: Layout, folder: Path) -> Iterator[Part]:
    """Read everything behind the header; each part is there until the next one is asked for."""
    # the next part is written while the one before is read
    folders = [folder / f"part_{at}" for at in range(3)]
    reading = _Reading(text, layout)
    number, turn, drops = 1, 0, list(layout.drops)
    while True:
        part = PartFile(folders[turn % 3], len(layout.headers), layout.delimiter, number)
        part.drops += drops
        is_last = reading.fill(part)
        number, turn, drops = part.next, turn + 1, []
        yield part.done(layout.headers)
        if is_last:
            return


class _Reading:
    """How far the text has been read."""

    def __init__(self, text: PlainText, layout: Layout) -> None:
        self._text = text
        self._layout = layout
        self._offset = layout.offset
        self._line = layout.line
        self._width = len(layout.headers)
        # of one column, a blank line is a record to DuckDB
        self._may_be_plain = self._width > 1 and layout.delimiter.isascii()

    def fill(self, part: PartFile) -> bool:
        """Read until the part is full; whether that was all."""
        while not part.is_full:
            if not (self._take_plain(part) or self._take_records(part)):
                return True
        return False

    def _take_plain(self, part: PartFile) -> bool:
        """Take a block where it is plain; False where it is not, or at the end."""
        if not self._may_be_plain:
            return False
        with self._text.path.open("rb") as file:
            file.seek(self._offset)
            block = read_block(file, self._layout.delimiter)
            end = file.tell()
        if block is None or not block.data or not self._fits(block):
            return False
        write_numbered(block, self._layout.delimiter, part.next, part.file)
        part.turn_over()
        line = self._line
        part.drops += [
            Drop(line + at + 1, text, BLANK_LINE) for at, text in block.blank_lines.items()
        ]
        part.finders.append(self._finder(self._offset, part.next, len(block.starts), line))
        part.next += len(block.starts)
        part.size += len(block.data)
        part.longest = max(part.longest, block.longest)
        part.is_trimmed &= block.is_trimmed
        part.may_misfit = True
        self._offset = end
        self._line += block.line_count
        return True

    def _fits(self, block: Block) -> bool:
        """Whether the records that span lines are whole.

        One with the wrong number of cells may be one line whose quote swallowed the next ones.
        """
        return all(
            len(next(csv.reader([record.decode()], delimiter=self._layout.delimiter)))
            == self._width
            for record in block.spanning()
        )

    def _take_records(self, part: PartFile) -> bool:
        """Take records one by one until a block's size is passed; False at the end."""
        with self._text.path.open("rb") as file:
            file.seek(self._offset)
            stream = io.TextIOWrapper(file, encoding="utf-8", newline="")
            lines = Lines(stream, self._line)
            found = 0
            for record in read_delimited(lines, self._layout.delimiter, self._width):
                part.add(record)
                found += 1
                is_enough = part.is_full or (self._may_be_plain and lines.taken_bytes > BLOCK)
                if is_enough and not lines.has_returned:
                    break
            self._offset += lines.taken_bytes
            self._line = lines.number + len(lines.taken)
        return found > 0

    def _finder(
        self, offset: int, first: int, count: int, line: int
    ) -> Callable[[Sequence[int]], dict[int, Place]]:
        def find(ordered: Sequence[int]) -> dict[int, Place]:
            wanted = ordered[bisect_left(ordered, first) : bisect_left(ordered, first + count)]
            if not wanted:
                return {}
            with self._text.path.open("rb") as file:
                file.seek(offset)
                block = read_block(file, self._layout.delimiter)
            if block is None:
                return {}
            records = block.records()
            return {
                number: Place(
                    line + int(block.lines[number - first]) + 1,
                    records[number - first].decode(),
                )
                for number in wanted
            }

        return find
