{#- what is left of an amount whose cost nobody exported -#}
{%- set assumed_margin -%}
    {{ "cast(null as decimal(9, 6))" if var("gross_margin") is none else var("gross_margin") }}
{%- endset -%}

with
    int_purchase_days as (select * from {{ ref("int_purchase_days") }}),
    int_orders_as_of as (select * from {{ ref("int_orders_as_of") }}),
    dim_customer as (select * from {{ ref("dim_customer") }}),
    dim_campaign as (select * from {{ ref("dim_campaign") }}),
    dim_channel as (select * from {{ ref("dim_channel") }}),

    customers as (
        select
            customer_id,
            min(purchase_date) as acquired_date,
            sum(net_amount) as revenue,
            min(as_of_date) as as_of_date
        from int_purchase_days
        group by customer_id
    ),

    margins as (
        select
            int_orders_as_of.customer_id,
            sum(
                coalesce(
                    int_orders_as_of.net_amount - int_orders_as_of.cost,
                    cast(int_orders_as_of.net_amount as decimal(38, 2)) * {{ assumed_margin }}
                )
            ) as margin,
            bool_and(int_orders_as_of.cost is not null) as is_known
        from int_orders_as_of
        group by int_orders_as_of.customer_id
    ),

    final as (
        select
            customers.customer_id,
            customers.acquired_date,
            cast(date_trunc('month', customers.acquired_date) as date) as month,
            case
                when dim_customer.acquisition_channel_id <> 'unknown'
                then own.channel_group
                else coalesce(of_campaign.channel_group, 'unknown')
            end as channel_group,
            dim_customer.acquisition_campaign_id as campaign_id,
            cast(customers.revenue as decimal(18, 2)) as revenue,
            cast(
                case
                    when margins.customer_id is null
                    then customers.revenue * {{ assumed_margin }}
                    when margins.is_known or {{ assumed_margin }} is not null
                    then margins.margin
                end as decimal(18, 2)
            ) as margin,
            customers.as_of_date
        from customers
        inner join dim_customer on customers.customer_id = dim_customer.customer_id
        inner join dim_channel as own on dim_customer.acquisition_channel_id = own.channel_id
        inner join dim_campaign on dim_customer.acquisition_campaign_id = dim_campaign.campaign_id
        inner join dim_channel as of_campaign on dim_campaign.channel_id = of_campaign.channel_id
        left join margins on customers.customer_id = margins.customer_id
    )

select *
from final
