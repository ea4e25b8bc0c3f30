"""What `warehouse quarantine list` shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypedDict

from pipeline.status import Row, print_rows, read_rows
from warehouse.database import connect_published, published_folder, read_build
from warehouse.errors import LockedError, PublishError
from warehouse.home import Home

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from rich.console import Console

_NOT_PUBLISHED = (
    "A run is writing now, or the build is another user's; this is what is published, without the "
    "rows themselves."
)
_HELD = """
    select
        quarantine_id, source_system, table_name, file_name, row_number, reason,
        quarantined_at, quarantined_by, released_at, released_by, release_reason
    from ops.quarantined_rows
    where
        ($released or released_at is null)
        and source_system is not distinct from coalesce($source, source_system)
    order by quarantined_at, source_system, table_name, file_name, row_number, quarantine_id
"""
_RECORDS = "select quarantine_id, record from ops.quarantined_rows"


class Held(TypedDict):
    """Rows that are held back; times are UTC in ISO form.

    A row has its `record`, all columns as they were in raw, only where that was asked for.
    """

    writing: str | None
    rows: list[dict[str, object]]


def read_held(
    home: Home, *, source: str | None = None, released: bool = False, with_records: bool = False
) -> Held:
    """Look up what is held back; a run in progress is no obstacle.

    Args:
        home: where to look.
        source: only rows of this source system.
        released: also those that were put back.
        with_records: the rows themselves too, which may be data of persons.

    Raises:
        UsageError: nothing was ever landed in this home.
        LockedError: the first run of this home is under way, so there is nothing to look at yet.
    """
    given: dict[str, object] = {"source": source, "released": released}
    try:
        with read_build(home) as build:
            rows: list[dict[str, object]] = [dict(row) for row in _rows(build, given)]
            if with_records and rows:
                records = dict(build.execute(_RECORDS).fetchall())
                for row in rows:
                    row["record"] = json.loads(records[row["quarantine_id"]])
    except LockedError as locked:
        try:
            current = published_folder(home)
        except PublishError:
            raise locked from None
        with connect_published(current) as published:
            return Held(writing=_NOT_PUBLISHED, rows=[dict(row) for row in _rows(published, given)])
    return Held(writing=None, rows=rows)


def print_held(held: Held, console: Console) -> None:
    """Print them for a person, each on a line."""
    if held["writing"]:
        console.print(held["writing"])
    names = ("quarantine_id", "source_system", "table_name", "file_name", "row_number", "reason")
    shown: list[Row] = [
        {name: row[name] for name in names}  # type: ignore[misc]
        | {"held_at": str(row["quarantined_at"]), "released_at": str(row["released_at"] or "")}
        for row in held["rows"]
    ]
    print_rows(console, "Quarantined rows", shown)


def knows_quarantine(connection: DuckDBPyConnection) -> bool:
    """Whether a build, or what is published, is not older than the quarantine."""
    [(knows,)] = connection.execute(
        "select count(*) > 0 from duckdb_tables()"
        " where schema_name = 'ops' and table_name = 'quarantined_rows'"
    ).fetchall()
    return bool(knows)


def _rows(connection: DuckDBPyConnection, given: dict[str, object]) -> list[Row]:
    return read_rows(connection, _HELD, given) if knows_quarantine(connection) else []
