"""Content that is exported again after another had taken its place."""

from __future__ import annotations

import duckdb

from ingestion.file_log import Load
from ingestion.raw_tables import raw_name


def repeats(connection: duckdb.DuckDBPyConnection, load: Load) -> int:
    """How often the content of a load has landed before, if it is exported again; else 0.

    It is where another content stands between any of its landings and this export: of the same
    name, or, where a date in the name says when it was exported, of any name and with a record
    that it has too. The time of a file alone says nothing of a file of another name, since a copy
    of an old one has it as well.

    Args:
        connection: the build.
        load: recognised, and with a content that has landed.
    """
    if load.source is None or load.table is None:
        return 0
    raw = raw_name(load.source, load.table)
    of_table = [load.source.source, load.table.target]
    query = (
        "select load_id, exported_at, started_at, file_name, content_hash"
        " from ops.files where source_system = ? and table_name = ? and status = 'landed'"
    )
    told = connection.execute(query, of_table).fetchall()
    if any(exported_at is None for _, exported_at, *_ in told):
        # landed by a version that did not write it down
        connection.execute(
            "update ops.files set exported_at = coalesce((select max(_exported_at)"
            f" from {raw} where _load_id = load_id), started_at) where exported_at is null"
            " and source_system = ? and table_name = ? and status = 'landed'",
            of_table,
        )
        told = connection.execute(query, of_table).fetchall()
    landings = [row for row in told if row[4] == load.content_hash]
    others = [row for row in told if row[4] != load.content_hash]
    own = [row for row in landings if row[3] == load.file_name]
    if own:
        others = [row for row in others if row[3] == load.file_name]
    elif not load.is_dated_by_name:
        return 0
    between = []
    for _, told_at, landed_at, _, _ in own or landings:
        found = [
            other
            for other in others
            if told_at < other[1] <= load.exported_at
            or load.exported_at <= other[1] < told_at
            or (own and told_at == other[1] == load.exported_at and landed_at < other[2])
        ]
        if not found:
            return 0
        between += found
    if own or _have_common_records(connection, raw, landings[0][0], {row[0] for row in between}):
        return len(landings)
    return 0


def _have_common_records(
    connection: duckdb.DuckDBPyConnection, raw: str, landing: str, others: set[str]
) -> bool:
    """Whether a landing has a record that one of the others has too."""
    [(have,)] = connection.execute(
        f"select exists (from {raw} where _load_id = $landing and _record_key in"
        f" (select _record_key from {raw} where list_contains($others, _load_id)))",
        {"landing": landing, "others": sorted(others)},
    ).fetchall()
    return bool(have)
