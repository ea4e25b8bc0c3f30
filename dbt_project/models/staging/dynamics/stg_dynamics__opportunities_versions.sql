with
    {{ latest_versions_of("dynamics", "opportunities", events=["created_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("opportunity_id") }} as source_id,
            trim(latest.opportunity_name) as opportunity_name,
            {{ person_key("account_id", "account_name") }} as account_source_id,
            trim(latest.account_name) as account_name,
            {{ person_key("contact_id", "contact_name") }} as contact_source_id,
            trim(latest.contact_name) as contact_name,
            {{ name_key(value_alias("lead_name")) }} as lead_source_id,
            {{ person_key("owner_id", "owner_name") }} as owner_source_id,
            trim(latest.owner_name) as owner_name,
            {{ value_alias("stage") }} as stage,
            lower({{ value_alias("status") }}) as status,
            {{ event_columns("created_at", "created") }},
            {{ parsed_date("actual_close_date") }} as closed_date,
            {{ parsed_date("expected_close_date") }} as expected_close_date,
            -- the actual revenue of an opportunity that is lost is 0
            case
                when lower({{ value_alias("status") }}) = 'won'
                then
                    coalesce(
                        {{ parsed_number("latest.actual_amount") }},
                        {{ parsed_number("latest.amount") }}
                    )
                else {{ parsed_number("latest.amount") }}
            end as amount,
            coalesce(upper({{ value_alias("currency") }}), latest.source_currency) as currency,
            {{ inverted_rate("latest.exchange_rate") }} as exchange_rate,
            {{ probability("latest.probability", is_percent=true) }} as probability,
            {{ value_alias("rating") }} as rating,
            {{ record_key("campaign_id", "campaign_name") }} as campaign_source_id,
            coalesce(
                {{ value_alias("win_loss_reason") }},
                case
                    when lower({{ value_alias("status") }}) = 'lost'
                    then {{ value_alias("status_reason") }}
                end
            ) as win_loss_reason,
            {{ value_alias("competitor") }} as competitor,
            trim(latest.next_step) as next_step,
            trim(latest.description) as description,
            {{ version_metadata() }}
        from latest
    )

select *
from final
