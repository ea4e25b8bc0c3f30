{# raw tables that list customers, or mention them #}
{% set tables = [
    "stg_template__customers",
    "stg_template__leads",
    "stg_template__orders",
    "stg_template__order_lines",
    "stg_template__opportunities",
    "stg_zoho__accounts",
    "stg_zoho__contacts",
    "stg_zoho__leads",
    "stg_zoho__deals",
    "stg_fxiaoke__accounts",
    "stg_fxiaoke__contacts",
    "stg_fxiaoke__leads",
    "stg_fxiaoke__orders",
    "stg_fxiaoke__order_lines",
    "stg_fxiaoke__opportunities",
    "stg_salesforce__accounts",
    "stg_salesforce__contacts",
    "stg_salesforce__leads",
    "stg_salesforce__opportunities",
    "stg_salesforce__orders",
    "stg_hubspot__companies",
    "stg_hubspot__contacts",
    "stg_hubspot__deals",
    "stg_pipedrive__organizations",
    "stg_pipedrive__persons",
    "stg_pipedrive__deals",
    "stg_dynamics__accounts",
    "stg_dynamics__contacts",
    "stg_dynamics__leads",
    "stg_dynamics__opportunities",
    "stg_shopify__customers",
    "stg_shopify__orders",
    "stg_taobao__orders",
    "stg_zendesk__tickets",
    "stg_surveymonkey__responses",
    "stg_template__tickets",
    "stg_template__survey_responses",
    "stg_template__interactions",
    "stg_template__campaign_touches",
    "stg_template__loyalty_events",
    "stg_zoho__cases",
    "stg_zoho__calls",
    "stg_zoho__events",
    "stg_zoho__tasks",
    "stg_fxiaoke__cases",
    "stg_fxiaoke__activities",
    "stg_fxiaoke__visits",
    "stg_salesforce__cases",
    "stg_salesforce__tasks",
    "stg_salesforce__events",
    "stg_salesforce__campaign_members",
    "stg_hubspot__tickets",
    "stg_hubspot__feedback_submissions",
    "stg_dynamics__cases",
] %}

{# read by three models and each time over all raw rows, it is worked out once #}
{{ config(materialized="table") }}

with
    {% for table in landed_models(tables) %}
        {% set source_table = table | replace("stg_", "") %}
        {{ source_table }} as not materialized(
            select
                _source_system,
                -- rows without a key stand for their file
                coalesce('key ' || _record_key, _source_file) as unit,
                _load_id as load_id,
                _row_number as row_number,
                coalesce(_exported_at, _loaded_at) as exported_at
            from {{ source(*source_table.split("__")) }}
        ),
    {% endfor %}

    final as (
        {% for table in landed_models(tables) %}
            {% set source_table = table | replace("stg_", "") %}
            select
                '{{ source_table }}' as raw_table,
                landed.load_id,
                landed.row_number,
                landed.exported_at,
                least(landed.exported_at, earlier.first_exported_at) as first_exported_at
            from {{ source_table }} as landed
            -- nothing that the newest export has was exported later
            left join
                (
                    select _source_system, unit, min(exported_at) as first_exported_at
                    from {{ source_table }}
                    where exported_at < (select max(exported_at) from {{ source_table }})
                    group by _source_system, unit
                ) as earlier
                on landed._source_system = earlier._source_system
                and landed.unit = earlier.unit
                {{ "union all" if not loop.last }}
        {% else %}
            select
                cast(null as varchar) as raw_table,
                cast(null as varchar) as load_id,
                cast(null as bigint) as row_number,
                cast(null as timestamp) as exported_at,
                cast(null as timestamp) as first_exported_at
            where false
        {% endfor %}
    )

select *
from final
