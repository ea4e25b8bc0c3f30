{% set kept = ["source_id", "raw_table", "source_file", "row_number", "load_id", "landed_date"] %}

with
    int_refunds as (select * from {{ ref("int_refunds") }}),
    int_order_headers as (select * from {{ ref("int_order_headers") }}),
    int_order_lines as (select * from {{ ref("int_order_lines") }}),
    int_order_totals as (select * from {{ ref("int_order_totals") }}),

    of_their_own as (
        select
            order_id,
            order_line_id,
            refunded_at,
            refunded_date,
            amount,
            returned_quantity,
            reason,
            'refund' as stated_by,
            {{ kept | join(", ") }}
        from int_refunds
        where reason_excluded is null
    ),

    of_orders as (
        select order_id, refund_amount as amount, 'order' as stated_by, {{ kept | join(", ") }}
        from int_order_headers
        where refund_amount <> 0
    ),

    of_lines as (
        select
            order_id,
            order_line_id,
            refund_amount as amount,
            returned_quantity,
            'line' as stated_by,
            {{ kept | join(", ") }}
        from int_order_lines
        where refund_amount <> 0
    ),

    -- what refunds of their own say wins over the order, and the order over its lines
    refunds as (
        select *
        from of_their_own
        union all by name
        select *
        from of_orders
        where order_id not in (select order_id from of_their_own)
        union all by name
        select *
        from of_lines
        where order_id not in (select order_id from of_their_own)
    ),

    final as (
        select
            refunds.* exclude (refunded_at, refunded_date),
            int_order_totals.source_system,
            refunds.refunded_date is not null as is_dated,
            case
                when refunds.refunded_date is not null
                then refunds.refunded_at
                else int_order_totals.ordered_at
            end as refunded_at,
            coalesce(refunds.refunded_date, int_order_totals.ordered_date) as refunded_date,
            {{
                surrogate_key(
                    "int_order_totals.source_system",
                    "refunds.stated_by || '_refunds'",
                    "refunds.source_id",
                )
            }} as order_refund_id
        from refunds
        inner join int_order_totals on refunds.order_id = int_order_totals.order_id
        where refunds.stated_by <> 'line' or not int_order_totals.has_own_refund
    )

select *
from final
