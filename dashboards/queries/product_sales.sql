-- What each product sold in the months that begin in the period, best sellers first, or those whose
-- net amount fell most. Growth compares the whole months of the period with as many others.
with
    sold as (
        select
            product_id,
            coalesce(sum(orders) filter (where month between $first_month and $end), 0)::bigint
                as orders,
            coalesce(sum(units) filter (where month between $first_month and $end), 0)::double
                as units,
            sum(returned_units) filter (where month between $first_month and $end)::double
                as returned_units,
            -- units of systems that never told of one that came back are none of which it is known
            sum(units) filter (
                where month between $first_month and $end and returned_units is not null
            )::double as returnable_units,
            coalesce(sum(net_amount) filter (where month between $first_month and $end), 0)::double
                as net_amount,
            -- of a product with a month without known costs, no margin is known
            case
                when bool_and(margin is not null) filter (where month between $first_month and $end)
                then sum(margin) filter (where month between $first_month and $end)
            end::double as margin,
            coalesce(sum(net_amount) filter (where month between $whole_start and $whole_end), 0)
                ::double as whole_net_amount,
            sum(net_amount) filter (where month between $base_start and $base_end)::double
                as base_net_amount,
            arg_max(trend, month) filter (where is_complete and month <= $end) as trend
        from marts.product_performance
        group by product_id
    ),
    compared as (
        select
            sold.product_id,
            product.product_name,
            product.category,
            sold.orders,
            sold.units,
            sold.net_amount,
            -- of less than nothing nobody has a share
            case
                when sum(sold.net_amount) over () > 0
                then sold.net_amount / sum(sold.net_amount) over ()
            end as net_share,
            sold.margin,
            sold.margin / nullif(sold.net_amount, 0) as margin_rate,
            case when sold.returnable_units > 0 then sold.returned_units end as returned_units,
            sold.returned_units / nullif(sold.returnable_units, 0) as return_rate,
            sold.base_net_amount,
            sold.whole_net_amount - sold.base_net_amount as net_change,
            case
                when sold.base_net_amount > 0 then sold.whole_net_amount / sold.base_net_amount - 1
            end as net_growth,
            coalesce(sold.trend, 'not enough history') as trend
        from sold
        inner join core.dim_product as product on product.product_id = sold.product_id
        where
            (
                list_contains($sources, product.source_system)
                or ($with_unknown and sold.product_id = 'unknown')
            )
            and (sold.orders > 0 or sold.base_net_amount > 0)
    )
select *
from compared
where not $only_falling or net_change < 0
order by
    case when $only_falling then net_change else -net_amount end, product_name, product_id
limit $row_limit
