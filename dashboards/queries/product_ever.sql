-- Whether the chosen source systems ever sold a product.
select 1 as found
from marts.product_performance as sold
inner join core.dim_product as product on product.product_id = sold.product_id
where list_contains($sources, product.source_system) or sold.product_id = 'unknown'
order by found
limit 1
