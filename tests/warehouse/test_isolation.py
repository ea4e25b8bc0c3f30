"""Queries in processes of their own: rows, limits, ends, and nothing of the machine."""

import os
import resource
import shutil
import signal
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from warehouse import isolation
from warehouse.home import ANALYTICS
from warehouse.isolation import Limits, Outcome, Running, start

PATIENCE = 60.0
LIMITS = Limits(seconds=30, rows=1_000)
SECRET = "kept-apart-from-everybody"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A published run with one mart, and beside it what must not be read."""
    where = tmp_path_factory.mktemp("a-private-place")
    with duckdb.connect(str(where / ANALYTICS)) as connection:
        connection.execute(
            "create schema marts; create table marts.sales as "
            "select range as number, 'row ' || range as name from range(5000)"
        )
    with duckdb.connect(str(where / "restricted.duckdb")) as connection:
        connection.execute(f"create table persons as select '{SECRET}' as name")
    (where / "beside.csv").write_text(f"name\n{SECRET}\n", encoding="utf-8")
    return where


def outcome(folder: Path, sql: str, limits: Limits = LIMITS) -> Outcome:
    ended = start(folder, sql, limits).wait(PATIENCE)
    assert ended is not None, "it neither ended nor was ended"
    return ended


def test_rows_come_back_with_their_types(folder):
    ended = outcome(
        folder,
        "select number, name, 1.5::decimal(9, 2) as price from marts.sales "
        "where number < 2 order by number",
    )
    assert ended.ending == "rows"
    assert not ended.is_cut
    assert ended.columns == (("number", "BIGINT"), ("name", "VARCHAR"), ("price", "DECIMAL(9,2)"))
    assert ended.rows.select(["number", "name"]).to_pylist() == [
        {"number": 0, "name": "row 0"},
        {"number": 1, "name": "row 1"},
    ]
    assert 0 <= ended.seconds < PATIENCE


@pytest.mark.parametrize(
    ("rows", "found", "is_cut"), [(999, 999, True), (1_000, 1_000, False), (1_001, 1_000, False)]
)
def test_a_result_is_cut_at_the_limit_and_says_so(folder, rows, found, is_cut):
    ended = outcome(folder, "from range(1000)", Limits(30, rows))
    assert (ended.rows.num_rows, ended.is_cut) == (found, is_cut)
    assert ended.rows.column("range").to_pylist() == list(range(found))


def test_a_result_without_end_is_cut_without_waiting_for_it(folder):
    ended = outcome(folder, "from range(1000000000000)", Limits(30, 5_000))
    assert (ended.ending, ended.rows.num_rows, ended.is_cut) == ("rows", 5_000, True)


def test_a_result_of_long_texts_is_cut_by_its_size(folder):
    ended = outcome(folder, "select repeat('x', 1000000) as text from range(500)")
    assert ended.is_cut
    assert 0 < ended.rows.num_rows <= 64


def test_columns_of_the_same_name_are_told_apart(folder):
    ended = outcome(folder, "select 1 as a, 2 as A, 3 as a_2, 4 as a")
    names = [name for name, _ in ended.columns]
    assert len({name.lower() for name in names}) == 4
    assert list(ended.rows.to_pylist()[0].values()) == [1, 2, 3, 4]


def test_a_query_without_rows_has_its_columns(folder):
    ended = outcome(folder, "from marts.sales where number < 0")
    assert ended.rows.num_rows == 0
    assert ended.rows.column_names == ["number", "name"]


def test_types_of_every_kind_come_back(folder):
    ended = outcome(folder, "from test_all_types()")
    assert (ended.ending, ended.message) == ("refused", "test_all_types")
    ended = outcome(
        folder,
        "select 'infinity'::timestamp as t, uuid() as u, [1, 2] as l, {'a': 1} as s, "
        "map {'k': 1} as m, interval 3 days as i, 'x'::blob as b, 170141183460469231731::hugeint "
        "as h, time '12:00' as c, null as n, 'a'::enum('a', 'b') as e, timestamptz '2026-01-01' z",
    )
    assert ended.ending == "rows"
    assert ended.rows.num_columns == 12
    assert isinstance(ended.rows, pa.Table)


def test_what_arrow_has_no_form_for_is_the_text_that_duckdb_makes_of_it(folder):
    ended = outcome(
        folder,
        "select interval 3 days as i, union_value(a := 1) as u, 'a'::variant as v, 2::bignum as b,"
        " [interval 1 month] as l, 1 as n",
    )
    assert ended.rows.to_pylist() == [
        {"i": "3 days", "u": "1", "v": "a", "b": "2", "l": "[1 month]", "n": 1}
    ]
    kinds = ["INTERVAL", "UNION(a INTEGER)", "VARIANT", "BIGNUM", "INTERVAL[]", "INTEGER"]
    assert [kind for _, kind in ended.columns] == kinds


def test_an_error_shows_the_statement_as_it_was_written(folder):
    sql = "select  name::int /* of a row */ from marts.sales"
    assert sql in outcome(folder, sql).message


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("selec 1", "syntax error"),
        ("from marts.nothing", "does not exist"),
        ("select 'a'::int", "Could not convert"),
        ("select nothing from marts.sales", "nothing"),
    ],
)
def test_what_duckdb_finds_wrong_is_told(folder, sql, says):
    ended = outcome(folder, sql)
    assert ended.ending == "error"
    assert says in ended.message


ATTACKS = [
    "select * from read_csv('/etc/passwd')",
    "select * from '/etc/passwd'",
    "from read_csv('{folder}/beside.csv')",
    "from '{folder}/beside.csv'",
    "from 'beside.csv'",
    "from read_text('{folder}/beside.csv')",
    "from read_blob('{folder}/restricted.duckdb')",
    "from read_duckdb('{folder}/restricted.duckdb')",
    "from '{folder}/restricted.duckdb'",
    "from glob('{folder}/*')",
    "select getenv('HOME')",
    "attach '{folder}/restricted.duckdb'",
    "copy marts.sales to '{folder}/out.csv'",
    "copy (select 1) to '{folder}/out.csv'",
    "export database '{folder}/out'",
    "install httpfs",
    "load httpfs",
    "from read_csv('https://example.com/a.csv')",
    "pragma database_list",
    "explain pragma database_list",
    "from pragma_database_list",
    "from duckdb_databases()",
    "from duckdb_databases",
    "from duckdb_secrets()",
    "from duckdb_settings()",
    "from duckdb_extensions()",
    "from pg_catalog.pg_settings",
    "select current_setting('allowed_paths')",
    "select current_setting('temp_directory')",
    "select current_setting('secret_directory')",
    "select current_setting('home_directory')",
    "from query('from duckdb_settings()')",
    "from query_table('duckdb_databases')",
    "explain analyze create temp table a as select 1",
    "explain analyze copy (select 1) to '{folder}/out.csv'",
    "create temp table a as select 1",
    "set variable a = 1",
    "set enable_external_access = true",
    "select 1; copy (select 1) to '{folder}/out.csv'",
    "insert into marts.sales values (1, 'a')",
    "drop table marts.sales",
    "from task",
    "from batches",
]


@pytest.mark.parametrize("sql", ATTACKS)
def test_nothing_of_the_machine_is_given_away_or_written(folder, sql):
    before = sorted(folder.iterdir())
    ended = outcome(folder, sql.replace("{folder}", str(folder)))
    assert ended.ending in {"refused", "error"}
    assert ended.rows is None
    said = f"{ended.message} {ended.reason}".replace(sql.replace("{folder}", str(folder)), "")
    assert SECRET not in said
    assert "root:" not in said
    assert str(Path.home()) not in said or str(Path.home()) == "/"
    assert sorted(folder.iterdir()) == before


def test_where_the_file_lies_is_in_no_message(tmp_path):
    ended = outcome(tmp_path / "a-private-place", "select 1")
    assert ended.ending == "error"
    assert "a-private-place" not in ended.message


def test_the_environment_of_the_server_is_not_that_of_the_query(folder, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_SMTP_PASSWORD", SECRET)
    running = start(folder, "select count(*) from range(100000000000)", LIMITS)
    try:
        environment = Path(f"/proc/{running.process.pid}/environ")
        if not environment.exists():
            pytest.skip("this system does not show the environment of a process")
        assert SECRET.encode() not in environment.read_bytes()
    finally:
        running.cancel()
        assert running.wait(PATIENCE) is not None


ENDLESS = "with recursive a as (select 1 as x union all select x + 1 from a) select max(x) from a"


def test_a_query_without_end_is_ended_at_its_time(folder):
    started = time.monotonic()
    ended = outcome(folder, ENDLESS, Limits(2, 100))
    assert ended.ending == "timeout"
    assert 2 <= ended.seconds < 10
    assert time.monotonic() - started < 10


def test_even_one_that_heeds_no_interrupt_is_ended_at_its_time(folder):
    """Making one such text takes seconds, and DuckDB does not look up before it is made."""
    ended = outcome(
        folder, "select length(rpad('', 1900000000, 'x')) from range(100)", Limits(3, 100)
    )
    assert ended.ending in {"timeout", "memory"}
    assert ended.seconds < 10


@pytest.mark.parametrize(
    "sql",
    [
        "select repeat('x', 4000000000) from range(100)",
        "select list(range) from range(1000000000)",
        "select range(1000000000)",
        "select * from range(1000000000000) a cross join range(1000000000000) b order by a.range",
        "select sum(a.range) from range(1000000000000) a cross join range(1000000000000) b",
        "select string_agg(range::varchar) from range(10000000000)",
        "select distinct hash(range) from range(100000000000)",
    ],
)
def test_a_bomb_ends_and_the_server_lives_on(folder, sql):
    before = sorted(folder.iterdir())
    ended = outcome(folder, sql, Limits(4, 100, memory_bytes=300_000_000))
    assert ended.ending in {"memory", "timeout"}
    assert ended.rows is None
    # nothing was spilled beside the published file, and the next query runs
    assert sorted(folder.iterdir()) == before
    assert outcome(folder, "select 42 as x").rows.to_pylist() == [{"x": 42}]


def test_a_running_query_can_be_cancelled_from_elsewhere(folder):
    running: Running = start(folder, ENDLESS, LIMITS)
    assert running.wait(0.5) is None
    assert running.elapsed >= 0.5
    running.cancel()
    ended = running.wait(PATIENCE)
    assert ended is not None
    assert ended.ending == "cancelled"
    # and its process is gone
    assert running.process.poll() is not None
    running.cancel()


def test_a_query_that_the_system_kills_is_told_as_one_that_needed_too_much(folder):
    running = start(folder, ENDLESS, LIMITS)
    assert running.wait(0.2) is None
    os.kill(running.process.pid, 9)
    ended = running.wait(PATIENCE)
    assert ended is not None
    assert ended.ending == "memory"


def test_one_that_ends_by_another_fault_is_not_told_as_one_that_needed_too_much(
    folder, monkeypatch
):
    running = start(folder, ENDLESS, LIMITS)
    assert running.wait(0.2) is None
    os.kill(running.process.pid, signal.SIGTERM)
    ended = running.wait(PATIENCE)
    assert ended is not None
    assert ended.ending == "broken"
    # as after an upgrade under the running dashboards, where it cannot even begin
    with monkeypatch.context() as changed:
        changed.setattr(isolation, "_ready", [])
        changed.setattr(isolation.sys, "executable", shutil.which("false"))
        assert outcome(folder, "select 1").ending == "broken"


def test_limits_of_the_process_are_set_where_the_system_can(folder):
    running = start(folder, ENDLESS, Limits(30, 10, memory_bytes=400_000_000))
    try:
        # until the process has read its task, it has those of its parent
        deadline = time.monotonic() + PATIENCE
        pid = running.process.pid
        kinds = (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)
        while any(resource.prlimit(pid, kind) != (0, 0) for kind in kinds):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        memory, _ = resource.prlimit(pid, resource.RLIMIT_AS)
        assert 400_000_000 < memory < 4_000_000_000
    finally:
        running.cancel()
        running.wait(PATIENCE)
