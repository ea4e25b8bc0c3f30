{# what the vendors' tables of organisations and of persons lack #}
{% set unknown = dict(
    lacking(
        "tax_id gender acquisition_channel acquisition_campaign_source_id loyalty_tier"
        " preferred_channel linked_table linked_source_id linked_name"
    ),
    is_deleted="false",
) %}
{% set organisation = dict(
    unknown,
    exported_type="'organisation'",
    **lacking("email birth_date has_marketing_consent")
) %}
{% set person = dict(
    unknown, exported_type="'person'", industry=none, company_size=none, website=none
) %}
{% set contact = dict(
    person,
    source_table="'contacts'",
    linked_name="account_name",
    **linked_to("accounts", "account_source_id")
) %}

with
    final as (
        {{
            unioned(
                customer_columns(),
                {
                    "stg_template__customers_versions": dict(
                        lacking("description linked_table linked_source_id linked_name"),
                        source_table="'customers'",
                        exported_type="customer_type",
                        is_deleted="false",
                    ),
                    "stg_zoho__accounts_versions": dict(organisation, source_table="'accounts'"),
                    "stg_zoho__contacts_versions": dict(
                        contact, acquisition_channel="acquisition_channel"
                    ),
                    "stg_fxiaoke__accounts_versions": dict(
                        organisation,
                        source_table="'accounts'",
                        email="email",
                        tax_id="tax_id",
                        acquisition_channel="acquisition_channel",
                        is_deleted="is_deleted",
                        **linked_to("leads", "lead_source_id")
                    ),
                    "stg_fxiaoke__contacts_versions": dict(
                        contact,
                        postal_code=none,
                        gender="gender",
                        has_marketing_consent=none,
                        acquisition_channel="acquisition_channel",
                        is_deleted="is_deleted",
                    ),
                    "stg_salesforce__accounts_versions": dict(
                        organisation,
                        source_table="'accounts'",
                        exported_type="case when is_person then 'person' else 'organisation' end",
                        acquisition_channel="acquisition_channel",
                        is_deleted="is_deleted",
                        **linked_to("accounts", "master_source_id")
                    ),
                    "stg_salesforce__contacts_versions": dict(
                        contact,
                        gender="gender",
                        acquisition_channel="acquisition_channel",
                        linked_table="case when master_source_id is not null then 'contacts'"
                        " when account_source_id is not null then 'accounts' end",
                        linked_source_id="coalesce(master_source_id, account_source_id)",
                        linked_name="case when master_source_id is null then account_name end",
                        is_deleted="is_deleted",
                    ),
                    "stg_hubspot__companies_versions": dict(
                        organisation,
                        source_table="'companies'",
                        acquisition_channel="acquisition_channel",
                    ),
                    "stg_hubspot__contacts_versions": dict(
                        contact,
                        gender="gender",
                        acquisition_channel="acquisition_channel",
                        description=none,
                        **linked_to("companies", "account_source_id")
                    ),
                    "stg_pipedrive__organizations_versions": dict(
                        organisation, source_table="'organizations'", phone=none, description=none
                    ),
                    "stg_pipedrive__persons_versions": dict(
                        contact,
                        source_table="'persons'",
                        postal_code=none,
                        city=none,
                        province=none,
                        country=none,
                        **linked_to("organizations", "account_source_id")
                    ),
                    "stg_dynamics__accounts_versions": dict(
                        organisation, source_table="'accounts'", email="email"
                    ),
                    "stg_dynamics__contacts_versions": dict(
                        contact, gender="gender", preferred_channel="preferred_channel"
                    ),
                    "stg_shopify__customers_versions": dict(
                        person,
                        source_table="'customers'",
                        birth_date=none,
                        owner_source_id=none,
                        owner_name=none,
                    ),
                },
            )
        }}
    )

select *
from final
