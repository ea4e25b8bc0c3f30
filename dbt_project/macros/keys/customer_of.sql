{# The customer is the organisation that the opportunity names, else the person. #}
{% macro customer_of(organisations, persons, organisation="account") -%}
    {{
        return(
            {
                "customer_table": "case when "
                ~ organisation
                ~ "_source_id is not null then '"
                ~ organisations
                ~ "' when contact_source_id is not null then '"
                ~ persons
                ~ "' end",
                "customer_source_id": "coalesce("
                ~ organisation
                ~ "_source_id, contact_source_id)",
                "customer_name": "case when "
                ~ organisation
                ~ "_source_id is not null then "
                ~ organisation
                ~ "_name else contact_name end",
            }
        )
    }}
{%- endmacro %}
