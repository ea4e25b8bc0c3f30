-- The days of the period and owners behind one step of the pipeline's movement, the latest first.
with
    chosen as (
        select
            movement.*,
            employee.source_id || coalesce(' (' || employee.team || ')', '') as owner,
            min(movement.day) over by_owner as first_day,
            max(movement.day) over by_owner as last_day
        from marts.pipeline_movement as movement
        left join
            core.dim_employee as employee on employee.employee_id = movement.owner_employee_id
        where
            list_contains($sources, movement.source_system)
            and ($owners is null or list_contains($owners, movement.owner_employee_id))
            and movement.day between $start and $end
        window by_owner as (partition by movement.source_system, movement.owner_employee_id)
    ),
    stepped as (
        select
            day,
            source_system,
            owner_employee_id,
            owner,
            case $step
                when 'opening' then if(day = first_day, opening_count, 0)
                when 'created' then created_count
                when 'reopened' then reopened_count
                when 'moved' then moved_count
                when 'won' then -won_count
                when 'lost' then -lost_count
                when 'closing' then if(day = last_day, closing_count, 0)
                else 0
            end::bigint as opportunities,
            case $step
                when 'opening' then if(day = first_day, opening_amount, 0)
                when 'created' then created_amount
                when 'reopened' then reopened_amount
                when 'moved' then moved_amount
                when 'changed' then changed_amount
                when 'won' then -won_amount
                when 'lost' then -lost_amount
                when 'closing' then if(day = last_day, closing_amount, 0)
                else 0
            end::double as amount
        from chosen
    )
select day, source_system, owner, opportunities, amount
from stepped
where opportunities <> 0 or amount <> 0
order by day desc, abs(amount) desc, owner_employee_id
limit $row_limit
