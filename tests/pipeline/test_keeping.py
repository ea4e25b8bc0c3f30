"""A night keeps what the last one read, unless anything but the loads has changed."""

import shutil
from importlib.metadata import version

import pytest

from ingestion.catalog import load_catalog
from ingestion.landing import land, prepare
from pipeline import keeping
from pipeline.dbt_runner import PROJECT
from pipeline.keeping import disturb, inputs_hash, loads_hash, may_keep, remember, standing
from tests.command_line import rows, run_here, value
from warehouse.database import connect_build
from warehouse.home import Home

SALES = "order_id,customer_id,ordered_at,product_id,quantity,unit_price\n"


@pytest.fixture
def connection(tmp_path):
    home = Home(tmp_path / "home")
    home.create()
    with connect_build(home) as build:
        prepare(build, load_catalog())
        yield build


@pytest.fixture
def project(tmp_path):
    copy = tmp_path / "dbt_project"
    shutil.copytree(PROJECT.parent / "analytics", tmp_path / "analytics")
    for folder in ("models", "macros", "seeds"):
        shutil.copytree(PROJECT / folder, copy / folder)
    shutil.copy(PROJECT / "dbt_project.yml", copy)
    return copy


def test_only_loads_may_change(connection, project):
    def inputs(**variables):
        return inputs_hash(connection, project, {"time_zone": "UTC", **variables})

    first = inputs(landed_sources=["zoho"])
    assert inputs(landed_sources=["zoho", "template"]) == first
    assert inputs(time_zone="Asia/Shanghai") != first
    model = project / "models" / "staging" / "zoho" / "stg_zoho__deals.sql"
    model.write_text(model.read_text(encoding="utf-8") + " ", encoding="utf-8")
    changed = inputs()
    assert changed != first
    (project / "seeds" / "new.csv").write_text("a\n1\n")
    with_seed = inputs()
    assert with_seed != changed
    connection.execute(
        "insert into ops.value_aliases values ('zoho', 'stage', 'Won', 'Closed Won')"
    )
    with_alias = inputs()
    assert with_alias != with_seed
    scores = project.parent / "analytics" / "churn_scores.py"
    scores.write_text(scores.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert inputs() != with_alias


@pytest.mark.parametrize("name", ["duckdb", "splink"])
def test_another_version_of_what_works_out_figures_keeps_nothing(
    connection, project, monkeypatch, name
):
    def of(number):
        monkeypatch.setattr(
            keeping, "version", lambda asked: number if asked == name else version(asked)
        )
        return inputs_hash(connection, project, {})

    first = of("5.0.0")
    assert of("5.0.0") == first
    assert of("5.1.0") != first


def test_what_is_kept_is_that_of_the_last_whole_build(connection):
    assert not may_keep(connection, "one")
    remember(connection, "one", "loads", "night-1")
    assert may_keep(connection, "one")
    # a build of other inputs that does not end leaves nothing that the next one could keep
    assert not may_keep(connection, "two")
    assert not may_keep(connection, "one")


def test_a_build_stands_until_something_changes_or_another_begins(connection):
    remember(connection, "inputs", "loads", "night-1")
    assert standing(connection, "inputs", "loads") == "night-1"
    assert standing(connection, "inputs", "more loads") == ""
    assert standing(connection, "other inputs", "loads") == ""
    disturb(connection)
    assert standing(connection, "inputs", "loads") == ""
    assert may_keep(connection, "inputs"), "what staging has read is still right"


def test_whatever_lands_leaves_or_is_decided_is_another_state_of_the_loads(connection, tmp_path):
    catalog = load_catalog()
    seen = [loads_hash(connection)]

    def is_new():
        seen.append(loads_hash(connection))
        return seen[-1] not in seen[:-1]

    def landed(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        land(connection, [tmp_path / name], catalog, run_id=name, scratch=tmp_path)

    line = "O1,C1,2026-06-01 20:00:00,P1,1,10\n"
    landed("sales_1.csv", SALES + line)
    assert is_new()
    landed("again.csv", SALES + line)
    assert not is_new(), "the same content does not land"
    landed("sales_2.csv", SALES + line.replace("O1", "O2"))
    assert is_new()
    connection.execute("begin; delete from raw.template__order_lines where order_id = 'O2'")
    assert loads_hash(connection) not in seen, "a row was held back, no load is gone"
    connection.execute("rollback")
    landed("sales_3.csv", SALES.replace("unit_price", "unit_price,notes") + line[:-1] + ",x\n")
    assert is_new()
    connection.execute("alter table raw.template__order_lines add column later varchar")
    assert is_new()
    assert not is_new()
    connection.execute(
        "insert into ops.customer_decisions by name select 'zoho' as source_system,"
        " 'contacts' as source_table, '1' as source_id, 'zoho' as other_source_system,"
        " 'contacts' as other_source_table, '2' as other_source_id, 'same' as decision"
    )
    assert is_new()


@pytest.mark.slow
def test_a_night_of_nothing_new_builds_nothing_and_publishes_the_same(tmp_path):
    home, exports = tmp_path / "home", tmp_path / "exports"
    exports.mkdir()
    line = "O1,C1,2026-06-01 20:00:00,P1,1,10\n"
    (exports / "sales_1.csv").write_text(SALES + line, encoding="utf-8")
    run_here(home, "nightly", exports)
    first = _published(home)
    said = run_here(home, "nightly", exports).stdout
    assert f"Built: nothing, as nothing has changed since {_runs(home)[0]}." in said
    assert _refreshed(home) == [True], "dbt built once"
    assert len(_runs(home)) == 2
    assert _published(home) == first
    days = "select as_of::varchar from ops.runs order by run_id"
    assert rows(home, days) == [("2026-06-01",)] * 2
    assert "Built: nothing" in run_here(home, "build").stdout
    # the documents are made anew where they are gone, as in a home that a backup was put into
    shutil.rmtree(home / "docs")
    assert "Built: nothing" in run_here(home, "nightly", exports).stdout
    assert (home / "docs" / "dbt" / "static_index.html").is_file()
    # a build of a part may leave anything: the next one is whole
    run_here(home, "build", "--select", "+dim_product")
    assert "Built: nothing" not in run_here(home, "build").stdout
    (exports / "sales_2.csv").write_text(SALES + line.replace("O1", "O2"), encoding="utf-8")
    assert "Built: nothing" not in run_here(home, "nightly", exports).stdout
    assert value(home, "select count(*) from core.fct_order") == 2


def _runs(home):
    return [run_id for (run_id,) in rows(home, "select run_id from ops.runs order by run_id")]


def _published(home):
    """Of each published table but the run log's, how many rows there are and what is in them."""
    tables = rows(
        home,
        "select schema_name || '.' || table_name from duckdb_tables()"
        " where schema_name <> 'ops' order by all",
    )
    assert len(tables) > 50
    return {
        table: rows(home, f"select count(*), bit_xor(hash(t)) from {table} as t")
        for (table,) in tables
    }


@pytest.mark.slow
def test_a_changed_setting_reads_every_row_again(tmp_path):
    home, exports = tmp_path / "home", tmp_path / "exports"
    exports.mkdir()
    first = exports / "sales_1.csv"
    first.write_text(SALES + "O1,C1,2026-06-01 20:00:00,P1,1,10\n", encoding="utf-8")
    run_here(home, "nightly", exports)
    # the next night: one more file, and an order of the first with another price
    second = SALES + "O1,C1,2026-06-01 20:00:00,P1,1,12\nO2,C2,2026-06-02 20:00:00,P1,1,10\n"
    (exports / "sales_2.csv").write_text(second, encoding="utf-8")
    run_here(home, "nightly", exports)
    assert _refreshed(home) == [True, False]
    orders = "select source_id, order_date::varchar, net_amount::varchar from core.fct_order"
    assert rows(home, f"{orders} order by all") == [
        ("O1", "2026-06-01", "12.00"),
        ("O2", "2026-06-02", "10.00"),
    ]
    east = {"WAREHOUSE_TIME_ZONE": "Asia/Shanghai"}
    run_here(home, "nightly", exports, settings=east)
    assert _refreshed(home) == [True, False, True]
    # template times are UTC: in Shanghai it is the next day
    assert value(home, "select min(order_date)::varchar from core.fct_order") == "2026-06-02"
    run_here(home, "build", "--full-refresh", settings=east)
    assert _refreshed(home) == [True, False, True, True]


def _refreshed(home):
    """Of each build, whether it read everything again."""
    logs = sorted((home / "logs").glob("*.jsonl"))
    lines = [line for log in logs for line in log.read_text(encoding="utf-8").splitlines()]
    return ["--full-refresh" in line for line in lines if "dbt build" in line]
