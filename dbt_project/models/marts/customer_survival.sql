with
    int_purchase_spells as (select * from {{ ref("int_purchase_spells") }}),
    dim_customer as (select * from {{ ref("dim_customer") }}),

    -- who is still a customer is known to have stayed as long as until as_of
    customers as (
        select
            coalesce(dim_customer.acquisition_channel, 'unknown') as channel,
            cast(
                coalesce(spells.left_date, spells.as_of_date) - spells.started_date as integer
            ) as days,
            spells.left_date is not null as has_left
        from int_purchase_spells as spells
        inner join dim_customer on spells.customer_id = dim_customer.customer_id
        where spells.spell_number = 1
    ),

    cuts as (
        select 'all' as cut_name, 'all' as cut_value, days, has_left
        from customers
        union all
        select 'channel' as cut_name, channel as cut_value, days, has_left
        from customers
    ),

    counted as (
        select
            cut_name,
            cut_value,
            days,
            count(*) filter (where has_left) as events,
            count(*) filter (where not has_left) as censored,
            sum(count(*)) over (partition by cut_name, cut_value order by days desc) as at_risk
        from cuts
        group by cut_name, cut_value, days
    ),

    summed as (
        select
            *,
            min(at_risk - events) over until_day as least_left,
            sum(
                case when at_risk > events then ln(1 - cast(events as double) / at_risk) end
            ) over until_day as log_survival,
            sum(
                case
                    when at_risk > events
                    then cast(events as double) / (at_risk * (at_risk - events))
                end
            ) over until_day as relative_variance
        from counted
        window until_day as (partition by cut_name, cut_value order by days)
    ),

    final as (
        select
            cut_name,
            cut_value,
            days,
            cast(at_risk as bigint) as at_risk,
            events,
            censored,
            case when least_left = 0 then 0 else exp(log_survival) end as survival,
            case
                when least_left > 0 then exp(log_survival) * sqrt(relative_variance)
            end as standard_error
        from summed
    )

select *
from final
