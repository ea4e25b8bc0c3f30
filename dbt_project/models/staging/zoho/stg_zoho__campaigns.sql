with
    {{ latest_of("zoho", "campaigns") }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("campaign_id") }} as source_id,
            {{ name_key(value_alias("campaign_name")) }} as name_key,
            {{ value_alias("campaign_name") }} as campaign_name,
            {{ value_alias("campaign_type") }} as channel,
            {{ value_alias("status") }} as status,
            {{ parsed_date("start_date") }} as start_date,
            {{ parsed_date("end_date") }} as end_date,
            {{ parsed_number("latest.budgeted_cost") }} as budgeted_cost,
            {{ parsed_number("latest.actual_cost") }} as actual_cost,
            coalesce(upper(trim(latest.currency)), latest.source_currency) as currency,
            {{ record_metadata() }}
        from latest
    )

select *
from final
