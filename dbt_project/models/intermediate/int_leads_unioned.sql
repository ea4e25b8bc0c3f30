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
        "is_deleted": "boolean",
    }
) %}
{# dates of which the vendors' exports know nothing #}
{% set undated = {
    "contacted_at": none,
    "contacted_date": none,
    "qualified_at": none,
    "qualified_date": none,
    "disqualified_at": none,
    "disqualified_date": none,
    "is_deleted": "false",
} %}
{% set converted = {
    "is_converted": "is_converted or converted_date is not null",
    "linked_table": "case when converted_account_source_id is not null then 'accounts'"
    " when converted_contact_source_id is not null then 'contacts' end",
    "linked_source_id": "coalesce(converted_account_source_id, converted_contact_source_id)",
} %}

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
                        "is_converted": is_converted_by_its_marks(),
                        "linked_table": "case when converted_customer_source_id is not null"
                        " then 'customers' end",
                        "linked_source_id": "converted_customer_source_id",
                        "is_deleted": "false",
                    },
                    "stg_zoho__leads": dict(undated, **converted),
                    "stg_fxiaoke__leads": dict(
                        undated,
                        qualified_at="qualified_at",
                        qualified_date="qualified_date",
                        postal_code=none,
                        has_marketing_consent=none,
                        is_converted=is_converted_by_its_marks(),
                        linked_table="case when converted_customer_source_id is not null"
                        " then 'accounts' when converted_contact_source_id is not null"
                        " then 'contacts' end",
                        linked_source_id="coalesce(converted_customer_source_id,"
                        " converted_contact_source_id)",
                        is_deleted="is_deleted",
                    ),
                    "stg_salesforce__leads": dict(
                        undated,
                        converted_at=none,
                        is_converted=converted["is_converted"],
                        linked_table="case when master_source_id is not null then 'leads' else "
                        ~ converted["linked_table"]
                        ~ " end",
                        linked_source_id="coalesce(master_source_id, converted_account_source_id,"
                        " converted_contact_source_id)",
                        is_deleted="is_deleted",
                    ),
                    "stg_dynamics__leads": dict(
                        undated,
                        converted_at=none,
                        converted_date=none,
                        is_converted="nullif(is_converted, false)",
                        linked_table=converted["linked_table"],
                        linked_source_id=converted["linked_source_id"],
                    ),
                },
            )
        }}
    )

select *
from final
