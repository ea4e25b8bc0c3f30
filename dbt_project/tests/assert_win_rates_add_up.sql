-- What: in every period and definition, each cut's rows add up to the row for all; and of all
-- periods together, to the opportunities themselves.
-- Why: an opportunity without owner, team or date must not vanish from a cut.
-- A row: a definition, cut and period whose counts differ from the whole.
with
    win_rate as (select * from {{ ref("win_rate") }}),

    cuts as (
        select
            definition,
            period_start,
            cut_name,
            sum(won_count) as won_count,
            sum(base_count) as base_count,
            sum(won_amount) as won_amount
        from win_rate
        group by definition, period_start, cut_name
    ),

    whole as (select * from cuts where cut_name = 'all'),

    opportunities as (
        select
            count(*) as created,
            count(*) filter (where category <> 'open') as closed,
            count(*) filter (where category = 'won') as won
        from {{ ref("int_opportunities_as_of") }}
    )

select cuts.definition, cuts.cut_name, cuts.period_start, cuts.base_count
from cuts
left join
    whole
    on cuts.definition = whole.definition
    and cuts.period_start is not distinct from whole.period_start
where
    cuts.won_count is distinct from whole.won_count
    or cuts.base_count is distinct from whole.base_count
    or cuts.won_amount is distinct from whole.won_amount
union all
select whole.definition, whole.cut_name, whole.period_start, whole.base_count
from whole
cross join opportunities
where
    whole.period_start is null
    and (
        whole.won_count is distinct from opportunities.won
        or whole.base_count is distinct from case
            whole.definition when 'closed' then opportunities.closed else opportunities.created
        end
    )
