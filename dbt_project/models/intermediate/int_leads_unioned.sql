{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "lead_name": "varchar",
        "company_name": "varchar",
        "email": "varchar",
        "phone": "varchar",
        "street": "varchar",
        "postal_code": "varchar",
        "city": "varchar",
        "province": "varchar",
        "country": "varchar",
        "industry": "varchar",
        "company_size": "varchar",
        "website": "varchar",
        "description": "varchar",
        "has_marketing_consent": "boolean",
        "created_at": "timestamp",
        "created_date": "date",
        "contacted_at": "timestamp",
        "contacted_date": "date",
        "qualified_at": "timestamp",
        "qualified_date": "date",
        "converted_at": "timestamp",
        "converted_date": "date",
        "disqualified_at": "timestamp",
        "disqualified_date": "date",
        "is_converted": "boolean",
        "status": "varchar",
        "source": "varchar",
        "campaign_source_id": "varchar",
        "owner_source_id": "varchar",
        "owner_name": "varchar",
        "linked_table": "varchar",
        "linked_source_id": "varchar",
        "converted_opportunity_source_id": "varchar",
    }
) %}

with
    final as (
        {{
            unioned(
                columns,
                {
                    "stg_template__leads": {
                        "street": none,
                        "postal_code": none,
                        "website": none,
                        "description": none,
                        "has_marketing_consent": none,
                        "is_converted": "converted_date is not null or converted_customer_source_id"
                        " is not null or converted_opportunity_source_id is not null",
                        "linked_table": "case when converted_customer_source_id is not null"
                        " then 'customers' end",
                        "linked_source_id": "converted_customer_source_id",
                    },
                    "stg_zoho__leads": {
                        "contacted_at": none,
                        "contacted_date": none,
                        "qualified_at": none,
                        "qualified_date": none,
                        "disqualified_at": none,
                        "disqualified_date": none,
                        "is_converted": "coalesce(is_converted, false) or converted_date is not null",
                        "linked_table": "case when converted_account_source_id is not null"
                        " then 'accounts' when converted_contact_source_id is not null"
                        " then 'contacts' end",
                        "linked_source_id": "coalesce(converted_account_source_id,"
                        " converted_contact_source_id)",
                    },
                },
            )
        }}
    )

select *
from final
