with
    int_survey_responses as (select * from {{ ref("int_survey_responses") }}),
    fct_ticket as (select * from {{ ref("fct_ticket") }}),
    fct_order as (select * from {{ ref("fct_order") }}),

    final as (
        select
            int_survey_responses.survey_response_id,
            int_survey_responses.response_id,
            int_survey_responses.source_system,
            int_survey_responses.source_id,
            case
                when int_survey_responses.customer_id <> 'unknown'
                then int_survey_responses.customer_id
                else coalesce(fct_ticket.customer_id, fct_order.customer_id, 'unknown')
            end as customer_id,
            fct_ticket.ticket_id,
            fct_order.order_id,
            int_survey_responses.channel_id,
            int_survey_responses.kind,
            int_survey_responses.survey_name,
            coalesce(
                int_survey_responses.touchpoint,
                case
                    when fct_ticket.ticket_id is not null
                    then 'ticket'
                    when fct_order.order_id is not null
                    then 'order'
                    else 'relationship'
                end
            ) as touchpoint,
            int_survey_responses.score,
            int_survey_responses.scale_min,
            int_survey_responses.scale_max,
            int_survey_responses.response_class,
            int_survey_responses.responded_at,
            int_survey_responses.responded_date
        from int_survey_responses
        left join fct_ticket on int_survey_responses.mentioned_ticket_id = fct_ticket.ticket_id
        left join fct_order on int_survey_responses.mentioned_order_id = fct_order.order_id
    )

select *
from final
