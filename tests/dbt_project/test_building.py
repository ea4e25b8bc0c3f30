"""The project as a whole: it builds on something and on nothing, and reports what it must."""

import re

import pytest

from tests.dbt_project.warehouses import (
    add_rows,
    add_source,
    ask,
    ask_one,
    build,
    new_home,
    run_dbt,
    tables,
)

pytestmark = pytest.mark.slow

WARNINGS = {
    "assert_no_event_after_its_file_was_landed",
    "assert_stages_are_mapped",
    "assert_dates_are_readable",
    "assert_amounts_are_readable",
}


def test_parses_without_a_warning(tmp_path):
    home = new_home(tmp_path / "home")
    assert run_dbt(home, "parse", "--warn-error", "--no-partial-parse").success


def test_the_shop_builds_and_only_what_is_odd_in_it_is_reported(shop_build):
    _, statuses = shop_build
    warned = {name for name, status in statuses.items() if status == "warn"}
    assert warned == WARNINGS
    assert set(statuses.values()) == {"success", "pass", "warn"}


def test_a_warehouse_without_a_file_builds_green(tmp_path):
    home = new_home(tmp_path / "home")
    statuses = build(home)
    assert "warn" not in statuses.values()
    assert ask(home, "select * from core.as_of") == []
    for table in tables(home, "marts"):
        assert ask_one(home, f"select count(*) from {table}") == 0, table
    assert ask(home, "select customer_id, is_customer from core.dim_customer") == [
        ("unknown", False)
    ]


def test_a_date_given_to_a_warehouse_without_a_file_is_its_as_of_and_marts_stay_empty(tmp_path):
    home = new_home(tmp_path / "home")
    build(home, tested=False, as_of="2026-06-30")
    assert ask_one(home, "select as_of_date::varchar from core.as_of") == "2026-06-30"
    # there are months to come, and sales without a campaign are those of the campaign `unknown`
    nothing_to_say = {
        "marts.sales_forecast": "forecast is null and method = 'not enough history'",
        "marts.pipeline_forecast_monthly": "model = 'not enough history'",
        "marts.campaign_performance": "campaign_id = 'unknown' and customers + leads = 0",
    }
    for table in tables(home, "marts"):
        said = nothing_to_say.get(table, "false")
        assert ask_one(home, f"select count(*) from {table} where not ({said})") == 0, table


def test_tables_are_read_in_place_and_views_are_worked_out_once(shop_home):
    views = {
        f'"build"."{schema}"."{name}"'
        for schema, name in ask(
            shop_home, "select schema_name, view_name from duckdb_views() where not internal"
        )
    }
    run = [path.read_text("utf-8") for path in (shop_home.docs / "dbt" / "run").rglob("*.sql")]
    named = {
        (relation, bool(hint))
        for sql in run
        if re.match(r"\s*create +table", sql)
        for hint, relation in re.findall(
            r"as (not materialized )?\(select \* from (\"[^)]*)\)", sql
        )
    }
    assert {relation for relation, _ in named} & views
    assert {relation for relation, is_in_place in named if not is_in_place} <= views
    assert {relation for relation, is_in_place in named if is_in_place}.isdisjoint(views)


def test_unit_tests_pass(shop_home):
    # a unit test asks the database for the columns of its inputs, idle sources or not
    assert run_dbt(shop_home, "run", "--select", "staging", time_zone="UTC").success
    result = run_dbt(shop_home, "test", "--select", "test_type:unit", time_zone="UTC")
    assert result.success, "\n".join(
        f"{n.node.name}: {n.message}" for n in result.result if n.status != "pass"
    )
    assert len(result.result.results) >= 20


def test_a_wrong_setting_says_what_to_choose(shop_home):
    result = run_dbt(shop_home, "compile", "--select", "customer_rfm", rfm_scoring="deciles")
    assert not result.success
    assert "choose cut_points, ntile or custom" in str(result.exception or result.result[0].message)


def test_custom_scoring_without_cut_points_is_refused(shop_home):
    result = run_dbt(shop_home, "compile", "--select", "customer_rfm", rfm_scoring="custom")
    assert not result.success
    assert "four ascending numbers" in str(result.exception or result.result[0].message)


def test_a_missing_exchange_rate_is_named_and_the_amount_stays_in_its_currency(tmp_path):
    name = "assert_exchange_rates_are_known"
    home = new_home(tmp_path / "home")
    add_source(home, "shop", currency="CHF")
    order = {"order_id": "O1", "customer_id": "C1", "ordered_at": "2026-01-01"}
    add_rows(home, "shop", "orders", [order | {"gross_amount": "10"}])
    facts = ["+fct_order", "+fct_opportunity", "+fct_campaign_spend"]
    selection = ["--select", *facts, name]
    result = run_dbt(home, "build", "--exclude-resource-type", "unit_test", *selection)
    assert [node.node.name for node in result.result if node.status == "warn"] == [name]
    assert ask(home, "select net_amount, source_net_amount, exchange_rate from core.fct_order") == [
        (None, 10, None)
    ]


def test_what_cannot_be_read_is_reported_whatever_the_source(tmp_path):
    home = new_home(tmp_path / "home")
    order = {"order_name": "#1", "email": "ann@example.com", "ordered_at": "soon"}
    add_rows(home, "shopify", "orders", [order | {"subtotal": "a lot"}], staging="shopify")
    order = {"order_id": "100000000001", "ordered_at": "2026-01-01", "goods_amount": "70.00元"}
    add_rows(home, "taobao", "orders", [order], staging="taobao")
    spent = {"campaign_name": "Cups", "impressions": "1.234.567", "clicks": "<10"}
    add_rows(home, "google_ads", "campaign_days", [spent], staging="google_ads")
    aliases = {("csat_score", "Great"): "5"}
    add_source(home, "surveymonkey", staging="surveymonkey", aliases=aliases)
    answers = [
        {"respondent_id": str(n), "csat_score": answer}
        for n, answer in enumerate(["Great", "9 - likely", "Muy bueno", "Malo", None])
    ]
    add_rows(home, "surveymonkey", "responses", answers, staging="surveymonkey")
    account = {
        "account_id": "001000000000001AAA",
        "is_deleted": "gone",
        "is_person_account": "WAHR",
    }
    add_rows(home, "salesforce", "accounts", [account], staging="salesforce")
    names = [
        "assert_dates_are_readable",
        "assert_amounts_are_readable",
        "assert_counts_and_scores_are_readable",
        "assert_yes_and_no_are_readable",
    ]
    selection = ["--select", "stg_ops__source_settings", "stg_ops__date_forms", *names]
    result = run_dbt(
        home, "build", "--indirect-selection", "empty", "--store-failures", *selection,
        landed_sources=["shopify", "taobao", "google_ads", "surveymonkey", "salesforce"],
    )  # fmt: skip
    assert {node.node.name for node in result.result if node.status == "warn"} == set(names)
    columns = "raw_table, column_name, values_unreadable"
    found = {
        node.node.name: ask(home, f"select {columns} from {node.node.relation_name} order by all")
        for node in result.result
        if node.node.name in names
    }
    assert found == {
        "assert_amounts_are_readable": [("shopify__orders", "subtotal", 1)],
        "assert_dates_are_readable": [("shopify__orders", "ordered_at", 1)],
        "assert_counts_and_scores_are_readable": [
            ("google_ads__campaign_days", "clicks", 1),
            ("surveymonkey__responses", "csat_score", 2),
        ],
        "assert_yes_and_no_are_readable": [("salesforce__accounts", "is_deleted", 1)],
    }
