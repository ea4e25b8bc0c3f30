with
    int_order_lines_unioned as (select * from {{ ref("int_order_lines_unioned") }}),
    int_order_keys as (select * from {{ ref("int_order_keys") }}),
    int_members as (select * from {{ ref("int_members") }}),

    final as (
        select
            int_order_lines_unioned.*,
            {{
                surrogate_key(
                    "int_order_lines_unioned.source_system",
                    "'order_lines'",
                    "int_order_lines_unioned.source_id",
                )
            }} as order_line_id,
            {{ order_key("int_order_lines_unioned") }} as order_id,
            coalesce(int_members.member_id, 'unknown') as product_id,
            {{ worth_of("int_order_lines_unioned.quantity", "int_order_lines_unioned.unit_cost") }}
            as cost_amount
        from int_order_lines_unioned
        left join
            int_order_keys
            on int_order_lines_unioned.source_system = int_order_keys.source_system
            and int_order_lines_unioned.order_source_id = int_order_keys.order_source_id
        left join
            int_members
            on int_order_lines_unioned.source_system = int_members.source_system
            and int_members.object = 'products'
            and int_order_lines_unioned.product_source_id = int_members.source_id
        where not int_order_lines_unioned.is_deleted and int_order_keys.reason_excluded is null
    )

select *
from final
