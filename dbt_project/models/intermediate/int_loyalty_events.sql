{% set members = {
    "customers": ("'customers'", "customer_source_id"),
    "referred": ("'customers'", "referred_customer_source_id"),
} %}

with
    int_loyalty_events_unioned as (select * from {{ ref("int_loyalty_events_unioned") }}),
    int_members as (select * from {{ ref("int_members") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),
    loyalty_event_kinds as (select * from {{ ref("loyalty_event_kinds") }}),

    final as (
        select
            int_loyalty_events_unioned.* exclude (kind),
            {{
                surrogate_key(
                    "int_loyalty_events_unioned.source_system",
                    "'loyalty_events'",
                    "int_loyalty_events_unioned.source_id",
                )
            }} as loyalty_event_id,
            {{
                surrogate_key(
                    "int_loyalty_events_unioned.source_system",
                    "'orders'",
                    "int_loyalty_events_unioned.order_source_id",
                )
            }} as mentioned_order_id,
            coalesce(identities.customer_id, 'unknown') as customer_id,
            referred_identities.customer_id as referred_customer_id,
            -- what no word explains is told by its sign
            coalesce(loyalty_event_kinds.kind, 'adjusted') as kind
        from int_loyalty_events_unioned {{ joined_members("int_loyalty_events_unioned", members) }}
        left join customer_identity as identities on customers.member_id = identities.record_id
        left join
            customer_identity as referred_identities
            on referred.member_id = referred_identities.record_id
        left join
            loyalty_event_kinds
            on lower(trim(int_loyalty_events_unioned.kind)) = loyalty_event_kinds.exported
    )

select *
from final
