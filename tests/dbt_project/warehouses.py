"""Small warehouses for tests of the dbt project: raw rows by hand, one dbt run, answers by SQL."""

import datetime as dt
import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import pyarrow as pa

from ingestion.catalog import Catalog, load_catalog
from ingestion.landing import land, prepare
from pipeline import dbt_runner
from pipeline.building import without_idle
from pipeline.rules import check_rules, is_rules
from warehouse.database import connect_build, quoted
from warehouse.home import Home

LANDED_AT = dt.datetime.fromisoformat("2026-06-01T04:00:00")  # UTC

Row = Mapping[str, str | None]


@cache
def shipped() -> Catalog:
    """The shipped sources, read once: it takes longer than a load of a few rows."""
    return load_catalog()


def new_home(folder: Path) -> Home:
    """An empty warehouse with every raw table in place."""
    home = Home(folder)
    home.create()
    home.build.write_bytes(_empty_build())
    return home


@cache
def _empty_build() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        home.create()
        with connect_build(home) as connection:
            prepare(connection, shipped())
        return home.build.read_bytes()


def add_source(
    home: Home,
    source_system: str,
    *,
    time_zone: str = "UTC",
    currency: str | None = None,
    date_order: str | None = None,
    aliases: Mapping[tuple[str, str], str] | None = None,
    staging: str = "template",
) -> None:
    """What a source file that maps to `template`, or to another staging, would have written."""
    with connect_build(home) as connection:
        connection.execute(
            "insert or replace into ops.sources values (?, ?, ?, ?, ?, ?, null, null)",
            [source_system, staging, source_system.title(), time_zone, currency, date_order],
        )
        for (column, old), new in (aliases or {}).items():
            connection.execute(
                "insert into ops.value_aliases values (?, ?, ?, ?)",
                [source_system, column, old, new],
            )


def add_rows(
    home: Home,
    source_system: str,
    table: str,
    rows: Sequence[Row],
    *,
    staging: str = "template",
    file: str | None = None,
    loaded_at: dt.datetime = LANDED_AT,
) -> None:
    """Rows of one load, as the landing would have written them."""
    key = shipped().sources[staging].tables[table].key
    file = file or f"{table}.csv"
    load_id = hashlib.md5(f"{source_system}{table}{file}{loaded_at}".encode()).hexdigest()
    columns = list(dict.fromkeys(column for row in rows for column in row))
    names = [*columns, "_source_system", "_source_file", "_row_number", "_record_key"]
    names += ["_load_id", "_loaded_at"]
    values = []
    for number, row in enumerate(rows, start=1):
        parts = [row.get(column) for column in key]
        record_key = chr(31).join(str(part) for part in parts) if key and all(parts) else None
        metadata = [source_system, file, number, record_key, load_id, loaded_at]
        values.append([row.get(column) for column in columns] + metadata)
    given = pa.table(dict(zip(names, map(list, zip(*values, strict=True)), strict=True)))
    with connect_build(home) as connection:
        connection.register("given", given)
        connection.execute(
            f"insert into raw.{quoted(f'{staging}__{table}')} by name from given",
        )


def land_files(home: Home, source_file: Path | None, *paths: Path) -> None:
    """Land real files by the ingestion itself."""
    given = [source_file] if source_file else []
    with connect_build(home) as connection:
        catalog = load_catalog(source_files=given)
        prepare(connection, catalog)
        landed = land(connection, paths, catalog, run_id="test", scratch=home.scratch)
    assert any(file.status == "landed" for file in landed), landed


def run_dbt(
    home: Home,
    command: str,
    *arguments: str,
    without: Callable[[Any], bool] | None = None,
    **variables: Any,
) -> Any:
    """Run dbt in this process; gives dbt's result."""
    words = [command, "--no-write-json", *arguments]
    with _one_thread():
        return dbt_runner.run_dbt(home, words, variables, without=without)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let DuckDB work alone: handing some rows to a second thread takes it longer than its work."""
    options = dbt_runner.writer_options
    with mock.patch.object(
        dbt_runner,
        "writer_options",
        lambda *given: {**options(*given), "threads": "1"},
    ):
        yield


def is_test(node: Any) -> bool:
    """Whether a node of dbt is a test of any kind."""
    return node.resource_type == "test"


def build(
    home: Home, *arguments: str, tested: bool = True, is_kept: bool = False, **variables: Any
) -> dict[str, str]:
    """Build and require success; gives node name -> status.

    Args:
        home: the warehouse.
        arguments: further arguments of `dbt build`; with `--select`, only these models are built.
        tested: run the data tests and the rules of what is built as well; unit tests have a test
            of their own.
        is_kept: keep what the last build read, as a night does whose settings are those of the
            last one.
        variables: of the project.
    """
    landed = landed_sources(home)
    is_whole = "--select" not in arguments
    if "--exclude" not in arguments:
        arguments += tuple(without_idle(landed))
    if not is_whole and "--indirect-selection" not in arguments:
        arguments += ("--indirect-selection", "cautious")
    variables = {"landed_sources": landed, **variables}
    arguments += () if is_kept else ("--full-refresh",)
    without = is_rules if tested else is_test
    result = run_dbt(home, "build", *arguments, without=without, **variables)
    nodes = list(getattr(result.result, "results", None) or [])
    faults = [f"{n.node.name}: {n.message}" for n in nodes if n.status in {"error", "fail"}]
    assert result.success and not faults, faults or result.exception
    if tested:
        built = None if is_whole else [n.node.name for n in nodes if n.status == "success"]
        with _one_thread():
            checked, broken = check_rules(home, variables, built)
        faults = [rule.sentence for rule in broken if not rule.is_exported]
        assert checked and not faults, faults
    return {node.node.name: str(node.status) for node in nodes}


def build_models(home: Home, *models: str, **options: Any) -> dict[str, str]:
    """As `build`, only these models and all that they are made from, or tests by their names."""
    tests = {name for name in models if name.startswith("assert_")}
    return build(home, "--select", *(m if m in tests else f"+{m}" for m in models), **options)


def landed_sources(home: Home) -> list[str]:
    """The staging sources that have rows in raw."""
    names = ask(
        home,
        "select distinct split_part(table_name, '__', 1) from duckdb_tables()"
        " where schema_name = 'raw' and estimated_size > 0 order by all",
    )
    return [name for (name,) in names]


def ask(home: Home, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Rows of a query on the build."""
    with duckdb.connect(str(home.build), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        return connection.execute(sql, parameters).fetchall()


def ask_one(home: Home, sql: str, *parameters: object) -> Any:
    """The one value of a query on the build."""
    [(value,)] = ask(home, sql, *parameters)
    return value


def tables(home: Home, *schemas: str) -> list[str]:
    """Qualified names of all tables of the schemas."""
    found = ask(
        home,
        "select schema_name || '.' || table_name from duckdb_tables() "
        "where list_contains(?, schema_name) order by all",
        list(schemas),
    )
    return [name for (name,) in found]
