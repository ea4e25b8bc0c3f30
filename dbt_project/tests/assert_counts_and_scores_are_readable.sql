-- What: every count, score, rate and duration that an export writes can be read, as far as
-- `assert_amounts_are_readable` does not tell of it.
-- Why: text that is no number is NULL, and misses from every sum and average.
-- A row: a column, how many of its values are no numbers, and one of them. Words of a survey become
-- scores in `value_aliases` of the source file.
{{ config(severity="warn") }}

{% set named = {
    "dynamics__opportunities": "exchange_rate",
    "fxiaoke__cases": "reopen_count satisfaction",
    "google_ads__campaign_days": "clicks conversion_value conversions impressions interactions",
    "hubspot__deals": "exchange_rate",
    "hubspot__feedback_submissions": "rating",
    "hubspot__tickets": "reopen_count",
    "meta_ads__campaign_days": "amount_spent clicks impressions link_clicks purchase_value purchases"
    ~ " reach results",
    "salesforce__events": "duration_in_minutes",
    "salesforce__opportunity_line_items": "discount",
    "salesforce__tasks": "call_duration_in_seconds",
    "shopify__customers": "total_orders total_spent",
    "shopify__orders": "line_item_discount outstanding_balance",
    "surveymonkey__responses": "ces_score csat_score nps_score",
    "taobao__orders": "product_kinds",
    "template__campaign_spend": "clicks conversion_value conversions exchange_rate impressions",
    "template__exchange_rates": "rate",
    "template__interactions": "duration_minutes",
    "template__loyalty_events": "balance_after",
    "template__opportunities": "exchange_rate",
    "template__order_lines": "exchange_rate",
    "template__orders": "exchange_rate",
    "template__survey_answers": "scale_max scale_min score",
    "template__survey_responses": "scale_max scale_min score",
    "template__tickets": "assignee_count csat csat_max csat_min reopen_count reply_count"
    ~ " sla_target_minutes",
    "zendesk__tickets": "assignee_stations first_reply_minutes first_resolution_minutes"
    ~ " full_resolution_minutes group_stations reopens replies",
    "zoho__calls": "call_duration",
    "zoho__deal_stage_history": "duration_days expected_revenue",
    "zoho__deals": "exchange_rate",
} %}

with
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    numbers as ({{ named_raw_values(named) }}),

    unreadable as (
        select *
        from numbers
        where
            try_cast(meant as double) is null
            and {{ parsed_number(without_blanks("meant"), mark="'point'") }} is null
            and {{ parsed_number(without_blanks("meant"), mark="'comma'") }} is null
            and not {{ matches("meant", "^\\d{1,4}:\\d\\d(:\\d\\d)?$") }}
            -- `9 - likely` is a score of a survey
            and not (raw_table = 'surveymonkey__responses' and {{ matches("meant", "\\d") }})
    )

select source_system, raw_table, column_name, count(*) as values_unreadable, min(value) as example
from unreadable
group by source_system, raw_table, column_name
