{{ sales_funnel("owner_employee_id") }}
