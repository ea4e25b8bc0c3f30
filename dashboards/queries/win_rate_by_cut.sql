-- Both win rates of the period by a cut, each with what is counted and of how many.
with
    opportunities as (
        select
            opportunity.category,
            opportunity.amount,
            opportunity.category <> 'open'
            and coalesce(opportunity.closed_date between $start and $end, $with_undated)
                as is_closed_then,
            coalesce(opportunity.created_date between $start and $end, $with_undated)
                as is_created_then,
            case $cut
                when 'owner' then opportunity.owner_employee_id
                when 'product' then opportunity.product_id
                when 'team' then opportunity.team
                else opportunity.source
            end as cut_value,
            case $cut
                when 'owner'
                then employee.source_id || coalesce(' (' || employee.team || ')', '')
                when 'product' then product.product_name
            end as cut_label
        from marts.sales_opportunity as opportunity
        left join
            core.dim_employee as employee
            on employee.employee_id = opportunity.owner_employee_id
        left join core.dim_product as product on product.product_id = opportunity.product_id
        where
            list_contains($sources, opportunity.source_system)
            and ($regions is null or list_contains($regions, opportunity.region))
            and ($channels is null or list_contains($channels, opportunity.channel))
            and ($owners is null or list_contains($owners, opportunity.owner_employee_id))
    ),
    counted as (
        select
            cut_value,
            coalesce(max(cut_label), cut_value) as cut_label,
            count(*) filter (where is_closed_then and category = 'won') as closed_won_count,
            count(*) filter (where is_closed_then) as closed_base_count,
            count(*) filter (where is_created_then and category = 'won') as created_won_count,
            count(*) filter (where is_created_then) as created_base_count,
            coalesce(sum(amount) filter (where is_closed_then and category = 'won'), 0)::double
                as won_amount
        from opportunities
        group by cut_value
    )
select
    cut_value,
    cut_label,
    closed_won_count,
    closed_base_count,
    closed_won_count::double / nullif(closed_base_count, 0) as closed_win_rate,
    created_won_count,
    created_base_count,
    created_won_count::double / nullif(created_base_count, 0) as created_win_rate,
    won_amount
from counted
where closed_base_count + created_base_count > 0
order by closed_base_count desc, created_base_count desc, cut_value
