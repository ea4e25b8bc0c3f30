with
    {{ latest_versions_of("shopify", "customers", events=["created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            coalesce(
                {{ without_text_mark("latest.customer_id") }},
                {{ name_key(shopify_customer(shopify_full_name())) }},
                {{ row_key() }}
            ) as source_id,
            {{ name_key(shopify_customer(shopify_full_name())) }} as name_key,
            {{ shopify_full_name() }} as customer_name,
            trim(latest.company_name) as company_name,
            trim(latest.email) as email,
            coalesce(
                {{ without_text_mark("latest.phone") }},
                {{ without_text_mark("latest.address_phone") }}
            ) as phone,
            nullif(trim(concat_ws(', ', latest.address1, latest.address2)), '') as street,
            {{ without_text_mark("latest.postal_code") }} as postal_code,
            {{ value_alias("city") }} as city,
            coalesce({{ value_alias("province") }}, {{ value_alias("province_code") }}) as province,
            coalesce({{ value_alias("country") }}, {{ value_alias("country_code") }}) as country,
            {{ parsed_boolean("latest.has_email_consent") }} as has_marketing_consent,
            {{ parsed_boolean("latest.has_sms_consent") }} as has_sms_consent,
            {{ parsed_boolean("latest.is_tax_exempt") }} as is_tax_exempt,
            {{ parsed_number("latest.total_spent") }} as total_spent,
            {{ parsed_count("latest.total_orders") }} as total_orders,
            latest.source_currency as currency,
            trim(latest.tags) as tags,
            trim(latest.note) as description,
            {{ event_columns("created_at", "created") }},
            {{ version_metadata() }}
        from latest
    )

select *
from final
