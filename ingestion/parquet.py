"""Parquet, read by DuckDB."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import duckdb

from ingestion.exports import plain_path
from ingestion.header_search import checked
from ingestion.records import Extract, Part, Place, Reject
from warehouse.database import quoted
from warehouse.errors import LandingError

_NESTED = ("STRUCT", "MAP", "UNION")


def open_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> Extract:
    """Open a Parquet file as a table of text; nested values become JSON text.

    Raises:
        LandingError: the file is damaged or cut off.
    """
    given = {"path": _literal(path)}
    try:
        columns = connection.execute(
            "select name, column_type from (describe select * from read_parquet($path))"
            " as described(name, column_type, a, b, c, d)",
            given,
        ).fetchall()
    except duckdb.Error as error:
        raise _damaged(error) from error
    casts = [
        f"to_json({quoted(name)})::varchar"
        if kind.startswith(_NESTED) or kind.endswith("]")
        else f"{quoted(name)}::varchar"
        for name, kind in columns
    ]
    cells = ", ".join(f"{cast} as c{at}" for at, cast in enumerate(casts, start=1))
    headers = checked(tuple(name for name, _ in columns))
    relation = (
        f"(select file_row_number + 1 as c0, {cells}"
        " from read_parquet($path, file_row_number = true))"
    )

    def places(numbers: Collection[int]) -> dict[int, Place]:
        rows = connection.execute(
            f"select * from {relation} where list_contains($numbers, c0)",
            given | {"numbers": list(numbers)},
        ).fetchall()
        return {number: Place(None, _json(headers, row)) for number, *row in rows}

    def parts() -> Iterator[Part]:
        try:
            [(count,)] = connection.execute(
                "select count(*) from read_parquet($path)", given
            ).fetchall()
            has_nul = " or ".join(f"contains(c{at}, chr(0))" for at in range(1, len(casts) + 1))
            found = connection.execute(f"select c0 from {relation} where {has_nul}", given)
            with_nul = [number for (number,) in found.fetchall()]
            rejects = {
                number: Reject(None, place.text, "a cell holds a NUL character")
                for number, place in places(with_nul).items()
            }
        except duckdb.Error as error:
            raise _damaged(error) from error
        readable = f"(from {relation} where not list_contains($with_nul, c0))"
        yield Part(
            relation=readable if with_nul else relation,
            given=given | {"with_nul": with_nul},
            first=1,
            records=count,
            places=places,
            rejects=rejects,
        )

    return Extract(headers, parts)


def _json(headers: Sequence[str], row: Sequence[str | None]) -> str:
    return json.dumps(dict(zip(headers, row, strict=True)), ensure_ascii=False)


def _literal(path: Path) -> str:
    """A path as DuckDB takes it literally: brackets would be a glob of it."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in plain_path(path))


def _damaged(error: duckdb.Error) -> LandingError:
    reason = str(error).split("\n", maxsplit=1)[0]
    if "is not valid UTF8" in str(error):  # DuckDB shows the cell, which may be of a person
        reason = "it holds text that is not UTF-8"
    return LandingError(f"The Parquet file cannot be read: {reason}; export it again.")
