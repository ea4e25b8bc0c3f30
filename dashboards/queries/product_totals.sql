-- What all products together sold in the months that begin in the period.
-- Growth compares the whole months of it with as many others: `whole_` and `base_` are those.
with
    months as (
        select
            sold.*,
            sold.month between $first_month and $end as is_shown,
            sold.month between $whole_start and $whole_end as is_whole,
            sold.month between $base_start and $base_end as is_base
        from marts.product_performance as sold
        inner join core.dim_product as product on product.product_id = sold.product_id
        where
            list_contains($sources, product.source_system)
            or ($with_unknown and sold.product_id = 'unknown')
    )
select
    count(distinct product_id) filter (where is_shown and orders > 0) as products,
    coalesce(sum(net_amount) filter (where is_shown), 0)::double as net_amount,
    coalesce(sum(units) filter (where is_shown), 0)::double as units,
    sum(margin) filter (where is_shown)::double as margin,
    sum(net_amount) filter (where is_shown and margin is not null)::double as net_amount_with_cost,
    sum(returned_units) filter (where is_shown)::double as returned_units,
    sum(units) filter (where is_shown and returned_units is not null)::double as returnable_units,
    sum(net_amount) filter (where is_whole)::double as whole_net_amount,
    sum(net_amount) filter (where is_base)::double as base_net_amount,
    sum(units) filter (where is_whole)::double as whole_units,
    sum(units) filter (where is_base)::double as base_units,
    (
        sum(margin) filter (where is_whole)
        / nullif(sum(net_amount) filter (where is_whole and margin is not null), 0)
    )::double as whole_margin_rate,
    (
        sum(margin) filter (where is_base)
        / nullif(sum(net_amount) filter (where is_base and margin is not null), 0)
    )::double as base_margin_rate,
    (
        sum(returned_units) filter (where is_whole)
        / nullif(sum(units) filter (where is_whole and returned_units is not null), 0)
    )::double as whole_return_rate,
    (
        sum(returned_units) filter (where is_base)
        / nullif(sum(units) filter (where is_base and returned_units is not null), 0)
    )::double as base_return_rate
from months
order by products
