"""One reading statement, as DuckDB parses it, and nothing about the machine."""

import duckdb
import pytest

from warehouse.errors import UsageError
from warehouse.statements import (
    MOST_CHARACTERS,
    RefusedError,
    parse_reading,
    require_published_only,
)


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as opened:
        opened.execute(
            "create schema marts; create table marts.sales as select 1 as amount; "
            "create table days as select 1 as day"
        )
        yield opened


def reason(sql: str) -> str:
    with pytest.raises(RefusedError) as refused:
        parse_reading(sql)
    assert str(refused.value)
    return refused.value.reason


@pytest.mark.parametrize(
    "sql",
    [
        "select 1",
        "  select 1 ;  ",
        ";;select 1;;",
        "-- a word before\nselect 1 -- and after",
        "with a as (select 1 as x) select * from a",
        "from marts.sales",
        "from marts.sales select amount",
        "values (1, 'a'), (2, 'b')",
        "table marts.sales",
        "show tables",
        "show all tables",
        "describe marts.sales",
        "summarize marts.sales",
        "explain select 1",
        "EXPLAIN ANALYZE\nselect 1",
        "explain analyze from marts.sales",
        "pivot marts.sales on amount in (1, 2) using count(*)",
        "unpivot (select 1 as a, 2 as b) on a, b",
        "select 'a; drop table b' as text",
        "select 1 /* ; select 2 */",
    ],
)
def test_one_reading_statement_is_accepted_and_runs(connection, sql):
    statement = parse_reading(sql)
    require_published_only(connection, sql)
    assert connection.execute(statement).fetchall()


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("", "empty"),
        ("  -- nothing but a word\n", "empty"),
        (";", "empty"),
        ("select 1; select 2", "several"),
        ("select 1); drop table a; select (2", "parse"),
        ("select 1; drop table marts.sales", "several"),
        ("pivot marts.sales on amount using count(*)", "pivot"),
        ("drop table marts.sales", "not_reading"),
        ("insert into marts.sales values (2)", "not_reading"),
        ("delete from marts.sales", "not_reading"),
        ("update marts.sales set amount = 2", "not_reading"),
        ("create table a as select 1", "not_reading"),
        ("create temp table a as select 1", "not_reading"),
        ("copy (select 1) to '/tmp/a.csv'", "not_reading"),
        ("export database '/tmp/a'", "not_reading"),
        ("attach '/tmp/a.duckdb'", "not_reading"),
        ("install httpfs", "not_reading"),
        ("load httpfs", "not_reading"),
        ("set threads = 1", "not_reading"),
        ("set variable a = 1", "not_reading"),
        ("reset threads", "not_reading"),
        ("call duckdb_settings()", "not_reading"),
        ("checkpoint", "not_reading"),
        ("prepare a as select 1", "not_reading"),
        ("begin", "not_reading"),
        ("use marts", "not_reading"),
        ("vacuum", "not_reading"),
        ("explain create table a as select 1", "not_reading"),
        ("explain analyze create temp table a as select 1", "not_reading"),
        ("explain analyze insert into marts.sales values (1)", "not_reading"),
        ("explain analyze copy (select 1) to '/tmp/a.csv'", "not_reading"),
        ("explain /* analyze */ analyze drop table marts.sales", "parse"),
        ("/* /* */ explain select 1 -- */ explain analyze drop table a", "not_reading"),
        ("select $amount", "placeholder"),
        ("select ?", "placeholder"),
        ("select 1 -- " + "a" * MOST_CHARACTERS, "too_long"),
    ],
)
def test_anything_else_is_refused(sql, expected):
    if expected == "parse":
        with pytest.raises((duckdb.Error, RefusedError)):
            parse_reading(sql)
    else:
        assert reason(sql) == expected


def test_a_refusal_is_a_usage_error_that_names_what_it_is_about():
    with pytest.raises(UsageError, match=r"placeholder \(\$who\)"):
        parse_reading("select $who")


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("select * from read_csv('/etc/passwd')", "read_csv"),
        ("select * from read_text('/etc/hostname')", "read_text"),
        ("from read_blob('/etc/hostname')", "read_blob"),
        ("from read_parquet('/etc/a.parquet')", "read_parquet"),
        ("from read_json('/etc/a.json')", "read_json"),
        ("from sniff_csv('/etc/passwd')", "sniff_csv"),
        ("from parquet_metadata('/etc/a.parquet')", "parquet_metadata"),
        ("from glob('/etc/*')", "glob"),
        ("from GLOB('/etc/*')", "glob"),
        ("from \"glob\"('/etc/*')", "glob"),
        ("select getenv('HOME')", "getenv"),
        ("from duckdb_settings()", "duckdb_settings"),
        ("from system.main.duckdb_settings()", "duckdb_settings"),
        ("from duckdb_databases()", "duckdb_databases"),
        ("from duckdb_databases", "duckdb_databases"),
        ("from 'duckdb_databases'", "duckdb_databases"),
        ("table duckdb_databases", "duckdb_databases"),
        ("summarize duckdb_databases", "duckdb_databases"),
        ("from pragma_database_list", "pragma_database_list"),
        ("from pg_catalog.pg_settings", "pg_settings"),
        ("from duckdb_secrets()", "duckdb_secrets"),
        ("from which_secret('s3://a', 's3')", "which_secret"),
        ("from duckdb_extensions()", "duckdb_extensions"),
        ("from duckdb_temporary_files()", "duckdb_temporary_files"),
        ("from duckdb_external_file_cache()", "duckdb_external_file_cache"),
        ("from duckdb_logs", "duckdb_logs"),
        ("from pragma_database_size()", "pragma_database_size"),
        ("from query('from duckdb_settings()')", "query"),
        ("from query_table('duckdb_databases')", "query_table"),
        ("from json_execute_serialized_sql('{}')", "json_execute_serialized_sql"),
        ("select current_setting('temp_directory')", "current_setting"),
        ("select Current_Setting('temp_directory')", "current_setting"),
        ("select system.main.current_setting('allowed_paths')", "current_setting"),
        ("values (current_setting('allowed_paths'))", "current_setting"),
        ("select write_log('x')", "write_log"),
        ("from histogram('duckdb_databases', 'path')", "histogram"),
        # wherever it is hidden
        ("select 1 where 'x' in (select path from duckdb_databases())", "duckdb_databases"),
        ("with a as (from duckdb_databases()) from a", "duckdb_databases"),
        ("select 1 union all select value from duckdb_settings()", "duckdb_settings"),
        ("from marts.sales join duckdb_databases on true", "duckdb_databases"),
        ("select list_transform(['a'], lambda x: current_setting(x))", "current_setting"),
        ("select [x for x in ['a'] if current_setting(x) = '']", "current_setting"),
        ("select 1 order by current_setting('a')", "current_setting"),
        ("select 1 limit (select count(*) from duckdb_settings())", "duckdb_settings"),
        ("select sum(1) over (partition by current_setting('a'))", "current_setting"),
        ("select {'a': current_setting('a')}", "current_setting"),
        ("explain select current_setting('allowed_paths')", "current_setting"),
        ("explain analyze from duckdb_settings()", "duckdb_settings"),
        ("describe (from duckdb_settings())", "duckdb_settings"),
    ],
)
def test_what_tells_of_the_machine_is_refused_by_name(connection, sql, name):
    parse_reading(sql)
    with pytest.raises(RefusedError, match=name) as refused:
        require_published_only(connection, sql)
    assert refused.value.reason == "hidden"
    assert refused.value.name == name


@pytest.mark.parametrize(
    "sql", ["pragma database_list", "pragma show_tables", "explain pragma database_list"]
)
def test_a_pragma_which_duckdb_takes_for_a_select_is_refused(connection, sql):
    with pytest.raises(RefusedError) as refused:
        require_published_only(connection, sql)
    assert refused.value.reason == "not_reading"


@pytest.mark.parametrize(
    "sql",
    [
        "select table_name, comment from duckdb_tables()",
        "from duckdb_columns",
        "from information_schema.columns",
        "select * from range(3) cross join generate_series(1, 2)",
        "select unnest([1, 2])",
        "from json_each('{\"a\": 1}')",
        "select current_date, current_schema(), version()",
        "with duckdb_sales as (select 1 as x) from duckdb_sales",
    ],
)
def test_the_catalogue_of_tables_may_be_read(connection, sql):
    require_published_only(connection, sql)
    assert connection.execute(parse_reading(sql)).fetchall()


@pytest.mark.parametrize("depth", [900, 5_000])
def test_a_deep_statement_ends_in_a_sentence_and_not_in_a_crash(connection, depth):
    sql = "select " + "(" * depth + "1" + ")" * depth
    with pytest.raises((duckdb.Error, RefusedError)):
        parse_reading(sql)
        require_published_only(connection, "select " + "abs(" * depth + "1" + ")" * depth)
