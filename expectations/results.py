"""What became of an expectation: numbers, never values of rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

import duckdb

NOT_EVALUATED = "not evaluated: "


@dataclass(frozen=True)
class CheckResult:
    """One row of `ops.check_results`, by the names of its columns.

    An expectation that could not be evaluated has `success` false, no `rows_failed`, and an
    `observed` that begins with `not evaluated`: it says nothing about the data. Failing rows that
    were held back count in `rows_quarantined`; then it is a warning, whatever its suite says.
    """

    run_id: str
    stage: str
    table_name: str
    expectation: str
    column_name: str | None
    description: str
    severity: str
    success: bool
    rows_checked: int | None
    rows_failed: int | None
    observed: str | None
    checked_at: dt.datetime
    rows_quarantined: int | None = None

    @property
    def is_error(self) -> bool:
        """Whether the expectation could not be evaluated."""
        return not self.success and (self.observed or "").startswith(NOT_EVALUATED)

    @property
    def sentence(self) -> str:
        """The result in one line for a person."""
        column = f".{self.column_name}" if self.column_name else ""
        return f"{self.table_name}{column}: {self.description} ({self.observed})"


def save(connection: duckdb.DuckDBPyConnection, results: Iterable[CheckResult]) -> None:
    """Add the results to `ops.check_results`."""
    rows = [list(astuple(result)) for result in results]
    if not rows:
        return
    names = [field.name for field in fields(CheckResult)]
    connection.executemany(
        f"insert into ops.check_results ({', '.join(names)}) "
        f"values ({', '.join('?' for _ in names)})",
        rows,
    )
