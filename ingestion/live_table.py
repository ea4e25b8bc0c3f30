"""A table of a live database: found in its catalogue, read as text, written as Parquet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.types import NullType

from warehouse.errors import UsageError

_FETCHED = 1_000  # rows from the server at a time
# A group of rows is written once it has this many, or cells of this many bytes.
_GROUP_ROWS, _GROUP_BYTES = 100_000, 16_000_000
_SHOWN = 30  # names in a message
_ORDERED = (sa.Integer, sa.Numeric, sa.Date, sa.DateTime, sa.String)
# MySQL's types whose text would be bytes in no encoding; NullType is one that SQLAlchemy does not
# know, such as a point.
_MYSQL_BYTES = (
    *(sa.LargeBinary, sa.BINARY, sa.VARBINARY, mysql.TINYBLOB, mysql.MEDIUMBLOB, mysql.LONGBLOB),
    NullType,
)


@dataclass(frozen=True)
class Since:
    """Which rows an incremental pull asks for: those whose cursor is at least `value`, or NULL.

    Attributes:
        keys: columns of which all rows with a value of the asked ones come along; empty: none.
    """

    cursor: sa.Column[Any]
    value: str
    keys: tuple[sa.Column[Any], ...] = ()


def find_table(connection: sa.Connection, name: str) -> sa.Table:
    """A table or view by `name` or `schema.name`, spelled as the database spells it.

    Raises:
        UsageError: the database's catalogue has none of this name.
    """
    inspector = sa.inspect(connection)
    default = inspector.default_schema_name
    at = [position for position, letter in enumerate(name) if letter == "."]
    for schema, table in [*((name[:dot], name[dot + 1 :]) for dot in at), (default, name)]:
        if schema and table and inspector.has_table(table, schema=schema):
            found = sa.Table(
                table, sa.MetaData(), schema=schema, autoload_with=connection, resolve_fks=False
            )
            if not found.columns:
                raise UsageError(f"The table '{name}' has no columns.")
            return found
    there = [f"{default}.{table}" for table in sorted(inspector.get_table_names(schema=default))]
    raise UsageError(
        f"The database has no table '{name}'; in its default schema are: {_few(there)}."
    )


def find_cursor(table: sa.Table, name: str) -> sa.Column[Any]:
    """The column that tells which rows are new.

    Raises:
        UsageError: the table has none of this name, or its values have no order to go by.
    """
    column = table.columns.get(name)
    if column is None:
        raise UsageError(
            f"The table {table.fullname} has no column '{name}' for --cursor; its columns are: "
            f"{_few([each.name for each in table.columns])}."
        )
    if not isinstance(column.type, _ORDERED):
        raise UsageError(
            f"The column '{name}' of {table.fullname} cannot be the --cursor: take one of numbers, "
            "dates, times or text that only grows."
        )
    return column


def rows_query(table: sa.Table, since: Since | None, system: str) -> sa.Select[Any]:
    """The rows of a table, each value as the text that the server makes of it.

    So no driver rounds a number or refuses a date. Bytes become hexadecimal digits, arrays JSON.

    Args:
        table: as its catalogue describes it.
        since: which rows; None: all.
        system: `postgresql` or `mysql`.
    """
    as_text = _postgresql_text if system == "postgresql" else _mysql_text
    query: sa.Select[Any] = sa.select(*map(as_text, table.columns))
    return query if since is None else query.where(_asked(table, since))


def highest_query(
    table: sa.Table, cursor: sa.ColumnElement[Any], since: Since | None
) -> sa.Select[Any]:
    """The cursor's highest value as text; of times, none in the future.

    A row dated far ahead would otherwise end every later pull at itself.
    """
    highest: sa.ColumnElement[Any] = sa.func.max(cursor)
    kind: sa.types.TypeEngine[Any] = cursor.type
    if isinstance(cursor.type, sa.Date | sa.DateTime):
        now = sa.cast(sa.func.current_timestamp(), kind)
        highest = sa.func.least(highest, now, type_=kind)
        # PostgreSQL's least passes over a NULL
        highest = sa.case((sa.func.max(cursor).is_not(None), highest))
    query = sa.select(sa.cast(highest, sa.Text)).select_from(table)
    return query if since is None else query.where(_newer(cursor, since))


def write_parquet(
    connection: sa.Connection,
    query: sa.Select[Any],
    headers: Sequence[str],
    path: Path,
    exported_at: Callable[[str], str],
    on_rows: Callable[[int], None],
) -> str:
    """Stream the rows of a query into a Parquet file of text, in bounded memory.

    Args:
        connection: to the live database.
        query: its columns are text.
        headers: one distinct name per column.
        path: of the new file.
        exported_at: given the hash of the rows, what the file says about when they were read.
        on_rows: is told after each fetch how many rows there are so far.

    Returns:
        The hash of the rows.
    """
    schema = pa.schema([(header, pa.string()) for header in headers])
    digest = hashlib.sha256()
    with pq.ParquetWriter(path, schema) as writer:
        for group in _groups(connection, query, schema, digest.update, on_rows):
            writer.write_table(pa.Table.from_batches(group, schema))
        writer.add_key_value_metadata({"exported_at": exported_at(digest.hexdigest())})
    return digest.hexdigest()


def _groups(
    connection: sa.Connection,
    query: sa.Select[Any],
    schema: pa.Schema,
    hash_of: Callable[[bytes], None],
    on_rows: Callable[[int], None],
) -> Iterator[list[pa.RecordBatch]]:
    rows = group_rows = group_bytes = 0
    group: list[pa.RecordBatch] = []
    result = connection.execute(query, execution_options={"yield_per": _FETCHED})
    for fetched in result.partitions():
        hash_of(repr(fetched).encode())
        columns = [pa.array(cells, pa.string()) for cells in zip(*fetched, strict=True)]
        batch = pa.RecordBatch.from_arrays(columns, schema=schema)
        group.append(batch)
        rows += batch.num_rows
        group_rows += batch.num_rows
        group_bytes += batch.nbytes
        on_rows(rows)
        if group_rows >= _GROUP_ROWS or group_bytes >= _GROUP_BYTES:
            yield group
            group, group_rows, group_bytes = [], 0, 0
    if group:
        yield group


def _newer(cursor: sa.ColumnElement[Any], since: Since) -> sa.ColumnElement[bool]:
    return sa.or_(cursor >= sa.cast(since.value, cursor.type), cursor.is_(None))


def _asked(table: sa.Table, since: Since) -> sa.ColumnElement[bool]:
    newer = _newer(since.cursor, since)
    if not since.keys:
        return newer
    other = table.alias("newer")
    keys = sa.select(*(other.columns[key.name] for key in since.keys))
    keys = keys.where(_newer(other.columns[since.cursor.name], since))
    return sa.or_(newer, sa.tuple_(*since.keys).in_(keys))


def _postgresql_text(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    if isinstance(column.type, sa.LargeBinary):
        return sa.func.encode(column, "hex")
    if isinstance(column.type, sa.ARRAY):
        return sa.cast(sa.func.to_json(column), sa.Text)
    return sa.cast(column, sa.Text)


def _mysql_text(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    if isinstance(column.type, mysql.BIT):
        return sa.cast(sa.cast(column, mysql.BIGINT(unsigned=True)), sa.Text)
    if isinstance(column.type, _MYSQL_BYTES):
        return sa.func.lower(sa.func.hex(column))
    return sa.cast(column, sa.Text)


def _few(names: Sequence[str]) -> str:
    return (", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")) or "none"
