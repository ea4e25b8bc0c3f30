"""The tables of the schema `raw`, and what staging must know about each source to read them."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from ingestion.catalog import Catalog, Source, Table
from warehouse.database import quoted, transaction

# In front of the columns of the export in every raw table.
METADATA = {
    "_source_system": "varchar",
    "_source_file": "varchar",
    "_row_number": "bigint",
    "_record_key": "varchar",
    "_load_id": "varchar",
    "_loaded_at": "timestamp",
    "_exported_at": "timestamp",
}


def prepare(connection: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """Make every raw table of every known source exist, with all its canonical columns.

    Safe to repeat: a column that a newer source file adds is added, nothing is removed. What
    staging must know is written too, of the shipped sources and of those of which something landed:
    a zone or a currency that was corrected since holds for what is there already.
    """
    existing = _existing(connection)
    registered = set(
        connection.execute("select source_system, staging_source from ops.sources").fetchall()
    )
    with transaction(connection):
        for source in catalog.sources.values():
            for table in source.tables.values():
                _ensure(connection, source.raw_table(table), table.columns, existing)
            known = (source.source, source.staging_source) in registered
            if known or source.origin == "shipped":
                register_source(connection, source)


def ensure_columns(
    connection: duckdb.DuckDBPyConnection, raw_table: str, columns: Iterable[str]
) -> None:
    """Make a raw table exist with at least these columns of text."""
    _ensure(connection, raw_table, columns, _existing(connection, raw_table))


def _existing(
    connection: duckdb.DuckDBPyConnection, raw_table: str | None = None
) -> dict[str, set[str]]:
    """Columns in lower case of the raw tables, or of one of them."""
    found: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "select table_name, lower(column_name) from duckdb_columns()"
        " where schema_name = 'raw' and database_name = current_database()"
        " and table_name = coalesce(?, table_name)",
        [raw_table],
    ).fetchall():
        found.setdefault(table, set()).add(column)
    return found


def _ensure(
    connection: duckdb.DuckDBPyConnection,
    raw_table: str,
    columns: Iterable[str],
    existing: dict[str, set[str]],
) -> None:
    name = f"raw.{quoted(raw_table)}"
    kinds = METADATA | dict.fromkeys(columns, "varchar")
    if raw_table not in existing:
        every = [f"{quoted(column)} {kind}" for column, kind in kinds.items()]
        connection.execute(f"create table {name} ({', '.join(every)})")
        existing[raw_table] = {column.lower() for column in kinds}
    for column, kind in kinds.items():
        if column.lower() not in existing[raw_table]:
            connection.execute(f"alter table {name} add column {quoted(column)} {kind}")
            existing[raw_table].add(column.lower())


def raw_name(source: Source, table: Table) -> str:
    """The raw table of a source's table, as SQL."""
    return f"raw.{quoted(source.raw_table(table))}"


def register_source(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Write what staging must know: zone, currency, forms of dates and numbers, value aliases."""
    connection.execute(
        "insert or replace into ops.sources by name select $source_system as source_system,"
        " $staging_source as staging_source, $title as title, $time_zone as time_zone,"
        " $currency as currency, $date_order as date_order, $decimal_mark as decimal_mark,"
        " $two_digit_years_from as two_digit_years_from",
        {
            "source_system": source.source,
            "staging_source": source.staging_source,
            "title": source.title,
            "time_zone": source.time_zone,
            "currency": source.currency,
            "date_order": source.date_order,
            "decimal_mark": source.decimal_mark,
            "two_digit_years_from": source.two_digit_years_from,
        },
    )
    aliases = {
        (column, old): new
        for column, values in source.value_aliases.items()
        for old, new in values.items()
    }
    known = {
        (column, old): new
        for column, old, new in connection.execute(
            "select column_name, from_value, to_value from ops.value_aliases"
            " where source_system = ?",
            [source.source],
        ).fetchall()
    }
    for column, old in known.keys() - aliases.keys():
        connection.execute(
            "delete from ops.value_aliases"
            " where source_system = ? and column_name = ? and from_value = ?",
            [source.source, column, old],
        )
    for (column, old), new in aliases.items():
        if known.get((column, old)) != new:
            connection.execute(
                "insert or replace into ops.value_aliases values (?, ?, ?, ?)",
                [source.source, column, old, new],
            )
