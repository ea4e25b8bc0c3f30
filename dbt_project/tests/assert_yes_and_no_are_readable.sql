-- What: every yes or no that an export writes can be read.
-- Why: any other word is neither, and a record of which nobody knows that it was deleted counts.
-- A row: a column, how many of its values are neither, and one of them. Other words become yes or
-- no in `value_aliases` of a source file, where staging applies them, else in the export.
{{ config(severity="warn") }}

{% set named = {
    "dynamics__cases": "first_response_sent is_escalated",
    "dynamics__contacts": "has_opted_out_of_email",
    "dynamics__leads": "has_opted_out_of_email",
    "fxiaoke__contacts": "is_key_decision_maker",
    "hubspot__contacts": "has_opted_out_of_email",
    "hubspot__deals": "is_closed_lost is_closed_won",
    "salesforce__accounts": "is_deleted is_person_account",
    "salesforce__campaign_members": "has_responded is_deleted",
    "salesforce__campaigns": "is_active is_deleted",
    "salesforce__case_history": "is_deleted",
    "salesforce__cases": "is_closed is_deleted is_escalated",
    "salesforce__contacts": "has_opted_out_of_email is_deleted",
    "salesforce__events": "is_all_day_event is_child is_deleted is_recurrence",
    "salesforce__leads": "has_opted_out_of_email is_converted is_deleted",
    "salesforce__opportunities": "is_closed is_deleted is_won",
    "salesforce__opportunity_field_history": "is_deleted",
    "salesforce__opportunity_history": "is_deleted",
    "salesforce__opportunity_line_items": "is_deleted",
    "salesforce__orders": "is_deleted is_reduction_order",
    "salesforce__pricebook_entries": "is_active is_deleted",
    "salesforce__products": "is_active is_archived is_deleted",
    "salesforce__tasks": "is_closed is_deleted",
    "salesforce__users": "is_active",
    "shopify__customers": "has_email_consent has_sms_consent is_tax_exempt",
    "shopify__orders": "accepts_marketing line_item_requires_shipping line_item_taxable",
    "taobao__orders": "is_mobile_order",
    "template__campaign_touches": "has_responded",
    "template__customers": "has_marketing_consent",
    "template__interactions": "is_completed",
    "template__products": "is_active",
    "template__tickets": "is_rating_asked",
    "zoho__contacts": "has_opted_out_of_email",
    "zoho__leads": "has_opted_out_of_email is_converted",
    "zoho__products": "is_active",
} %}

with
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    answers as ({{ named_raw_values(named) }}),

    unreadable as (select * from answers where {{ parsed_boolean("meant") }} is null)

select source_system, raw_table, column_name, count(*) as values_unreadable, min(value) as example
from unreadable
group by source_system, raw_table, column_name
