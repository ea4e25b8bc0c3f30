{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "campaign_source_id": "varchar",
        "name_key": "varchar",
        "campaign_name": "varchar",
        "channel": "varchar",
        "status": "varchar",
        "spend_date": "date",
        "amount": "decimal(18, 4)",
        "currency": "varchar",
        "exchange_rate": "decimal(18, 11)",
        "impressions": "bigint",
        "clicks": "bigint",
        "conversions": "decimal(18, 4)",
        "conversion_value": "decimal(18, 4)",
    }
) %}

with
    final as (
        {{
            unioned(
                columns,
                {
                    "stg_template__campaign_spend": lacking("name_key campaign_name status"),
                    "stg_google_ads__campaign_days": dict(
                        lacking("exchange_rate"), channel="coalesce(channel, 'Google Ads')"
                    ),
                    "stg_meta_ads__campaign_days": dict(
                        lacking("exchange_rate"),
                        channel="coalesce(channel, 'Meta Ads')",
                        clicks="coalesce(link_clicks, clicks)",
                    ),
                },
            )
        }}
    )

select *
from final
