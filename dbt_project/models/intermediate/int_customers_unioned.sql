{% set columns = with_metadata(
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
    }
) %}

with
    final as (
        {{
            unioned(
                columns,
                {
                    "stg_template__customers": {
                        "source_table": "'customers'",
                        "exported_type": "customer_type",
                        "description": none,
                        "linked_table": none,
                        "linked_source_id": none,
                        "linked_name": none,
                    },
                    "stg_zoho__accounts": {
                        "source_table": "'accounts'",
                        "exported_type": "'organisation'",
                        "email": none,
                        "gender": none,
                        "birth_date": none,
                        "tax_id": none,
                        "acquisition_channel": none,
                        "acquisition_campaign_source_id": none,
                        "loyalty_tier": none,
                        "has_marketing_consent": none,
                        "preferred_channel": none,
                        "linked_table": none,
                        "linked_source_id": none,
                        "linked_name": none,
                    },
                    "stg_zoho__contacts": {
                        "source_table": "'contacts'",
                        "exported_type": "'person'",
                        "gender": none,
                        "industry": none,
                        "company_size": none,
                        "website": none,
                        "tax_id": none,
                        "acquisition_campaign_source_id": none,
                        "loyalty_tier": none,
                        "preferred_channel": none,
                        "linked_table": "case when account_source_id is not null then 'accounts' end",
                        "linked_source_id": "account_source_id",
                        "linked_name": "account_name",
                    },
                },
            )
        }}
    )

select *
from final
