"""From a suite's entries to the expectations that Great Expectations runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from expectations.suite_files import (
    EVERY_TABLE,
    NO_ROWS_WHERE,
    NOT_NULL,
    Entry,
    Rule,
    SuiteFile,
)
from expectations.thresholds import Thresholds, as_number, in_sql, in_words
from warehouse.database import literal, quoted
from warehouse.errors import UsageError

# SQLAlchemy reads :name as a parameter, and Great Expectations {name}
# What was let go after this expectation had held it back is not held again; of raw rows, only
# released ones can be in the table.
_WAS_RELEASED = """
    exists (
        select 1 from ops.quarantined_rows as held
        where held.load_id = _load_id and held.row_number = _row_number
            and held.expectation = {label}
    )
""".strip()
# Of a raw table, the rows that no later export has superseded: `counting.py` makes this view.
COUNTING_ROWS = "temp.counting_rows"
_PARAMETER = re.compile(r"(?<![:\w\\]):(?=\w)")


@dataclass(frozen=True)
class Planned:
    """One expectation on one table, ready to run.

    Attributes:
        table: schema-qualified.
        failing_rows: for a rule or `no_rows_where`, the query that gives the failing rows.
        base: for those, what `mostly` is a share of: rows, or rows with a value in the column.
        arguments: for an expectation of Great Expectations, its arguments.
        label: what tells it from the other expectations on its table.
        where: for a condition on single rows, that condition.
        held_where: the same, where such rows are held back; empty where none are.
        of_counting_rows: of a query that asks of the rows that count now, the same of their view.
        names_failing: whether the first column of `failing_rows` may be told.
        when_empty: what is said where there is nothing to check.
    """

    place: str
    table: str
    expectation: str
    column: str | None
    description: str
    severity: str
    mostly: float | None
    failing_rows: str = ""
    base: str = ""
    arguments: Mapping[str, Any] | None = None
    label: str = ""
    where: str = ""
    held_where: str = ""
    of_counting_rows: str = ""
    names_failing: bool = False
    when_empty: str = "no rows"

    @property
    def query(self) -> str:
        """SQL that gives the failing rows, if there are more than `mostly` lets pass.

        It gives a 1 for each, never their values. `{batch}` is left for Great Expectations.
        """
        allowed = 1 - (self.mostly if self.mostly is not None else 1.0)
        # rounded, since 1 - 0.95 is a little more than 0.05
        limit = f"{allowed:.6f} * (select {self.base} from {{batch}})"
        return (
            f"with failing as ({_escaped(self.failing_rows)}) select 1 as failed from failing "
            f"where (select count(*) from failing) > {limit}"
        )


def plan(
    files: list[SuiteFile], rules: Mapping[str, Rule], thresholds: Thresholds
) -> list[Planned]:
    """Every expectation of the suites, one for each column.

    Args:
        files: the suites; one on every raw table is passed over, see `every_table`.
        rules: by name.
        thresholds: by name.

    Raises:
        UsageError: a rule or `no_rows_where` is used in a way that cannot work, or a threshold
            does not exist.
    """
    return [
        planned
        for file in files
        if file.suite.table != EVERY_TABLE
        for number, entry in enumerate(file.suite.expectations)
        for planned in _planned(file, number, entry, rules, thresholds)
    ]


def table_name(table: str) -> str:
    """A schema-qualified name as SQL."""
    schema, name = table.split(".", maxsplit=1)
    return f"{quoted(schema)}.{quoted(name)}"


def _planned(
    file: SuiteFile, number: int, entry: Entry, rules: Mapping[str, Rule], thresholds: Thresholds
) -> Iterator[Planned]:
    place = f"{file.place}: expectations.{number}"
    table = table_name(file.suite.table)
    rule = rules.get(entry.expectation)
    for column in entry.each_column():
        if rule is not None and (column is None or entry.arguments):
            raise UsageError(
                f"{place}.column: {entry.expectation} is a rule, so it takes a column and no "
                "arguments."
            )
        description = in_words(
            entry.description.replace("{column}", column or ""), thresholds, place
        )
        label = f"{entry.expectation}: {column or description}"
        given = {
            "{batch}": table,
            "{current}": table,
            "{table}": literal(file.suite.table),
            "{column}": quoted(column) if column else "",
            "{column_name}": literal(column or ""),
        }
        condition = in_sql(_filled(_condition(entry, rule), given), thresholds, place)
        if entry.quarantine:
            condition = f"({condition}) and not ({_WAS_RELEASED.format(label=literal(label))})"
        sql = str(entry.arguments.get("sql", ""))
        query = in_sql(_filled(sql, given), thresholds, place)
        of_view = in_sql(_filled(sql, given | {"{current}": COUNTING_ROWS}), thresholds, place)
        if condition:
            query = f"select 1 from {table} where {condition}"
        yield Planned(
            place=place,
            table=file.suite.table,
            expectation=entry.expectation,
            column=column,
            description=description,
            severity=entry.severity,
            mostly=_mostly(entry, thresholds, place),
            failing_rows=query,
            base=f"count({quoted(column)})" if column else "count(*)",
            arguments=None if query else _arguments(entry, thresholds, place),
            label=label,
            where=condition,
            of_counting_rows=of_view if "{current}" in sql else "",
            held_where=condition if entry.quarantine else "",
            names_failing=entry.names_failing,
            when_empty=file.suite.when_empty,
        )


def _condition(entry: Entry, rule: Rule | None) -> str:
    """The condition on failing rows; "" where the entry has none of its own."""
    if rule is not None:
        return rule.where
    if entry.expectation == NO_ROWS_WHERE:
        return str(entry.arguments.get("where", ""))
    return "{column} is null" if entry.quarantine and entry.expectation == NOT_NULL else ""


def _filled(sql: str, given: Mapping[str, str]) -> str:
    for name, meant in given.items():
        sql = sql.replace(name, meant)
    return sql


def _mostly(entry: Entry, thresholds: Thresholds, place: str) -> float | None:
    mostly = as_number(entry.mostly, thresholds, place)
    if mostly is None:
        return None
    share = float(str(mostly))
    if not 0 < share <= 1:
        raise UsageError(f"{place}.mostly: it is a share above 0 and up to 1, not {share:g}.")
    return share


def _arguments(entry: Entry, thresholds: Thresholds, place: str) -> dict[str, Any]:
    where = f"{place}.arguments"
    return {name: as_number(value, thresholds, where) for name, value in entry.arguments.items()}


def _escaped(sql: str) -> str:
    sql = sql.replace("{", "{{").replace("}", "}}")
    return _PARAMETER.sub(r"\\:", sql)
