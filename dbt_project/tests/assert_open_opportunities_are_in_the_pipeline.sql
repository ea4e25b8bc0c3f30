-- What: the open opportunities of sales_opportunity are as many as pipeline_daily counts on as_of.
-- Why: whether a deal is open has one answer on a day, whichever of both is asked.
-- A row: a source system whose counts differ. Left out is what nobody knows a first day of.
with
    sales_opportunity as (select * from {{ ref("sales_opportunity") }}),
    pipeline_daily as (select * from {{ ref("pipeline_daily") }}),
    int_opportunity_history_as_of as (select * from {{ ref("int_opportunity_history_as_of") }}),
    as_of as (select * from {{ ref("as_of") }}),

    listed as (
        select source_system, count(*) as open_count
        from sales_opportunity
        semi join
            int_opportunity_history_as_of as history
            on sales_opportunity.opportunity_id = history.opportunity_id
        where category = 'open'
        group by source_system
    ),

    counted as (
        select source_system, sum(open_count) as open_count
        from pipeline_daily
        semi join as_of on pipeline_daily.day = as_of.as_of_date
        group by source_system
    )

select source_system, listed.open_count as listed_count, counted.open_count as counted_count
from listed
full join counted using (source_system)
where listed.open_count is distinct from counted.open_count
