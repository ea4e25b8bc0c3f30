"""Hand decisions about customers: `customer_decisions.csv` in the warehouse's home.

One line per pair of records, under the names that `core.customer_identity` shows, and whether they
are the `same` customer or `different` ones. The file is read anew before each build.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.identity import contradictions
from warehouse.database import transaction
from warehouse.errors import UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FILE = "customer_decisions.csv"
_RECORD = ("source_system", "source_table", "source_id")
_OTHER = tuple(f"other_{name}" for name in _RECORD)
_COLUMNS = (*_RECORD, *_OTHER, "decision")
_WORDS = {"same", "different"}

Decision = tuple[str, str, str, str, str, str, str, str | None]


def load_decisions(connection: DuckDBPyConnection, home: Path) -> int:
    """Put the decisions of the file into `ops.customer_decisions`, in place of those before.

    Args:
        connection: to the build.
        home: folder in which the file is; without it, nothing is decided.

    Returns:
        How many there are.

    Raises:
        UsageError: the file cannot be used, or two of its lines contradict each other.
    """
    path = home / FILE
    rows = read_decisions(path) if path.exists() else []
    with transaction(connection):
        connection.execute("delete from ops.customer_decisions")
        if rows:
            connection.executemany(
                "insert into ops.customer_decisions values (?, ?, ?, ?, ?, ?, ?, ?)", rows
            )
    return len(rows)


def read_decisions(path: Path) -> list[Decision]:
    """The decisions of a file, each once.

    Raises:
        UsageError: a column is missing, a line is incomplete, or two lines contradict each other.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in _COLUMNS if name not in (reader.fieldnames or [])]
            if missing:
                raise UsageError(f"{path} has no column {', '.join(missing)}.")
            # a spreadsheet saves rows that were emptied as commas
            rows = [_decision(path, reader.line_num, row) for row in reader if any(row.values())]
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path} is not UTF-8 text: save it as UTF-8, in Excel as `CSV UTF-8`."
        ) from error
    except (OSError, csv.Error) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    rows = list(dict.fromkeys(rows))
    _refuse_contradictions(path, rows)
    return rows


def _decision(path: Path, line: int, row: dict[str, str | None]) -> Decision:
    cells = [(row[name] or "").strip() for name in _COLUMNS]
    cells[-1] = cells[-1].lower()
    if not all(cells) or cells[-1] not in _WORDS:
        raise UsageError(
            f"{path}, line {line}: give both records with system, table and id, and as decision "
            "`same` or `different`."
        )
    if cells[:3] == cells[3:6]:
        raise UsageError(f"{path}, line {line}: the two records are one.")
    one, two, three, four, five, six, seven = cells
    return (one, two, three, four, five, six, seven, (row.get("note") or "").strip() or None)


def _refuse_contradictions(path: Path, rows: Sequence[Decision]) -> None:
    pairs = {
        word: [(" ".join(row[:3]), " ".join(row[3:6])) for row in rows if row[6] == word]
        for word in sorted(_WORDS)
    }
    for one, other in contradictions(pairs["same"], pairs["different"]):
        raise UsageError(
            f"{path} says of {one} and {other} that they are different, and also, in one line or "
            "through others, that they are the same: take one of the lines out."
        )
