"""The bare night makes the tables that the warehouse makes, to the row; and its time is told."""

import re

import duckdb
import pytest

from benchmarks import __main__ as benchmarks
from benchmarks import agreement, night
from benchmarks.measure import Verdict
from benchmarks.results import load
from warehouse.home import Home

pytestmark = pytest.mark.slow
CUSTOMERS = 500
# What the ratio is about, at the least.
COVERED = {
    "dim_customer",
    "dim_product",
    "dim_date",
    "fct_order",
    "fct_order_line",
    "fct_order_refund",
    "dim_customer_history",
    "dim_sales_stage",
    "fct_lead",
    "fct_opportunity",
    "fct_ticket",
    "fct_survey_response",
    "customer_rfm",
    "customer_rfm_monthly",
    "customer_segment_movement",
    "customer_lifecycle",
    "customer_flow_monthly",
    "customer_value_tier",
    "customer_survival",
    "cohort_retention",
    "cohort_retention_by_channel",
    "cohort_retention_by_cut",
    "repeat_purchase",
    "repeat_purchase_by_cut",
    "product_performance",
    "product_affinity",
    "sales_funnel",
    "kpi_daily",
    "kpi_daily_by_cut",
    "win_rate",
    "sales_opportunity",
    "pipeline_daily",
    "service_ticket",
    "service_performance",
    "satisfaction_monthly",
}


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """A warehouse and a bare database of the same files, and what was measured of them."""
    folder = tmp_path_factory.mktemp("night")
    lines = night.measure(folder, CUSTOMERS, 1)
    return Home(folder / "home"), folder / "bare.duckdb", lines


@pytest.fixture
def bare(measured):
    """The bare database, with the warehouse's build beside it; what is changed there is undone."""
    home, file, _ = measured
    with duckdb.connect(str(file)) as connection:
        agreement.attach(connection, str(home.build))
        connection.execute("begin")
        yield connection
        connection.execute("rollback")


def test_every_row_of_the_bare_tables_is_ours(bare):
    tables = agreement.tables(bare)
    assert tables.keys() >= COVERED
    made = bare.execute(
        "select table_name from duckdb_tables() where database_name = current_database()"
        " and not temporary"
    ).fetchall()
    assert {one for (one,) in made} == tables.keys()
    faults = {one: agreement.differences(bare, one, schema) for one, schema in tables.items()}
    assert {one: fault for one, fault in faults.items() if fault} == {}
    empty = [
        one for one in tables if bare.execute(f'select count(*) from "{one}"').fetchone() == (0,)
    ]
    # so few orders have no pair of products in common
    assert empty == ["product_affinity"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            "update customer_rfm set monetary = monetary + 0.01 where customer_id = 'C-7'",
            [f"1 rows of customer_rfm are in {whose} alone" for whose in ("the bare one", "ours")],
        ),
        (
            "insert into customer_rfm from customer_rfm where customer_id = 'C-7'",
            ["1 rows of customer_rfm are in the bare one alone"],
        ),
        ("alter table customer_rfm drop segment", ["customer_rfm.segment is missing"]),
        ("alter table customer_rfm add score int", ["customer_rfm.score is none of ours"]),
    ],
    ids=["a cent", "a row twice", "a column missing", "a column more"],
)
def test_a_difference_is_told(bare, change, fault):
    bare.execute(change)
    assert agreement.differences(bare, "customer_rfm", "marts") == fault


def test_only_what_the_tables_need_counts(measured):
    home, _, _ = measured
    needed = night.nodes_behind(home, ["customer_rfm"])
    taken = night.node_seconds(home)
    assert {"customer_rfm", "int_customer_order_days", "fct_order", "rfm_segments"} <= needed
    assert not {"customer_rfm_monthly", "fct_ticket", "customer_clv"} & needed
    assert all(seconds >= 0 for seconds in taken.values())
    assert {"customer_rfm", "customer_clv", "int_churn_scores"} <= taken.keys()
    assert {"ingest", "build", "publish"} <= night.step_seconds(home).keys()


def test_the_night_is_measured(measured):
    home, _, (ratio, models, *steps, tables, left, agreed) = measured
    assert ratio.target == 1.5
    assert ratio.ours > models.ours > 0
    assert sum(step.ours for step in steps) < ratio.ours + float(left.note.split()[0])
    assert re.match(r"as_of, .*sales_funnel", tables.note)
    assert (agreed.is_met, agreed.note) == (True, "")
    # what counts and what is left out is all that the night noted
    left_out = float(left.note.split()[0])
    assert models.ours + left_out == pytest.approx(sum(night.node_seconds(home).values()), abs=0.1)


def test_a_size_that_takes_long_is_measured_once(monkeypatch, tmp_path):
    asked = []

    def measure(folder, customers, rounds):
        assert not list(folder.iterdir())
        asked.append((customers, rounds))
        return [Verdict("a night", is_met=True, size=f"{customers} customers")]

    monkeypatch.setattr(night, "measure", measure)
    token = benchmarks.KEPT.set(tmp_path)
    try:
        benchmarks.night(sizes=[100, 5000], rounds=3, once_from=5000)
    finally:
        benchmarks.KEPT.reset(token)
    assert asked == [(100, 3), (5000, 1)]
    assert [one.size for one in load(tmp_path)["night"].records] == [
        "100 customers", "5000 customers",
    ]  # fmt: skip
