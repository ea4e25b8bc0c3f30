"""Which rows of a raw table count now: every load is kept, so of most records there are older ones.

The dbt macro `latest_records` decides it; this is what it says of whole loads, for the checks, and
a test holds the two together. To look for a newer load of every row takes seconds for millions of
rows, so it is asked only where some row fails.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from expectations.planning import COUNTING_ROWS, Planned, table_name

SCHEMA, VIEW = COUNTING_ROWS.split(".")
_NEEDED = ("_record_key", "_load_id", "_row_number", "_exported_at", "_loaded_at")


def find_superseded(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Make the temporary table `superseded` and the view of the rows of `table` that count.

    Args:
        connection: a cursor on the build; table and view are there on it only.
        table: schema-qualified.

    Returns:
        Whether any row is superseded. Where not, or where the table is none that exports are landed
        in, nothing is made.
    """
    if not _is_landed(connection, table):
        return False
    raw = table_name(table)
    [(loads,)] = connection.execute(f"select count(distinct _load_id) from {raw}").fetchall()
    if loads < 2:
        return False
    connection.execute(
        f"""
        create or replace temp table superseded as
        with
            loads as (
                select
                    _load_id,
                    row_number() over (
                        order by
                            coalesce(max(_exported_at), max(_loaded_at)), max(_loaded_at), _load_id
                    ) as place
                from {raw}
                group by _load_id
            ),

            placed as (
                select
                    _source_system, _source_file, _record_key, _load_id, _row_number, loads.place
                from {raw}
                inner join loads using (_load_id)
            ),

            keys as (
                select _source_system, _record_key, max(place) as newest
                from placed
                where _record_key is not null
                group by all
                having min(place) < max(place)
            ),

            files as (
                select _source_system, _source_file, max(place) as newest
                from placed
                group by all
                having min(place) < max(place)
            )

        select placed._load_id, placed._row_number
        from placed
        inner join keys using (_source_system, _record_key)
        where placed.place < keys.newest
        union all
        select placed._load_id, placed._row_number
        from placed
        inner join files using (_source_system, _source_file)
        where placed._record_key is null and placed.place < files.newest
        """
    )
    [(found,)] = connection.execute("select count(*) from superseded").fetchall()
    if found:
        connection.execute(
            f"create or replace temp view {VIEW} as"
            f" from {raw} anti join superseded using (_load_id, _row_number)"
        )
    return bool(found)


def asked_of_counting_rows(planned: Planned) -> Planned:
    """The same expectation of the view.

    One with a query of its own stays as it is, since it may be about loads, but for a query that
    asks for the rows that count; so does one that holds rows back, since an older row may come to
    count when a newer one is held.
    """
    if planned.of_counting_rows:
        return replace(planned, failing_rows=planned.of_counting_rows)
    if not planned.where or planned.held_where:
        return planned
    return replace(planned, failing_rows=f"select 1 from {COUNTING_ROWS} where {planned.where}")


def _is_landed(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    schema, name = table.split(".", maxsplit=1)
    [(found,)] = connection.execute(
        """
        select count(*) from duckdb_columns()
        where database_name = current_database() and schema_name = ? and table_name = ?
            and list_contains(?, column_name)
        """,
        [schema, name, list(_NEEDED)],
    ).fetchall()
    return schema == "raw" and bool(found == len(_NEEDED))
