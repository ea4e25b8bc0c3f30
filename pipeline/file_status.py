"""`warehouse status --file`: what became of one file, down to each row that was not landed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from pipeline.quarantine import knows_quarantine
from pipeline.status import Row, print_rows, read_rows
from warehouse.database import connect_published, published_folder, read_build
from warehouse.errors import LockedError, PublishError, UsageError
from warehouse.home import Home

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from rich.console import Console

ROWS_SHOWN = 50
_TEXT_SHOWN = 200  # characters of a row
_NOT_PUBLISHED = (
    "A run is writing now, or the build is another user's; this is what is published, without the "
    "texts of the rows."
)

# By its name; by its last part, with or without the sheet; by the path that it was given with; by
# the archive or folder that it lies in; as a pattern.
_FILES = """
    with names as (
        select
            *,
            string_split(file_name, '/')[-1] as base_name,
            regexp_replace(base_name, '#[^#]*$', '') as book_name
        from ops.files
    )
    select * exclude (base_name, book_name)
    from names
    where
        $name in (file_name, base_name, book_name)
        or ends_with($name, '/' || file_name)
        or starts_with(file_name, rtrim($name, '/') || '/')
        or file_name glob $name
        or base_name glob $name
        or book_name glob $name
    order by started_at, file_name, load_id
"""
_COLUMNS = """
    with columns as (
        from ops.file_columns
        -- what was published before the column came has none
        union all by name
        select null::varchar as decimal_mark where false
    )
    select column_name, header, date_form, decimal_mark, change
    from columns
    where load_id = $load_id
        and (change is not null or 'undecidable' in (date_form, decimal_mark))
    order by column_name
"""
# What is published has no `line_text`, and no `record` in its place.
_ROWS = """
    with refused as (
        select 'rejected' as outcome, * from ops.rejected_rows
        union all by name
        select 'dropped' as outcome, * from ops.dropped_rows
        {held}
    )
    select columns(c -> c in ('row_number', 'line_number', 'outcome', 'reason', 'line_text'))
    from refused
    where load_id = $load_id
    order by line_number nulls last, row_number nulls last, outcome, reason
    limit $limit
"""
_WITH_TEXT = "* rename (record as line_text)"
_HELD = """
        union all by name
        select 'quarantined' as outcome, {columns} from ops.quarantined_rows
        where released_at is null
"""


class FileLoad(TypedDict):
    """One load of a file, and what of it did not land as it was expected."""

    file: Row
    columns: list[Row]
    rows: list[Row]


class FileStatus(TypedDict):
    """All loads that a name fits, oldest first; times are UTC in ISO form."""

    writing: str | None
    loads: list[FileLoad]


def read_file_status(home: Home, name: str, *, limit: int | None = None) -> FileStatus:
    """Look up every load of a file; a run in progress is no obstacle.

    Args:
        home: where to look.
        name: of a file, its last part, a folder or archive that it lies in, or a pattern.
        limit: rows per load; by default all.

    Raises:
        UsageError: no file of this name was ever read.
        LockedError: the first run of this home is under way, so there is nothing to look at yet.
    """
    try:
        with read_build(home) as build:
            status = FileStatus(writing=None, loads=_loads(build, name, limit, _WITH_TEXT))
    except LockedError as locked:
        try:
            current = published_folder(home)
        except PublishError:
            raise locked from None
        with connect_published(current) as published:
            status = FileStatus(writing=_NOT_PUBLISHED, loads=_loads(published, name, limit, "*"))
    if not status["loads"]:
        raise UsageError(
            f'No file called "{name}" landed or failed here: check the name, or give a pattern '
            'such as "Deals*"; "*" shows all that did. One whose content had landed under another '
            "name is found by that."
        )
    return status


def print_file_status(status: FileStatus, console: Console) -> None:
    """Print it for a person."""
    if status["writing"]:
        console.print(status["writing"])
    for load in status["loads"]:
        for name, value in load["file"].items():
            if value not in {None, ""}:
                console.print(f"{name}: {_printable(value)}", soft_wrap=True)
        if load["columns"]:
            print_rows(console, "New, missing and undecidable columns", load["columns"])
        if load["rows"]:
            shown = [
                {name: _printable(value) for name, value in row.items()} for row in load["rows"]
            ]
            print_rows(console, "Rows that are not in raw", shown)
        file = load["file"]
        outcomes = ("rows_rejected", "rows_dropped", "rows_quarantined")
        hidden = sum(int(file.get(outcome) or 0) for outcome in outcomes) - len(load["rows"])
        if hidden > 0:
            console.print(f"And {hidden:,} more rows; with --json, all are shown.")
        console.print()


def _loads(
    connection: DuckDBPyConnection, name: str, limit: int | None, of_held: str
) -> list[FileLoad]:
    held = _HELD.replace("{columns}", of_held) if knows_quarantine(connection) else ""
    statement = _ROWS.replace("{held}", held)
    loads = []
    for file in read_rows(connection, _FILES, {"name": name}):
        load_id = file["load_id"]
        rows = read_rows(connection, statement, {"load_id": load_id, "limit": limit})
        columns = read_rows(connection, _COLUMNS, {"load_id": load_id})
        loads.append(FileLoad(file=file, columns=columns, rows=rows))
    return loads


def _printable(value: str | int | float | None) -> str | int | float | None:
    """A value that a terminal can show on one line: a row of a file may hold anything."""
    if not isinstance(value, str):
        return value
    shown = value[:_TEXT_SHOWN] + ("…" if len(value) > _TEXT_SHOWN else "")
    return "".join(letter if letter.isprintable() else " " for letter in shown)
