"""All rules at once find what dbt finds with a test for each model."""

import shutil

import pytest

from pipeline.building import warnings_of
from pipeline.resuming import log_broken_rules
from pipeline.rules import BrokenRule, check_rules
from tests.dbt_project.warehouses import ask_one, landed_sources, run_dbt
from warehouse.database import connect_build
from warehouse.errors import BuildError
from warehouse.home import Home

FAULTS = {
    "marts.customer_rfm": "insert into {} from {} order by customer_id limit 3",
    "core.fct_order": "update {} set customer_id = 'nobody' where order_id in"
    " (select order_id from {} order by order_id limit 2)",
    "marts.kpi_daily": "update {} set unit = null where metric = 'orders'",
    # which the view int_orders_unioned has twice then
    "staging.stg_template__orders": "insert into {} from {} limit 1",
}
BROKEN = ("customer_rfm", "fct_order", "kpi_daily", "int_orders_unioned")


@pytest.fixture(scope="module")
def faulty_home(shop_home, tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("faulty") / "home")
    shutil.copytree(shop_home.root, home.root, symlinks=True)
    with connect_build(home) as connection:
        for table, fault in FAULTS.items():
            connection.execute(fault.replace("{}", table))
    return home


def variables(home):
    return {"landed_sources": landed_sources(home), "time_zone": "Asia/Shanghai"}


def test_the_same_rules_are_broken(faulty_home):
    _, broken = check_rules(faulty_home, variables(faulty_home))
    assert {one.model for one in broken} == set(BROKEN)
    assert {(one.rule, one.rows) for one in broken if one.model == "customer_rfm"} == {
        ("one row per customer_id", 3)
    }
    assert BrokenRule("fct_order", "customer_id refers to dim_customer", 2) in broken
    days = ask_one(faulty_home, "select count(*) from marts.kpi_daily where metric = 'orders'")
    assert {one.rows for one in broken if one.model == "kpi_daily"} == {days}

    selected = [f"test_name:rules,{name}" for name in BROKEN]
    found = run_dbt(faulty_home, "test", "--select", *selected, **variables(faulty_home))
    failures = {
        node.node.attached_node.split(".")[-1]: node.failures
        for node in found.result.results
        if node.status == "fail"
    }
    assert failures == {name: sum(one.model == name for one in broken) for name in BROKEN}, (
        "as many rules of each model"
    )


def test_only_models_that_were_built_are_looked_at(shop_home):
    checked, broken = check_rules(shop_home, variables(shop_home))
    built = ask_one(shop_home, "select count(*) from duckdb_tables() where schema_name <> 'raw'")
    assert 100 < checked < built
    assert not broken


def test_of_given_models_those_are_looked_at_that_refer_to_no_other(faulty_home):
    given = ["kpi_daily", "kpi_metrics", "fct_order"]  # an order refers to a customer
    checked, broken = check_rules(faulty_home, variables(faulty_home), given)
    assert 1 <= checked < len(given)
    assert {one.model for one in broken} == {"kpi_daily"}


def test_what_cannot_be_evaluated_is_said(shop_home, tmp_path):
    home = Home(tmp_path / "home")
    shutil.copytree(shop_home.root, home.root, symlinks=True)
    with connect_build(home) as connection:
        connection.execute("alter table core.dim_product rename to elsewhere")
    with pytest.raises(BuildError, match=r"could not be checked: .*dim_product"):
        check_rules(home, variables(home))


def test_a_broken_rule_in_words():
    rule = BrokenRule("fct_order", "gross_amount >= 0", 1200)
    assert rule.sentence == "fct_order: 'gross_amount >= 0' does not hold for 1,200 rows"


def test_a_rule_about_what_exports_say_is_a_warning(shop_home, tmp_path):
    home = Home(tmp_path / "home")
    shutil.copytree(shop_home.root, home.root, symlinks=True)
    with connect_build(home) as connection:
        connection.execute("update core.dim_product set list_price = -1 where list_price > 0")
    _, broken = check_rules(home, variables(home))
    assert broken == [BrokenRule("dim_product", "coalesce(list_price >= 0, true)", 1, True)]

    clicks = BrokenRule("dim_product", "a = b", 2000, True)
    with connect_build(home) as connection:
        log_broken_rules(connection, "this run", [*broken, clicks])
        assert warnings_of(connection, "this run") == (
            "rules of dim_product: 'coalesce(list_price >= 0, true)' does not hold for 1 rows;"
            " 'a = b' does not hold for 2,000 rows",
        )
