{#
  Core table, the model its rows come from, and the object in their keys.
  Members that no export lists are tied to the record that mentions them.
#}
{% set listed = [
    ("dim_customer", "int_customers_unioned", "source_table"),
    ("dim_customer", "int_leads_unioned", "'leads'"),
    ("dim_product", "int_products_unioned", "'products'"),
    ("dim_employee", "int_employees_unioned", "'employees'"),
    ("dim_campaign", "int_campaigns_unioned", "'campaigns'"),
    ("fct_order", "int_orders_unioned", "'orders'"),
    ("fct_lead", "int_leads_unioned", "'leads'"),
    ("fct_opportunity", "int_opportunities_unioned", "'opportunities'"),
] %}
{% set dimensions = {
    "products": "dim_product",
    "employees": "dim_employee",
    "campaigns": "dim_campaign",
} %}

with
    int_members as (select * from {{ ref("int_members") }}),
    int_references as (select * from {{ ref("int_references") }}),
    int_order_lines as (select * from {{ ref("int_order_lines") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),
    records as (
        {% for table, model, object in listed %}
            select
                '{{ table }}' as core_table,
                {{ surrogate_key("source_system", object, "source_id") }} as record_id,
                source_system,
                raw_table,
                source_id,
                source_file,
                row_number,
                load_id
            from {{ ref(model) }}
            union all
        {% endfor %}
        {% for table, key in {"fct_order": "order_id", "fct_order_line": "order_line_id"}.items() %}
            select
                '{{ table }}' as core_table,
                {{ key }} as record_id,
                source_system,
                raw_table,
                source_id,
                source_file,
                row_number,
                load_id
            from int_order_lines
            union all
        {% endfor %}
        select
            case
                int_members.object
                {% for object, table in dimensions.items() %}
                    when '{{ object }}' then '{{ table }}'
                {% endfor %}
                else 'dim_customer'
            end as core_table,
            int_members.member_id as record_id,
            int_members.source_system,
            int_references.raw_table,
            int_members.source_id,
            int_references.source_file,
            int_references.row_number,
            int_references.load_id
        from int_members
        inner join
            int_references
            on int_members.source_system = int_references.source_system
            and int_members.object = int_references.object
            and int_members.source_id = int_references.source_id
        where not int_members.is_listed
    ),

    final as (
        select
            records.core_table,
            case
                when records.core_table = 'dim_customer'
                then customer_identity.customer_id
                else records.record_id
            end as core_id,
            records.source_system,
            records.raw_table,
            records.source_id,
            records.source_file,
            records.row_number,
            records.load_id
        from records
        left join customer_identity on records.record_id = customer_identity.record_id
    )

select *
from final
