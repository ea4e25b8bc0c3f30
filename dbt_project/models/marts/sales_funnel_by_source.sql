{{ sales_funnel("source") }}
