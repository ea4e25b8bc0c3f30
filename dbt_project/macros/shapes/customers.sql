{# The one shape of the records of customers of all sources. #}
{% macro customer_columns() -%}
    {{
        return(
            with_metadata(
                {
                    "source_system": "varchar",
                    "source_table": "varchar",
                    "source_id": "varchar",
                    "name_key": "varchar",
                    "customer_name": "varchar",
                    "exported_type": "varchar",
                    "email": "varchar",
                    "phone": "varchar",
                    "street": "varchar",
                    "postal_code": "varchar",
                    "city": "varchar",
                    "province": "varchar",
                    "country": "varchar",
                    "gender": "varchar",
                    "birth_date": "date",
                    "industry": "varchar",
                    "company_size": "varchar",
                    "website": "varchar",
                    "tax_id": "varchar",
                    "description": "varchar",
                    "owner_source_id": "varchar",
                    "owner_name": "varchar",
                    "acquisition_channel": "varchar",
                    "acquisition_campaign_source_id": "varchar",
                    "loyalty_tier": "varchar",
                    "has_marketing_consent": "boolean",
                    "preferred_channel": "varchar",
                    "created_at": "timestamp",
                    "created_date": "date",
                    "linked_table": "varchar",
                    "linked_source_id": "varchar",
                    "linked_name": "varchar",
                    "is_deleted": "boolean",
                    "exported_at": "timestamp",
                    "is_latest": "boolean",
                }
            )
        )
    }}
{%- endmacro %}

{# The link to the record of a table of the vendor that is the same customer, by its key's column. #}
{% macro linked_to(table, key) -%}
    {{
        return(
            {
                "linked_table": "case when " ~ key ~ " is not null then '" ~ table ~ "' end",
                "linked_source_id": key,
            }
        )
    }}
{%- endmacro %}
