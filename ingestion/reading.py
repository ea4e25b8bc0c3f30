"""Opening an export as a table, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb

from ingestion.catalog import Source, Table
from ingestion.delimited import ANY_WIDTH, DELIMITERS, LONGEST_RECORD, Lines, read_delimited
from ingestion.exports import Export
from ingestion.fixed_width import read_fixed_width
from ingestion.header_search import DEEPEST_HEADER, checked, header_at, joined
from ingestion.json_records import open_json
from ingestion.parquet import open_parquet
from ingestion.plain_text import PlainText, plain_text
from ingestion.record_parts import record_parts
from ingestion.records import HEADER_ROW, PREAMBLE, Drop, Extract, Record, Reject
from ingestion.text_parts import Layout, text_parts
from ingestion.web_page import WebPage, declared_charset
from ingestion.workbook import Sheet, open_sheet
from warehouse.errors import LandingError

_EMPTY = Extract((), lambda: iter(()))


class Opener:
    """Opens one export, perhaps as several tables, and looks at its text once."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, export: Export, folder: Path) -> None:
        """Open nothing yet.

        Args:
            connection: reads Parquet.
            export: a single file or sheet, no container.
            folder: for temporary files; it must outlast what is opened.
        """
        self._connection = connection
        self._export = export
        self._folder = folder
        self._sheet: Sheet | None = None
        self._texts: dict[tuple[str | None, bool], PlainText] = {}
        self._pages: dict[PlainText, WebPage] = {}

    def open(self, source: Source, table: Table) -> Extract:
        """Open the export as a table of a source.

        Raises:
            LandingError: it cannot be read in this form.
        """
        export = self._export
        if export.path.stat().st_size == 0:
            return _EMPTY
        if export.kind == "workbook":
            if self._sheet is None:
                self._sheet = Sheet(export.path, export.sheet or "", self._folder)
            return open_sheet(self._sheet, table)
        if export.kind == "parquet":
            return open_parquet(self._connection, export.path)
        text = self._text(source)
        if export.kind == "page":
            if text not in self._pages:
                self._pages[text] = WebPage(text, self._folder)
            return open_sheet(self._pages[text], table)
        form = table.format
        match export.kind:
            case "json" | "jsonl":
                headers, rows = open_json(
                    text.open, lines=export.kind == "jsonl", records=form.records
                )
            case _ if form.fixed_width is not None:
                headers = tuple(form.fixed_width)
                spans = form.fixed_width

                def rows() -> Iterator[Record | Reject | Drop]:
                    with text.open() as stream:
                        yield from read_fixed_width(stream, spans, header=form.header)
            case _:
                return _open_delimited(text, table, self._folder)
        return Extract(
            checked(headers), lambda: record_parts(rows(), headers, self._folder), text.note
        )

    def _text(self, source: Source) -> PlainText:
        encoding = source.encoding
        if encoding is None and self._export.kind == "page":
            encoding = declared_charset(self._export.path)
        key = encoding, source.ignore_nul
        if key not in self._texts:
            self._texts[key] = plain_text(
                self._export.path, encoding, self._folder, ignore_nul=source.ignore_nul
            )
        return self._texts[key]


@dataclass(frozen=True)
class _Head:
    """The first rows of a text under one delimiter, with the bytes and lines up to their ends."""

    delimiter: str
    mark: int  # bytes of the byte order mark
    rows: list[Record | Reject | Drop]
    ends: list[int]
    lines: list[int]

    def cells(self) -> list[tuple[str, ...]]:
        """Of each row; none where it is no record."""
        return [
            tuple(cell or "" for cell in row.cells) if isinstance(row, Record) else ()
            for row in self.rows
        ]


def _open_delimited(text: PlainText, table: Table, folder: Path) -> Extract:
    declared = table.format.delimiter
    heads = [_head(text, delimiter) for delimiter in ([declared] if declared else DELIMITERS)]
    if not any(not isinstance(row, Drop) for row in heads[0].rows):
        return _EMPTY
    # the delimiter under which most columns are known; of equals, that with most cells
    fits = [(header_at(head.cells(), table), head) for head in heads]
    (at, known), head = max(fits, key=lambda fit: (fit[0][1], len(_cells_at(fit[1], fit[0][0]))))
    before = head.rows[:at] if at >= 0 else head.rows
    broken = next((row for row in before if isinstance(row, Reject)), None)
    if at < 0 and broken is None and table.format.header:
        return _EMPTY
    if broken is not None and (at < 0 or (not known and table.format.header)):
        raise LandingError(
            f"Its header on line {broken.line_number} cannot be read: {broken.reason}."
        )
    layout = _layout(head, at, table)
    if any("\0" in header for header in layout.headers):
        raise LandingError(
            f"Its header on line {layout.line} holds NUL characters: it is no text, or its "
            "`encoding:` must be set in its source file."
        )
    header_rows = head.cells()[at : at + table.format.header_rows] if table.format.header else []
    return Extract(layout.headers, lambda: text_parts(text, layout, folder), text.note, header_rows)


def _head(text: PlainText, delimiter: str) -> _Head:
    head = _Head(delimiter, 3 if text.encoding == "utf-8-sig" else 0, [], [], [])
    with text.open() as stream:
        lines = Lines(stream)
        for row in islice(read_delimited(lines, delimiter, ANY_WIDTH), DEEPEST_HEADER):
            head.rows.append(row)
            head.ends.append(head.mark + lines.taken_bytes)
            head.lines.append(lines.number + len(lines.taken))
            if lines.taken_bytes > LONGEST_RECORD:
                break
    return head


def _cells_at(head: _Head, at: int) -> tuple[str, ...]:
    return head.cells()[at] if at >= 0 else ()


def _layout(head: _Head, at: int, table: Table) -> Layout:
    """Where the data begins, behind the header rows or, without a header, at the first record."""
    if not table.format.header:
        first = next(n for n, row in enumerate(head.rows) if isinstance(row, Record))
        width = len(_cells_at(head, first))
        names = tuple(f"column_{position}" for position in range(1, width + 1))
        return Layout(head.delimiter, checked(names), head.mark, 0)
    behind = at + table.format.header_rows
    header_rows = head.cells()[at:behind]
    drops = [_dropped(row, PREAMBLE) for row in head.rows[:at]]
    drops += [_dropped(row, HEADER_ROW) for row in head.rows[at + 1 : behind]]
    last = at + len(header_rows) - 1
    headers = checked(joined(header_rows))
    headers += ("",) * _surplus(head.rows[behind:], len(headers))
    return Layout(head.delimiter, headers, head.ends[last], head.lines[last], drops)


def _surplus(rows: Sequence[Record | Reject | Drop], width: int) -> int:
    """Blank cells behind the last header in all first rows, as of a comma at each line's end.

    In one row alone they may as well come of a delimiter within a value, behind which each cell
    stands a place too far.
    """
    cells = [row.cells for row in rows if isinstance(row, Record)]
    whole = [one for one in cells if len(one) >= width]  # a footer is shorter
    widths = {len(one) for one in whole}
    is_blank = not any((cell or "").strip() for one in whole for cell in one[width:])
    return min(widths) - width if len(widths) == 1 < len(whole) and is_blank else 0


def _dropped(row: Record | Reject | Drop, reason: str) -> Drop:
    if isinstance(row, Drop):
        return row
    return Drop(row.line_number, (row.text or "").rstrip("\r\n"), reason)
