{# The columns that the filters of the dashboards are about; a customer's are in int_customer_cuts. #}
{% macro cut_columns() -%}
    {{ return(["source_system", "region", "channel", "owner_employee_id"]) }}
{%- endmacro %}

{#
  Who owns a record: its own employee, else the one who looks after its customer.

  Args:
    employee_id: column of the record.
    cuts: what the customer's row of int_customer_cuts is called.
#}
{% macro owner_or_customers(employee_id, cuts="cuts") -%}
    coalesce(nullif({{ employee_id }}, 'unknown'), {{ cuts }}.owner_employee_id)
{%- endmacro %}
