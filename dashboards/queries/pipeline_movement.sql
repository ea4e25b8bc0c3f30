-- Why the pipeline changed over the period: what was open when it began, what came and what went,
-- with its sign, and what was open when it ended. The rows before the last add up to it.
with
    chosen as (
        select *
        from marts.pipeline_movement
        where
            list_contains($sources, source_system)
            and ($owners is null or list_contains($owners, owner_employee_id))
            and day between $start and $end
    ),
    -- an owner's rows begin with the first opportunity: there was nothing before
    owners as (
        select
            arg_min(opening_count, day) as opening_count,
            arg_min(opening_amount, day) as opening_amount,
            sum(created_count) as created_count,
            sum(created_amount) as created_amount,
            sum(reopened_count) as reopened_count,
            sum(reopened_amount) as reopened_amount,
            sum(moved_count) as moved_count,
            sum(moved_amount) as moved_amount,
            sum(changed_amount) as changed_amount,
            sum(won_count) as won_count,
            sum(won_amount) as won_amount,
            sum(lost_count) as lost_count,
            sum(lost_amount) as lost_amount,
            arg_max(closing_count, day) as closing_count,
            arg_max(closing_amount, day) as closing_amount,
            min(day) as first_day,
            max(day) as last_day
        from chosen
        group by source_system, owner_employee_id
    ),
    steps as (
        select 1 as place, 'opening' as step, opening_count as opportunities,
            opening_amount as amount, first_day, last_day
        from owners
        union all
        select 2, 'created', created_count, created_amount, first_day, last_day from owners
        union all
        select 3, 'reopened', reopened_count, reopened_amount, first_day, last_day from owners
        union all
        select 4, 'moved', moved_count, moved_amount, first_day, last_day from owners
        union all
        select 5, 'changed', 0, changed_amount, first_day, last_day from owners
        union all
        select 6, 'won', -won_count, -won_amount, first_day, last_day from owners
        union all
        select 7, 'lost', -lost_count, -lost_amount, first_day, last_day from owners
        union all
        select 8, 'closing', closing_count, closing_amount, first_day, last_day from owners
    )
select
    step,
    sum(opportunities)::bigint as opportunities,
    sum(amount)::double as amount,
    min(first_day) as first_day,
    max(last_day) as last_day
from steps
group by place, step
order by place
