"""Rows that are no data only where nothing but such rows stands before or behind them.

A report's footer is one; a customer whose name begins with "Total" in the middle of a file is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from ingestion.catalog import Table
from ingestion.records import Part, Place
from ingestion.refusals import Refusal


@dataclass(frozen=True)
class Undecided:
    """A row that fits a rule of `at: start` or `at: end`.

    Attributes:
        refusal: what becomes of it if it is no data.
        at: `start` or `end`.
        cells: to land if it is data; None where it could not be read.
        otherwise: what becomes of one that could not be read if it is data.
    """

    refusal: Refusal
    at: str
    cells: Sequence[str | None] | None = None
    otherwise: Refusal | None = None


class Undecideds:
    """Those of one file."""

    def __init__(self, table: Table) -> None:
        self._rules = [rule for rule in table.drop if rule.column is None]
        self._waiting: list[Undecided] = []

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, waiting: Sequence[Undecided]) -> None:
        """Let rows wait."""
        self._waiting.extend(waiting)

    def judge_unread(self, refusal: Refusal, *, rules: bool) -> list[Refusal]:
        """What becomes of a row that cannot be read: a footer has too few cells."""
        for rule in self._rules if rules and not refusal.is_drop else ():
            if re.search(rule.matches, refusal.text):
                dropped = refusal._replace(reason=rule.reason, is_drop=True)
                if rule.at == "anywhere":
                    return [dropped]
                self._waiting.append(Undecided(dropped, rule.at, otherwise=refusal))
                return []
        return [refusal]

    def decide(self, landed: tuple[int, int] | None) -> tuple[list[Refusal], Part | None]:
        """Decide what can be decided.

        Args:
            landed: first and last number of the rows that have landed; None where there are none.

        Returns:
            What is refused for good, and the rows that are data after all.
        """
        if landed is None:
            return [], None
        first, last = landed
        refusals: list[Refusal] = []
        data: list[Undecided] = []
        keep: list[Undecided] = []
        for waiting in self._waiting:
            number = waiting.refusal.row_number or 0
            if waiting.at == "end" and number > last:
                keep.append(waiting)
            elif waiting.at == "start" and number < first:
                refusals.append(waiting.refusal)
            elif waiting.otherwise is not None:
                refusals.append(waiting.otherwise)
            else:
                data.append(waiting)
        self._waiting = keep
        return refusals, _part(data) if data else None

    def close(self) -> list[Refusal]:
        """No data follows."""
        refusals = [waiting.refusal for waiting in self._waiting]
        self._waiting = []
        return refusals


def _part(data: Sequence[Undecided]) -> Part:
    numbers = [waiting.refusal.row_number for waiting in data]
    columns = list(zip(*(waiting.cells or () for waiting in data), strict=True))
    arrays = [pa.array(numbers, pa.int64()), *(pa.array(column, pa.string()) for column in columns)]
    names = [f"c{at}" for at in range(len(arrays))]
    places = {
        waiting.refusal.row_number: Place(waiting.refusal.line_number, waiting.refusal.text)
        for waiting in data
    }
    return Part(
        relation="reinstated",
        given={},
        first=numbers[0] or 0,
        records=len(data),
        places=lambda wanted: {number: places[number] for number in wanted},
        objects={"reinstated": pa.Table.from_arrays(arrays, names)},
    )
