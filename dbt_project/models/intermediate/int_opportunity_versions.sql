{% set change = "stage_changed_at stage_changed_date " %}
{% set product = "product_source_id product_name " %}

with
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),
    opportunity_statuses as (select * from {{ ref("opportunity_statuses") }}),
    sales_stages as (select * from {{ ref("sales_stages") }}),

    versions as (
        {{
            unioned(
                opportunity_columns(),
                {
                    "stg_template__opportunities_versions": dict(
                        customer_table="case when customer_source_id is not null"
                        " then 'customers' end",
                        is_deleted="false",
                        **lacking("exported_status next_step description " ~ change)
                    ),
                    "stg_zoho__deals_versions": dict(
                        customer_of("accounts", "contacts"),
                        closed_date="closing_date",
                        is_deleted="false",
                        **lacking(
                            "lead_source_id exported_status closed_at expected_close_date"
                            " competitor " ~ change ~ product
                        )
                    ),
                    "stg_fxiaoke__opportunities_versions": dict(
                        customer_of("accounts", "contacts", organisation="customer"),
                        exported_status="stage_status",
                        closed_at="coalesce(closed_at, stage_changed_at)",
                        closed_date="coalesce(closed_date, stage_changed_date, expected_close_date)",
                        **lacking("exchange_rate next_step " ~ product)
                    ),
                    "stg_salesforce__opportunities_versions": dict(
                        customer_of("accounts", "contacts"),
                        customer_name="account_name",
                        exported_status="case when is_won then 'won'"
                        " when is_closed and not is_won then 'lost'"
                        " when not is_closed then 'open' end",
                        closed_date="closing_date",
                        **lacking(
                            "lead_source_id pipeline closed_at expected_close_date"
                            " exchange_rate competitor " ~ product
                        )
                    ),
                    "stg_hubspot__deals_versions": dict(
                        customer_of("companies", "contacts"),
                        exported_status="case when is_won then 'won' when is_lost then 'lost'"
                        " when not is_won and not is_lost then 'open' end",
                        closed_at="closing_at",
                        closed_date="closing_date",
                        is_deleted="false",
                        **lacking(
                            "lead_source_id expected_close_date campaign_source_id competitor "
                            ~ change
                            ~ product
                        )
                    ),
                    "stg_pipedrive__deals_versions": dict(
                        customer_of("organizations", "persons"),
                        product_source_id=name_key("product_name"),
                        exported_status="status",
                        **lacking(
                            "lead_source_id exchange_rate campaign_source_id competitor next_step"
                            " description"
                        )
                    ),
                    "stg_dynamics__opportunities_versions": dict(
                        customer_of("accounts", "contacts"),
                        exported_status="status",
                        is_deleted="false",
                        **lacking("pipeline closed_at source " ~ change ~ product)
                    ),
                },
            )
        }}
    ),

    final as (
        select
            versions.*,
            opportunity_statuses.category as exported_category,
            sales_stages.category as stage_category
        from versions
        left join source_settings on versions.source_system = source_settings.source_system
        left join
            opportunity_statuses
            on source_settings.staging_source = opportunity_statuses.staging_source
            and lower(trim(versions.exported_status)) = opportunity_statuses.status
        left join
            sales_stages
            on source_settings.staging_source = sales_stages.staging_source
            and lower(trim(versions.stage)) = lower(sales_stages.stage)
    )

select *
from final
