{{ sales_funnel() }}
