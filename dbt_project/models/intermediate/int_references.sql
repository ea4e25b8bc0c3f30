{#
  Everything that a record mentions: model, object, column of its key and column of its name. A
  line here gives the object a row in its dimension even where no export lists it.
#}
{% set mentions = [
    ("int_orders_unioned", "'customers'", "customer_source_id", "customer_name"),
    ("int_orders_unioned", "'employees'", "employee_source_id", "employee_name"),
    ("int_orders_unioned", "'campaigns'", "campaign_source_id", "null"),
    ("int_order_lines_unioned", "'customers'", "customer_source_id", "customer_name"),
    ("int_order_lines_unioned", "'products'", "product_source_id", "product_name"),
    (
        "int_opportunities_unioned",
        "customer_table",
        "customer_source_id",
        "customer_name",
    ),
    ("int_opportunities_unioned", "'employees'", "owner_source_id", "owner_name"),
    ("int_opportunities_unioned", "'products'", "product_source_id", "product_name"),
    ("int_opportunities_unioned", "'campaigns'", "campaign_source_id", "null"),
    ("int_leads_unioned", "linked_table", "linked_source_id", "null"),
    ("int_leads_unioned", "'employees'", "owner_source_id", "owner_name"),
    ("int_leads_unioned", "'campaigns'", "campaign_source_id", "null"),
    ("int_customers_unioned", "linked_table", "linked_source_id", "linked_name"),
    ("int_customers_unioned", "'employees'", "owner_source_id", "owner_name"),
    ("int_customers_unioned", "'campaigns'", "acquisition_campaign_source_id", "null"),
    ("int_employees_unioned", "'employees'", "manager_source_id", "manager_name"),
] %}

with
    mentions as (
        {% for model, object, key, name in mentions %}
            select
                source_system,
                {{ object }} as object,
                {{ key }} as source_id,
                cast({{ name }} as varchar) as name,
                raw_table,
                source_file,
                row_number,
                load_id
            from {{ ref(model) }}
            where {{ key }} is not null {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    final as (
        select *
        from mentions
        qualify
            row_number() over (
                partition by source_system, object, source_id
                order by name is null, name, raw_table, source_file, row_number, load_id
            )
            = 1
    )

select *
from final
