with
    int_order_totals as (select * from {{ ref("int_order_totals") }}),
    int_payments as (select * from {{ ref("int_payments") }}),
    int_members as (select * from {{ ref("int_members") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),
    order_statuses as (select * from {{ ref("order_statuses") }}),
    rated as (
        select *, {{ exchange_rate("int_order_totals", "ordered_date") }} as reporting_rate
        from int_order_totals
    ),

    converted as (
        select
            *,
            {% for column in order_amounts() %}
                {{ in_reporting_currency(column, "reporting_rate") }}
                as {{ column | replace("_amount", "") }},
            {% endfor %}
        from rated
    ),

    final as (
        select
            converted.* exclude ({{ order_amounts() | join(", ") }}),
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
            or coalesce(converted.refund > 0, false)
            or coalesce(converted.returned_quantity > 0, false) as is_returned,
            cast(
                converted.gross
                - coalesce(converted.discount, 0)
                - coalesce(converted.refund, 0) as decimal(18, 2)
            ) as net_amount,
            cast(
                converted.gross
                - coalesce(converted.discount, 0)
                + coalesce(converted.tax, 0)
                + coalesce(converted.shipping, 0) as decimal(18, 2)
            ) as total_amount,
            {{ in_reporting_currency("int_payments.amount", "converted.reporting_rate") }}
            as paid_amount,
            cast(
                converted.gross_amount
                - coalesce(converted.discount_amount, 0)
                - coalesce(converted.refund_amount, 0) as decimal(18, 2)
            ) as source_net_amount
        from converted
        left join int_payments on converted.order_id = int_payments.order_id
        left join
            int_members as customers
            on converted.source_system = customers.source_system
            and customers.object = 'customers'
            and converted.customer_source_id = customers.source_id
        left join customer_identity on customers.member_id = customer_identity.record_id
        left join
            int_members as campaigns
            on converted.source_system = campaigns.source_system
            and campaigns.object = 'campaigns'
            and converted.campaign_source_id = campaigns.source_id
        left join
            int_members as employees
            on converted.source_system = employees.source_system
            and employees.object = 'employees'
            and converted.employee_source_id = employees.source_id
        left join order_statuses on lower(converted.status) = order_statuses.order_status
    )

select *
from final
