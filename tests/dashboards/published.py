"""A small published run made by hand: all tables that the dbt models promise, most of them empty.

The numbers follow from simple formulas, so that tests can compute them in another way.
"""

import datetime as dt
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from tests.shared_data import ROOT
from warehouse.home import Home

CHECKED = (
    "run_id, stage, table_name, expectation, column_name, description, severity, success, "
    "rows_checked, rows_failed, observed, checked_at"
)
MODELS = ROOT / "dbt_project" / "models"
OPERATIONS = ROOT / "warehouse" / "operations.sql"

AS_OF = dt.date(2026, 6, 30)
FIRST_DAY = dt.date(2024, 7, 1)

# A shop with orders only. $shop is its source system, $scale multiplies its counts.
SHOP = """
insert into marts.kpi_daily_by_source_system (day, source_system, metric, value, unit)
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

insert into core.dim_customer (customer_id, source_system)
select 'customer-' || number, $shop from generate_series(1, 300) as series(number);

insert into marts.customer_rfm (
    customer_id, as_of_date, last_order_date, recency_days, frequency, monetary, r_score, f_score,
    m_score, rfm_cell, segment, segment_map
)
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

insert into marts.customer_360 by name
select
    customer_id, as_of_date, $shop as source_system, 'unknown' as region, 'unknown' as channel,
    'unknown' as owner_employee_id, 'loyal' as stage, segment, rfm_cell, frequency as orders,
    monetary as net_amount, last_order_date as last_purchase_date,
    recency_days as days_since_purchase
from marts.customer_rfm;

insert into marts.cohort_retention_by_cut (
    cohort_month, source_system, region, channel, owner_employee_id, months_since,
    cohort_size, customers_on, customers_on_or_after, retention_rate, revenue,
    cumulative_revenue_per_customer
)
with cohorts as (
    select month::date as cohort_month, 40 + month(month) * 3 as cohort_size
    from generate_series(date '2024-07-01', date '2026-06-01', interval 1 month) as series(month)
),
months as (
    select *, unnest(range(0, date_diff('month', cohort_month, date '2026-06-30') + 1)) as since
    from cohorts
)
select
    cohort_month, $shop, 'unknown', 'unknown', 'unknown', since, cohort_size,
    case when since = 0 then cohort_size else cohort_size // (2 + since) end,
    case when since = 0 then cohort_size else cohort_size // (1 + since) end,
    case when since = 0 then 1.0 else (cohort_size // (2 + since)) / cohort_size end,
    cohort_size * 100 // (1 + since), null
from months;

insert into marts.repeat_purchase_by_cut (
    cohort_month, source_system, region, channel, owner_employee_id, horizon_days, customers,
    repeaters, repeat_rate
)
with cohorts as (
    select month::date as cohort_month, 40 + month(month) * 3 as cohort_size
    from generate_series(date '2024-07-01', date '2026-06-01', interval 1 month) as series(month)
)
select
    cohort_month, $shop, 'unknown', 'unknown', 'unknown', horizon,
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
insert into marts.kpi_daily_by_source_system (day, source_system, metric, value, unit)
with days as (
    select day::date as day, dayofyear(day) % 5 as wave
    from generate_series(date '2024-07-01', date '2026-06-30', interval 1 day) as series(day)
)
select day, $crm, 'leads_created', 2 + wave, 'leads' from days
union all select day, $crm, 'opportunities_created', 1 + wave // 2, 'opportunities' from days
union all select day, $crm, 'opportunities_won', wave // 3, 'opportunities' from days
union all select day, $crm, 'opportunities_lost', wave // 4, 'opportunities' from days
union all select day, $crm, 'won_amount', (wave // 3) * 1800, 'USD' from days;

insert into marts.sales_funnel (cohort_month, stage, stage_order)
select null, stage, stage_order
from (values ('lead', 1), ('contacted', 2), ('qualified', 3), ('opportunity', 4), ('won', 5))
    as stages(stage, stage_order);

insert into marts.sales_funnel_entry (
    entry_id, source_system, lead_id, source, owner_employee_id, product_id, cohort_month,
    created_date, contacted_date, qualified_date, opportunity_date, won_date, furthest_stage,
    furthest_stage_order, outcome, amount
)
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
insert into marts.sales_funnel_entry (
    entry_id, source_system, lead_id, source, owner_employee_id, product_id, cohort_month,
    created_date, contacted_date, qualified_date, opportunity_date, won_date, furthest_stage,
    furthest_stage_order, outcome, amount
)
select 'entry-0', $crm, 'lead-0', 'Web', null, null, null, null, null, null, null, null,
    'lead', 1, 'open', null;

-- nobody says whose they are
update marts.sales_funnel_entry
set customer_id = 'unknown', region = 'unknown', channel = 'unknown',
    owner_employee_id = 'unknown', product_id = 'unknown', regress_count = 0;

-- whoever came so far has an opportunity; it is won after three weeks, or lost after five
insert into marts.sales_opportunity by name
with entries as (
    select *, created_date + 9 as opened,
        created_date + case outcome when 'won' then 30 when 'lost' then 44 end as closed
    from marts.sales_funnel_entry
    where furthest_stage_order >= 4
)
select
    'opportunity-' || entry_id as opportunity_id, date '2026-06-30' as as_of_date,
    $crm as source_system, 'unknown' as customer_id, lead_id, 'unknown' as region,
    'unknown' as channel, 'unknown' as owner_employee_id, 'unknown' as team,
    'unknown' as product_id, coalesce(source, 'unknown') as source, 'unknown' as stage,
    if(closed <= date '2026-06-30', outcome, 'open') as category, opened as created_date,
    if(closed <= date '2026-06-30', closed, null) as closed_date, amount
from entries
where opened <= date '2026-06-30';

-- one that was won, and nobody says when
insert into marts.sales_opportunity by name
select 'opportunity-0' as opportunity_id, date '2026-06-30' as as_of_date,
    $crm as source_system, 'unknown' as customer_id, 'unknown' as region, 'unknown' as channel,
    'unknown' as owner_employee_id, 'unknown' as team, 'unknown' as product_id,
    'unknown' as source, 'unknown' as stage, 'won' as category;

insert into ops.sources (source_system, staging_source, title, time_zone, currency, date_order)
values ($crm, 'zoho', $title, 'UTC', 'USD', null);
"""

# Nobody knows where the customers are, or who looks after them.
CUTS = """
insert into marts.kpi_daily_by_cut by name
select
    day, source_system, 'unknown' as region, 'unknown' as channel,
    'unknown' as owner_employee_id, metric, value, unit
from marts.kpi_daily_by_source_system
where value <> 0;

insert into marts.filter_value (filter, value, label, customers)
select unnest(['region', 'channel', 'owner_employee_id']), 'unknown', null, 300;
"""

RESTRICTED = """
create table restricted.main.customer_contact (customer_id varchar, customer_name varchar);
insert into restricted.main.customer_contact
select 'customer-' || number, 'Name ' || number from generate_series(1, 300) as series(number);
"""


@cache
def empty_run() -> bytes:
    """A published file with every table and no row."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "analytics.duckdb"
        with duckdb.connect(str(path)) as connection:
            for statement in promised_tables():
                connection.execute(statement)
        return path.read_bytes()


def promised_tables() -> tuple[str, ...]:
    """Statements that make every published table, with its descriptions, as the models promise."""
    made = ["create schema core", "create schema marts", "create schema ops"]
    for layer in ("core", "marts", "ops"):
        for file in sorted((MODELS / layer).glob("**/*.yml")):
            for model in yaml.safe_load(file.read_text("utf-8")).get("models", []):
                made += _promised(f"{layer}.{model['name']}", model)
    with duckdb.connect() as build:
        for statement in build.extract_statements(OPERATIONS.read_text("utf-8")):
            build.execute(statement)
        operations = build.execute(
            "select sql from duckdb_tables() where schema_name = 'ops' order by table_name"
        ).fetchall()
    return (*made, *(statement for (statement,) in operations))


def _promised(table: str, model: Mapping[str, Any]) -> list[str]:
    columns = model.get("columns") or []
    names = ", ".join(f"{column['name']} {column['data_type']}" for column in columns)
    comments = [f"comment on table {table} is {_literal(model['description'])}"]
    comments += [
        f"comment on column {table}.{column['name']} is {_literal(column['description'])}"
        for column in columns
    ]
    return [f"create table {table} ({names})", *comments]


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def write_run(
    home: Home,
    run_id: str,
    *,
    scale: int = 1,
    shop: str | None = "template",
    shop_title: str = "Web shop",
    crm: str | None = "zoho",
    failing_checks: int = 0,
    nights: int = 0,
    published_at: dt.datetime = dt.datetime(2026, 7, 1, 2, 15),  # noqa: DTZ001
) -> Path:
    """Write a run's folder under `published/`; a source that is None has no rows.

    `failing_checks` of its own, and of so many `nights` before it.
    """
    folder = home.published / run_id
    folder.mkdir(parents=True)
    (folder / "analytics.duckdb").write_bytes(empty_run())
    connection = duckdb.connect(str(folder / "analytics.duckdb"))
    connection.execute(
        "insert into core.as_of (as_of_date, as_of) values (?, ?)",
        [AS_OF, dt.datetime(2026, 7, 1)],  # noqa: DTZ001
    )
    if shop is not None:
        _insert(connection, SHOP, {"shop": shop, "title": shop_title, "scale": scale})
    if crm is not None:
        _insert(connection, CRM, {"crm": crm, "title": "Zoho CRM"})
    connection.execute(CUTS)
    connection.execute(
        "insert into ops.runs (run_id, command, started_at, finished_at, status, as_of, message) "
        "values (?, 'nightly', ?, ?, 'succeeded', ?, '')",
        [run_id, published_at - dt.timedelta(minutes=3), published_at, AS_OF],
    )
    for number in range(failing_checks):
        connection.execute(
            f"insert into ops.check_results ({CHECKED}) values (?, 'marts', 'win_rate', "
            "'values_not_null', 'win_rate', ?, 'warning', false, 100, 3, '3', ?)",
            [run_id, f"check {number} has a $ and a *", published_at],
        )
    # earlier nights, each stopped by one of its two checks
    for number in range(1, nights + 1):
        for success in (True, False):
            connection.execute(
                f"insert into ops.check_results ({CHECKED}) values (?, 'marts', 'win_rate', "
                "'values_not_null', 'win_rate', 'a check', 'critical', ?, 100, 3, '3', ?)",
                [f"night {number:02}", success, published_at - dt.timedelta(days=number)],
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
