"""`warehouse sql`: the rows of a query as a table, CSV, JSON or Parquet."""

from __future__ import annotations

import io
import json
import math
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from rich.table import Table

from pipeline.reporting import make_console
from warehouse.database import published_folder
from warehouse.errors import FULL, UsageError, disk_is_full
from warehouse.home import Home
from warehouse.reading import FORMLESS, query

if TYPE_CHECKING:
    from rich.console import Console

TABLE_ROWS = 200
_NESTED = frozenset({"list", "array", "struct", "map"})


class Format(StrEnum):
    """How rows are written."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"

    @property
    def texts(self) -> frozenset[str]:
        """Types of DuckDB that are written as text."""
        if self is Format.parquet:
            return FORMLESS
        binary = FORMLESS | {"blob", "bit"}
        return binary | _NESTED | {"date"} if self is Format.csv else binary


def run_sql(
    home: Home, sql: str, output_format: Format, output: Path | None, *, restricted: bool = False
) -> None:
    """Run one reading statement on the published file and write its rows.

    Args:
        home: whose published file.
        sql: exactly one SELECT, SHOW, DESCRIBE or EXPLAIN.
        output_format: `table` for people (its first 200 rows), the others whole.
        output: a file to write instead of standard output; Parquet needs one.
        restricted: read `restricted.duckdb`, where this user may open it.

    Raises:
        UsageError: the SQL cannot be run, or the file cannot be written.
        WarehouseError: the disk is full.
    """
    if output_format is Format.parquet and output is None:
        raise UsageError("Parquet is no text: give a file with --output FILE.")
    folder, texts = published_folder(home), output_format.texts
    with query(folder, sql, restricted=restricted, texts=texts) as rows:
        if output is None:
            if output_format is Format.table:
                _write_table(rows, make_console())
            else:
                _write(rows, output_format, sys.stdout.buffer)
            return
        try:
            with _whole(output, 0o600 if restricted else 0o666) as file:
                if output_format is Format.table:
                    with io.TextIOWrapper(file, encoding="utf-8") as text:
                        _write_table(rows, make_console(text))
                else:
                    _write(rows, output_format, file)
        except OSError as error:
            if error.errno in FULL:
                raise disk_is_full(output.parent) from error
            raise UsageError(f"Cannot write {output}: {error.strerror or error}.") from error


@contextmanager
def _whole(output: Path, mode: int) -> Iterator[BinaryIO]:
    """A file that takes its name once it is whole; what is no file, such as a pipe, as it is.

    Args:
        output: the file.
        mode: who may read and write it, less what the umask says; one that is there keeps its own.
    """
    if output.exists() and not output.is_file():
        with output.open("wb") as file:
            yield file
        return
    path = output.resolve()
    partial = path.with_name(f".{path.name}.partial")
    before = {number: signal.signal(number, _end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        # one that a kill left would keep its mode, which others may read
        partial.unlink(missing_ok=True)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            if path.exists():
                shutil.copymode(path, partial)
            yield file
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _: object) -> NoReturn:
    """End as the signal asks for, but with what is half written taken away."""
    sys.exit(128 + number)


def _write(rows: pa.RecordBatchReader, output_format: Format, file: BinaryIO) -> None:
    if output_format is Format.csv:
        with pyarrow.csv.CSVWriter(file, rows.schema) as writer:
            for batch in rows:
                writer.write_batch(batch)
    elif output_format is Format.parquet:
        with pyarrow.parquet.ParquetWriter(file, rows.schema) as parquet:
            for batch in rows:
                parquet.write_batch(batch)
    else:
        _write_json(rows, file)


def _write_json(rows: pa.RecordBatchReader, file: BinaryIO) -> None:
    """One array of objects, written as it is read."""
    separator = b"["
    for batch in rows:
        names = batch.schema.names
        for row in _values(batch):
            of_names = dict(zip(names, row, strict=True))
            file.write(separator + b"\n  " + _json(of_names).encode())
            separator = b","
    file.write(b"[]\n" if separator == b"[" else b"\n]\n")


def _values(batch: pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    """The rows of a batch, as Python's values."""
    columns = []
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            columns.append(column.to_pylist())
        except (OverflowError, ValueError) as error:
            raise UsageError(
                f"{name} has a day that no calendar has, such as infinity, or one before year 1 "
                "or after 9999: ask for its text with `::varchar`."
            ) from error
    return zip(*columns, strict=True)


def _json(value: object) -> str:
    """A value as JSON: a number keeps all its digits, and what is no number is null."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, float) and not math.isfinite(value):
        return "null"
    if isinstance(value, dict):
        pairs = (
            f"{json.dumps(key, ensure_ascii=False)}: {_json(each)}" for key, each in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False, default=str)


def _write_table(rows: pa.RecordBatchReader, console: Console) -> None:
    table = Table()
    for name, kind in zip(rows.schema.names, rows.schema.types, strict=True):
        is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind)
        table.add_column(
            name, justify="right" if is_number or pa.types.is_decimal(kind) else "left"
        )
    shown = 0
    has_more = False
    for batch in rows:
        for row in _values(batch):
            if shown == TABLE_ROWS:
                has_more = True
                break
            table.add_row(*("" if value is None else str(value) for value in row))
            shown += 1
        if has_more:
            break
    console.print(table)
    if has_more:
        console.print(f"The first {TABLE_ROWS} rows; --format csv gives all of them.")
