"""From a suite's entries to the expectations that Great Expectations runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from expectations.suite_files import NO_ROWS_WHERE, Entry, Rule, SuiteFile
from warehouse.database import quoted
from warehouse.errors import UsageError

# SQLAlchemy reads :name as a parameter, and Great Expectations {name}
_PARAMETER = re.compile(r"(?<![:\w\\]):(?=\w)")


@dataclass(frozen=True)
class Planned:
    """One expectation on one table, ready to run.

    Attributes:
        table: schema-qualified.
        failing_rows: for a rule or `no_rows_where`, the query that gives the failing rows.
        base: for those, what `mostly` is a share of: rows, or rows with a value in the column.
        arguments: for an expectation of Great Expectations, its arguments.
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


def plan(files: list[SuiteFile], rules: Mapping[str, Rule]) -> list[Planned]:
    """Every expectation of the suites, one for each column.

    Raises:
        UsageError: a rule or `no_rows_where` is used in a way that cannot work.
    """
    return [
        planned
        for file in files
        for number, entry in enumerate(file.suite.expectations)
        for planned in _planned(file, number, entry, rules)
    ]


def table_name(table: str) -> str:
    """A schema-qualified name as SQL."""
    schema, name = table.split(".")
    return f"{quoted(schema)}.{quoted(name)}"


def _planned(
    file: SuiteFile, number: int, entry: Entry, rules: Mapping[str, Rule]
) -> Iterator[Planned]:
    table = table_name(file.suite.table)
    place = f"{file.place}: expectations.{number}"
    rule = rules.get(entry.expectation)
    for column in entry.each_column():
        name = quoted(column) if column else ""
        failing_rows = ""
        if rule is not None:
            if column is None or entry.arguments:
                raise UsageError(
                    f"{place}.column: {entry.expectation} is a rule, so it takes a column and no "
                    "arguments."
                )
            condition = rule.where.replace("{column}", name)
            failing_rows = f"select 1 from {table} where {condition}"
        elif entry.expectation == NO_ROWS_WHERE:
            condition = entry.arguments.get("where", "").replace("{column}", name)
            query = entry.arguments.get("sql", f"select 1 from {{batch}} where {condition}")
            failing_rows = str(query).replace("{batch}", table)
        yield Planned(
            place=place,
            table=file.suite.table,
            expectation=entry.expectation,
            column=column,
            description=entry.description.replace("{column}", column or ""),
            severity=entry.severity,
            mostly=entry.mostly,
            failing_rows=failing_rows,
            base=f"count({name})" if name else "count(*)",
            arguments=None if failing_rows else entry.arguments,
        )


def _escaped(sql: str) -> str:
    sql = sql.replace("{", "{{").replace("}", "}}")
    return _PARAMETER.sub(r"\\:", sql)
