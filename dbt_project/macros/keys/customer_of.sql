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

{# As `customer_of`; where neither is named, the customer is whoever has the e-mail address. #}
{% macro customer_or_requester_of(organisations, persons) -%}
    {%- set named = customer_of(organisations, persons) -%}
    {{
        return(
            dict(
                named,
                customer_table="coalesce("
                ~ named["customer_table"]
                ~ ", case when customer_email is not null then 'requesters' end)",
                customer_source_id="coalesce("
                ~ named["customer_source_id"]
                ~ ", "
                ~ name_key("customer_email")
                ~ ")",
                customer_email="customer_email",
                customer_phone="customer_phone",
            )
        )
    }}
{%- endmacro %}
