"""A small published run with what alerts and the report read besides what the dashboards do."""

import datetime as dt
from pathlib import Path

import duckdb

from tests.dashboards.published import write_run
from warehouse.home import Home

RUN = "20260701T021200Z-aaaa"
PUBLISHED_AT = dt.datetime(2026, 7, 1, 2, 15)  # noqa: DTZ001

FURTHER = """
insert into marts.kpi_daily by name
select day, metric, sum(value)::decimal(18, 2) as value, any_value(unit) as unit
from marts.kpi_daily_by_source_system
group by day, metric;

insert into marts.kpi_anomaly (
    day, metric, unit, value, expected, lower_bound, upper_bound, modified_z, verdict, is_anomaly
) values
    ('2026-06-30', 'orders', 'orders', 3, 24, 15, 33, -5.1, 'low', true),
    ('2026-06-29', 'net_revenue', 'USD', 9876.5, 1200, 800, 1600, 6.2, 'high', true),
    ('2026-06-28', 'net_revenue', 'USD', 1200, 1200, 800, 1600, 0, 'expected', false),
    ('2026-06-23', 'orders', 'orders', 99, 24, 15, 33, 8.1, 'high', true);

insert into marts.customer_alert (
    customer_id, rule, as_of_date, priority, since_date, is_new, reason, reason_zh, action,
    action_zh, value_at_stake
) values
    ('customer-1', 'complaint_open', '2026-06-30', 1, '2026-06-28', true,
     'has an open complaint', '有未解决的投诉', 'call today', '今日致电', 120.5),
    ('customer-1', 'churn_risk', '2026-06-30', 4, null, null,
     'ordered little lately', '近期下单少', 'ask what has changed', '了解近期的变化', 120.5),
    ('customer-2', 'vip_silent', '2026-06-30', 3, '2026-06-01', false,
     'one of the best customers has fallen silent', '重要客户近期没有购买',
     'let the owner call in person', '由负责人亲自致电', 9000),
    ('customer-3', 'vip_silent', '2026-06-30', 3, '2026-06-01', false,
     'one of the best customers has fallen silent', '重要客户近期没有购买',
     'let the owner call in person', '由负责人亲自致电', null);

insert into ops.files (
    load_id, run_id, source_system, rows_landed, status, finished_at, file_name, rows_read,
    rows_rejected, rows_dropped, started_at
)
select *, 'a file', rows_landed, 0, 0, finished_at
from (values
    ('1', 'earlier', 'template', 1000, 'landed', timestamp '2026-06-30 02:13:00'),
    ('2', 'this', 'template', 20, 'landed', '2026-07-01 02:13:00'),
    ('3', 'earlier', 'zoho', 500, 'landed', '2026-06-24 02:13:00')
) as files(load_id, run_id, source_system, rows_landed, status, finished_at);
"""


def write_published(
    home: Home, run_id: str, published_at: dt.datetime = PUBLISHED_AT, **options: object
) -> Path:
    """Write a run's folder; the options are those of the dashboards' run."""
    folder = write_run(home, run_id, published_at=published_at, **options)
    with duckdb.connect(str(folder / "analytics.duckdb")) as connection:
        connection.execute(FURTHER)
    return folder
