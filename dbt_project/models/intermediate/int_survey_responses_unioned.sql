{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "source_id": "varchar",
        "kind": "varchar",
        "customer_table": "varchar",
        "customer_source_id": "varchar",
        "customer_name": "varchar",
        "customer_email": "varchar",
        "ticket_source_id": "varchar",
        "order_source_id": "varchar",
        "survey_name": "varchar",
        "touchpoint": "varchar",
        "channel": "varchar",
        "score": "decimal(9, 2)",
        "scale_min": "integer",
        "scale_max": "integer",
        "comment": "varchar",
        "responded_at": "timestamp",
        "responded_date": "date",
    }
) %}
{# the column of a SurveyMonkey response with the score of a kind #}
{% set scores = {"nps": "nps_score", "csat": "csat_score", "ces": "ces_score"} %}

with
    submissions as (
        {{
            unioned(
                columns,
                {
                    "stg_template__survey_responses": {
                        "kind": "case when kind in ('nps', 'csat', 'ces') then kind else 'other' end",
                        "customer_table": "case when customer_source_id is not null"
                        " then 'customers' when customer_email is not null then 'respondents' end",
                        "customer_source_id": "coalesce(customer_source_id, "
                        ~ name_key("customer_email")
                        ~ ")",
                    },
                    "stg_hubspot__feedback_submissions": dict(
                        lacking("customer_name order_source_id touchpoint"),
                        kind="coalesce(survey_kind, 'other')",
                        customer_table="case when contact_source_id is not null then 'contacts'"
                        " when contact_email is not null then 'respondents' end",
                        customer_source_id="coalesce(contact_source_id, "
                        ~ name_key("contact_email")
                        ~ ")",
                        customer_email="contact_email",
                        scale_min="split_part(scale, '-', 1)",
                        scale_max="split_part(scale, '-', 2)",
                    ),
                },
            )
        }}
    ),

    -- a response with several scores counts for each of them
    {% for kind, column in scores.items() %}
        {{ kind }}_responses as (
            {{
                unioned(
                    columns,
                    {
                        "stg_surveymonkey__responses": dict(
                            lacking(
                                "ticket_source_id order_source_id survey_name touchpoint channel"
                                " scale_min scale_max comment"
                            ),
                            kind="case when " ~ column ~ " is not null then '" ~ kind ~ "' end",
                            customer_table="case when customer_source_id is not null"
                            " then 'respondents' end",
                            customer_email="email",
                            score=column,
                        ),
                    },
                )
            }}
        ),
    {% endfor %}

    final as (
        select *
        from submissions
        {% for kind in scores %}
            union all
            select *
            from {{ kind }}_responses
            where kind is not null
        {% endfor %}
    )

select *
from final
