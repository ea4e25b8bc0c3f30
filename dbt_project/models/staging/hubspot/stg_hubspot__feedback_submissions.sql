with
    feedback_submissions as (select * from {{ source("hubspot", "feedback_submissions") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    current_records as ({{ latest_records("feedback_submissions") }}),

    linked_records as (
        select
            *,
            {{ first_of_joined("contact_ids") }} as contact_id,
            {{ first_of_joined("ticket_ids") }} as ticket_id
        from current_records
    ),

    latest as ({{ with_settings("linked_records", events=["submitted_at"]) }}),

    typed as (
        select
            latest._source_system as source_system,
            {{ record_key("submission_id") }} as source_id,
            trim(latest.survey_name) as survey_name,
            case
                when {{ matches(value_alias("survey_type"), "(?i)nps|loyalty") }}
                then 'nps'
                when {{ matches(value_alias("survey_type"), "(?i)csat|satisfaction") }}
                then 'csat'
                when {{ matches(value_alias("survey_type"), "(?i)ces|effort|support") }}
                then 'ces'
            end as survey_kind,
            {{ value_alias("channel") }} as channel,
            {{ parsed_number(value_alias("rating")) }} as rating,
            lower({{ value_alias("sentiment") }}) as sentiment,
            trim(latest.comment) as comment,
            {{ event_columns("submitted_at", "responded") }},
            {{ person_key("contact_id") }} as contact_source_id,
            trim(latest.contact_email) as contact_email,
            {{ record_key("ticket_id") }} as ticket_source_id,
            {{ record_metadata() }}
        from latest
    ),

    -- the lowest and highest rating, and from which on a respondent is passive or a promoter
    scaled as (
        select
            typed.*,
            scales.lowest || '-' || scales.highest as scale,
            case
                when scales.survey_kind is null or rating between scales.lowest and scales.highest
                then rating
            end as score,
            scales.passive_from,
            scales.promoter_from
        from typed
        left join
            (values ('nps', 0, 10, 7, 9), ('csat', 0, 2, 1, 2), ('ces', 1, 7, 4, 6)) as scales(
                survey_kind, lowest, highest, passive_from, promoter_from
            )
            on typed.survey_kind = scales.survey_kind
    ),

    final as (
        select
            source_system,
            source_id,
            survey_name,
            survey_kind,
            channel,
            score,
            scale,
            case
                when sentiment in ('promoter', 'passive', 'detractor')
                then sentiment
                when score >= promoter_from
                then 'promoter'
                when score >= passive_from
                then 'passive'
                when score < passive_from
                then 'detractor'
            end as response_class,
            comment,
            responded_at,
            responded_date,
            contact_source_id,
            contact_email,
            ticket_source_id,
            source_file,
            row_number,
            load_id,
            loaded_at,
            landed_date
        from scaled
    )

select *
from final
