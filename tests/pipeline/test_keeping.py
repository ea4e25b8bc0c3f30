"""A night keeps what the last one read, unless anything but the loads has changed."""

import shutil

import pytest

from ingestion.catalog import load_catalog
from ingestion.landing import prepare
from pipeline.dbt_runner import PROJECT
from pipeline.keeping import inputs_hash, may_keep, remember
from tests.command_line import rows, run_warehouse, value
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
    copy = tmp_path / "project"
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
    assert inputs() != with_seed


def test_what_is_kept_is_that_of_the_last_whole_build(connection):
    assert not may_keep(connection, "one")
    remember(connection, "one")
    assert may_keep(connection, "one")
    # a build of other inputs that does not end leaves nothing that the next one could keep
    assert not may_keep(connection, "two")
    assert not may_keep(connection, "one")


@pytest.mark.slow
def test_a_changed_setting_reads_every_row_again(tmp_path):
    home, exports = tmp_path / "home", tmp_path / "exports"
    exports.mkdir()
    first = exports / "sales_1.csv"
    first.write_text(SALES + "O1,C1,2026-06-01 20:00:00,P1,1,10\n", encoding="utf-8")
    run_warehouse(home, "nightly", exports)
    # the next night: one more file, and an order of the first with another price
    second = SALES + "O1,C1,2026-06-01 20:00:00,P1,1,12\nO2,C2,2026-06-02 20:00:00,P1,1,10\n"
    (exports / "sales_2.csv").write_text(second, encoding="utf-8")
    run_warehouse(home, "nightly", exports)
    assert _refreshed(home) == [True, False]
    orders = "select source_id, order_date::varchar, net_amount::varchar from core.fct_order"
    assert rows(home, f"{orders} order by all") == [
        ("O1", "2026-06-01", "12.00"),
        ("O2", "2026-06-02", "10.00"),
    ]
    east = {"WAREHOUSE_TIME_ZONE": "Asia/Shanghai"}
    run_warehouse(home, "nightly", exports, settings=east)
    assert _refreshed(home) == [True, False, True]
    # template times are UTC: in Shanghai it is the next day
    assert value(home, "select min(order_date)::varchar from core.fct_order") == "2026-06-02"
    run_warehouse(home, "build", "--full-refresh", settings=east)
    assert _refreshed(home) == [True, False, True, True]


def _refreshed(home):
    """Of each build, whether it read everything again."""
    logs = sorted((home / "logs").glob("*.log"))
    lines = [line for log in logs for line in log.read_text(encoding="utf-8").splitlines()]
    return ["--full-refresh" in line for line in lines if "dbt build" in line]
