"""A hand-made run of one small sales team, of which every number can be counted on one's fingers.

Two owners, ann and bob, of the teams North and South; the as-of date is 30 June 2026.
"""

import duckdb

from warehouse.home import Home

SALES = """
insert into core.dim_employee by name
select * from (values
    ('ann', 'zoho', 'E-1', 'North'), ('bob', 'zoho', 'E-2', 'South'),
    ('unknown', 'unknown', 'unknown', null)
) as t(employee_id, source_system, source_id, team);

insert into core.dim_product by name
select * from (values ('pen', 'zoho', 'Pen'), ('unknown', 'unknown', 'unknown'))
    as t(product_id, source_system, product_name);

delete from marts.filter_value;
insert into marts.filter_value (filter, value, label, customers) values
    ('region', 'Texas', 'Texas', 3), ('region', 'Ohio', 'Ohio', 1),
    ('channel', 'web', 'web', 3), ('channel', 'fair', 'fair', 1),
    ('owner_employee_id', 'ann', 'E-1 (North)', 3), ('owner_employee_id', 'bob', 'E-2 (South)', 1);

delete from marts.sales_funnel_entry;
insert into marts.sales_funnel_entry by name
select
    'entry-' || number as entry_id, 'zoho' as source_system, 'lead-' || number as lead_id,
    'customer-' || number as customer_id, source, region, channel, owner_employee_id, product_id,
    date_trunc('month', created_date)::date as cohort_month, created_date,
    ['lead', 'contacted', 'qualified', 'opportunity', 'won'][stage] as furthest_stage,
    stage as furthest_stage_order, outcome, regress_count, amount
from (values
    (1, 'Web', 'Texas', 'web', 'ann', 'pen', date '2026-03-02', 5, 'won', 1, 500),
    (2, 'Web', 'Texas', 'web', 'ann', 'pen', date '2026-03-03', 4, 'lost', 0, 100),
    (3, 'Fair', 'Texas', 'web', 'ann', 'unknown', date '2026-04-01', 4, 'open', 0, 200),
    (4, 'Fair', 'Ohio', 'fair', 'bob', 'unknown', date '2026-04-02', 2, 'lost', 0, null),
    (5, 'Fair', 'Ohio', 'fair', 'bob', 'unknown', date '2026-04-03', 1, 'open', 0, null)
) as t(number, source, region, channel, owner_employee_id, product_id, created_date, stage,
    outcome, regress_count, amount);

delete from marts.sales_opportunity;
insert into marts.sales_opportunity by name
select
    'deal-' || number as opportunity_id, date '2026-06-30' as as_of_date,
    'zoho' as source_system, 'customer-' || number as customer_id, region, channel,
    owner_employee_id, if(owner_employee_id = 'ann', 'North', 'South') as team, product_id, source,
    stage_id, stage, category, created_date, closed_date, expected_close_date, amount
from (values
    (1, 'Web', 'Texas', 'web', 'ann', 'pen', 'won', 'Won', 'won', date '2026-03-10',
        date '2026-04-10', null, 500),
    (2, 'Web', 'Texas', 'web', 'ann', 'pen', 'lost', 'Lost', 'lost', date '2026-03-11',
        date '2026-04-11', null, 100),
    (3, 'Fair', 'Texas', 'web', 'ann', 'unknown', 'demo', 'Demo', 'open', date '2026-04-12', null,
        date '2026-06-01', 200),
    (4, 'Fair', 'Ohio', 'fair', 'bob', 'unknown', 'offer', 'Offer', 'open', date '2026-05-02', null,
        date '2026-07-15', 300),
    (5, 'Fair', 'Ohio', 'fair', 'bob', 'unknown', 'lost', 'Lost', 'lost', date '2025-01-02',
        date '2026-05-03', null, 50)
) as t(number, source, region, channel, owner_employee_id, product_id, stage_id, stage, category,
    created_date, closed_date, expected_close_date, amount);

insert into core.fct_opportunity by name
select
    opportunity_id, source_system, customer_id, owner_employee_id, category, closed_date,
    case opportunity_id when 'deal-2' then 'Price' when 'deal-5' then 'Timing *soon*' end
        as win_loss_reason
from marts.sales_opportunity;

insert into marts.stage_velocity by name
select * from (values
    ('demo', 'zoho', null, 'Demo', 1, 4, 3, 2, 0, 1, 1, 0.6667, 3, 7.0, 6.0, 17.2),
    ('offer', 'zoho', null, 'Offer', 2, 3, 3, 1, 1, 0, 1, 0.5, 2, 3.0, 3.0, 4.0)
) as t(stage_id, source_system, pipeline, stage, stage_order, visits, opportunities, advanced,
    went_back, lost, still_here, advance_rate, timed_visits, average_days, median_days, p90_days);

insert into core.fct_opportunity_stage_visit by name
select * from (values
    ('visit-1', 'deal-1', 'zoho', 'demo', 1, date '2026-03-10', date '2026-03-16', 6, 'first',
        true),
    ('visit-2', 'deal-3', 'zoho', 'demo', 1, date '2026-04-12', null, null, 'first', true),
    ('visit-3', 'deal-4', 'zoho', 'demo', 1, date '2026-05-02', date '2026-07-02', 61, 'first',
        true),
    ('visit-4', 'deal-4', 'zoho', 'demo', 2, date '2026-07-05', null, null, 'regress', true)
) as t(opportunity_stage_visit_id, opportunity_id, source_system, stage_id, visit_number,
    entered_date, exited_date, days, direction, is_observed);

insert into marts.sales_velocity by name
select * from (values
    (date '2026-05-01', null, 2, 1, 2, 500, 0.3333, 31.0, 10.75),
    (date '2026-06-01', null, 2, 1, 2, 500, 0.3333, 31.0, 10.75),
    (date '2026-06-01', 'North', 1, 1, 1, 500, 0.5, 31.0, 8.06),
    (date '2026-06-01', 'South', 1, 0, 1, null, 0.0, null, null)
) as t(month, team, open_count, won_count, lost_count, average_won_amount, win_rate,
    average_days_to_win, velocity_per_day);

insert into marts.pipeline_daily by name
select
    day, 'zoho' as source_system, stage_id, stage, stage_order, owner_employee_id,
    1 as open_count, amount, amount * probability as weighted_amount, 0 as unweighted_count
from (values
    ('demo', 'Demo', 1, 'ann', 200, 0.25, date '2026-04-12'),
    ('offer', 'Offer', 2, 'bob', 300, 0.5, date '2026-05-02')
) as t(stage_id, stage, stage_order, owner_employee_id, amount, probability, begun),
lateral (
    select unnest(generate_series(begun, date '2026-06-30', interval 1 day))::date as day
) as days;

-- Ann has 100, gets 50, hands 50 over to Bob, loses 100 and reopens 30, which is then worth 50;
-- Bob gets 70 and Ann's 50, loses 10 of their value and wins 60
insert into marts.pipeline_movement by name
select * from (values
    (date '2026-06-28', 'ann', 1, 1, 0, 0, 0, 0, 2, 100, 50, 0, 0, 0, 0, 150, 0),
    (date '2026-06-29', 'ann', 2, 0, 1, -1, 0, 1, 1, 150, 0, 30, -50, 0, 100, 30, 0),
    (date '2026-06-30', 'ann', 1, 0, 0, 0, 0, 0, 1, 30, 0, 0, 0, 0, 0, 50, 20),
    (date '2026-06-29', 'bob', 0, 1, 0, 1, 0, 0, 2, 0, 70, 0, 50, 0, 0, 120, 0),
    (date '2026-06-30', 'bob', 2, 0, 0, 0, 1, 0, 1, 120, 0, 0, 0, 60, 0, 50, -10)
) as t(day, owner_employee_id, opening_count, created_count, reopened_count, moved_count,
    won_count, lost_count, closing_count, opening_amount, created_amount, reopened_amount,
    moved_amount, won_amount, lost_amount, closing_amount, changed_amount);
update marts.pipeline_movement set source_system = 'zoho';

insert into marts.pipeline_forecast by name
select * from (values
    ('deal-3', 'ann', 'demo', 79, 200, false, 0.5, 100, 'hazard'),
    ('deal-4', 'bob', 'offer', 59, 300, true, 0.2, 60, 'hazard')
) as t(opportunity_id, owner_employee_id, stage_id, age_days, amount, is_amount_estimated,
    win_probability, forecast_amount, model);
update marts.pipeline_forecast
set source_system = 'zoho', as_of_date = date '2026-06-30', months_ahead = 2;

insert into marts.pipeline_forecast_monthly by name
select * from (values
    (1, date '2026-07-01', date '2026-07-31', 0.5, 100, 40, 160, 'hazard'),
    (2, date '2026-08-01', date '2026-08-31', 0.2, 60, 0, 130, 'hazard')
) as t(month_ahead, first_date, last_date, expected_wins, forecast_amount, lower_80, upper_80,
    model);

insert into marts.pipeline_forecast_report by name
select * from (values
    (date '2026-03-31', 'hazard', 2, 80, null, null, 100, null),
    (date '2026-03-31', 'closed_win_rate', 2, 160, null, null, 100, null),
    (date '2026-04-30', 'hazard', 2, 150, 90, 190, 100, true),
    (date '2026-04-30', 'closed_win_rate', 2, 240, 100, 300, 100, true),
    (date '2026-06-30', 'hazard', 2, 160, 80, 240, null, null),
    (date '2026-06-30', 'closed_win_rate', 2, 250, 100, 400, null, null)
) as t(forecast_date, method, open_count, forecast_amount, lower_80, upper_80, actual_amount,
    is_within_80);
update marts.pipeline_forecast_report set months_ahead = 2;

insert into marts.kpi_daily by name
select day::date as day, 'net_revenue' as metric, month(day) * 10 as value, 'USD' as unit
from generate_series(timestamp '2024-01-01', timestamp '2026-06-01', interval 1 month) as t(day);

insert into marts.sales_forecast by name
select
    metric, (date '2026-07-01' + to_months(ahead::integer - 1))::date as month,
    ahead as months_ahead,
    'USD' as unit, if(known >= 24, 100 * ahead, null) as forecast,
    if(known >= 24, 80 * ahead, null) as lower_80, if(known >= 24, 120 * ahead, null) as upper_80,
    if(known >= 24, 70 * ahead, null) as lower_95, if(known >= 24, 130 * ahead, null) as upper_95,
    if(known >= 24, 'ets', 'not enough history') as method, known as known_months
from (values ('net_revenue', 30), ('won_amount', 7), ('orders', 0)) as t(metric, known),
    generate_series(1, 6) as months(ahead);

insert into marts.sales_forecast_report by name
select * from (values
    ('net_revenue', 'ets', true, 57, 12.5, 0.54, 0.667, 0.9),
    ('net_revenue', 'seasonal_naive', false, 57, 30, 1.34, 0.75, 1.0)
) as t(metric, method, is_used, forecasts, mean_absolute_error, mase, coverage_80, coverage_95);

insert into marts.sales_rep_performance by name
select * from (values
    (date '2026-05-01', 'ann', 'North', 1000, 2, 500, 1, 31.0, 1, 3, 7, 700, 9),
    (date '2026-06-01', 'ann', 'North', null, 1, 300, 0, 11.0, 1, 1, 5, 400, 4),
    (date '2026-06-01', 'bob', 'South', 400, 0, 0, 1, null, 0, 0, 1, 300, 2)
) as t(month, employee_id, team, quota_amount, won_count, won_amount, lost_count,
    average_days_to_win, timed_won_count, created_count, open_count, open_amount, touches);

insert into marts.visit_coverage by name
select * from (values
    (date '2026-05-01', 'ann', 10, 8, 9, 1, 4, 1, 10, 0),
    (date '2026-06-01', 'ann', 5, 5, 5, 0, 4, 3, 10, 1),
    (date '2026-06-01', 'bob', 2, 0, 3, 3, 0, 0, 10, 4)
) as t(month, employee_id, planned_visits, kept_visits, completed_visits, unplanned_visits,
    high_customers, high_visited, low_customers, low_visited);

insert into marts.customer_value_tier by name
select 'customer-' || number as customer_id, 'high' as value_group, number * 10 as net_amount
from generate_series(1, 3) as series(number);
update core.dim_customer set owner_employee_id = if(customer_id = 'customer-3', 'bob', 'ann');
insert into core.fct_interaction by name
select *, 'visit' as channel, planned_date is not null as is_planned, 'zoho' as source_system
from (values
    ('v1', 'customer-1', 'ann', true, date '2026-06-09', date '2026-06-10'),
    ('v2', 'customer-1', 'ann', true, date '2026-06-30', date '2026-07-10'),
    ('v3', 'customer-2', 'ann', false, date '2026-06-12', null),
    ('v4', 'customer-3', 'bob', true, null, date '2026-05-01')
) as t(interaction_id, customer_id, employee_id, is_completed, planned_date, occurred_date);
"""

NAMES = """
create table restricted.main.employee_contact (employee_id varchar, employee_name varchar);
insert into restricted.main.employee_contact values ('ann', 'Ann Example');
"""


def add_sales(home: Home) -> None:
    """Give the published run of a home the sales team, in place of its leads and opportunities."""
    folder = home.current.resolve()
    with duckdb.connect(str(folder / "analytics.duckdb")) as connection:
        connection.execute(SALES)
    with duckdb.connect(str(folder / "restricted.duckdb")) as connection:
        tables = connection.execute("select table_name from duckdb_tables()").fetchall()
        if ("employee_contact",) not in tables:
            connection.execute(NAMES)
