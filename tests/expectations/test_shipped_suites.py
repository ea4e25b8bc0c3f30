"""The shipped suites: good tables pass, and each fault is found by the expectation meant for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pytest

from demo.exports import write_exports
from expectations.checking import check
from expectations.planning import plan, table_name
from expectations.results import CheckResult
from expectations.suite_files import load_rules, load_suites
from expectations.thresholds import load_thresholds
from ingestion.catalog import load_catalog
from ingestion.landing import land, prepare
from tests.expectations.critical import Named, critical, shipped
from warehouse.database import connect_build, literal, quoted
from warehouse.home import Home

Connection = duckdb.DuckDBPyConnection

MARTS = """
create schema core;
create schema marts;
create table core.as_of as select date '2026-03-31' as as_of_date;
create table core.fct_order as
select * from (values
    ('o1', 'c1', date '2026-01-10', false, 100.00, 10.00, 0.00, 90.00),
    ('o2', 'c1', date '2026-03-05', false, 50.00, 0.00, 25.00, 25.00),
    ('o3', 'c2', date '2026-02-01', false, 70.00, 0.00, 0.00, 70.00),
    ('o4', 'c2', date '2026-02-02', true, 70.00, 0.00, 0.00, 70.00),
    ('o5', 'unknown', date '2026-02-03', false, 5.00, 0.00, 0.00, 5.00),
    ('o6', 'c3', date '2026-04-01', false, 9.00, 0.00, 0.00, 9.00),
    ('o7', 'c4', date '2026-03-20', false, 9.00, 0.00, 0.00, 9.00)
) as orders(
    order_id, customer_id, order_date, is_cancelled, gross, discount, refund, net_amount
);
-- landed before the day that it names, so it is not believed; the refund is of a later day
create schema intermediate;
create table intermediate.int_order_totals as
select order_id, if(order_id = 'o7', date '2026-03-10', date '2026-05-01') as landed_date
from core.fct_order;
create table core.fct_order_refund as
select 'r1' as order_refund_id, 'o2' as order_id, date '2026-04-02' as refunded_date,
    5.00 as amount;
create table intermediate.int_order_refunds as
select 'r1' as order_refund_id, true as is_dated, date '2026-05-01' as landed_date;
create table core.fct_opportunity as
select * from (values
    ('p1', 'Closed', 'won', 1.0e0, date '2026-01-05', date '2026-02-05', 500.00),
    ('p2', 'Closed', 'lost', 0.0e0, date '2026-01-06', date '2026-02-06', 300.00),
    ('p3', 'New', 'open', 0.4, date '2026-01-07', null, null)
) as deals(opportunity_id, stage, category, probability, created_date, closed_date, amount);
create table core.fct_lead as
select * from (values
    ('l1', date '2026-01-04', date '2026-01-05'),
    ('l2', date '2026-01-04', null),
    ('l3', date '2026-05-04', null),
    ('l4', date '2026-03-20', null)
) as leads(lead_id, created_date, converted_date);
create table intermediate.int_leads as
select lead_id, if(lead_id = 'l4', date '2026-03-10', date '2026-05-01') as landed_date
from core.fct_lead;
create table core.fct_opportunity_history as
select opportunity_id, category from core.fct_opportunity;
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
create table marts.attribution as
select model, date '2026-01-01' as month, channel_group, 'unknown' as campaign_id,
    0.500000 as conversions, 97.50 as revenue
from (values ('first'), ('last'), ('linear'), ('time_decay'), ('position'), ('markov'), ('shapley'))
    as models(model)
cross join (values ('email'), ('unattributed')) as channels(channel_group);
create table marts.pipeline_daily as
select day, source_system, 'e' as owner_employee_id, open_count, amount
from (values (date '2026-01-01', 2, 30.00), (date '2026-01-02', 1, 25.00))
    as days(day, open_count, amount)
cross join (values ('s'), ('t')) as systems(source_system);
create table marts.pipeline_movement as
select day, source_system, 'e' as owner_employee_id, opening_count, created_count,
    0 as reopened_count, 0 as moved_count, won_count, 0 as lost_count, closing_count,
    opening_amount, created_amount,
    0.00 as reopened_amount, 0.00 as moved_amount, changed_amount, won_amount, 0.00 as lost_amount,
    closing_amount
from (values
    (date '2026-01-01', 0, 2, 0, 2, 0.00, 30.00, 0.00, 0.00, 30.00),
    (date '2026-01-02', 2, 0, 1, 1, 30.00, 0.00, 5.00, 10.00, 25.00)
) as days(day, opening_count, created_count, won_count, closing_count, opening_amount,
    created_amount, changed_amount, won_amount, closing_amount)
cross join (values ('s'), ('t')) as systems(source_system);
create table marts.kpi_daily as
select day, metric, case when metric = 'net_revenue' and day = date '2026-01-10' then 195.00
    else 0.00 end as value, unit
from (
    select cast(range as date) as day
    from range(timestamp '2026-01-04', timestamp '2026-04-01', interval 1 day)
) as days
cross join (values ('net_revenue', 'USD'), ('orders', 'orders')) as metrics(metric, unit);
create table marts.kpi_daily_by_source_system as
select day, 's' as source_system, metric, value, unit from marts.kpi_daily;
create table marts.kpi_daily_by_cut as
select day, source_system, region, 'web' as channel, 'unknown' as owner_employee_id, metric,
    value / 2 as value, unit
from marts.kpi_daily_by_source_system
cross join (values ('Texas'), ('unknown')) as regions(region)
where value <> 0;
create table marts.sales_opportunity as
select opportunity_id, category from core.fct_opportunity;
create table core.fct_ticket as select unnest(['t1', 't2', 't3']) as ticket_id;
create table core.fct_survey_response as select unnest(['r1', 'r2']) as survey_response_id;
create table marts.service_performance as
select * from (values
    (date '2026-01-01', 2, 1, 0, 0, 1.0e0), (date '2026-02-01', 1, 0, 1, 0, 0.0e0),
    (null, 3, 1, 1, 0, 0.5e0)
) as performance(month, tickets, sla_met, sla_missed, sla_running, sla_met_rate);
create table marts.satisfaction_monthly as
select * from (values
    (date '2026-01-01', 2, 1, 0, 1, 0, 0.0e0, 0.5e0), (null, 2, 1, 0, 1, 0, 0.0e0, 0.5e0)
) as satisfaction(
    month, responses, favourable, neutral, unfavourable, unclassed, nps, response_rate
);
"""

FAULTS = {
    "create table marts.emptied (number integer); "
    "insert into ops.run_steps (run_id, number, step, attempt, started_at, status) "
    "values ('before', 0, 'publish', 1, now() at time zone 'UTC', 'succeeded'); "
    "insert into ops.reported_figures "
    "values ('before', '2026-03-30', 'rows', 'marts.emptied', 60)": (
        "ops.reported_figures: No table that had 50 rows or more has none now."
    ),
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
    "update marts.attribution set model = 'middle', campaign_id = null where model = 'last'": (
        "marts.attribution: There are seven models."
    ),
    "update marts.attribution set revenue = 97.51 where model = 'markov' and channel_group = "
    "'email'": "marts.attribution: Every model divides the same purchases and revenue",
    "update marts.pipeline_movement set won_amount = 11 where day = '2026-01-02'": (
        "marts.pipeline_movement: Opening and what comes and goes is closing"
    ),
    "update marts.pipeline_daily set amount = 26 where day = '2026-01-01'": (
        "marts.pipeline_movement: What an owner closes with is what pipeline_daily has of it."
    ),
    "update marts.pipeline_movement set opening_count = 3, created_count = -1"
    " where day = '2026-01-02'": (
        "marts.pipeline_movement: A day opens with what the day before closed with."
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
    "delete from marts.kpi_daily_by_cut where region = 'Texas'": (
        "marts.kpi_daily_by_cut: The cuts together are the source system."
    ),
    "update marts.kpi_daily_by_cut set region = 'unknown'": (
        "marts.kpi_daily_by_cut: Every metric has one value a day and cut."
    ),
    "update marts.sales_opportunity set category = 'won' where opportunity_id = 'p2'": (
        "marts.sales_opportunity: Counted, they are the win rate by either definition."
    ),
    "update marts.service_performance set sla_met_rate = 55.62 where month is null": (
        "marts.service_performance: A rate is a fraction."
    ),
    "update marts.service_performance set sla_met = 9 where month = '2026-01-01'": (
        "marts.service_performance: A ticket meets its target once"
    ),
    "update marts.service_performance set tickets = 4 where month is null": (
        "marts.service_performance: All together are no more tickets"
    ),
    "update marts.satisfaction_monthly set nps = 33.33 where month is null": (
        "marts.satisfaction_monthly: Promoters less detractors"
    ),
    "update marts.satisfaction_monthly set response_rate = 2 where month is null": (
        "marts.satisfaction_monthly: A rate is a fraction."
    ),
    "update marts.satisfaction_monthly set neutral = 1 where month = '2026-01-01'": (
        "marts.satisfaction_monthly: Every response is on one side"
    ),
    "update marts.satisfaction_monthly set responses = 3, unclassed = 1 where month is null": (
        "marts.satisfaction_monthly: No more responses than core has."
    ),
}

# What breaks several expectations at once, all on one build.
FURTHER_FAULTS = (
    "update marts.attribution set month = null, channel_group = null, conversions = null, "
    "revenue = null where model = 'first'",
    "insert into marts.cohort_retention from marts.cohort_retention",
    "insert into core.fct_lead from core.fct_lead",
    "insert into core.fct_opportunity from core.fct_opportunity",
    "insert into marts.customer_rfm values ('c1', 1, 0, 7, 6, 9, 0, 'x'), "
    "(null, 1, 1, 7, null, null, null, null)",
    "update marts.kpi_daily_by_cut set source_system = null, region = null, channel = null, "
    "owner_employee_id = null, value = null",
    "insert into marts.sales_opportunity select opportunity_id, 'maybe' "
    "from marts.sales_opportunity",
    "update marts.kpi_daily set value = null, unit = null where day = '2026-01-05'",
    "update marts.kpi_daily set value = -1 where day = '2026-01-06'",
    "insert into marts.repeat_purchase from marts.repeat_purchase",
    "update marts.sales_funnel set conversion_rate = 2, cumulative_conversion_rate = 2, "
    "median_days = -1",
    "insert into marts.sales_funnel_entry select entry_id, lead_id, 'maybe' "
    "from marts.sales_funnel_entry",
    "update marts.win_rate set definition = 'third' where cut_name = 'source'",
    "update marts.win_rate set won_count = 9 where cut_name = 'all'",
)


def failing(results: list[CheckResult]) -> list[str]:
    return [result.sentence for result in results if not result.success]


def test_good_marts_meet_every_expectation(build, home: Home) -> None:
    build.execute(MARTS)
    results = check(build, "marts", run_id="r", docs=home.docs)
    assert failing(results) == []
    of_history = [result for result in results if not result.rows_checked]
    assert {result.table_name for result in of_history} == {"ops.reported_figures"}


# Faults are put in several at a time: a check costs a second.
PARTS = 4


@pytest.fixture(scope="module")
def empty_build(tmp_path_factory) -> Iterator[Callable[[], tuple[Home, Connection]]]:
    """Makes a home with an empty build."""
    with ExitStack() as opened:

        def make() -> tuple[Home, Connection]:
            home = Home(tmp_path_factory.mktemp("home"))
            home.create()
            return home, opened.enter_context(connect_build(home))

        yield make


@pytest.fixture(scope="module")
def checked_marts(empty_build) -> list[list[CheckResult]]:
    """The results on marts with faults, part by part; the further faults are the last part."""
    checked = []
    for statements in [*(list(FAULTS)[part::PARTS] for part in range(PARTS)), FURTHER_FAULTS]:
        home, build = empty_build()
        build.execute(MARTS)
        for statement in statements:
            assert build.execute(statement).fetchall() != [(0,)], f"no row changed: {statement}"
        checked.append(check(build, "marts", run_id="r", docs=home.docs))
    return checked


@pytest.mark.parametrize("part", range(PARTS))
def test_every_fault_in_the_marts_is_found(checked_marts, part: int) -> None:
    results = checked_marts[part]
    found = [f"{one.table_name}: {one.description}" for one in results if not one.success]
    for expected in list(FAULTS.values())[part::PARTS]:
        assert any(sentence.startswith(expected) for sentence in found), expected
    assert not any(result.is_error for result in results)


@pytest.mark.parametrize("expectation", shipped("marts"), ids=str)
def test_every_critical_expectation_on_marts_stops(checked_marts, expectation) -> None:
    """A new one needs a fault in FAULTS or FURTHER_FAULTS."""
    assert expectation in {one for results in checked_marts for one in critical(results)}


RAW_ROWS = """
    insert into {table} by name
    select
        'faulty' as _source_system, {name} as _source_file, range + 1 as _row_number,
        'k' || range as _record_key, {name} as _load_id, timestamp '2026-07-01' as _loaded_at
        {columns}
    from range(40)
"""
# By expectation: a value that breaks it, and one that meets all of the same column.
VALUES = {
    "readable_date": ("'soon'", "'2026-06-01'"),
    "readable_number": ("'much'", "'1'"),
    "not_after_landing": ("'2199-01-01'", "'2026-06-01'"),
    "ExpectColumnValuesToNotBeNull": ("'x'", "'x'"),
}
FILES = """
    insert into ops.files by name
    select
        name || number as load_id, 'r' || number as run_id, 'faulty' as source_system,
        'things' as table_name, name || '_' || number || '.csv' as file_name,
        rows_landed + rows_told as rows_read, rows_landed, rows_rejected, 0 as rows_dropped,
        'landed' as status, timestamp '2026-07-01' + to_days(number::integer) as started_at,
        started_at as finished_at
    from (values
        -- rows that nobody told of; rejects of which no row is kept; a tenth and less; a fifth
        ('unsaid', 1, 10, 1, 0), ('unkept', 1, 1000, 1, 1), ('rejected', 1, 80, 20, 20),
        ('small', 1, 900, 0, 0), ('small', 2, 900, 0, 0), ('small', 3, 900, 0, 0),
        ('small', 4, 89, 0, 0), ('narrow', 1, 1, 0, 0)
    ) as files(name, number, rows_landed, rows_told, rows_rejected);
    insert into ops.rejected_rows by name
    select
        'rejected1' as load_id, 'faulty' as source_system, 'things' as table_name,
        'rejected_1.csv' as file_name, range + 1 as row_number, 'torn' as reason,
        timestamp '2026-07-01' as rejected_at
    from range(20);
    insert into ops.file_columns (load_id, column_name, change)
    values ('narrow1', 'a', null), ('narrow1', 'b', 'missing'), ('narrow1', 'c', 'missing');
"""


def faulty_values(expectations: list[str]) -> str:
    """A column of which the first ten rows are empty, and ten break each of the expectations."""
    bad = [VALUES[expectation][0] for expectation in expectations]
    whens = "".join(f" when {number + 1} then {value}" for number, value in enumerate(bad))
    return f"case range // 10 when 0 then null{whens} else {VALUES[expectations[0]][1]} end"


@pytest.fixture(scope="module")
def stopped_raw(empty_build) -> set[Named]:
    """What is critical where every column of raw, and every file, has the fault meant for it."""
    home, build = empty_build()
    prepare(build, load_catalog())
    build.execute(FILES)
    # a table of no source: what holds for every raw table holds for it
    build.execute("create table raw.any as from raw.template__orders")
    faults: dict[str, dict[str, list[str]]] = {"raw.any": {}}
    for one in plan(load_suites("raw"), load_rules(), load_thresholds()):
        if one.table.startswith("raw.") and (one.severity == "critical" or one.held_where):
            columns = faults.setdefault(one.table, {})
            # rows without any value meet a condition on several columns
            if one.column is not None:
                columns.setdefault(one.column, []).append(one.expectation)
    for table, columns in faults.items():
        values = "".join(
            f", {faulty_values(broken)} as {quoted(column)}" for column, broken in columns.items()
        )
        name = literal(table)
        build.execute(RAW_ROWS.format(table=table_name(table), name=name, columns=values))
    return critical(check(build, "raw", run_id="r", docs=home.docs))


@pytest.mark.parametrize("expectation", shipped("raw"), ids=str)
def test_every_critical_expectation_on_raw_stops(stopped_raw, expectation) -> None:
    """A new one needs a value in VALUES, or a fault of a file in FILES."""
    assert expectation in stopped_raw


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


def test_faults_in_raw_are_found(build, landed: Home) -> None:
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
            "ops.files: No file that was exported again has lost more than 50 % of its rows."
        ),
    }
    for statement in faults:
        assert build.execute(statement).fetchall() != [(0,)], f"no row changed: {statement}"
    results = check(build, "raw", run_id="r", docs=landed.docs)
    found = failing(results)
    for expected in faults.values():
        assert any(sentence.startswith(expected) for sentence in found), expected
    stopping = critical(results)
    assert {column for _, _, column in stopping if column} == {"created_at", "amount"}
    amounts = {table for table, _, column in stopping if column == "amount"}
    assert amounts == {"raw.template__payments"}, "one bad deal is a warning only"
    held = {
        (r.table_name, r.column_name, r.rows_quarantined) for r in results if r.rows_quarantined
    }
    assert held == {
        # one of each file
        ("raw.zoho__leads", "lead_id", 2),
        ("raw.template__order_lines", "ordered_at", 3),
    }
