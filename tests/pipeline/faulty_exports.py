"""Exports of which every critical expectation on raw has something to say, and the same mended.

For every table of which a suite tells, a file is made from the suite itself: in its first rows the
columns that are asked about are empty, in the next ones they have values that break what is asked.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from expectations.planning import Planned
from ingestion.catalog import Table, load_catalog
from tests.expectations.critical import stopping

# By expectation: a value that breaks it, and one that meets all of the same column.
VALUES = {
    "readable_date": ("soon", "2026-06-01"),
    "readable_number": ("much", "0"),
    "not_after_landing": ("2199-01-01", "2026-06-01"),
}
LINES = 60  # of a file that is compared with others: fewer say nothing of the usual


@dataclass(frozen=True)
class Asked:
    """What is asked of a table's columns.

    Attributes:
        table: of a source.
        columns: the expectations on each.
    """

    source: str
    table: Table
    columns: Mapping[str, Sequence[str]]

    @property
    def file_name(self) -> str:
        """Of its export."""
        return f"late_{self.source}_{self.table.name}.csv"


def asked() -> list[Asked]:
    """For each raw table with a suite, what is critical of its columns."""
    catalog = load_catalog()
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in stopping("raw"):
        if one.table.startswith("raw.") and "__" in one.table:
            for column in _columns(one):
                found[one.table.removeprefix("raw.")][column].append(one.expectation)
    return [Asked(*_table_of(name, catalog.sources), columns) for name, columns in found.items()]


def _table_of(name: str, sources: Mapping[str, object]) -> tuple[str, Table]:
    source, _, table = name.partition("__")
    return source, sources[source].tables[table]  # type: ignore[attr-defined]


def _columns(one: Planned) -> Iterable[str]:
    """The columns that an expectation is about: its own, or those of its condition."""
    if one.column is not None:
        return [one.column]
    return dict.fromkeys(re.findall(r"(\w+) is null", one.where))


def write_sources(folder: Path) -> None:
    """Source files of one's own that let rows pass which the shipped ones refuse at landing."""
    folder.mkdir(exist_ok=True)
    tables: dict[str, dict[str, object]] = defaultdict(dict)
    for one in asked():
        tables[one.source][one.table.name] = {"files": [one.file_name], "required": []}
    for source, entries in tables.items():
        content = {"source": f"late_{source}", "maps_to": source, "tables": entries}
        (folder / f"late_{source}.yml").write_text(yaml.safe_dump(content), encoding="utf-8")


def write_exports(folder: Path, rows: Mapping[str, int], *, faulty: bool) -> None:
    """Write the exports, in place of those of the same names.

    Args:
        folder: of the exports.
        rows: by raw table, how many are there: faults must be more than a few of them.
        faulty: whether they have their faults.
    """
    for one in asked():
        there = rows.get(f"{one.source}__{one.table.name}", 0)
        _write(folder / one.file_name, _rows_of(one, 10 + there // 10, faulty=faulty))
    # the last of four has lost nearly all of its rows
    for day in (1, 2, 3, 4):
        count = 3 if faulty and day == 4 else LINES
        ids = (f"late-{day}-{number}" for number in range(count))
        _write(
            folder / f"interactions_2026_06_0{day}.csv",
            [
                {"interaction_id": name, "channel": "call", "occurred_at": f"2026-06-0{day}"}
                for name in ids
            ],
        )
    # of the second one, columns are gone; of the third, amounts that every quota has to have
    quota = {"employee_id": "late-1", "month": "2026-05", "amount": "100"}
    notes = dict.fromkeys(("note_a", "note_b", "note_c", "note_d"), "x")
    _write(folder / "quotas_1.csv", [quota | notes])
    second = quota | {"month": "2026-06"}
    _write(folder / "quotas_2.csv", [second if faulty else second | notes])
    _write(
        folder / "quotas_more.csv",
        [
            quota | {"employee_id": f"late-{n}", "amount": "" if faulty and n % 2 else "100"}
            for n in range(2, 12)
        ],
    )


def _rows_of(one: Asked, count: int, *, faulty: bool) -> list[dict[str, str]]:
    """So many rows for each fault that its columns can have, after as many that lack a value."""
    filler = next(name for name in one.table.columns if name not in one.columns)
    values = {
        column: [VALUES[expectation] for expectation in broken if expectation in VALUES]
        for column, broken in one.columns.items()
    }
    rows = []
    for number in range(count * (1 + max(map(len, values.values())))):
        row = {filler: "x"} | dict.fromkeys(one.table.key, f"late-{number}")
        for column, both in values.items():
            bad = ["", *(broken for broken, _ in both)]
            good = row.get(column, both[0][1] if both else "x")
            block = number // count
            row[column] = bad[block] if faulty and block < len(bad) else good
        rows.append(row)
    return rows


def _write(file: Path, rows: Sequence[Mapping[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
