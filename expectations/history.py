"""What the nights before have published, and what of it the next night is compared with.

Figures are totals and counts, never records of persons. Two nights are comparable if the later one
sees at least the days that the earlier one saw; a figure in another currency has another name.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import duckdb
import yaml
from pydantic import BaseModel, ConfigDict

from expectations.planning import table_name
from warehouse.database import literal, transaction

TABLE = "ops.reported_figures"


class Figure(BaseModel):
    """A query that gives `figure`, `part` and `value`, and the tables that it reads."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reads: list[str]
    sql: str


def remember(connection: duckdb.DuckDBPyConnection, run_id: str) -> int:
    """Keep the figures of the build as those of a night that is about to be published.

    Safe to repeat: a run's figures are kept once. They count as those of an earlier night once the
    run log says that the run has published.

    Args:
        connection: the build, open for writing.
        run_id: the run that publishes.

    Returns:
        How many figures were kept; 0 where the build has no as-of date.
    """
    with transaction(connection):
        connection.execute(f"delete from {TABLE} where run_id = ?", [run_id])
        if not _has_tables(connection, ["core.as_of"]):
            return 0
        [(kept,)] = connection.execute(
            f"""
            insert into {TABLE} by name
            select $run_id as run_id, as_of.as_of_date, figures.*
            from ({_all_figures(connection)}) as figures
            cross join core.as_of as as_of
            where as_of.as_of_date is not null
            """,
            {"run_id": run_id},
        ).fetchall()
    return int(kept)


def prepare(connection: duckdb.DuckDBPyConnection) -> int:
    """Make the temporary tables that the suite compares: `figures_now` and `figures_before`.

    `figures_before` are those of the published night that saw most days and none after this one's
    last; of several such nights, the last.

    Args:
        connection: a cursor on the build; the tables are there on it only.

    Returns:
        How many figures there are to compare; 0 where there is no earlier night.
    """
    now = f"select figure, part, value from {TABLE} where false"
    before = f"from {TABLE} where false"
    if _has_tables(connection, ["core.as_of"]):
        now = _all_figures(connection)
        before = f"""
            from {TABLE}
            where run_id = (
                select figures.run_id
                from {TABLE} as figures
                semi join (
                    from ops.run_steps where step = 'publish' and status = 'succeeded'
                ) as published using (run_id)
                where figures.as_of_date <= (select max(as_of_date) from core.as_of)
                order by figures.as_of_date desc, figures.run_id desc
                limit 1
            )
        """
    connection.execute(f"create or replace temp table figures_now as {now}")
    connection.execute(f"create or replace temp table figures_before as {before}")
    [(compared,)] = connection.execute("select count(*) from figures_before").fetchall()
    return int(compared)


@cache
def _figures() -> dict[str, Figure]:
    text = resources.files("expectations").joinpath("figures.yml").read_text(encoding="utf-8")
    return {name: Figure.model_validate(entry) for name, entry in yaml.safe_load(text).items()}


def _all_figures(connection: duckdb.DuckDBPyConnection) -> str:
    """SQL of all figures of the build as it stands."""
    queries = [
        f"select 'rows' as figure, {literal(table)} as part, count(*) as value"
        f" from {table_name(table)}"
        for table in _tables(connection)
    ]
    queries += [
        figure.sql for figure in _figures().values() if _has_tables(connection, figure.reads)
    ]
    every = " union all by name ".join(f"(from ({query}))" for query in queries)
    return (
        "select figure, coalesce(part, 'unknown') as part, sum(value)::decimal(38, 2) as value"
        f" from ({every}) group by all having value is not null"
    )


def _has_tables(connection: duckdb.DuckDBPyConnection, tables: list[str]) -> bool:
    return set(tables) <= set(_tables(connection))


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [
        name
        for (name,) in connection.execute(
            """
            select schema_name || '.' || table_name from duckdb_tables()
            where database_name = current_database() and schema_name in ('core', 'marts')
            order by all
            """
        ).fetchall()
    ]
