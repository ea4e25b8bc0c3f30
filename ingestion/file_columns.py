"""What `ops.file_columns` says of each landed file: its columns, their forms, what has changed."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from ingestion.catalog import Source
from ingestion.date_forms import date_forms, settled
from ingestion.decimal_marks import decimal_marks
from ingestion.exports import Kind
from ingestion.file_log import OF_THE_SAME_KIND, Load
from ingestion.headers import extra_columns
from ingestion.raw_tables import raw_name
from ingestion.recognition import Match
from warehouse.errors import LandingError

_SHOWN = 10  # columns in a message
_COLUMNS = ("column_name", "header", "date_form", "change", "decimal_mark")


def refuse_lost_key(connection: duckdb.DuckDBPyConnection, load: Load, match: Match) -> None:
    """Rows without a key would stand beside those that they are to replace.

    Raises:
        LandingError: the file lacks a column of the key that the last such file had.
    """
    table = match.candidate.table
    fed = match.positions.keys() | match.captured.keys() | table.constants.keys()
    before = _columns_before(connection, load)
    lost = [column for column in table.key if column in before and column not in fed]
    if lost:
        raise LandingError(
            f"It has no column for {_listed(lost)}, which the last such file had and which tells "
            "whose rows it replaces: export it with that column, or add its new header to the "
            "source file."
        )


def record_columns(
    connection: duckdb.DuckDBPyConnection, load: Load, match: Match, kind: Kind
) -> list[str]:
    """Write the columns of a file that has just landed; the caller holds the transaction.

    Returns:
        Sentences for a person: which columns are new or missing, which dates cannot be read, which
        numbers can be read in two ways.
    """
    source, table = match.candidate.source, match.candidate.table
    headers = match.extract.headers
    extra = extra_columns(headers, match.positions.values(), table.columns)
    positions = dict(match.positions) | extra
    before = _columns_before(connection, load)
    raw_table = raw_name(source, table)
    found = date_forms(connection, raw_table, list(positions), load.load_id, source)
    forms, followers = settled(found)
    marks = decimal_marks(connection, raw_table, list(match.positions), load.load_id, source, kind)
    new = [column for column in positions if before and column not in before]
    missing = [column for column in before if column not in positions]
    changes = dict.fromkeys(new, "new") | dict.fromkeys(missing, "missing")
    columns = [*positions, *missing]
    rows = pa.table(
        {
            "column_name": columns,
            "header": [headers[positions[name]] if name in positions else None for name in columns],
            "date_form": [forms.get(name) for name in columns],
            "change": [changes.get(name) for name in columns],
            "decimal_mark": [marks.get(name) for name in columns],
        },
        schema=pa.schema([(name, pa.string()) for name in _COLUMNS]),
    )
    connection.register("landed_columns", rows)
    connection.execute(
        "insert into ops.file_columns by name select ? as load_id, * from landed_columns",
        [load.load_id],
    )
    connection.unregister("landed_columns")
    messages = []
    if new:
        messages.append(f"New since the last such file: {_listed(new)}.")
    if missing:
        messages.append(f"Missing since the last such file: {_listed(missing)}.")
    if followers:
        order = forms[followers[0]].replace("_", " ")
        messages.append(
            f"The dates of {_listed(followers)} are read {order}, as the file's other dates show."
        )
    undecidable = [column for column, form in forms.items() if form == "undecidable"]
    if undecidable:
        messages.append(
            f"The dates of {_listed(undecidable)} can be read in several ways and stay text: set "
            f"`date_order:` (or `two_digit_years_from:`) in {_where_to_set(source)}."
        )
    unsure = [column for column, mark in marks.items() if mark == "undecidable"]
    if unsure:
        messages.append(
            f"The numbers of {_listed(unsure)} can be read in two ways (1.250 or 1,250 as a "
            "thousand and more, or as one and a part); the point is taken for the decimal mark: "
            f"set `decimal_mark:` in {_where_to_set(source)}."
        )
    return messages


def _where_to_set(source: Source) -> str:
    """The file for a setting: a shipped one is not the user's to edit."""
    if source.origin != "shipped":
        return "the source file"
    return f"a source file of your own that says `maps_to: {source.source}` (docs/sources.md)"


def _columns_before(connection: duckdb.DuckDBPyConnection, load: Load) -> list[str]:
    """Columns of the file of the same kind that landed before: same name but for its digits."""
    found = connection.execute(
        "select column_name from ops.file_columns where change is distinct from 'missing'"
        " and load_id = (select load_id from ops.files where source_system = ? and table_name = ?"
        f" and status = 'landed' and load_id <> ? and {OF_THE_SAME_KIND}"
        " order by started_at desc limit 1) order by all",
        [
            load.source.source if load.source else None,
            load.table.target if load.table else None,
            load.load_id,
            load.file_name,
        ],
    ).fetchall()
    return [name for (name,) in found]


def _listed(columns: list[str]) -> str:
    more = f" and {len(columns) - _SHOWN} more" if len(columns) > _SHOWN else ""
    return ", ".join(columns[:_SHOWN]) + more
