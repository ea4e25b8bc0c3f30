with
    int_refunds_unioned as (select * from {{ ref("int_refunds_unioned") }}),
    int_order_keys as (select * from {{ ref("int_order_keys") }}),
    int_order_totals as (select * from {{ ref("int_order_totals") }}),
    int_order_lines as (select * from {{ ref("int_order_lines") }}),

    refunds as (
        select
            refunds.*,
            {{ order_key("refunds") }} as order_id,
            int_order_keys.reason_excluded is not null as is_of_excluded_order
        from int_refunds_unioned as refunds
        left join
            int_order_keys
            on refunds.source_system = int_order_keys.source_system
            and refunds.order_source_id = int_order_keys.order_source_id
    ),

    final as (
        select
            refunds.* exclude (is_of_excluded_order) replace (
                coalesce(
                    refunds.reason_excluded,
                    case when refunds.is_of_excluded_order then 'order excluded' end,
                    case when int_order_totals.order_id is null then 'order not exported' end
                ) as reason_excluded
            ),
            int_order_lines.order_line_id
        from refunds
        left join int_order_totals on refunds.order_id = int_order_totals.order_id
        left join
            int_order_lines
            on refunds.order_id = int_order_lines.order_id
            and refunds.line_source_id = int_order_lines.source_id
    )

select *
from final
