"""Reading the published files with SQL that may come from anybody."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from duckdb.sqltypes import DuckDBPyType

from warehouse.database import connect_published, explained, quoted
from warehouse.errors import MissingError, UsageError
from warehouse.statements import parse_reading

if TYPE_CHECKING:
    import pyarrow as pa

# Types of DuckDB that Arrow has no form for, or none that files and tables know.
FORMLESS = frozenset({"interval", "union", "bignum", "variant"})
_NESTED = frozenset({"list", "array", "struct", "map", "union"})


@contextmanager
def query(
    folder: Path,
    sql: str,
    *,
    restricted: bool = False,
    batch_rows: int = 50_000,
    texts: Container[str] = (),
) -> Iterator[pa.RecordBatchReader]:
    """Run one reading statement and give its rows as a stream of batches.

    Args:
        folder: a published run, as given by `published_folder`.
        sql: exactly one SELECT (or DESCRIBE, SHOW, EXPLAIN).
        restricted: read the file with the direct identifiers of persons instead.
        batch_rows: rows per batch, so that a result of any size fits in memory.
        texts: types of DuckDB, such as `interval`; a column that has one, or holds one, is given as
            the text that DuckDB makes of it.

    Yields:
        The rows, with columns of one name numbered: an object has only one of a name.

    Raises:
        UsageError: the statement cannot be run, also once it has given rows; the message is
            DuckDB's first lines.
    """
    import pyarrow as pa  # noqa: PLC0415 - takes a while, and most of what reads needs none of it

    with connect_published(folder, restricted=restricted) as connection:
        try:
            found = connection.sql(parse_reading(sql))
            result = with_texts(found, texts).to_arrow_reader(batch_rows)
        except duckdb.Error as error:
            raise UsageError(f"The SQL cannot be run: {error}") from error

        schema = told_apart(result.schema)

        def batches() -> Iterator[pa.RecordBatch]:
            try:
                for batch in result:
                    yield pa.RecordBatch.from_arrays(batch.columns, schema=schema)
            except (OSError, pa.ArrowException) as error:  # how Arrow passes on what DuckDB says
                raise UsageError(f"The SQL cannot be run: {error}") from error

        yield pa.RecordBatchReader.from_batches(schema, batches())


def with_texts(found: duckdb.DuckDBPyRelation, texts: Container[str]) -> duckdb.DuckDBPyRelation:
    """The same rows, with the text that DuckDB makes of it where a column has one of these types.

    Args:
        found: the rows.
        texts: types of DuckDB; a column that holds one, as a list does, is text as well.
    """
    if not any(_has(kind, texts) for kind in found.types):
        return found
    columns = [
        f"#{place}::varchar as {quoted(name)}" if _has(kind, texts) else f"#{place}"
        for place, (name, kind) in enumerate(zip(found.columns, found.types, strict=True), start=1)
    ]
    return found.project(", ".join(columns))


def told_apart(schema: pa.Schema) -> pa.Schema:
    """The columns, numbered where several have the same name, in any case of letters."""
    taken = {name.lower() for name in schema.names}
    seen: set[str] = set()
    for place, name in enumerate(schema.names):
        number, called = 1, name
        while called.lower() in seen or (number > 1 and called.lower() in taken):
            number += 1
            called = f"{name}_{number}"
        seen.add(called.lower())
        schema = schema.set(place, schema.field(place).with_name(called))
    return schema


def _has(kind: DuckDBPyType, types: Container[str]) -> bool:
    if kind.id in types:
        return True
    children = kind.children if kind.id in _NESTED else []
    return any(_has(child, types) for _, child in children if isinstance(child, DuckDBPyType))


def read_rows(
    folder: Path,
    sql: str,
    parameters: Mapping[str, object] | None = None,
    *,
    restricted: bool = False,
) -> list[dict[str, Any]]:
    """All rows of a statement of ours on a published run, by the names of their columns.

    Args:
        folder: as given by `published_folder`.
        sql: one statement.
        parameters: values for its `$names`.
        restricted: read the file with the direct identifiers of persons instead.

    Raises:
        WarehouseError: the file cannot be opened, is damaged, or lacks what is asked for.
    """
    with connect_published(folder, restricted=restricted) as connection:
        return rows_of(connection, sql, parameters or {})


def rows_of(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, object]
) -> list[dict[str, Any]]:
    """All rows of a statement of ours, on an open connection or a cursor of one.

    Args:
        connection: to a published run.
        sql: one statement.
        parameters: values for its `$names`.

    Raises:
        MissingError: the run lacks a table or a column of the statement.
        WarehouseError: the file is damaged, or the memory is not enough.
    """
    try:
        result = connection.execute(sql, dict(parameters))
        names = [column[0] for column in result.description or []]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise MissingError(
            "The published run has no such table or column; it was made by another version: run "
            f"`warehouse nightly` again. DuckDB says: {str(error).splitlines()[0]}"
        ) from error
    except duckdb.Error as error:
        raise explained(error, Path("of the published run")) from error
