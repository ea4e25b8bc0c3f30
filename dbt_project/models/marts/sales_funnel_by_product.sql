{{ sales_funnel("product_id") }}
