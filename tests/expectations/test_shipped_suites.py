"""The shipped suites: good tables pass, and each fault is found by the expectation meant for it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from demo.exports import write_exports
from expectations.checking import check
from expectations.results import CheckResult
from ingestion.catalog import load_catalog
from ingestion.landing import land, prepare
from warehouse.home import Home

MARTS = """
create schema core;
create schema marts;
create table core.as_of as select date '2026-03-31' as as_of_date;
create table core.fct_order as
select * from (values
    ('o1', 'c1', date '2026-01-10', false, 100.00, 10.00, 0.00, 90.00),
    ('o2', 'c1', date '2026-03-05', false, 50.00, 0.00, 20.00, 30.00),
    ('o3', 'c2', date '2026-02-01', false, 70.00, 0.00, 0.00, 70.00),
    ('o4', 'c2', date '2026-02-02', true, 70.00, 0.00, 0.00, 70.00),
    ('o5', 'unknown', date '2026-02-03', false, 5.00, 0.00, 0.00, 5.00),
    ('o6', 'c3', date '2026-04-01', false, 9.00, 0.00, 0.00, 9.00)
) as orders(
    order_id, customer_id, order_date, is_cancelled, gross, discount, refund, net_amount
);
create table core.fct_opportunity as
select * from (values
    ('p1', 'won', 1.0e0, date '2026-01-05', date '2026-02-05', 500.00),
    ('p2', 'lost', 0.0e0, date '2026-01-06', date '2026-02-06', 300.00),
    ('p3', 'open', 0.4, date '2026-01-07', null, null)
) as deals(opportunity_id, category, probability, created_date, closed_date, amount);
create table core.fct_lead as
select * from (values
    ('l1', date '2026-01-04', date '2026-01-05'),
    ('l2', date '2026-01-04', null),
    ('l3', date '2026-05-04', null)
) as leads(lead_id, created_date, converted_date);
create table marts.customer_rfm as
select * from (values
    ('c1', 26, 2, 120.00, 5, 5, 5, 'Champions'),
    ('c2', 58, 1, 70.00, 1, 1, 1, 'Lost')
) as scores(
    customer_id, recency_days, frequency, monetary, r_score, f_score, m_score, segment
);
create table marts.cohort_retention as
select * from (values
    (date '2026-01-01', 0, 1, 1, 1, 1.0e0, 90.00),
    (date '2026-01-01', 1, 1, 0, 1, 0.0e0, 0.00),
    (date '2026-01-01', 2, 1, 1, 1, 1.0e0, 30.00),
    (date '2026-02-01', 0, 1, 1, 1, 1.0e0, 70.00),
    (date '2026-02-01', 1, 1, 0, 0, 0.0e0, 0.00)
) as cohorts(
    cohort_month, months_since, cohort_size, customers_on, customers_on_or_after,
    retention_rate, revenue
);
create table marts.repeat_purchase as
select * from (values
    (date '2026-01-01', 30, 1, 0, 0.0e0), (date '2026-02-01', 30, 1, 0, 0.0e0),
    (null, 30, 2, 0, 0.0e0),
    (date '2026-01-01', null, 1, 1, 1.0e0), (date '2026-02-01', null, 1, 0, 0.0e0),
    (null, null, 2, 1, 0.5e0)
) as repeats(cohort_month, horizon_days, customers, repeaters, repeat_rate);
create table marts.sales_funnel_entry as
select * from (values ('l1', 'l1', 'won'), ('l2', 'l2', 'lost'), ('p3', null, 'open'))
    as entries(entry_id, lead_id, outcome);
create table marts.sales_funnel as
select * from (values
    (null::date, 'lead', 1, 3, 2, 0, 1, 2 / 3, 1.0e0, null),
    (null, 'contacted', 2, 2, 2, 0, 0, 1.0e0, 2 / 3, null),
    (null, 'qualified', 3, 2, 2, 0, 0, 1.0e0, 2 / 3, null),
    (null, 'opportunity', 4, 2, 1, 1, 0, 0.5e0, 2 / 3, 1.0e0),
    (null, 'won', 5, 1, null, 0, 0, null, 1 / 3, 31.0)
) as funnel(
    cohort_month, stage, stage_order, reached, converted, still_open, lost, conversion_rate,
    cumulative_conversion_rate, median_days
);
create table marts.win_rate as
select * from (values
    (null::date, 'closed', 'all', 1, 1, 2, 0.5e0), (null, 'created', 'all', 1, 1, 3, 1 / 3),
    (null, 'closed', 'source', 1, 1, 2, 0.5e0), (null, 'created', 'source', 1, 1, 3, 1 / 3)
) as rates(period_start, definition, cut_name, won_count, lost_count, base_count, win_rate);
create table marts.kpi_daily as
select day, metric, case when metric = 'net_revenue' and day = date '2026-01-10' then 195.00
    else 0.00 end as value, unit
from (
    select cast(range as date) as day
    from range(timestamp '2026-01-04', timestamp '2026-04-01', interval 1 day)
) as days
cross join (values ('net_revenue', 'USD'), ('orders', 'orders')) as metrics(metric, unit);
"""

FAULTS = {
    "insert into core.fct_order select * from core.fct_order where order_id = 'o4'": (
        "core.fct_order: Every order is there once."
    ),
    "update core.fct_order set refund = 0 where order_id = 'o2'": (
        "core.fct_order: Net is gross less discount less refund"
    ),
    "update marts.kpi_daily set value = 194.99 where value > 0": (
        "core.fct_order: Net revenue of kpi_daily"
    ),
    "update marts.cohort_retention set revenue = 31 where months_since = 2": (
        "core.fct_order: Revenue of cohort_retention"
    ),
    "delete from marts.customer_rfm where customer_id = 'c2'": (
        "core.fct_order: Every customer with an order up to as-of has RFM scores."
    ),
    "update core.fct_opportunity set category = 'maybe', probability = 40 where "
    "opportunity_id = 'p3'": "core.fct_opportunity: Every opportunity is open, won or lost.",
    "update core.fct_opportunity set amount = null, closed_date = '2025-01-01' where "
    "opportunity_id = 'p1'": "core.fct_opportunity: At least 95 % of the won",
    "update marts.customer_rfm set r_score = 6": "marts.customer_rfm: A score is 1 to 5.",
    "update marts.customer_rfm set segment = null, recency_days = -1": (
        "marts.customer_rfm: No segment is missing."
    ),
    "insert into marts.customer_rfm values ('c9', 1, 2, 7, 1, 3, 1, 'x')": (
        "marts.customer_rfm: Equal values have equal scores."
    ),
    "update marts.cohort_retention set customers_on = 2 where months_since = 0": (
        "marts.cohort_retention: In its first month, all of a cohort ordered."
    ),
    "delete from marts.cohort_retention where months_since = 1 and cohort_month = '2026-01-01'": (
        "marts.cohort_retention: No cohort lacks a month up to as-of."
    ),
    "update marts.cohort_retention set retention_rate = 15.9 where months_since = 2": (
        "marts.cohort_retention: A rate is a fraction."
    ),
    "update marts.repeat_purchase set repeaters = 3, repeat_rate = 1.5 where customers = 1": (
        "marts.repeat_purchase: Repeaters are among the customers."
    ),
    "update marts.repeat_purchase set customers = 4 where cohort_month is null": (
        "marts.repeat_purchase: All cohorts together are the sum of the cohorts."
    ),
    "update marts.sales_funnel set reached = 5 where stage = 'qualified'": (
        "marts.sales_funnel: What was reached never grows down the funnel."
    ),
    "update marts.sales_funnel set still_open = 7 where stage = 'lead'": (
        "marts.sales_funnel: What reached a stage was converted"
    ),
    "update marts.sales_funnel set converted = 1 where stage = 'contacted'": (
        "marts.sales_funnel: What was converted at a stage is what reached the next one."
    ),
    "insert into marts.sales_funnel_entry values ('l9', 'l9', 'won')": (
        "marts.sales_funnel_entry: The first stage of sales_funnel counts every entry."
    ),
    "delete from marts.sales_funnel_entry where lead_id = 'l2'": (
        "core.fct_lead: Every lead created up to as-of is an entry of the funnel."
    ),
    "update marts.win_rate set win_rate = 63.15 where definition = 'closed'": (
        "marts.win_rate: A rate is a fraction."
    ),
    "update marts.win_rate set base_count = 4 where definition = 'closed'": (
        "marts.win_rate: The base is won and lost, or all that was created."
    ),
    "update marts.win_rate set base_count = 9 where cut_name = 'source'": (
        "marts.win_rate: The sources together are all."
    ),
    "delete from marts.kpi_daily where metric = 'orders' and day = '2026-02-01'": (
        "marts.kpi_daily: No metric lacks a day."
    ),
    "delete from marts.kpi_daily where day = '2026-03-31'": (
        "marts.kpi_daily: The last day is as-of."
    ),
    "insert into marts.kpi_daily select * from marts.kpi_daily where day = '2026-03-01'": (
        "marts.kpi_daily: Every metric has one value a day."
    ),
}


def failing(results: list[CheckResult]) -> list[str]:
    return [result.sentence for result in results if not result.success]


def test_good_marts_meet_every_expectation(build, home: Home) -> None:
    build.execute(MARTS)
    results = check(build, "marts", run_id="r", docs=home.docs)
    assert failing(results) == []
    assert all(result.rows_checked for result in results)


@pytest.mark.parametrize("part", range(4))
def test_every_fault_in_the_marts_is_found(build, home: Home, part: int) -> None:
    """Faults are put in several at a time: a check costs a second."""
    build.execute(MARTS)
    faults = list(FAULTS.items())[part::4]
    for statement, _ in faults:
        assert build.execute(statement).fetchall() != [(0,)], f"no row changed: {statement}"
    results = check(build, "marts", run_id="r", docs=home.docs)
    found = [f"{one.table_name}: {one.description}" for one in results if not one.success]
    for _, expected in faults:
        assert any(sentence.startswith(expected) for sentence in found), expected
    assert not any(result.is_error for result in results)


@pytest.fixture
def landed(build: duckdb.DuckDBPyConnection, home: Home, tmp_path: Path) -> Home:
    """The demo's exports in raw."""
    catalog = load_catalog()
    prepare(build, catalog)
    write_exports(tmp_path / "exports", customers=300)
    land(build, [tmp_path / "exports"], catalog, run_id="r", scratch=home.scratch)
    return home


def test_the_demo_s_exports_meet_every_expectation(build, landed: Home) -> None:
    results = check(build, "raw", run_id="r", docs=landed.docs)
    assert failing(results) == []
    with_rows = {result.table_name for result in results if result.rows_checked}
    assert {"raw.template__order_lines", "raw.zoho__deals", "ops.files"} <= with_rows


def test_every_fault_in_raw_is_found(build, landed: Home) -> None:
    faults = {
        "update raw.zoho__leads set lead_id = null where _row_number = 1": (
            "raw.zoho__leads.lead_id: Every row has its lead_id."
        ),
        "update raw.zoho__leads set created_at = 'soon' where _row_number % 10 = 0": (
            "raw.zoho__leads.created_at: At least 95 % of the values of created_at"
        ),
        "update raw.zoho__deals set amount = 'a lot' where _row_number = 2": (
            "raw.zoho__deals.amount: Every value of amount can be read as a number."
        ),
        "update raw.zoho__deals set stage = repeat('x', 200) where _row_number = 3": (
            "raw.zoho__deals.stage: Every stage is a name, not a text."
        ),
        "update raw.template__customers set email = 'nobody' where _row_number = 1": (
            "raw.template__customers.email: Every email has the form of an e-mail address."
        ),
        "update raw.template__order_lines set ordered_at = '2199-01-01' where _row_number = 1": (
            "raw.template__order_lines.ordered_at: No ordered_at is later than the landing"
        ),
        "update raw.template__payments set amount = 'much' where _row_number % 2 = 0": (
            "raw.template__payments.amount: At least 95 % of the values of amount"
        ),
        "insert into ops.files select * replace ('again' as load_id, 1 as rows_landed, "
        "started_at + interval 1 hour as started_at) from ops.files "
        "where file_name like 'order_lines_2025%'": (
            "ops.files: No file that was exported again has lost more than half of its rows."
        ),
    }
    for statement in faults:
        assert build.execute(statement).fetchall() != [(0,)], f"no row changed: {statement}"
    results = check(build, "raw", run_id="r", docs=landed.docs)
    found = failing(results)
    for expected in faults.values():
        assert any(sentence.startswith(expected) for sentence in found), expected
    critical = [r for r in results if not r.success and r.severity == "critical"]
    assert {r.column_name for r in critical} == {"lead_id", "created_at", "amount"}
    (amount,) = [r for r in critical if r.column_name == "amount"]
    assert amount.table_name == "raw.template__payments", "one bad deal is a warning only"
