with
    int_order_totals as (select * from {{ ref("int_order_totals") }}),
    int_order_refunds as (select * from {{ ref("int_order_refunds") }}),
    int_payments as (select * from {{ ref("int_payments") }}),
    int_members as (select * from {{ ref("int_members") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),
    order_statuses as (select * from {{ ref("order_statuses") }}),

    -- a refund takes back what was booked, so it is worth what the order was
    refunds as (
        select
            int_order_refunds.order_id,
            sum(int_order_refunds.amount) as refund_amount,
            sum(int_order_refunds.returned_quantity) as returned_quantity
        from int_order_refunds
        group by int_order_refunds.order_id
    ),

    refunded as (
        select
            int_order_totals.* exclude (refund_amount, returned_quantity),
            int_payments.order_id is not null as has_payments,
            int_payments.amount as payments,
            coalesce(refunds.refund_amount, 0) as refund_amount,
            coalesce(
                int_order_totals.returned_quantity, refunds.returned_quantity, 0
            ) as returned_quantity
        from int_order_totals
        left join refunds on int_order_totals.order_id = refunds.order_id
        left join int_payments on int_order_totals.order_id = int_payments.order_id
    ),

    converted as (
        select
            *,
            {% for column in order_amounts() %}
                {{ in_reporting_currency(column, "reporting_rate") }}
                as {{ column | replace("_amount", "") }},
            {% endfor %}
            case
                when has_payments
                then payments
                else {{ in_reporting_currency("paid_amount", "reporting_rate") }}
            end as paid
        from refunded
    ),

    final as (
        select
            converted.order_id,
            converted.source_system,
            converted.source_id,
            converted.ordered_at,
            converted.ordered_date as order_date,
            coalesce(customer_identity.customer_id, 'unknown') as customer_id,
            case
                when converted.channel is null
                then 'unknown'
                else {{ channel_key("converted.source_system", "converted.channel") }}
            end as channel_id,
            coalesce(campaigns.member_id, 'unknown') as campaign_id,
            coalesce(employees.member_id, 'unknown') as employee_id,
            converted.status,
            coalesce(order_statuses.is_cancelled, false) as is_cancelled,
            coalesce(order_statuses.is_returned, false)
            or converted.refund_amount > 0
            or converted.returned_quantity > 0 as is_returned,
            converted.gross,
            {% for column in ["discount", "tax", "shipping", "refund"] %}
                {% set name = "converted." ~ column %}
                {{ nothing_unless_stated(name, name ~ "_amount", "converted.reporting_rate") }}
                as {{ column }},
            {% endfor %}
            {{ net_of("converted.gross", "converted.discount", "converted.refund") }} as net_amount,
            cast(
                converted.gross
                - coalesce(converted.discount, 0)
                + coalesce(converted.tax, 0)
                + coalesce(converted.shipping, 0) as decimal(18, 2)
            ) as total_amount,
            converted.paid as paid_amount,
            converted.cost,
            cast(net_amount - converted.cost as decimal(18, 2)) as margin,
            {% for column in order_amounts() %}
                cast(
                    {{
                        (
                            "converted." ~ column
                            if column in ["gross_amount", "cost_amount"]
                            else "coalesce(converted." ~ column ~ ", 0)"
                        )
                    }} as decimal(18, 2)
                ) as source_{{ column | replace("_amount", "") }},
            {% endfor %}
            {{
                net_of(
                    "converted.gross_amount",
                    "converted.discount_amount",
                    "converted.refund_amount",
                )
            }} as source_net_amount,
            coalesce(converted.currency, '{{ var("reporting_currency") }}') as currency,
            converted.reporting_rate as exchange_rate,
            '{{ var("reporting_currency") }}' as reporting_currency
        from converted
        {% for object in ["customers", "campaigns", "employees"] %}
            left join
                int_members as {{ object }}
                on converted.source_system = {{ object }}.source_system
                and {{ object }}.object
                = {{ "converted.customer_table" if object == "customers" else "'" ~ object ~ "'" }}
                and converted.{{ object[:-1] }}_source_id = {{ object }}.source_id
        {% endfor %}
        left join customer_identity on customers.member_id = customer_identity.record_id
        left join order_statuses on lower(converted.status) = order_statuses.order_status
    )

select *
from final
