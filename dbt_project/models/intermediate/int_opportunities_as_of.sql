with
    int_opportunities as (select * from {{ ref("int_opportunities") }}),
    as_of as (select * from {{ ref("as_of") }}),

    visible as (
        select
            int_opportunities.*,
            as_of.as_of_date,
            category <> 'open' and {{ has_happened("closed_date") }} as is_closed
        from int_opportunities
        cross join as_of
        where {{ has_happened("created_date") }}
    ),

    -- an opportunity that was closed later was still open
    final as (
        select
            opportunity_id,
            source_system,
            lead_id,
            customer_id,
            owner_employee_id,
            product_id,
            source,
            created_date,
            case when is_closed then category else 'open' end as category,
            case when is_closed then closed_date end as closed_date,
            amount,
            as_of_date
        from visible
    )

select *
from final
