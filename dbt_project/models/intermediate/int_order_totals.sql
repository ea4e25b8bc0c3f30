with
    int_order_headers as (select * from {{ ref("int_order_headers") }}),
    int_order_lines as (select * from {{ ref("int_order_lines") }}),

    -- lines are added up before they meet the header: one row per order on both sides
    lines as (
        select
            order_id,
            min(source_system) as source_system,
            min(order_source_id) as source_id,
            min(customer_table) as customer_table,
            min(customer_source_id) as customer_source_id,
            min(ordered_at) as ordered_at,
            min(ordered_date) as ordered_date,
            max(status) as status,
            max(channel) as channel,
            {% for column in order_amounts() if column != "cost_amount" %}
                try_cast(
                    sum({{ column if column != "gross_amount" else "amount" }}) as decimal(18, 4)
                ) as {{ column }},
            {% endfor %}
            try_cast({{ sum_if_known("cost_amount") }} as decimal(18, 4)) as cost_amount,
            try_cast(sum(returned_quantity) as decimal(18, 4)) as returned_quantity,
            max(currency) as currency,
            max(exchange_rate) as exchange_rate,
            max(landed_date) as landed_date,
            min(currency) <> max(currency) as has_several_currencies,
            count(currency) between 1 and count(*) - 1 as has_lines_without_currency,
            min(status) <> max(status) as has_several_statuses,
            bool_or(amount <> round(amount, 2)) as has_parts_of_cents
        from int_order_lines
        group by order_id
    ),

    totals as (
        select
            {% for column in [
                "order_id",
                "source_system",
                "source_id",
                "customer_table",
                "customer_source_id",
                "ordered_at",
                "ordered_date",
                "status",
                "channel",
                "currency",
                "exchange_rate",
                "landed_date",
            ] + order_amounts() %}
                coalesce(headers.{{ column }}, lines.{{ column }}) as {{ column }},
            {% endfor %}
            headers.campaign_source_id,
            headers.employee_source_id,
            headers.paid_amount,
            lines.returned_quantity,
            headers.gross_amount is not null as has_own_amount,
            coalesce(lines.has_parts_of_cents, false) as has_parts_of_cents,
            headers.refund_amount is not null as has_own_refund,
            {% for said in [
                "has_several_currencies",
                "has_lines_without_currency",
                "has_several_statuses",
            ] %}
                headers.order_id is null and coalesce(lines.{{ said }}, false) as {{ said }},
            {% endfor %}
        from int_order_headers as headers
        full outer join lines on headers.order_id = lines.order_id
    ),

    -- a sum of several currencies is worth nobody knows what
    final as (
        select
            *,
            case
                when not has_several_currencies then {{ exchange_rate("totals", "ordered_date") }}
            end as reporting_rate
        from totals
    )

select *
from final
