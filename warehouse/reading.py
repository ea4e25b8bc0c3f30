"""Reading the published files with SQL that may come from anybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from warehouse.database import connect_published
from warehouse.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}


@contextmanager
def query(
    folder: Path, sql: str, *, restricted: bool = False, batch_rows: int = 50_000
) -> Iterator[pa.RecordBatchReader]:
    """Run one reading statement and give its rows as a stream of batches.

    Args:
        folder: a published run, as given by `published_folder`.
        sql: exactly one SELECT (or DESCRIBE, SHOW, EXPLAIN).
        restricted: read the file with the direct identifiers of persons instead.
        batch_rows: rows per batch, so that a result of any size fits in memory.

    Raises:
        UsageError: the statement cannot be run; the message is DuckDB's first lines.
    """
    with connect_published(folder, restricted=restricted) as connection:
        try:
            statements = duckdb.extract_statements(sql)
            if len(statements) != 1 or statements[0].type not in _READING:
                raise UsageError(
                    "Give exactly one SELECT, SHOW, DESCRIBE or EXPLAIN: published files are "
                    "for reading."
                )
            result = connection.execute(statements[0]).to_arrow_reader(batch_rows)
        except duckdb.Error as error:
            raise UsageError(f"The SQL cannot be run: {error}") from error
        yield result
