"""A small published run made by hand, with the columns that the dashboards rely on.

`test_contract.py` holds these columns against the contracts of the dbt models. The numbers follow
from simple formulas, so that tests can compute them in another way.
"""

import datetime as dt
from pathlib import Path

import duckdb

from warehouse.home import Home

AS_OF = dt.date(2026, 6, 30)
FIRST_DAY = dt.date(2024, 7, 1)

TABLES = """
create schema core;
create schema marts;
create schema ops;

create table core.as_of (as_of_date date, as_of timestamp);

create table core.dim_customer (customer_id varchar, source_system varchar);

create table marts.customer_rfm (
    customer_id varchar, as_of_date date, last_order_date date, recency_days bigint,
    frequency bigint, monetary decimal(18, 2), r_score integer, f_score integer, m_score integer,
    rfm_cell varchar, segment varchar, segment_map varchar
);

create table marts.kpi_daily_by_source_system (
    day date, source_system varchar, metric varchar, value decimal(18, 2), unit varchar
);

create table marts.cohort_retention_by_source_system (
    cohort_month date, source_system varchar, months_since bigint, cohort_size bigint,
    customers_on bigint, customers_on_or_after bigint, retention_rate double,
    revenue decimal(18, 2), cumulative_revenue_per_customer decimal(18, 2)
);

create table marts.repeat_purchase_by_source_system (
    cohort_month date, source_system varchar, horizon_days bigint, customers bigint,
    repeaters bigint, repeat_rate double
);

create table marts.sales_funnel (cohort_month date, stage varchar, stage_order integer);

create table marts.sales_funnel_entry (
    entry_id varchar, source_system varchar, lead_id varchar, source varchar,
    owner_employee_id varchar, product_id varchar, cohort_month date, created_date date,
    contacted_date date, qualified_date date, opportunity_date date, won_date date,
    furthest_stage varchar, furthest_stage_order integer, outcome varchar, amount decimal(18, 2)
);

create table marts.win_rate (
    period_start date, definition varchar, cut_name varchar, cut_value varchar, cut_label varchar,
    won_count bigint, lost_count bigint, base_count bigint, win_rate double,
    won_amount decimal(18, 2)
);

create table ops.runs (
    run_id varchar, command varchar, started_at timestamp, finished_at timestamp, status varchar,
    as_of date, message varchar
);

create table ops.sources (
    source_system varchar, staging_source varchar, title varchar, time_zone varchar,
    currency varchar, date_order varchar
);

create table ops.check_results (
    run_id varchar, stage varchar, table_name varchar, expectation varchar, column_name varchar,
    description varchar, severity varchar, success boolean, rows_checked bigint,
    rows_failed bigint, observed varchar, checked_at timestamp
);
"""

# A shop with orders only. $shop is its source system, $scale multiplies its counts.
SHOP = """
insert into marts.kpi_daily_by_source_system
with days as (
    select day::date as day, dayofyear(day) % 7 as wave, year(day) - 2023 as growth
    from generate_series(date '2024-07-01', date '2026-06-30', interval 1 day) as series(day)
)
select day, $shop, 'orders', $scale * (4 + wave) * growth, 'orders' from days
union all select day, $shop, 'net_revenue', $scale * (4 + wave) * growth * 52.25, 'USD' from days
union all select day, $shop, 'units_sold', $scale * (4 + wave) * growth * 2, 'units' from days
union all select day, $shop, 'new_customers', $scale * wave, 'customers' from days
union all
select day, $shop, 'ordering_customers', $scale * (3 + wave) * growth, 'customers' from days;

insert into core.dim_customer
select 'customer-' || number, $shop from generate_series(1, 300) as series(number);

insert into marts.customer_rfm
with scored as (
    select number, 1 + number % 5 as r, 1 + (number // 5) % 5 as f, 1 + (number // 25) % 5 as m
    from generate_series(1, 300) as series(number)
)
select
    'customer-' || number, date '2026-06-30', date '2026-06-30' - (5 - r::integer) * 80,
    (5 - r) * 80, f * 2, m * 100 + number * 1.5, r, f, m, r::varchar || f || m,
    case
        when r >= 4 and f >= 4 then 'Champions'
        when r >= 4 then 'Potential Loyalist'
        when f >= 4 then 'At Risk'
        when r = 3 then 'About To Sleep'
        else 'Lost'
    end,
    'rfm_10'
from scored;

insert into marts.cohort_retention_by_source_system
with cohorts as (
    select month::date as cohort_month, 40 + month(month) * 3 as cohort_size
    from generate_series(date '2024-07-01', date '2026-06-01', interval 1 month) as series(month)
),
months as (
    select *, unnest(range(0, date_diff('month', cohort_month, date '2026-06-30') + 1)) as since
    from cohorts
)
select
    cohort_month, $shop, since, cohort_size,
    case when since = 0 then cohort_size else cohort_size // (2 + since) end,
    case when since = 0 then cohort_size else cohort_size // (1 + since) end,
    case when since = 0 then 1.0 else (cohort_size // (2 + since)) / cohort_size end,
    cohort_size * 100 // (1 + since), null
from months;

insert into marts.repeat_purchase_by_source_system
with cohorts as (
    select month::date as cohort_month, 40 + month(month) * 3 as cohort_size
    from generate_series(date '2024-07-01', date '2026-06-01', interval 1 month) as series(month)
)
select
    cohort_month, $shop, horizon,
    case when cohort_month + coalesce(horizon, 0)::integer <= date '2026-06-30'
        then cohort_size else 0 end,
    case when cohort_month + coalesce(horizon, 0)::integer <= date '2026-06-30'
        then cohort_size * coalesce(horizon, 400) // 1000 else 0 end,
    null
from cohorts, (values (30), (60), (90), (180), (365), (null)) as horizons(horizon);

insert into ops.sources (source_system, staging_source, title, time_zone, currency, date_order)
values ($shop, 'template', $title, 'UTC', 'USD', null);
"""

# A CRM with leads and deals only.
CRM = """
insert into marts.kpi_daily_by_source_system
with days as (
    select day::date as day, dayofyear(day) % 5 as wave
    from generate_series(date '2024-07-01', date '2026-06-30', interval 1 day) as series(day)
)
select day, $crm, 'leads_created', 2 + wave, 'leads' from days
union all select day, $crm, 'opportunities_created', 1 + wave // 2, 'opportunities' from days
union all select day, $crm, 'opportunities_won', wave // 3, 'opportunities' from days
union all select day, $crm, 'opportunities_lost', wave // 4, 'opportunities' from days
union all select day, $crm, 'won_amount', (wave // 3) * 1800, 'USD' from days;

insert into marts.sales_funnel
select null, stage, stage_order
from (values ('lead', 1), ('contacted', 2), ('qualified', 3), ('opportunity', 4), ('won', 5))
    as stages(stage, stage_order);

insert into marts.sales_funnel_entry
with entries as (
    select number, number % 8 as depth, date '2024-07-01' + (number % 730)::integer as created
    from generate_series(1, 2000) as series(number)
),
staged as (
    select *, case depth when 0 then 5 when 1 then 4 when 2 then 4 when 3 then 3 when 4 then 2
        when 5 then 2 else 1 end as furthest
    from entries
)
select
    'entry-' || number, $crm, 'lead-' || number,
    ['Web', 'Referral', 'Trade fair', null][1 + number % 4], null, null,
    date_trunc('month', created), created,
    case when furthest >= 2 then created + 2 end, case when furthest >= 3 then created + 5 end,
    case when furthest >= 4 then created + 9 end, case when furthest >= 5 then created + 30 end,
    ['lead', 'contacted', 'qualified', 'opportunity', 'won'][furthest], furthest,
    case when furthest = 5 then 'won' when number % 3 = 0 then 'lost' else 'open' end,
    case when furthest >= 4 then 1000 + number end
from staged;

-- one lead without a date
insert into marts.sales_funnel_entry
select 'entry-0', $crm, 'lead-0', 'Web', null, null, null, null, null, null, null, null,
    'lead', 1, 'open', null;

insert into marts.win_rate
with months as (
    select month::date as month, month(month) as wave
    from generate_series(date '2024-07-01', date '2026-06-01', interval 1 month) as series(month)
)
select month, 'closed', 'source_system', $crm, $crm, 10 + wave, 6, 16 + wave, null, 5000
from months
union all
select month, 'created', 'source_system', $crm, $crm, 9 + wave, 5, 30 + wave, null, 4500
from months
union all
select null, 'closed', 'source_system', $crm, $crm, 24 * 10 + 156, 144, 540, null, 120000
union all
select null, 'created', 'source_system', $crm, $crm, 24 * 9 + 156, 120, 880, null, 108000
union all
select null, 'closed', 'all', null, null, 24 * 10 + 156, 144, 540, null, 120000;

insert into ops.sources (source_system, staging_source, title, time_zone, currency, date_order)
values ($crm, 'zoho', $title, 'UTC', 'USD', null);
"""

RESTRICTED = """
create table restricted.main.customer_contact (customer_id varchar, customer_name varchar);
insert into restricted.main.customer_contact
select 'customer-' || number, 'Name ' || number from generate_series(1, 300) as series(number);
"""


def write_run(
    home: Home,
    run_id: str,
    *,
    scale: int = 1,
    shop: str | None = "template",
    shop_title: str = "Web shop",
    crm: str | None = "zoho",
    failing_checks: int = 0,
    published_at: dt.datetime = dt.datetime(2026, 7, 1, 2, 15),  # noqa: DTZ001
) -> Path:
    """Write a run's folder under `published/`; a source that is None has no rows."""
    folder = home.published / run_id
    folder.mkdir(parents=True)
    connection = duckdb.connect(str(folder / "analytics.duckdb"))
    for statement in connection.extract_statements(TABLES):
        connection.execute(statement)
    connection.execute("insert into core.as_of values (?, ?)", [AS_OF, dt.datetime(2026, 7, 1)])  # noqa: DTZ001
    if shop is not None:
        _insert(connection, SHOP, {"shop": shop, "title": shop_title, "scale": scale})
    if crm is not None:
        _insert(connection, CRM, {"crm": crm, "title": "Zoho CRM"})
    connection.execute(
        "insert into ops.runs values (?, 'nightly', ?, ?, 'succeeded', ?, '')",
        [run_id, published_at - dt.timedelta(minutes=3), published_at, AS_OF],
    )
    for number in range(failing_checks):
        connection.execute(
            "insert into ops.check_results values (?, 'marts', 'win_rate', 'values_not_null', "
            "'win_rate', ?, 'warning', false, 100, 3, '3', ?)",
            [run_id, f"check {number} has a $ and a *", published_at],
        )
    connection.close()
    names = duckdb.connect(str(folder / "restricted.duckdb"))
    for statement in names.extract_statements(RESTRICTED):
        names.execute(statement)
    names.close()
    return folder


def point_current_at(home: Home, folder: Path) -> None:
    """As publishing does: `current` is replaced in one step."""
    link = home.root / ".current.new"
    link.unlink(missing_ok=True)
    link.symlink_to(folder)
    link.rename(home.current)


def _insert(connection: duckdb.DuckDBPyConnection, sql: str, values: dict[str, object]) -> None:
    for statement in connection.extract_statements(sql):
        used = {name: value for name, value in values.items() if f"${name}" in statement.query}
        connection.execute(statement, used)
