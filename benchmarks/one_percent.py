"""A night after one in a hundred records was touched, against one that reads everything again.

Both begin with copies of the same warehouse and land the same exports (`next_day.py`). Afterwards
every table of both holds the same rows, but for when they were landed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from benchmarks.exports import write_exports
from benchmarks.measure import Ratio, Verdict, amount, compared
from benchmarks.next_day import write_accounts, write_next_day
from benchmarks.watched_night import Night, copied, run_night
from warehouse.database import quoted
from warehouse.home import Home

TARGET = 0.15
SCHEMAS = ("staging", "core", "marts", "restricted")
# When a row was landed: each of the two nights landed the same exports at a time of its own.
METADATA = ("loaded_at", "_loaded_at")
Measured = list[Ratio | Verdict]


def measure(folder: Path, customers: int, rounds: int, only: Sequence[str] = ()) -> Measured:
    """Both nights in turn, each on a copy of its own; then all their rows compared.

    Args:
        folder: an empty one.
        customers: of the first day, each with about ten order lines.
        rounds: how often each night runs.
        only: models, where not whole nights are to run.
    """
    first, second, base = folder / "first day", folder / "second day", folder / "base"
    first.mkdir()
    second.mkdir()
    rows = sum(write_exports(first, customers).values()) + write_accounts(first, customers)
    touched = sum(write_next_day(second, customers).values())
    run_night(base, first, only=only)
    kept, anew = folder / "kept", folder / "anew"
    nights: list[tuple[Night, Night]] = [
        (
            run_night(copied(base, kept), second, only=only),
            run_night(copied(base, anew), second, only=only, full_refresh=True),
        )
        for _ in range(rounds)
    ]
    size = f"{customers:,} customers, {touched:,} of {rows:,} rows touched"
    return [
        compared(
            "a night after 1 % was touched, against a full refresh",
            [one.seconds for one, _ in nights],
            [other.seconds for _, other in nights],
            size=size,
            target=TARGET,
        ),
        *_steps(nights, size),
        *_compared_rows(Home(kept), Home(anew), size),
    ]


def _steps(nights: Sequence[tuple[Night, Night]], size: str) -> list[Ratio]:
    return [
        compared(
            name,
            [one.steps[name].seconds for one, _ in nights],
            [other.steps[name].seconds for _, other in nights],
            size=size,
            group="steps",
        )
        for name in nights[0][0].steps
    ]


def _compared_rows(kept: Home, anew: Home, size: str) -> Measured:
    differing, rows = differences(kept, anew)
    told = ", ".join(f"{table} {count:,}" for table, count in differing.items() if count)
    return [
        amount(
            "rows that one of both nights has and the other has not",
            [sum(differing.values())],
            size=f"{len(differing)} tables with {rows:,} rows",
            target=0,
            unit="rows",
            group="rows",
        ),
        Verdict(
            "every table is the same after both",
            is_met=not told,
            size=size,
            note=told,
            group="rows",
        ),
    ]


def differences(one: Home, other: Home) -> tuple[dict[str, int], int]:
    """How many rows of each table only one of two builds has, and the rows of all of them.

    Rows are compared as they are, however often each is there; where sums of their hashes are the
    same, none is looked for.

    Args:
        one: a home.
        other: another one.
    """
    with duckdb.connect() as connection:
        for name, home in (("one", one), ("other", other)):
            connection.execute(f"attach '{home.build}' as {name} (read_only)")
        connection.execute("set TimeZone = 'UTC'")
        tables = _tables(connection, "one")
        found = dict.fromkeys(tables.keys() ^ _tables(connection, "other").keys(), 0)
        if found:
            raise RuntimeError(f"only one of both has the tables {', '.join(sorted(found))}")
        rows = 0
        for table, columns in tables.items():
            signed = [
                connection.execute(
                    f"select count(*), sum(hash({columns})::hugeint), bit_xor(hash({columns}))"
                    f" from {name}.{table}"
                ).fetchall()[0]
                for name in ("one", "other")
            ]
            rows += signed[0][0]
            found[table] = 0 if signed[0] == signed[1] else _apart(connection, table, columns)
    return found, rows


def _tables(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, str]:
    """Tables with the columns that are compared, as SQL."""
    found = connection.execute(
        """
        select schema_name, table_name, list(column_name order by column_name)
        from duckdb_columns()
        inner join duckdb_tables() using (database_name, schema_name, table_name)
        where database_name = ? and schema_name in ? and column_name not in ?
        group by all
        order by all
        """,
        [database, SCHEMAS, METADATA],
    ).fetchall()
    return {
        f"{quoted(schema)}.{quoted(table)}": ", ".join(map(quoted, columns))
        for schema, table, columns in found
    }


def _apart(connection: duckdb.DuckDBPyConnection, table: str, columns: str) -> int:
    ((apart,),) = connection.execute(
        f"select count(*) from (from (select {columns} from one.{table} except all"
        f" select {columns} from other.{table}) union all from"
        f" (select {columns} from other.{table} except all select {columns} from one.{table}))"
    ).fetchall()
    return int(apart)
