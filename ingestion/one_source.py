"""What landed counts in one source: in the one that says how it is read, once that is known.

A source file of one's own that maps to another source comes after the files, when they have landed
as that other source already. What it reads takes the place of what had landed there.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from ingestion.catalog import Source, Table
from ingestion.cells import BLANKS, key_parts
from ingestion.date_forms import date_forms
from ingestion.exports import Export
from ingestion.file_log import OF_THE_SAME_KIND, Load, forget_load, landed_tables, load_status
from ingestion.raw_tables import raw_name
from ingestion.recognition import Candidate, Selection, is_claimed
from ingestion.repeating import repeats
from warehouse.database import quoted


def landed_before(
    connection: duckdb.DuckDBPyConnection, load: Load, export: Export, selection: Selection
) -> Load | None:
    """The load of the same content, where it would land in the same way and source again."""
    if load.content_hash is None:
        return None
    for source, table in landed_tables(connection, load):
        for candidate in selection.candidates:
            if (candidate.source.source, candidate.table.target) == (source, table):
                known = replace(load, source=candidate.source, table=candidate.table)
                is_here = is_settled(connection, known, None) and not repeats(connection, known)
                if is_here and not is_claimed(candidate, export, selection):
                    return known
    return None


def is_settled(
    connection: duckdb.DuckDBPyConnection, load: Load, instead_of: Candidate | None
) -> bool:
    """Whether the same content has landed, read in this way, and counts in no related source."""
    return (
        load.content_hash is not None
        and load_status(connection, load) == "landed"
        and not _elsewhere(connection, load, instead_of)
    )


def take_over(
    connection: duckdb.DuckDBPyConnection, load: Load, instead_of: Candidate | None
) -> list[str]:
    """Let what has just landed count in its source only; the caller holds the transaction.

    Args:
        connection: the build.
        load: that has landed.
        instead_of: the source that it maps to, where that one would have had the file: then its
            earlier files of the same kind are this source's too.

    Returns:
        Sentences for a person: what gave way, and what came along.
    """
    if load.source is None or load.table is None:
        return []
    said = []
    given_way = _elsewhere(connection, load, instead_of)
    for load_id, _ in given_way:
        forget_load(connection, load_id, raw_name(load.source, load.table))
        connection.execute("delete from ops.files where load_id = ?", [load_id])
    if given_way:
        names = " and ".join(sorted({name for _, name in given_way}))
        said.append(f"It takes the place of the same content, which had landed as {names}.")
    earlier = _earlier(connection, load)
    many = len(earlier) > 1
    what = f"{len(earlier):,} earlier files" if many else "an earlier file"
    if earlier and instead_of is None:
        said.append(
            f"Beside it {what} of this kind, landed as {load.source.maps_to}, "
            f"{'count' if many else 'counts'} too: if {'they are' if many else 'it is'} of the "
            f"same system, land {'them' if many else 'it'} again as {load.source.source}."
        )
    elif earlier:
        for load_id in earlier:
            _bring_over(connection, load_id, load.source, load.table)
        # a build cannot see that rows changed their source: the next one reads everything again
        connection.execute("delete from ops.kept_builds")
        said.append(f"With it, {what} of this kind came from {load.source.maps_to}.")
    return said


def _elsewhere(
    connection: duckdb.DuckDBPyConnection, load: Load, instead_of: Candidate | None
) -> list[tuple[str, str]]:
    """Loads of the same content in the source that it maps to, or in one that maps to it.

    Of the same name, unless the file would have been that source's: two systems may well export
    a file of the same bytes, such as a list of products.
    """
    if load.source is None or load.table is None:
        return []
    return connection.execute(
        "select load_id, source_system from ops.files where content_hash = $content"
        " and table_name = $table_name and status = 'landed' and ($any_name or file_name = $name)"
        " and (source_system = $maps_to or source_system in (select source_system from ops.sources"
        " where staging_source = $source and source_system <> $source)) order by all",
        {
            "content": load.content_hash,
            "table_name": load.table.target,
            "any_name": instead_of is not None,
            "name": load.file_name,
            "maps_to": load.source.maps_to,
            "source": load.source.source,
        },
    ).fetchall()


def _earlier(connection: duckdb.DuckDBPyConnection, load: Load) -> list[str]:
    """Loads of files of the same kind, none pulled from a database, as the source it maps to."""
    if load.source is None or load.table is None or load.source.maps_to is None:
        return []
    found = connection.execute(
        "select load_id from ops.files where source_system = ? and table_name = ?"
        f" and status = 'landed' and {OF_THE_SAME_KIND}"
        " and file_name not in (select file_name from ops.pulls) order by started_at",
        [load.source.maps_to, load.table.target, load.file_name],
    ).fetchall()
    return [load_id for (load_id,) in found]


def _bring_over(
    connection: duckdb.DuckDBPyConnection, load_id: str, source: Source, table: Table
) -> None:
    """Make a load another source's that fills the same raw table.

    Its file may be gone, so the rows stay as they landed; what identifies them, and how their dates
    are written, is what the source says.
    """
    raw_table = raw_name(source, table)
    named = [source.source, load_id]
    parts = key_parts(table, {column: quoted(column) for column in table.key})
    connection.execute(
        f"update {raw_table} set _source_system = $source_system,"
        f" _record_key = {' || chr(31) || '.join(parts) or 'null'} where _load_id = $load_id",
        {"source_system": source.source, "load_id": load_id}
        | ({"blanks": BLANKS} if parts else {}),
    )
    for log in ("files", "rejected_rows", "dropped_rows", "quarantined_rows"):
        connection.execute(f"update ops.{log} set source_system = ? where load_id = ?", named)
    # a row that is released goes back as it is written there
    connection.execute(
        "update ops.quarantined_rows set"
        " record = json_merge_patch(record, json_object('_source_system', ?)) where load_id = ?",
        named,
    )
    dated = connection.execute(
        "select column_name from ops.file_columns where load_id = ? and date_form is not null"
        " order by all",
        [load_id],
    ).fetchall()
    forms = date_forms(connection, raw_table, [name for (name,) in dated], load_id, source)
    for column, form in forms.items():
        connection.execute(
            "update ops.file_columns set date_form = ? where load_id = ? and column_name = ?",
            [form, load_id, column],
        )
