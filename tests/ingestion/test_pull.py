"""Tables of a real PostgreSQL, and where there is one of a real MariaDB, land as files do."""

import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from ingestion.catalog import load_catalog
from ingestion.landing import LandedFile
from ingestion.live_table import Since, highest_query, rows_query
from ingestion.pulling import Wanted, pull
from ingestion.relational import address_name, parse_address
from tests.command_line import ROOT
from tests.servers import PASSWORD, Server, find_mariadb, mariadb, postgresql
from warehouse.errors import LandingError, UsageError

NUMBERS = itertools.count(1)
DEALS = """
source: shop
maps_to: template
tables:
  deals:
    table: opportunities
    files: []
    key: [opportunity_id]
    required: [opportunity_id, stage]
    columns: {opportunity_id: Deal No, stage: Stage, amount: Value}
"""
LINES = """
source: lines
tables:
  lines:
    files: []
    key: [order_id]
    rows_per_key: many
    columns: {order_id: [], product: [], changed_at: []}
"""
# Reads a table to a file and prints by how many megabytes the process grew.
READING = """
import re, sys
from pathlib import Path
from ingestion.live_table import find_table, rows_query, write_parquet
from ingestion.relational import connected, parse_address
status = Path("/proc/self/status")
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) // 1024
with connected(parse_address(sys.argv[1])) as database:
    table = find_table(database, "t")
    before = peak()
    query = rows_query(table, None, "postgresql")
    write_parquet(database, query, ["id", "filler"], Path(sys.argv[2]), str, lambda rows: None)
print(peak() - before)
"""


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    with postgresql() as server:
        yield server


@pytest.fixture
def crm(postgres: Server) -> Server:
    """A database of its own for each test."""
    return postgres.database(f"crm{next(NUMBERS)}")


@pytest.fixture
def pulled(bench) -> Callable[..., LandedFile]:
    """Pulls one table into the bench; its counts must add up."""

    def run(server, table, source_files=(), on_rows=lambda *_: None, **options) -> LandedFile:
        (landed,) = pull(
            bench.build,
            parse_address(server.address),
            Wanted([table], **options),
            load_catalog(bench.user_sources, source_files),
            run_id="run",
            scratch=bench.folder.parent / "scratch",
            on_rows=on_rows,
        )
        assert landed.rows_read == (landed.rows_landed + landed.rows_rejected + landed.rows_dropped)
        return landed

    return run


def raw(bench, server: Server, table: str, columns: str = "*") -> list[tuple]:
    source = server.url.database
    return bench.rows(f'select {columns} from raw."{source}__{table}" order by all')


def newest(bench, server: Server, table: str, columns: str) -> list[tuple]:
    """What counts now, by the rule of the warehouse."""
    return bench.rows(
        f'select {columns} from raw."{server.url.database}__{table}" qualify row_number() over'
        " (partition by _record_key order by _loaded_at desc, _row_number desc) = 1 order by all"
    )


def cursor_value(bench) -> str | None:
    ((value,),) = bench.rows("select cursor_value from ops.pulls")
    return value


# What the database holds -> the text that lands.
TYPES = {
    "integer": ("42", "42"),
    "bigint": ("9223372036854775807", "9223372036854775807"),
    "numeric(38, 10)": ("1234567890123456789.0123456789", "1234567890123456789.0123456789"),
    "numeric": ("'NaN'", "NaN"),
    "double precision": ("0.1", "0.1"),
    "boolean": ("true", "true"),
    "date": ("'2026-06-30'", "2026-06-30"),
    "timestamp": ("'2026-06-30 23:59:59.123456'", "2026-06-30 23:59:59.123456"),
    "timestamptz": ("'2026-06-30 23:59:59+08'", "2026-06-30 15:59:59+00"),
    "time": ("'08:30'", "08:30:00"),
    "interval": ("'1 day 2 hours'", "P1DT2H"),
    "uuid": ("'0123456789abcdef0123456789abcdef'", "01234567-89ab-cdef-0123-456789abcdef"),
    "json": ("""'{"b": [1, "中"]}'""", '{"b": [1, "中"]}'),
    "jsonb": ("""'{"b":1}'""", '{"b": 1}'),
    "bytea": ("'\\x00ff'", "00ff"),
    "text[]": ("array['a', null, 'c,\"d']", '["a",null,"c,\\"d"]'),
    "integer[]": ("'{{1,2},{3,4}}'", "[[1,2],[3,4]]"),
    "inet": ("'10.0.0.1'", "10.0.0.1/32"),
    "point": ("'(1,2)'", "(1,2)"),
    "mood": ("'happy'", "happy"),
    "text": ("""'Müller "A", ''B''\n张三\t%s :x'""", "Müller \"A\", 'B'\n张三\t%s :x"),
    "varchar(5)": ("'00042'", "00042"),
    "char(3)": ("'ab'", "ab"),
    "bit(4)": ("B'1010'", "1010"),
}


def test_every_type_lands_as_the_text_that_the_database_makes_of_it(bench, crm, pulled):
    crm.run("create type mood as enum ('sad', 'happy')")
    columns = [f"v{at} {kind}" for at, kind in enumerate(TYPES)]
    crm.run(f"create table things (id integer primary key, {', '.join(columns)})")
    crm.run(f"insert into things values (1, {', '.join(value for value, _ in TYPES.values())})")
    crm.run("insert into things (id) values (2)")
    landed = pulled(crm, "things")
    assert (landed.status, landed.rows_read, landed.rows_landed) == ("landed", 2, 2)
    first, second = raw(bench, crm, "things", "columns('^v[0-9]+$')")
    assert dict(zip(TYPES, first, strict=True)) == {kind: text for kind, (_, text) in TYPES.items()}
    assert set(second) == {None}


def test_a_date_that_python_has_none_for_is_no_obstacle(bench, crm, pulled):
    crm.run("create table t (id int primary key, a timestamp, b date)")
    crm.run(
        "insert into t values (1, 'infinity', '0044-03-15 BC'), (2, '12026-01-01', '9999-12-31')"
    )
    pulled(crm, "t")
    assert raw(bench, crm, "t", "id, a, b") == [
        ("1", "infinity", "0044-03-15 BC"),
        ("2", "12026-01-01 00:00:00", "9999-12-31"),
    ]


def test_a_pull_is_accounted_for_as_a_file_is(bench, crm, pulled):
    crm.run("create table t (id int primary key, name text)", "insert into t values (7, 'a')")
    landed = pulled(crm, "public.t")
    assert landed.file_name == f"{crm.name}/public.t"
    assert bench.rows(
        "select file_name, source_system, table_name, rows_read, rows_landed, status, run_id"
        " from ops.files"
    ) == [(f"{crm.name}/public.t", crm.url.database, "t", 1, 1, "landed", "run")]
    assert raw(bench, crm, "t", "_record_key, _source_file, name") == [
        ("7", f"{crm.name}/public.t", "a")
    ]
    everything = repr([bench.rows(f"from ops.{table}") for table in ("files", "pulls", "sources")])
    assert PASSWORD not in everything
    assert "owner" not in everything


def test_incremental_pulls_ask_for_what_is_new_and_late_updates_supersede(bench, crm, pulled):
    crm.run(
        "create table t (id int primary key, name text, changed_at timestamptz)",
        "insert into t values (1, 'a', '2026-01-01 08:00+08'),"
        " (2, 'b', '2026-01-02 08:00:00.5+08')",
    )
    assert pulled(crm, "t", cursor="changed_at").rows_landed == 2
    assert cursor_value(bench) == "2026-01-02 00:00:00.5+00"
    # the last row is asked for again, so that another one of the same instant is not lost
    crm.run("insert into t values (3, 'tie', '2026-01-02 08:00:00.5+08')")
    assert pulled(crm, "t", cursor="changed_at").rows_landed == 2
    assert pulled(crm, "t", cursor="changed_at").status == "unchanged"
    crm.run("update t set name = 'late', changed_at = '2026-01-03' where id = 1")
    assert pulled(crm, "t", cursor="changed_at").rows_landed == 3
    assert newest(bench, crm, "t", "id, name") == [("1", "late"), ("2", "b"), ("3", "tie")]
    assert pulled(crm, "t", cursor="changed_at").rows_landed == 1
    assert pulled(crm, "t", cursor="changed_at").status == "unchanged"
    # without a change of the cursor only a full pull can see it
    crm.run("update t set name = 'silent' where id = 2")
    pulled(crm, "t", cursor="changed_at")
    assert newest(bench, crm, "t", "id, name")[1] == ("2", "b")
    assert pulled(crm, "t", cursor="changed_at", full=True).rows_landed == 3
    assert newest(bench, crm, "t", "id, name")[1] == ("2", "silent")


@pytest.mark.parametrize(
    ("kind", "values", "highest"),
    [
        ("bigint", ["9007199254740993", "10", "9"], "9007199254740993"),
        ("numeric(12, 3)", ["10.500", "9.75"], "10.500"),
        ("date", ["2026-01-02", "2025-12-31"], "2026-01-02"),
        ("timestamp(3)", ["2026-01-02 00:00:00.123"], "2026-01-02 00:00:00.123"),
        ("text", ["b'; drop table t; --", "a"], "b'; drop table t; --"),
    ],
)
def test_a_cursor_of_any_kind_that_has_an_order(bench, crm, pulled, kind, values, highest):
    crm.run(f"create table t (id serial primary key, mark {kind})")
    for value in values:
        crm.run(f"insert into t (mark) values ('{value.replace(chr(39), 2 * chr(39))}')")
    pulled(crm, "t", cursor="mark")
    assert cursor_value(bench) == highest
    again = pulled(crm, "t", cursor="mark")
    assert again.rows_landed == (0 if len(values) == 1 else 1)
    assert len(crm.rows("select * from t")) == len(values)


def test_a_row_without_a_cursor_is_always_asked_for(bench, crm, pulled):
    crm.run(
        "create table t (id int primary key, mark int)", "insert into t values (1, 5), (2, null)"
    )
    pulled(crm, "t", cursor="mark")
    crm.run("insert into t values (3, null), (4, 1)")
    pulled(crm, "t", cursor="mark")
    assert newest(bench, crm, "t", "id") == [("1",), ("2",), ("3",)]


def test_a_row_dated_in_the_future_does_not_end_the_pulls(bench, crm, pulled):
    crm.run("create table t (id int primary key, changed_at timestamp)")
    crm.run("insert into t values (1, 'infinity'), (2, '2026-01-01')")
    pulled(crm, "t", cursor="changed_at")
    assert cursor_value(bench) < "2100"
    crm.run("insert into t values (3, timezone('UTC', now()) + interval '1 second')")
    assert pulled(crm, "t", cursor="changed_at").rows_landed == 2


def test_an_empty_table_and_no_news_are_no_failures(bench, crm, pulled):
    crm.run("create table t (id int primary key, mark int)")
    assert pulled(crm, "t", cursor="mark").status == "empty"
    crm.run("insert into t values (1, 1)")
    assert pulled(crm, "t", cursor="mark").rows_landed == 1
    crm.run("delete from t")
    assert pulled(crm, "t", cursor="mark").status == "empty"
    assert cursor_value(bench) == "1"


def test_a_state_that_comes_back_lands_again(bench, crm, pulled):
    crm.run("create table t (id int primary key, name text)", "insert into t values (1, 'a')")
    outcomes = [pulled(crm, "t").status]
    for name in ("b", "a", "a"):
        crm.run(f"update t set name = '{name}'")
        outcomes.append(pulled(crm, "t").status)
    assert outcomes == ["landed", "landed", "landed", "unchanged"]
    assert newest(bench, crm, "t", "name") == [("a",)]


def test_a_table_without_a_key_is_pulled_in_full_and_says_so(bench, crm, pulled):
    crm.run("create table t (name text, mark int)", "insert into t values ('a', 1), ('a', 2)")
    landed = pulled(crm, "t", cursor="mark")
    assert "no key" in landed.message
    assert landed.rows_landed == 2
    crm.run("insert into t values ('b', 3)")
    assert pulled(crm, "t", cursor="mark").rows_landed == 3
    assert raw(bench, crm, "t", "distinct _record_key") == [(None,)]


def test_another_cursor_or_another_column_pulls_everything_again(bench, crm, pulled):
    crm.run("create table t (id int primary key, a int, b int)")
    crm.run("insert into t values (1, 1, 9), (2, 2, 8)")
    pulled(crm, "t", cursor="a")
    assert pulled(crm, "t", cursor="b").status == "unchanged"
    assert cursor_value(bench) == "9"
    crm.run("alter table t add column c int default 5")
    assert pulled(crm, "t", cursor="b").rows_landed == 2
    assert newest(bench, crm, "t", "id, c") == [("1", "5"), ("2", "5")]


def test_a_table_lands_as_the_table_of_a_source(bench, crm, pulled):
    crm.run('create table "Deals" ("Deal No" int, "Stage" text, "Value" numeric, "Extra" text)')
    crm.run("""insert into "Deals" values (1, 'Won', 10.50, 'x'), (2, null, 1, 'y')""")
    file = bench.source(DEALS, "../shop.yml")
    landed = pulled(crm, "Deals", source_files=[file])
    assert (landed.source_system, landed.table_name) == ("shop", "opportunities")
    assert (landed.rows_landed, landed.rows_rejected) == (1, 1)
    assert bench.rows(
        "select _source_system, _record_key, stage, amount, extra from raw.template__opportunities"
    ) == [("shop", "1", "Won", "10.50", "x")]
    ((reason,),) = bench.rows("select reason from ops.rejected_rows")
    assert reason == "no value for the required stage"
    # another table of the database as the same table of the source
    crm.run('create view won as select * from "Deals" where "Stage" is not null')
    assert pulled(crm, "won", source_files=[file], as_table="deals").rows_landed == 1


def test_a_table_that_does_not_fit_its_source_is_refused_before_it_is_read(bench, crm, pulled):
    crm.run("create table t (a int)", "insert into t values (1)")
    with pytest.raises(LandingError, match="no column for opportunity_id"):
        pulled(crm, "t", source_files=[bench.source(DEALS, "../shop.yml")])
    with pytest.raises(UsageError, match="No source is called 'nowhere'"):
        pulled(crm, "t", source="nowhere")


def test_of_many_rows_per_key_all_come_where_one_is_new(bench, crm, pulled):
    crm.run("create table lines (order_id int, product text, changed_at date)")
    crm.run(
        "insert into lines values (1, 'a', '2026-01-01'), (1, 'b', '2026-01-01'),"
        " (2, 'c', '2026-01-02')"
    )
    file = bench.source(LINES, "../lines.yml")
    pulled(crm, "lines", source_files=[file], cursor="changed_at")
    crm.run("update lines set product = 'B', changed_at = '2026-01-03' where product = 'b'")
    # order 1 whole, since its newest load replaces it, and order 2 as the last day's tie
    assert pulled(crm, "lines", source_files=[file], cursor="changed_at").rows_landed == 3


def test_a_corrected_source_file_pulls_everything_again(bench, crm, pulled):
    crm.run("create table deals (deal_no int, stage text, changed int)")
    crm.run("insert into deals values (1, 'Won', 1), (2, 'Lost', 2)")
    file = bench.source(DEALS.replace("Deal No", "deal_no"), "../shop.yml")
    pulled(crm, "deals", source_files=[file], cursor="changed")
    bench.source(DEALS.replace("Deal No", "deal_no").replace("Value", "changed"), "../shop.yml")
    pulled(crm, "deals", source_files=[file], cursor="changed")
    assert bench.rows("select amount from raw.template__opportunities order by all") == [
        ("1",), ("2",)
    ]  # fmt: skip


def test_odd_names_are_only_names(bench, crm, pulled):
    odd = 'we"ird; drop table safe; --'
    quoted = odd.replace('"', '""')
    crm.run(
        "create table safe (id int)",
        'create schema "Büro.1"',
        f'create table "{quoted}" ("ID" int primary key, "%(x)s ""q""" text, "名称" text)',
        f"insert into \"{quoted}\" values (1, 'a', '张三')",
        'create table "Büro.1"."t.x" (id int primary key)',
        'insert into "Büro.1"."t.x" values (5)',
    )
    landed = pulled(crm, odd, cursor="ID")
    assert landed.rows_landed == 1
    assert pulled(crm, f"public.{odd}", cursor="ID").status == "unchanged"
    assert raw(bench, crm, "we_ird_drop_table_safe", "id, x_s_q, 名称") == [("1", "a", "张三")]
    assert pulled(crm, "Büro.1.t.x").rows_landed == 1
    assert raw(bench, crm, "büro_1_t_x", "id") == [("5",)]
    assert crm.rows("select count(*) from safe") == [(0,)]


@pytest.mark.parametrize(
    ("table", "cursor"),
    [
        ("t; drop table t", None),
        ('t" where true; drop table t; --', None),
        ("(select 1) x", None),
        ("T", None),
        ("t", "mark; drop table t"),
        ("t", 'mark" >= 0; drop table t; --'),
        ("t", "1"),
        ("t", "ctid"),
        ("t", "flag"),
        ("elsewhere.t", None),
    ],
)
def test_a_name_that_the_catalogue_lacks_is_refused(bench, crm, pulled, table, cursor):
    crm.run("create table t (id int primary key, mark int, flag boolean)")
    with pytest.raises(UsageError, match=r"has no table|has no column|cannot be the --cursor"):
        pulled(crm, table, cursor=cursor)
    assert crm.rows("select count(*) from t") == [(0,)]
    assert bench.rows("from ops.files") == []


def test_a_missing_table_stops_before_anything_lands(bench, crm):
    crm.run("create table t (id int primary key)", "insert into t values (1)")
    with pytest.raises(UsageError, match=r"has no table 'nope'.*public\.t"):
        pull(
            bench.build,
            parse_address(crm.address),
            Wanted(["t", "nope"]),
            load_catalog(),
            run_id="run",
            scratch=bench.folder.parent / "scratch",
        )
    assert bench.rows("from ops.files") == []


def test_two_tables_never_share_a_raw_table_unasked(bench, crm, pulled):
    crm.run("create table a_b (id int primary key)", 'create table "A-B" (id int primary key)')
    crm.run("insert into a_b values (1)", 'insert into "A-B" values (1)')
    pulled(crm, "a_b")
    with pytest.raises(UsageError, match="--as another name"):
        pulled(crm, "A-B")
    pulled(crm, "A-B", as_table="other")
    assert raw(bench, crm, "other", "id") == [("1",)]
    crm.run("create table c_d (id int)", 'create table "C-D" (id int)')
    with pytest.raises(UsageError, match="2 of the tables would land"):
        pull(
            bench.build,
            parse_address(crm.address),
            Wanted(["c_d", "C-D"]),
            load_catalog(),
            run_id="run",
            scratch=bench.folder.parent / "scratch",
        )


def test_a_database_called_as_a_source_does_not_mix_with_it(bench, postgres, pulled):
    zoho = postgres.database("zoho")
    zoho.run("create table deals (id int primary key)", "insert into deals values (1)")
    assert pulled(zoho, "deals").source_system == "zoho_database"


def test_a_connection_lost_in_the_middle_lands_nothing_of_the_table(bench, crm, pulled):
    crm.run("create table t (id int primary key, filler text)")
    crm.run("insert into t select n, repeat('x', 1000) from generate_series(1, 50000) n")
    ends = (
        "select count(pg_terminate_backend(pid)) from pg_stat_activity"
        f" where application_name = 'crm-warehouse' and datname = '{crm.url.database}'"
        " and state <> 'idle'"
    )
    ended = []

    def end(name: str, rows: int) -> None:
        if rows == 5000:
            ended.extend(crm.rows(ends))

    landed = pulled(crm, "t", cursor="id", on_rows=end)
    assert ended == [(1,)]
    assert landed.status == "failed"
    assert "terminating connection" in landed.message or "closed" in landed.message
    assert PASSWORD not in landed.message
    assert bench.rows("select count(*) from ops.pulls") == [(0,)]
    assert bench.rows("select file_name, status, rows_landed from ops.files") == [
        (f"{crm.name}/public.t", "failed", 0)
    ]
    assert pulled(crm, "t", cursor="id").rows_landed == 50000


def test_what_the_user_may_not_read_is_a_sentence(bench, crm, pulled):
    crm.run("create table t (id int primary key)", "insert into t values (1)")
    role = f"reader{next(NUMBERS)}"
    crm.run(f"create role {role} login password 'x'")
    reader = Server(crm.url.set(username=role, password="x"))
    landed = pulled(reader, "t")
    assert landed.status == "failed"
    assert "permission denied for table t" in landed.message


def test_a_pull_writes_nothing_and_reads_one_state(bench, crm, pulled):
    crm.run(
        "create table t (id int primary key)",
        "create table touched (id int)",
        "insert into t values (1)",
        "create function touch() returns int language sql as"
        " 'insert into touched values (1) returning id'",
        "create view v as select touch() as id from t",
    )
    assert "read-only transaction" in pulled(crm, "v").message
    assert crm.rows("select count(*) from touched") == [(0,)]


def test_many_rows_take_little_memory(bench, crm, pulled):
    crm.run("create table t (id int primary key, filler text)")
    crm.run("insert into t select n, repeat(md5(n::text), 30) from generate_series(1, 200000) n")
    told = []
    landed = pulled(crm, "t", on_rows=lambda name, rows: told.append(rows))
    assert landed.rows_landed == 200_000
    assert raw(bench, crm, "t", "count(*), count(distinct id), min(length(filler))") == [
        (200_000, 200_000, 960)
    ]
    assert told == list(range(1000, 200_001, 1000))
    done = subprocess.run(
        [sys.executable, "-c", READING, crm.address, str(bench.folder / "t.parquet")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    megabytes = int(done.stdout)
    print(f"reading 200 MB takes {megabytes} MB more at the peak; a pull {landed.seconds:.1f} s")
    assert megabytes < 150


def test_the_address(monkeypatch):
    for name in ("WAREHOUSE_PULL_PASSWORD", "MYSQL_PWD"):
        monkeypatch.delenv(name, raising=False)
    url = parse_address("postgres://ann:se%40cret@Db.example/crm?sslmode=require")
    assert address_name(url) == "postgresql://Db.example:5432/crm"
    assert (url.password, url.query["sslmode"]) == ("se@cret", "require")
    assert address_name(parse_address("postgresql://[::1]:5/crm")) == "postgresql://[::1]:5/crm"
    assert address_name(parse_address("mysql://ann@h/crm")) == "mysql://h:3306/crm"
    assert address_name(parse_address("mariadb://h:1/crm")) == "mysql://h:1/crm"
    assert parse_address("mysql://ann@server@h/crm").username == "ann@server"
    assert parse_address("mysql://ann@h/crm").password is None
    monkeypatch.setenv("MYSQL_PWD", "own")
    assert parse_address("mysql://ann@h/crm").password == "own"
    assert parse_address("postgresql://ann@h/crm").password is None
    monkeypatch.setenv("WAREHOUSE_PULL_PASSWORD", "ours")
    assert parse_address("mysql://ann@h/crm").password == "ours"
    assert parse_address("mysql://ann:given@h/crm").password == "given"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "crm",
        "postgresql://ann:s3cret@host",
        "postgresql://ann:s3cret@host:port/crm",
        "postgresql://ann:word@s3cret@host/crm",
        "mysql://ann:word@s3/cret@host/crm",
        "postgresql://ann:word@s3/cret?@host/crm",
        "oracle://ann:s3cret@host/crm",
        "postgresql+asyncpg://ann:s3cret@host/crm",
        "sqlite:///s3cret.db",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(text):
    with pytest.raises(UsageError, match="like postgresql://user@host/database") as refused:
        parse_address(text)
    assert "s3" not in str(refused.value)


def mysql_table() -> sa.Table:
    return sa.Table(
        "or`ders",
        sa.MetaData(),
        sa.Column("id", mysql.BIGINT(unsigned=True), primary_key=True),
        sa.Column("paid", mysql.BIT(1)),
        sa.Column("token", mysql.BINARY(16)),
        sa.Column("changed_at", mysql.DATETIME(fsp=6)),
        schema="crm",
    )


def as_mysql(query: sa.Select) -> str:
    return " ".join(str(query.compile(dialect=mysql.dialect())).split())


def test_the_queries_for_mysql():
    table = mysql_table()
    since = Since(table.columns["changed_at"], "2026-01-01 00:00:00.000000")
    assert as_mysql(rows_query(table, since, "mysql")) == (
        "SELECT CAST(crm.`or``ders`.id AS CHAR) AS id,"
        " CAST(CAST(crm.`or``ders`.paid AS UNSIGNED INTEGER) AS CHAR) AS paid,"
        " lower(hex(crm.`or``ders`.token)) AS lower_1,"
        " CAST(crm.`or``ders`.changed_at AS CHAR) AS changed_at FROM crm.`or``ders`"
        " WHERE crm.`or``ders`.changed_at >= CAST(%s AS DATETIME(6))"
        " OR crm.`or``ders`.changed_at IS NULL"
    )
    number = Since(table.columns["id"], "18446744073709551615", (table.columns["id"],))
    assert as_mysql(rows_query(table, number, "mysql")).endswith(
        "WHERE crm.`or``ders`.id >= CAST(%s AS UNSIGNED INTEGER) OR crm.`or``ders`.id IS NULL"
        " OR (crm.`or``ders`.id) IN (SELECT newer.id FROM crm.`or``ders` AS newer"
        " WHERE newer.id >= CAST(%s AS UNSIGNED INTEGER) OR newer.id IS NULL)"
    )
    assert "least(max(" in as_mysql(highest_query(table, table.columns["changed_at"], None))


@pytest.mark.skipif(find_mariadb() is None, reason="no MariaDB on this machine: install mariadbd")
def test_a_real_mariadb(bench, pulled):
    with mariadb() as server:
        shop = server.database("shop")
        shop.run(
            "create table `or``ders` (id bigint unsigned primary key, amount decimal(18,2),"
            " paid bit(1), token binary(4), note text, doc json, spot point, kind enum('a','b'),"
            " active tinyint(1), day date, local datetime(3), changed_at timestamp(6))"
            " character set utf8mb4",
            "insert into `or``ders` values (18446744073709551615, 10.50, b'1', x'00ff00ff',"
            " 'Müller \"x\"\n张三 😀', '{\"a\": 1}', point(1, 2), 'b', 1, '2026-06-30',"
            " '2026-06-30 01:02:03.004', '2026-06-30 08:00:00.5'),"
            " (2, null, null, null, null, null, null, null, null, null, null, '2026-01-01')",
        )
        landed = pulled(shop, "or`ders", cursor="changed_at")
        assert landed.rows_landed == 2
        assert landed.file_name == f"{shop.name}/or`ders"
        assert cursor_value(bench) == "2026-06-30 00:00:00.500000"
        first, second = bench.rows(
            "select id, amount, paid, token, note, doc, kind, active, day, local, changed_at"
            " from raw.shop__or_ders order by id"
        )
        assert first == (
            "18446744073709551615", "10.50", "1", "00ff00ff", 'Müller "x"\n张三 😀', '{"a": 1}',
            "b", "1", "2026-06-30", "2026-06-30 01:02:03.004", "2026-06-30 00:00:00.500000",
        )  # fmt: skip
        assert set(second) == {"2", "2025-12-31 16:00:00.000000", None}
        shop.run("update `or``ders` set amount = 11, changed_at = '2026-07-01' where id = 2")
        assert pulled(shop, "or`ders", cursor="changed_at").rows_landed == 2
        wrong = Server(shop.url.set(password="wr0ng"))
        with pytest.raises(LandingError, match="Access denied") as refused:
            pulled(wrong, "or`ders")
        assert "wr0ng" not in str(refused.value)
        with pytest.raises(UsageError, match="has no table"):
            pulled(shop, "orders; drop table `or``ders`")
