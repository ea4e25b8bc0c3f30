"""What every reader gives to the landing, whatever the file's format."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

BLANK_LINE = "blank line"
PREAMBLE = "before the header"
HEADER_ROW = "header row"


class Record(NamedTuple):
    """One data record as it stands in the file.

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


class Drop(NamedTuple):
    """Lines that are no record: blank ones, what stands before the header, its further rows."""

    line_number: int | None
    text: str
    reason: str


class Place(NamedTuple):
    """Where a record stands, and how it reads there."""

    line_number: int | None
    text: str


@dataclass(frozen=True)
class Part:
    """Some records of a file, in a form that DuckDB reads without any guess.

    Attributes:
        relation: SQL with the columns c0 (the record's number in the file), c1, c2 … as text.
        given: parameters of the relation.
        objects: Arrow tables that the relation names.
        first: number of the part's first record; records without a number are none.
        records: how many numbers it has; those of `rejects` are not in the relation.
        places: finds records of the part by their numbers.
        rejects: number -> a record that cannot be read.
        drops: lines that are no record.
        is_trimmed: whether no cell has blanks at either end.
        may_misfit: whether a record may have too few or too many cells, which DuckDB finds.
    """

    relation: str
    given: Mapping[str, Any]
    first: int
    records: int
    places: Callable[[Collection[int]], Mapping[int, Place]]
    objects: Mapping[str, Any] = field(default_factory=dict)
    rejects: Mapping[int, Reject] = field(default_factory=dict)
    drops: Sequence[Drop] = ()
    is_trimmed: bool = False
    may_misfit: bool = False


@dataclass(frozen=True)
class Extract:
    """A file opened as a table.

    Attributes:
        headers: as they stand in the file; empty where the file has no content at all.
        parts: reads everything but the header from the beginning, once per call; a part can be
            read until the next one is asked for.
        note: what a person should know about how it was read, or "".
        header_rows: the rows that the headers are from, as they stand in the file; a record that is
            one of them again, as where two exports were joined, is none.
    """

    headers: tuple[str, ...]
    parts: Callable[[], Iterator[Part]]
    note: str = ""
    header_rows: Sequence[Sequence[str]] = ()
