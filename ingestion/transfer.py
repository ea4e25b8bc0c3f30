"""The records of one file as clean CSV files that DuckDB reads without any guess.

Every record is counted here, apart from DuckDB; the landing compares the two counts.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingestion.records import Extract, Record, Reject

# What is trimmed off a cell before it is compared with a null mark.
BLANKS = " \t\r\n\v\f\u00a0\u3000\ufeff"


def null_pattern(null_marks: Iterable[str]) -> str:
    """A pattern that fits a whole cell without a value, for Python and for DuckDB alike."""
    marks = "|".join(re.escape(mark) for mark in null_marks)
    return f"[{BLANKS}]*(?:{marks})[{BLANKS}]*"


@dataclass(frozen=True)
class Transfer:
    """The clean files of one export and what was counted while they were written.

    Attributes:
        rows: file of the good records: their row number, then one cell per header.
        rejects: file of the others: row number, line number, text, reason.
        width: columns of the file of good records.
        first_reason: of the first reject, or "".
        longest: bytes of the longest line in either file.
    """

    rows: Path
    rejects: Path
    width: int
    read: int
    rejected: int
    dropped: int
    first_reason: str
    longest: int

    @property
    def good(self) -> int:
        """Records that must land."""
        return self.read - self.rejected


def transfer(
    extract: Extract,
    required: Mapping[str, int],
    null_marks: Iterable[str],
    folder: Path,
) -> Transfer:
    """Write the clean files.

    Args:
        extract: the opened export.
        required: required column -> position of the cell that feeds it.
        null_marks: trimmed cells that mean "no value".
        folder: where the files are written.
    """
    has_no_value = re.compile(null_pattern(null_marks)).fullmatch
    rows, rejects = folder / "rows.csv", folder / "rejects.csv"
    read = rejected = dropped = longest = 0
    first_reason = ""
    with (
        rows.open("w", encoding="utf-8", newline="") as rows_file,
        rejects.open("w", encoding="utf-8", newline="") as rejects_file,
    ):
        keep = csv.writer(rows_file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow
        refuse = csv.writer(rejects_file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow
        for record in extract.rows():
            if isinstance(record, Record):
                content = "".join(filter(None, record.cells))
                if not content.strip(BLANKS):
                    dropped += 1
                    continue
                read += 1
                fault = _unstorable(content)
                for column, position in required.items():
                    cell = record.cells[position]
                    if cell is None or has_no_value(cell):
                        fault = fault or f"no value for the required {column}"
                if not fault:
                    size = keep((read, *record.cells))
                    longest = max(longest, size)
                    continue
                reject = Reject(record.line_number, _text(record, extract.headers), fault)
            else:
                read += 1
                reject = record
            rejected += 1
            first_reason = first_reason or _placed(reject, read)
            size = refuse((read, reject.line_number, _storable(reject.text), reject.reason))
            longest = max(longest, size)
    return Transfer(
        rows=rows,
        rejects=rejects,
        width=1 + len(extract.headers),
        read=read,
        rejected=rejected,
        dropped=dropped,
        first_reason=first_reason,
        longest=4 * longest,  # characters of at most four bytes
    )


def _unstorable(content: str) -> str:
    """Why text cannot be stored, or ""; never holds a value."""
    if "\0" in content:
        return "a cell holds a NUL character"
    if not content.isascii() and not _is_unicode(content):
        return "a cell holds text that is no Unicode (half of a surrogate pair)"
    return ""


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _text(record: Record, headers: Sequence[str]) -> str:
    """The record as it stands in the file; of a format without text, as JSON."""
    if record.text is not None:
        return record.text.rstrip("\r\n")
    return json.dumps(dict(zip(headers, record.cells, strict=True)), ensure_ascii=False)


def _storable(text: str) -> str:
    """Text that a database can hold: what it cannot is shown as an escape."""
    return text.replace("\0", "\\0").encode("utf-8", errors="backslashreplace").decode("utf-8")


def _placed(reject: Reject, row_number: int) -> str:
    place = f"row {row_number:,}" if reject.line_number is None else f"line {reject.line_number:,}"
    return f"{place}: {reject.reason}"
