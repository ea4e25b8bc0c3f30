-- What: each model of attribution divides exactly the purchases and the revenue of each month, and
-- journeys of either scope end in exactly these purchases.
-- Why: parts are rounded, and a touch that is joined twice would be paid twice.
-- A row: a month, NULL for all journeys, with what was sold and what was divided.
with
    sold as (
        select
            cast(date_trunc('month', purchase_date) as date) as month,
            count(*) as conversions,
            sum(net_amount) as revenue
        from {{ ref("int_sales") }}
        group by all
    ),

    expected as (
        select model, month, conversions, revenue
        from sold
        cross join
            (
                select
                    unnest(
                        ['first', 'last', 'linear', 'time_decay', 'position', 'markov', 'shapley']
                    ) as model
            ) as models
    ),

    divided as (
        select model, month, sum(conversions) as conversions, sum(revenue) as revenue
        from {{ ref("attribution") }}
        group by all
    ),

    -- nothing where nobody has bought yet, as in a company that has leads only
    total as (select coalesce(sum(conversions), 0) as purchases from sold),

    ended as (
        select scope, sum(purchases) as purchases
        from {{ ref("customer_journey") }}
        where step = 1
        group by scope
    )

select
    model, month, expected.conversions, divided.conversions as divided_conversions, divided.revenue
from expected
full outer join divided using (model, month)
where
    expected.conversions is distinct from divided.conversions
    or expected.revenue is distinct from divided.revenue
union all
select ended.scope, null, total.purchases, ended.purchases, null
from ended
cross join total
where ended.purchases is distinct from total.purchases
