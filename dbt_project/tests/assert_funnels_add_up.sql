-- What: reached never grows down the funnel; the row for all is the months plus what has no date;
-- and each funnel by a cut adds up to the whole.
-- Why: entries counted twice or dropped on the way would still look like a funnel.
-- A row: a funnel, a stage and what is wrong with it.
{% set cuts = ["sales_funnel_by_source", "sales_funnel_by_owner", "sales_funnel_by_product"] %}

with
    sales_funnel as (select * from {{ ref("sales_funnel") }}),
    sales_funnel_entry as (select * from {{ ref("sales_funnel_entry") }}),

    growing as (
        select cohort_month, stage
        from sales_funnel
        qualify
            reached > lag(reached, 1, reached) over (partition by cohort_month order by stage_order)
    ),

    entries as (
        select count(*) as reached, count(*) filter (where cohort_month is null) as undated
        from sales_funnel_entry
    ),

    whole as (
        select
            coalesce(sum(reached) filter (where cohort_month is null), 0) as all_together,
            coalesce(sum(reached) filter (where cohort_month is not null), 0) as dated
        from sales_funnel
        where stage = 'lead'
    ),

    cuts as (
        {% for cut in cuts %}
            select
                '{{ cut }}' as funnel,
                cohort_month,
                stage,
                sum(reached) as reached,
                sum(lost) as lost
            from {{ ref(cut) }}
            group by cohort_month, stage {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    names as (select distinct funnel from cuts)

select 'sales_funnel' as funnel, cohort_month, stage, 'reached grows' as fault
from growing
union all
select 'sales_funnel' as funnel, null as cohort_month, 'lead' as stage, 'entries are missing'
from entries
cross join whole
where
    entries.reached is distinct from whole.all_together
    or entries.reached is distinct from whole.dated + entries.undated
union all
select names.funnel, sales_funnel.cohort_month, sales_funnel.stage, 'does not add up to the whole'
from names
cross join sales_funnel
left join
    cuts
    on names.funnel = cuts.funnel
    and sales_funnel.cohort_month is not distinct from cuts.cohort_month
    and sales_funnel.stage = cuts.stage
where
    sales_funnel.reached is distinct from cuts.reached
    or sales_funnel.lost is distinct from cuts.lost
