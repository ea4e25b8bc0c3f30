"""What every reader gives to the landing, whatever the file's format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Record(NamedTuple):
    """One data record as it stands in the file; all cells empty means a blank line.

    Attributes:
        line_number: 1-based line (of a sheet: row) where it begins; None where there are none.
        cells: one per header; None where the format itself says that there is no value.
        text: the record as it stands in the file, line break included; None where the format
            has no text form.
    """

    line_number: int | None
    cells: Sequence[str | None]
    text: str | None


class Reject(NamedTuple):
    """A record that cannot be read; `reason` never holds a value of the file."""

    line_number: int | None
    text: str
    reason: str


@dataclass(frozen=True)
class Extract:
    """A file opened as a table.

    Attributes:
        headers: as they stand in the file; empty where the file has no content at all.
        rows: reads the records from the beginning, once per call.
        note: what a person should know about how it was read, or "".
    """

    headers: tuple[str, ...]
    rows: Callable[[], Iterator[Record | Reject]]
    note: str = ""
