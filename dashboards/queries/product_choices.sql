-- The products to choose from: those that ever sold, best sellers of all time first.
select sold.product_id, product.product_name
from marts.product_performance as sold
inner join core.dim_product as product on product.product_id = sold.product_id
where list_contains($sources, product.source_system) and sold.product_id <> 'unknown'
group by sold.product_id, product.product_name
order by sum(sold.net_amount) desc, product.product_name, sold.product_id
limit $row_limit
