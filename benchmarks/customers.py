"""Marts of customers at any size: each model's seconds, RFM against one bare statement.

Order days of a made-up shop stand in for `int_customer_order_days`: customers come evenly over
four years, order at rates of their own, and are lost at some order, as the models take for granted.
"""

from __future__ import annotations

import time
from pathlib import Path

import duckdb

from benchmarks.measure import Ratio, amount, compare
from benchmarks.models import run_models, slowest
from ingestion.catalog import load_catalog
from ingestion.landing import prepare
from warehouse.database import connect_build
from warehouse.home import Home

RFM = ("customer_rfm",)
FORECASTS = ("int_buying_histories", "int_buying_forecasts", "int_spend_forecasts", "customer_clv")
CHURN = (
    "churn_reasons",
    "int_churn_features",
    "int_churn_report",
    "int_churn_scores",
    "churn_model_report",
    "customer_churn_risk",
)
CLUSTERS = ("int_customer_clusters", "customer_cluster", "cluster_profile")
OTHERS = (
    "customer_rfm_monthly",
    "customer_segment_movement",
    "int_purchase_days",
    "int_purchase_thresholds",
    "int_purchase_spells",
    "customer_flow_monthly",
    "customer_lifecycle",
    "customer_survival",
    "customer_value_tier",
    "cohort_retention",
    "cohort_retention_by_channel",
    "repeat_purchase",
)
GROUPS = {"forecasts": FORECASTS, "churn": CHURN, "clusters": CLUSTERS, "other marts": OTHERS}
_DRAWS = """
    create temp macro uniform(a, b) as (hash(a, b) % 1000000 + 0.5) / 1000000;
    create temp macro exponential(a, b) as -ln((hash(a, b) % 1000000 + 0.5) / 1000000)
"""
_ORDER_DAYS = """
    create table intermediate.int_customer_order_days as
    with
        drawn as (
            select
                'c' || range as customer_id,
                date '2022-07-01' + cast(hash(range) % 1460 as integer) as first,
                exponential(range, 1) * 12 / 365 as rate,
                1 - pow(uniform(range, 2), 1.0 / 12) as lost,
                30 / (exponential(range, 3) + exponential(range, 4) + exponential(range, 5))
                as scale,
                uniform(range, 6) as stays
            from range({customers})
        ),

        customers as (
            select *, least(1 + cast(floor(ln(stays) / ln(1 - lost)) as integer), 300) as orders
            from drawn
        ),

        ordered as (
            select
                customer_id,
                scale,
                first
                + cast(
                    sum(case when n > 0 then exponential(customer_id, n) / rate else 0 end) over (
                        partition by customer_id order by n
                    ) as integer
                ) as day
            from (select *, unnest(range(orders)) as n from customers)
        )

    select
        customer_id,
        day as order_date,
        1 as orders,
        cast(0.01 + scale * exponential(customer_id, day) as decimal(18, 2)) as net_amount,
        true as is_amount_known,
        date '2026-06-30' as as_of_date,
        min(day) over (partition by customer_id) as first_order_date,
        cast(date_trunc('month', min(day) over (partition by customer_id)) as date) as cohort_month,
        row_number() over (partition by customer_id order by day) as order_day_number,
        lag(day) over (partition by customer_id order by day) as previous_order_date,
        lead(day) over (partition by customer_id order by day) as next_order_date
    from (select distinct * from ordered)
    where day <= date '2026-06-30'
"""
_OTHER_TABLES = """
    create table core.as_of as
    select date '2026-06-30' as as_of_date, timestamp '2026-07-01' as as_of;
    create table core.dim_customer as
    select
        customer_id,
        min(first_order_date) as first_seen_date,
        'channel ' || hash(customer_id) % 6 as acquisition_channel
    from intermediate.int_customer_order_days
    group by customer_id;
    create table intermediate.int_customer_cuts as
    select
        customer_id,
        'shop' as source_system,
        'region ' || hash(customer_id, 1) % 30 as region,
        acquisition_channel as channel,
        'unknown' as owner_employee_id
    from core.dim_customer;
    create table intermediate.int_customer_activity as
    select customer_id, first_seen_date as first_order_date from core.dim_customer;
    create table intermediate.int_orders_as_of as
    select
        customer_id || order_date as order_id,
        customer_id,
        net_amount,
        is_amount_known,
        cast(net_amount / 2 as decimal(18, 2)) as cost
    from intermediate.int_customer_order_days;
    -- of every hundred order days, three are paid back in part within two months
    create table intermediate.int_later_refunds as
    select
        customer_id,
        order_date,
        order_date + 1 + cast(hash(customer_id, order_date) % 60 as integer) as refunded_date,
        cast(net_amount / 3 as decimal(18, 2)) as amount
    from intermediate.int_customer_order_days
    where
        hash(order_date, customer_id) % 100 < 3
        and order_date + 1 + cast(hash(customer_id, order_date) % 60 as integer) <= as_of_date;
    create table intermediate.int_opportunities_as_of as
    select
        'x' as customer_id, 'won' as category, date '2026-01-01' as closed_date, 1.0 as amount,
        date '2026-06-30' as as_of_date
    where false;
    create table core.fct_ticket as
    select 'x' as customer_id, 'complaint' as kind, date '2026-01-01' as opened_date where false
"""
_BARE = """
    create or replace table bare as
    with
        customers as (
            select
                customer_id, as_of_date, max(order_date) as last_order_date,
                cast(as_of_date - max(order_date) as integer) as recency_days,
                cast(count(*) as integer) as frequency,
                cast(sum(net_amount) as decimal(18, 2)) as monetary
            from intermediate.int_customer_order_days
            group by customer_id, as_of_date
        ),

        cuts as (
            select
                quantile_cont(recency_days::double, [0.2, 0.4, 0.6, 0.8]) as r,
                quantile_cont(frequency::double, [0.2, 0.4, 0.6, 0.8]) as f,
                quantile_cont(monetary::double, [0.2, 0.4, 0.6, 0.8]) as m
            from customers
        ),

        scored as (
            select
                customers.*,
                5 - (r[1] < recency_days)::int - (r[2] < recency_days)::int
                - (r[3] < recency_days)::int - (r[4] < recency_days)::int as r_score,
                1 + (f[1] < frequency)::int + (f[2] < frequency)::int
                + (f[3] < frequency)::int + (f[4] < frequency)::int as f_score,
                1 + (m[1] < monetary)::int + (m[2] < monetary)::int
                + (m[3] < monetary)::int + (m[4] < monetary)::int as m_score
            from customers, cuts
        ),

        cells as (
            select r_score, f_score, m_score, min_by(segment, priority) as segment
            from (select distinct r_score, f_score, m_score from scored)
            inner join staging.rfm_segments
                on segment_map = 'rfm_10' and r_score between r_min and r_max
                and f_score between f_min and f_max and m_score between m_min and m_max
            group by all
        )

    select
        scored.*, r_score::varchar || f_score || m_score as rfm_cell,
        coalesce(segment, 'Others') as segment, 'rfm_10' as segment_map
    from scored
    left join cells using (r_score, f_score, m_score)
"""


def measure(folder: Path, customers: int, rounds: int) -> list[Ratio]:
    """RFM, forecasts, churn and the other marts, in turn.

    Args:
        folder: an empty one.
        customers: how many, with ten order days each.
        rounds: how often.
    """
    home = Home(folder / "home")
    home.create()
    with connect_build(home) as connection:
        prepare(connection, load_catalog())
        connection.execute("create schema if not exists intermediate")
        connection.execute(_DRAWS)
        connection.execute(_ORDER_DAYS.format(customers=customers))
        ((rows,),) = connection.execute(
            "select count(*) from intermediate.int_customer_order_days"
        ).fetchall()
        connection.execute("create schema if not exists core")
        connection.execute(_OTHER_TABLES)
    run_models(home, ["rfm_segments"])
    size = f"{customers:,} customers, {rows:,} order days"
    rfm = compare(
        "customer_rfm, against a bare statement with the same result",
        lambda: sum(run_models(home, RFM).values()),
        lambda: _bare(home),
        size=size,
        rounds=rounds,
        target=1.3,
    )
    found = [rfm]
    for name, models in GROUPS.items():
        times = [run_models(home, models) for _ in range(rounds)]
        found += [
            amount(name, [sum(one.values()) for one in times], size=size, group="marts"),
            *slowest(times, size=size, group=f"models of {name}", number=len(models)),
        ]
        if "int_buying_forecasts" in models:
            fits = [one["int_buying_forecasts"] for one in times]
            found.append(
                amount(
                    "fit and scores of how customers buy",
                    fits,
                    size=size,
                    target=5.0,
                    group="marts",
                )
            )
    return found


def _bare(home: Home) -> float:
    with duckdb.connect(str(home.build)) as connection:
        begin = time.perf_counter()
        connection.execute(_BARE)
        return time.perf_counter() - begin
