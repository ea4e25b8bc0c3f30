"""The rows of a query as a table on the page and as files."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from dashboards.exports import csv_bytes, xlsx_bytes

PARQUET_TYPE = "application/vnd.apache.parquet"
# What a cell of Excel holds, and the first day that its calendar has.
_MOST_CELL_CHARACTERS = 32_767
_FIRST_DAY = dt.date(1900, 1, 1)
# Beyond these a number in the browser has fewer digits than it should.
_EXACT_IN_BROWSER = 2**53


def shown_table(rows: pa.Table) -> pa.Table:
    """The rows as the page's table can show them: what it cannot is text.

    Args:
        rows: of a query, of any types, (rows, columns).
    """
    columns = [_shown(column) for column in rows.columns]
    return pa.Table.from_arrays(columns, names=rows.column_names)


def csv_file(rows: pa.Table) -> bytes:
    """The rows as CSV; text that a spreadsheet would run is made harmless."""
    return csv_bytes(_records(rows), rows.column_names)


def xlsx_file(rows: pa.Table) -> bytes:
    """The rows as a sheet of Excel, numbers as numbers; what Excel has no form for is text."""
    records = [{name: _excel(value) for name, value in row.items()} for row in _records(rows)]
    return xlsx_bytes(records, rows.column_names)


def parquet_file(rows: pa.Table) -> bytes:
    """The rows as Parquet, in the types that they have."""
    out = io.BytesIO()
    pyarrow.parquet.write_table(rows, out)
    return out.getvalue()


def _records(rows: pa.Table) -> list[Mapping[str, Any]]:
    columns = {
        name: _values(column) for name, column in zip(rows.column_names, rows.columns, strict=True)
    }
    return [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]


def _values(column: pa.ChunkedArray) -> list[Any]:
    """A column as Python's values; as text where Python has none for it, such as infinite dates."""
    try:
        return list(column.to_pylist())
    except (ValueError, OverflowError, pa.ArrowException):
        return list(column.cast(pa.string()).to_pylist())


def _shown(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_integer(kind):
        values = [value for value in column.to_pylist() if value is not None]
        is_exact = all(abs(value) <= _EXACT_IN_BROWSER for value in values)
        return column if is_exact else column.cast(pa.string())
    if pa.types.is_floating(kind) or pa.types.is_boolean(kind) or pa.types.is_string(kind):
        return column
    values = _values(column)
    if pa.types.is_decimal(kind) and all(_is_exact(value) for value in values):
        return column.cast(pa.float64())
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        # a text in one of them says that one has no form here
        return (
            column
            if not any(isinstance(value, str) for value in values)
            else pa.chunked_array([pa.array(values, pa.string())])
        )
    texts = [None if value is None else str(value) for value in values]
    return pa.chunked_array([pa.array(texts, pa.string())])


def _is_exact(value: Decimal | None) -> bool:
    """Whether a number with up to 15 digits, which is as many as a float surely has."""
    return value is None or len(value.as_tuple().digits) <= 15


def _excel(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value if value.date() >= _FIRST_DAY else str(value)
    if isinstance(value, dt.date):
        return value if value >= _FIRST_DAY else str(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Decimal) and _is_exact(value):
        return value
    text = str(value)
    # one less, for the apostrophe that may come in front
    return text if len(text) < _MOST_CELL_CHARACTERS else text[: _MOST_CELL_CHARACTERS - 2] + "…"
