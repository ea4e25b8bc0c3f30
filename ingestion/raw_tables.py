"""The tables of the schema `raw`, and what staging must know about each source to read them."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from ingestion.catalog import Catalog, Source, Table
from warehouse.database import quoted

# In front of the columns of the export in every raw table.
METADATA = {
    "_source_system": "varchar",
    "_source_file": "varchar",
    "_row_number": "bigint",
    "_record_key": "varchar",
    "_load_id": "varchar",
    "_loaded_at": "timestamp",
}


def prepare(connection: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """Make every raw table of every known source exist, with all its canonical columns.

    Safe to repeat: a column that a newer source file adds is added, nothing is removed. What
    staging must know about the shipped sources is written too.
    """
    for source in catalog.sources.values():
        for table in source.tables.values():
            ensure_columns(connection, source.raw_table(table), table.columns)
        if source.origin == "shipped":
            register_source(connection, source)


def ensure_columns(
    connection: duckdb.DuckDBPyConnection, raw_table: str, columns: Iterable[str]
) -> None:
    """Make a raw table exist with at least these columns of text."""
    name = f"raw.{quoted(raw_table)}"
    columns = list(columns)
    every = [f"{column} {kind}" for column, kind in METADATA.items()]
    every += [f"{quoted(column)} varchar" for column in columns]
    connection.execute(f"create table if not exists {name} ({', '.join(every)})")
    existing = {
        column
        for (column,) in connection.execute(
            "select lower(column_name) from information_schema.columns"
            " where table_schema = 'raw' and table_name = ?",
            [raw_table],
        ).fetchall()
    }
    for column in columns:
        if column.lower() not in existing:
            connection.execute(f"alter table {name} add column {quoted(column)} varchar")
            existing.add(column.lower())


def raw_name(source: Source, table: Table) -> str:
    """The raw table of a source's table, as SQL."""
    return f"raw.{quoted(source.raw_table(table))}"


def register_source(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Write what staging must know: time zone, currency, date order, value aliases."""
    connection.execute(
        "insert or replace into ops.sources values (?, ?, ?, ?, ?, ?)",
        [
            source.source,
            source.staging_source,
            source.title,
            source.time_zone,
            source.currency,
            source.date_order,
        ],
    )
    aliases = {
        (column, old): new
        for column, values in source.value_aliases.items()
        for old, new in values.items()
    }
    known = connection.execute(
        "select column_name, from_value from ops.value_aliases where source_system = ?",
        [source.source],
    ).fetchall()
    for column, old in known:
        if (column, old) not in aliases:
            connection.execute(
                "delete from ops.value_aliases"
                " where source_system = ? and column_name = ? and from_value = ?",
                [source.source, column, old],
            )
    for (column, old), new in aliases.items():
        connection.execute(
            "insert or replace into ops.value_aliases values (?, ?, ?, ?)",
            [source.source, column, old, new],
        )
