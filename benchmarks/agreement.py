"""Whether two databases of the same exports hold the same tables: a warehouse's, and a bare one.

The bare tables are keyed by the ids of the files, ours by keys that the warehouse makes, so ours
are first led back to those ids. What the bare tables may leave out of ours is little, see
`differences`.
"""

from __future__ import annotations

import duckdb

from warehouse.database import quoted

# Key columns of ours, and the id of the file behind each; `unknown` is a member of several.
_KEYS = """
    create or replace temp table keys as
    select customer_id as key, source_id as id from ours.core.dim_customer
    union select product_id, source_id from ours.core.dim_product
    union select employee_id, source_id from ours.core.dim_employee
    union select channel_id, source_id from ours.core.dim_channel
    union select stage_id, source_id from ours.core.dim_sales_stage
    union select order_id, source_id from ours.core.fct_order
    union select lead_id, source_id from ours.core.fct_lead
    union select opportunity_id, source_id from ours.core.fct_opportunity
    union select ticket_id, source_id from ours.core.fct_ticket
    union select response_id, source_id from ours.core.fct_survey_response
    union select loyalty_event_id, source_id from ours.core.fct_loyalty_event
    -- an order line's source_id begins with that of its order
    union
    select line.order_line_id, substr(line.source_id, length(ordered.source_id) + 2)
    from ours.core.fct_order_line as line
    inner join ours.core.fct_order as ordered using (order_id)
"""
_CUTS = {"cut_value", "cut_label"}  # of several kinds, keys among them
_DIGITS = 9  # of a ratio: sums of floating point depend on their order


def attach(connection: duckdb.DuckDBPyConnection, ours: str) -> None:
    """Open a warehouse's build beside the bare database of the connection."""
    connection.execute(f"attach '{ours}' as ours (read_only)")
    connection.execute(_KEYS)


def tables(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The bare tables that ours has too; name to schema of ours."""
    return dict(
        connection.execute(
            "select mine.table_name, mine.schema_name"
            " from duckdb_tables() as bare inner join duckdb_tables() as mine"
            " on bare.table_name = mine.table_name"
            " where mine.database_name = 'ours' and mine.schema_name in ('core', 'marts')"
            " and bare.database_name = current_database() and not bare.temporary order by all"
        ).fetchall()
    )


def differences(connection: duckdb.DuckDBPyConnection, table: str, schema: str) -> list[str]:
    """In what a bare table differs from ours; nothing where they agree.

    Every column of the bare one is compared, row for row, without the member `unknown`. Of ours
    may be missing: keys that the warehouse makes, columns that hold one value in every row, and
    amounts in source currency that are those in reporting currency.

    Args:
        connection: to the bare database, after `attach`.
        table: in both.
        schema: of ours.
    """
    here = _columns(connection, "current_database()", table)
    mine = _columns(connection, "'ours'", table)
    faults = [f"{table}.{column} is none of ours" for column in here if column not in mine]
    if faults:
        return faults
    known = _known(table, f"ours.{schema}.{quoted(table)}", mine)
    faults += [
        f"{table}.{column} is missing"
        for column in mine
        if column not in here and not _is_spare(connection, column, known, mine)
    ]
    bare = f"select {_rounded(here)} from {quoted(table)}"
    ours = f"select {_rounded(here)} from ({_led_back(here, known)})"
    for more, less, whose in ((bare, ours, "the bare one"), (ours, bare, "ours")):
        ((rows,),) = connection.execute(
            f"select count(*) from (({more}) except all ({less}))"
        ).fetchall()
        if rows:
            faults.append(f"{rows} rows of {table} are in {whose} alone")
    return faults


def _columns(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> dict[str, str]:
    return dict(
        connection.execute(
            f"select column_name, data_type from duckdb_columns() where database_name = {database}"
            " and table_name = ? and schema_name in ('main', 'core', 'marts')",
            [table],
        ).fetchall()
    )


def _known(table: str, source: str, mine: dict[str, str]) -> str:
    """Our rows, without the member of a dimension that stands for an unknown one."""
    key = quoted(next(iter(mine)))
    is_known = f" where cast({key} as varchar) <> 'unknown'" if table.startswith("dim_") else ""
    return f"(from {source}{is_known})"


def _is_spare(
    connection: duckdb.DuckDBPyConnection, column: str, known: str, mine: dict[str, str]
) -> bool:
    if column.endswith("_id"):
        return True
    twin = column.removeprefix("source_")
    name = quoted(column)
    ((values, unlike),) = connection.execute(
        f"select count(distinct {name}) + bool_or({name} is null)::int,"
        f" count(*) filter (where {name} is distinct from"
        f" {quoted(twin) if twin in mine else name}) from {known}"
    ).fetchall()
    return (values or 0) < 2 or (twin != column and unlike == 0)


def _led_back(columns: dict[str, str], known: str) -> str:
    """Our rows with the ids of the files in the place of our keys."""
    keys = [column for column in columns if column.endswith("_id") or column in _CUTS]
    chosen = [f"mine.{quoted(column)}" for column in columns if column not in keys]
    chosen += [
        f"coalesce({quoted('of ' + column)}.id, mine.{quoted(column)}) as {quoted(column)}"
        for column in keys
    ]
    joins = [
        f"left join keys as {quoted('of ' + column)}"
        f" on mine.{quoted(column)} = {quoted('of ' + column)}.key"
        for column in keys
    ]
    return f"select {', '.join(chosen)} from {known} as mine {' '.join(joins)}"


def _rounded(columns: dict[str, str]) -> str:
    return ", ".join(
        f"round({quoted(column)}, {_DIGITS}) as {quoted(column)}"
        if kind in {"DOUBLE", "FLOAT"}
        else quoted(column)
        for column, kind in columns.items()
    )
