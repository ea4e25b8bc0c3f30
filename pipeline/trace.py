"""`warehouse trace`: from a row of core back to the rows of the exported files behind it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, TypedDict

from pipeline.status import Row, print_rows, read_rows
from warehouse.database import connect_published, published_folder, quoted
from warehouse.errors import UsageError
from warehouse.home import Home

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from rich.console import Console

ROWS_SHOWN = 50
_IDS_SHOWN = 5

# Core tables that are tied to raw rows, and the columns by which facts name a customer.
_TABLES = "select distinct core_table from core.source_records order by core_table"
_CUSTOMER_TABLES = """
    select columns.table_name
    from duckdb_columns() as columns
    where
        columns.schema_name = 'core'
        and columns.column_name = 'customer_id'
        and starts_with(columns.table_name, 'fct_')
        and list_contains($tables, columns.table_name)
    order by columns.table_name
"""
# By its own id, by the vendor's, and for a customer by any id that it ever had.
_IDS = """
    select distinct core_id
    from core.source_records
    where core_table = $table and $key in (core_id, source_id)
    order by core_id
"""
_CUSTOMER_IDS = """
    select distinct customer_id
    from core.customer_identity
    where $key in (customer_id, record_id, source_id)
    order by customer_id
"""
_RECORDS = """
    select
        records.source_system,
        records.raw_table,
        records.source_id,
        records.source_file,
        records.row_number,
        files.finished_at as landed_at
    from core.source_records as records
    left join ops.files as files on records.load_id = files.load_id
    where records.core_table = $table and list_contains($ids, records.core_id)
    order by all
"""
_RULES = """
    select source_system, source_table, source_id, match_rule, match_weight
    from core.customer_identity
    where customer_id = $id
    order by all
"""


class Trace(TypedDict):
    """What stands behind a row of core.

    Attributes:
        table: of core.
        id: of the row today, which may be another than was asked for.
        records: the rows of files that made it; `row_number` counts a file's data records.
        identity: of a customer, each vendor record that is it and the rule that says so.
        facts: of a customer, per fact table the rows of files that made its facts.
    """

    table: str
    id: str
    records: list[Row]
    identity: list[Row]
    facts: dict[str, list[Row]]


def read_trace(home: Home, name: str, key: str) -> Trace:
    """Follow a row of the published core to the files.

    Args:
        home: whose published file.
        name: of the object: customer, order, opportunity, lead, ticket and so on.
        key: its id in core, or the vendor's.

    Raises:
        PublishError: nothing is published.
        UsageError: there is no such object, no row of this id, or several.
    """
    with closing(connect_published(published_folder(home))) as connection:
        tables = [str(row["core_table"]) for row in read_rows(connection, _TABLES)]
        table = _table(tables, name)
        core_id = _one(connection, table, name, key)
        is_customer = table == "dim_customer"
        return Trace(
            table=table,
            id=core_id,
            records=_records(connection, table, [core_id]),
            identity=read_rows(connection, _RULES, {"id": core_id}) if is_customer else [],
            facts=_facts(connection, tables, core_id) if is_customer else {},
        )


def print_trace(trace: Trace, console: Console) -> None:
    """Print it for a person."""
    console.print(f"{trace['table']} {trace['id']}", soft_wrap=True)
    print_rows(console, "Vendor records, and why they are this customer", trace["identity"])
    _print_some(console, "Rows of exported files", trace["records"])
    for table, rows in trace["facts"].items():
        _print_some(console, f"Rows of exported files behind {table}", rows)


def _table(tables: Sequence[str], name: str) -> str:
    named = {table.split("_", maxsplit=1)[1]: table for table in tables}
    table = named.get(name.strip().lower().replace("-", "_").replace(" ", "_"))
    if table is None:
        raise UsageError(f"There is no {name} to trace; there are: {', '.join(sorted(named))}.")
    return table


def _one(connection: DuckDBPyConnection, table: str, name: str, key: str) -> str:
    ids = [
        str(core_id)
        for (core_id,) in connection.execute(_IDS, {"table": table, "key": key}).fetchall()
    ]
    if table == "dim_customer":
        ids += [i for (i,) in connection.execute(_CUSTOMER_IDS, {"key": key}).fetchall()]
    found = list(dict.fromkeys(ids))
    if not found:
        raise UsageError(
            f"No {name} has the id {key}: give its id in core.{table}, or the vendor's."
        )
    if len(found) > 1:
        shown = ", ".join(found[:_IDS_SHOWN]) + (", …" if len(found) > _IDS_SHOWN else "")
        raise UsageError(f"The id {key} is that of {len(found)} rows of core.{table}: {shown}.")
    return found[0]


def _records(connection: DuckDBPyConnection, table: str, ids: Sequence[str]) -> list[Row]:
    return read_rows(connection, _RECORDS, {"table": table, "ids": list(ids)})


def _facts(
    connection: DuckDBPyConnection, tables: Sequence[str], customer_id: str
) -> dict[str, list[Row]]:
    found = {}
    named = connection.execute(_CUSTOMER_TABLES, {"tables": list(tables)}).fetchall()
    for (table,) in named:
        key = quoted(f"{table.removeprefix('fct_')}_id")
        ids = connection.execute(
            f"select {key} from core.{quoted(table)} where customer_id = ?", [customer_id]
        ).fetchall()
        if ids:
            found[table] = _records(connection, table, [core_id for (core_id,) in ids])
    return found


def _print_some(console: Console, title: str, rows: Sequence[Row]) -> None:
    print_rows(console, title, rows[:ROWS_SHOWN])
    if len(rows) > ROWS_SHOWN:
        console.print(f"And {len(rows) - ROWS_SHOWN:,} more rows; with --json, all are shown.")
