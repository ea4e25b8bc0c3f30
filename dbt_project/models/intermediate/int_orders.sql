with
    int_order_totals as (select * from {{ ref("int_order_totals") }}),
    int_order_refunds as (select * from {{ ref("int_order_refunds") }}),
    int_payments as (select * from {{ ref("int_payments") }}),
    int_members as (select * from {{ ref("int_members") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),
    order_statuses as (select * from {{ ref("order_statuses") }}),

    rated as (
        select
            * exclude (refund_amount),
            {{ exchange_rate("int_order_totals", "ordered_date") }} as reporting_rate
        from int_order_totals
    ),

    -- a refund takes back what was booked, so it is worth what the order was
    refunds as (
        select
            int_order_refunds.order_id,
            cast(sum(int_order_refunds.amount) as decimal(18, 4)) as refund_amount,
            sum(
                {{ in_reporting_currency("int_order_refunds.amount", "rated.reporting_rate") }}
            ) as refund,
            sum(int_order_refunds.returned_quantity) as returned_quantity
        from int_order_refunds
        inner join rated on int_order_refunds.order_id = rated.order_id
        group by int_order_refunds.order_id
    ),

    converted as (
        select
            rated.* replace (
                coalesce(rated.returned_quantity, refunds.returned_quantity) as returned_quantity
            ),
            refunds.refund_amount,
            refunds.refund,
            {% for column in order_amounts() if column != "refund_amount" %}
                {{ in_reporting_currency("rated." ~ column, "rated.reporting_rate") }}
                as {{ column | replace("_amount", "") }},
            {% endfor %}
            {{
                in_reporting_currency(
                    "coalesce(int_payments.amount, rated.paid_amount)", "rated.reporting_rate"
                )
            }} as paid
        from rated
        left join refunds on rated.order_id = refunds.order_id
        left join int_payments on rated.order_id = int_payments.order_id
    ),

    final as (
        select
            converted.* exclude (paid, paid_amount),
            coalesce(customer_identity.customer_id, 'unknown') as customer_id,
            case
                when converted.channel is null
                then 'unknown'
                else {{ channel_key("converted.source_system", "converted.channel") }}
            end as channel_id,
            coalesce(campaigns.member_id, 'unknown') as campaign_id,
            coalesce(employees.member_id, 'unknown') as employee_id,
            coalesce(order_statuses.is_cancelled, false) as is_cancelled,
            coalesce(order_statuses.is_returned, false)
            or coalesce(converted.refund_amount > 0, false)
            or coalesce(converted.returned_quantity > 0, false) as is_returned,
            {{ net_of("converted.gross", "converted.discount", "converted.refund") }} as net_amount,
            cast(
                converted.gross
                - coalesce(converted.discount, 0)
                + coalesce(converted.tax, 0)
                + coalesce(converted.shipping, 0) as decimal(18, 2)
            ) as total_amount,
            converted.paid as paid_amount,
            {{
                net_of(
                    "converted.gross_amount",
                    "converted.discount_amount",
                    "converted.refund_amount",
                )
            }} as source_net_amount
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
