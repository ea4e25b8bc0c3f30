"""What holds for every table of raw: the suite on `raw.*` becomes one on each table that has rows.

What the suite of a table itself says of a column goes before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import duckdb

from expectations.planning import table_name
from expectations.suite_files import EVERY_TABLE, Entry, SuiteFile
from warehouse.database import quoted

ALL_COLUMNS = "{columns}"  # in SQL: one expectation for all columns together
Columns = Mapping[str, Sequence[str]]


def expand(connection: duckdb.DuckDBPyConnection, files: Sequence[SuiteFile]) -> list[SuiteFile]:
    """The suites, with those on every raw table in the form of suites on one.

    Args:
        connection: of the build.
        files: the suites of a stage.
    """
    general = [file for file in files if file.suite.table == EVERY_TABLE]
    named = [file for file in files if file.suite.table != EVERY_TABLE]
    if not general:
        return named
    tables = _tables_with_rows(connection)
    own = {file.suite.table for file in named}
    said = {
        (file.suite.table, entry.expectation, column)
        for file in named
        for entry in file.suite.expectations
        for column in entry.each_column()
        if column is not None
    }
    found = []
    for file in general:
        for table, columns in tables.items():
            entries = [
                of_table
                for entry in file.suite.expectations
                if not (entry.unless_own_suite and table in own)
                if (of_table := _of_table(entry, table, columns, said)) is not None
            ]
            if entries:
                suite = file.suite.model_copy(update={"table": table, "expectations": entries})
                found.append(file.model_copy(update={"suite": suite}))
    return named + found


def _of_table(
    entry: Entry, table: str, columns: Sequence[str], said: set[tuple[str, str, str]]
) -> Entry | None:
    """The entry with those of its columns that the table has; None where it has none of them."""
    if entry.columns_like is not None:
        chosen = [
            name
            for name in columns
            if not name.startswith("_") and re.fullmatch(entry.columns_like, name)
        ]
    elif entry.column is not None or entry.columns:
        chosen = [name for name in columns if name in set(entry.each_column())]
    else:
        return entry
    chosen = [name for name in chosen if (table, entry.expectation, name) not in said]
    if not chosen:
        return None
    sql = entry.arguments.get("sql", "")
    if ALL_COLUMNS in sql:
        every = sql.replace(ALL_COLUMNS, ", ".join(quoted(name) for name in chosen))
        return entry.model_copy(update={"columns_like": None, "arguments": {"sql": every}})
    return entry.model_copy(update={"column": None, "columns": chosen, "columns_like": None})


def _tables_with_rows(connection: duckdb.DuckDBPyConnection) -> Columns:
    """The columns of each raw table that has rows, those of its own metadata last."""
    columns: dict[str, list[str]] = {}
    for table, column in connection.execute(
        """
        select table_name, column_name from duckdb_columns()
        where database_name = current_database() and schema_name = 'raw'
        order by table_name, column_index
        """
    ).fetchall():
        columns.setdefault(f"raw.{table}", []).append(column)
    landed = {table: names for table, names in columns.items() if "_load_id" in names}
    if not landed:
        return {}
    counts = " union all ".join(
        f"select {number} as number, exists (select 1 from {table_name(table)}) as has_rows"
        for number, table in enumerate(landed)
    )
    names = list(landed)
    return {
        names[number]: landed[names[number]]
        for number, has_rows in connection.execute(f"{counts} order by number").fetchall()
        if has_rows
    }
