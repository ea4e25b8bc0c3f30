-- What: the opportunities of sales_opportunity, counted, are the win rate of both definitions in
-- each
-- month, and the daily figures of each day, source system, region, channel and owner.
-- Why: whoever goes from a figure to the rows behind it must find just these.
-- A row: a figure and its place, and what counting the opportunities gives instead.
{% set cut = cut_columns() | join(", ") %}
{% set metrics = {
    "opportunities_created": ("created_date", "count(*)", "true"),
    "opportunities_won": ("closed_date", "count(*)", "category = 'won'"),
    "opportunities_lost": ("closed_date", "count(*)", "category = 'lost'"),
    "won_amount": ("closed_date", "coalesce(sum(amount), 0)", "category = 'won'"),
} %}

with
    sales_opportunity as (select * from {{ ref("sales_opportunity") }}),
    win_rate as (select * from {{ ref("win_rate") }}),
    kpi_daily_by_cut as (select * from {{ ref("kpi_daily_by_cut") }}),

    defined as (
        select 'closed' as definition, closed_date as period_date, category, amount
        from sales_opportunity
        where category <> 'open'
        union all
        select 'created' as definition, created_date as period_date, category, amount
        from sales_opportunity
    ),

    scoped as (
        select *, cast(date_trunc('month', period_date) as date) as period_start
        from defined
        where period_date is not null
        union all
        select *, cast(null as date) as period_start
        from defined
    ),

    rates as (
        select
            definition,
            period_start,
            count(*) filter (where category = 'won') as won_count,
            count(*) filter (where category = 'lost') as lost_count,
            count(*) as base_count,
            coalesce(sum(amount) filter (where category = 'won'), 0) as won_amount
        from scoped
        group by definition, period_start
    ),

    days as (
        {% for metric, (day, value, condition) in metrics.items() %}
            select '{{ metric }}' as metric, {{ day }} as day, {{ cut }}, {{ value }} as value
            from sales_opportunity
            where {{ condition }} and {{ day }} is not null
            group by all {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    figures as (
        select metric, day, {{ cut }}, value
        from kpi_daily_by_cut
        where metric in ('{{ metrics | join("', '") }}')
    )

select
    coalesce(win_rate.definition, rates.definition) as figure,
    coalesce(win_rate.period_start, rates.period_start) as day,
    win_rate.base_count as value,
    rates.base_count as counted
from (select * from win_rate where cut_name = 'all') as win_rate
full outer join
    rates
    on win_rate.definition = rates.definition
    and win_rate.period_start is not distinct from rates.period_start
where
    win_rate.won_count is distinct from rates.won_count
    or win_rate.lost_count is distinct from rates.lost_count
    or win_rate.base_count is distinct from rates.base_count
    or win_rate.won_amount is distinct from rates.won_amount
union all
select
    coalesce(figures.metric, days.metric) as figure,
    coalesce(figures.day, days.day) as day,
    figures.value,
    days.value as counted
from figures
full outer join
    days on figures.metric = days.metric and figures.day = days.day
    {% for column in cut_columns() %} and figures.{{ column }} = days.{{ column }} {% endfor %}
where coalesce(figures.value, 0) <> coalesce(days.value, 0)
