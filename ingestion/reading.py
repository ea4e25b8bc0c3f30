"""Opening an export as a table, whatever its format."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import TextIO

import duckdb

from ingestion.delimited import LONGEST_RECORD, read_delimited, sniffed_delimiter
from ingestion.encoding import text_encoding
from ingestion.exports import Export
from ingestion.fixed_width import read_fixed_width
from ingestion.json_records import open_json
from ingestion.parquet import open_parquet
from ingestion.records import Extract, Record, Reject
from ingestion.source_file import Format
from ingestion.workbook import open_sheet
from warehouse.errors import LandingError

_EMPTY = Extract((), lambda: iter(()))


def open_extract(
    connection: duckdb.DuckDBPyConnection, export: Export, form: Format, declared: str | None
) -> Extract:
    """Open an export.

    Args:
        connection: reads Parquet.
        export: a single file or sheet, no container.
        form: what the table's source file says about its format.
        declared: the encoding that the source file declares.

    Raises:
        LandingError: it cannot be read in this form.
    """
    if export.path.stat().st_size == 0:
        return _EMPTY
    if export.kind == "workbook":
        return open_sheet(export.path, export.sheet or "", header=form.header)
    if export.kind == "parquet":
        return open_parquet(connection, export.path)
    encoding = text_encoding(export.path, declared)
    note = "" if encoding in {"utf-8", "utf-8-sig"} else f"Decoded as {encoding}."

    def open_text() -> TextIO:
        return export.path.open(encoding=encoding, newline="")

    match export.kind:
        case "json" | "jsonl":
            extract = open_json(open_text, lines=export.kind == "jsonl", records=form.records)
        case _ if form.fixed_width is not None:
            extract = _open_fixed_width(open_text, form)
        case _:
            extract = _open_delimited(open_text, form)
    return Extract(extract.headers, extract.rows, note)


def _open_fixed_width(open_text: Callable[[], TextIO], form: Format) -> Extract:
    spans = form.fixed_width or {}

    def rows() -> Iterator[Record | Reject]:
        with open_text() as stream:
            yield from read_fixed_width(stream, spans, header=form.header)

    return Extract(tuple(spans), rows)


def _open_delimited(open_text: Callable[[], TextIO], form: Format) -> Extract:
    with open_text() as stream:
        lines = iter(functools.partial(stream.readline, LONGEST_RECORD), "")
        first = next((line for line in lines if line.strip()), "")
    if not first:
        return _EMPTY
    delimiter = form.delimiter or sniffed_delimiter(first)
    with open_text() as stream:
        records = read_delimited(stream, delimiter)
        head = next(record for record in records if isinstance(record, Reject) or record.cells)
    if isinstance(head, Reject):
        raise LandingError(f"Its header on line {head.line_number} cannot be read: {head.reason}.")
    if any("\0" in cell for cell in head.cells if cell):
        raise LandingError(
            f"Its header on line {head.line_number} holds NUL characters: it is no text, or its "
            "`encoding:` must be set in its source file."
        )
    width = len(head.cells)
    headers = (
        tuple(cell or "" for cell in head.cells)
        if form.header
        else tuple(f"column_{position}" for position in range(1, width + 1))
    )

    def rows() -> Iterator[Record | Reject]:
        header = form.header
        with open_text() as stream:
            for record in read_delimited(stream, delimiter):
                if header and isinstance(record, Record) and record.cells:
                    header = False
                else:
                    yield record

    return Extract(headers, rows)
