-- Every touch of one customer up to the as-of date, newest first, undated ones last. `kind` can be
-- filtered by $kinds; `event` says what happened; `detail` and `reference` are as exported; an amount
-- is in the reporting currency, an order's before refunds; `touches` counts the rows of all pages.
with
    touches as (
        select
            'order' as kind,
            case when is_cancelled then 'order_cancelled' else 'order_placed' end as event,
            order_date as happened_date,
            ordered_at as happened_at,
            status as detail,
            (gross - discount)::double as amount,
            null::double as score,
            null::double as scale_max,
            null::double as points,
            source_system,
            source_id as reference,
            order_id as record_id,
            null as text_id
        from core.fct_order
        where customer_id = $customer_id

        union all
        select
            'refund', 'refund_paid', refunded_date, refunded_at, reason, -amount::double, null, null,
            null, source_system, source_id, order_refund_id, null
        from core.fct_order_refund
        where customer_id = $customer_id

        union all
        select
            'lead', step.event, step.happened_date, step.happened_at,
            case when step.event = 'lead_created' then source else status end,
            null, null, null, null, source_system, source_id, lead_id, null
        from core.fct_lead,
            unnest([
                {'event': 'lead_created', 'happened_date': created_date, 'happened_at': created_at,
                    'is_told': true},
                {'event': 'lead_contacted', 'happened_date': contacted_date,
                    'happened_at': contacted_at, 'is_told': contacted_date is not null},
                {'event': 'lead_qualified', 'happened_date': qualified_date,
                    'happened_at': qualified_at, 'is_told': qualified_date is not null},
                {'event': 'lead_converted', 'happened_date': converted_date,
                    'happened_at': converted_at, 'is_told': converted_date is not null},
                {'event': 'lead_disqualified', 'happened_date': disqualified_date,
                    'happened_at': disqualified_at, 'is_told': disqualified_date is not null}
            ]) as steps(step)
        where customer_id = $customer_id and step.is_told

        union all
        select
            'opportunity', 'opportunity_created', created_date, created_at, source, amount::double,
            null, null, null, source_system, source_id, opportunity_id, opportunity_id
        from core.fct_opportunity
        where customer_id = $customer_id

        union all
        select
            'opportunity', 'opportunity_' || category, closed_date, closed_at,
            coalesce(win_loss_reason, stage), amount::double, null, null, null, source_system,
            source_id, opportunity_id, opportunity_id
        from core.fct_opportunity
        where customer_id = $customer_id and category <> 'open'

        union all
        select
            'opportunity', 'opportunity_stage', visit.entered_date, visit.entered_at, visit.stage,
            null, null, null, null, visit.source_system, visit.source_id,
            visit.opportunity_stage_visit_id, visit.opportunity_id
        from core.fct_opportunity_stage_visit as visit
        inner join
            core.fct_opportunity as opportunity
            on opportunity.opportunity_id = visit.opportunity_id
        inner join core.dim_sales_stage as stage on stage.stage_id = visit.stage_id
        where
            opportunity.customer_id = $customer_id
            and visit.is_observed
            and stage.category = 'open'

        union all
        select
            'interaction',
            case when is_completed then channel else 'missed_' || channel end,
            coalesce(occurred_date, planned_date), coalesce(occurred_at, planned_at), outcome, null,
            null, null, null, source_system, source_id, interaction_id, interaction_id
        from core.fct_interaction
        where customer_id = $customer_id

        union all
        select
            'ticket', kind || '_opened', opened_date, opened_at, cause, null, null, null, null,
            source_system, source_id, ticket_id, ticket_id
        from core.fct_ticket
        where customer_id = $customer_id

        union all
        select
            'ticket', kind || '_resolved', resolved_date, resolved_at, status, null, null, null,
            null, source_system, source_id, ticket_id, ticket_id
        from core.fct_ticket
        where customer_id = $customer_id and resolved_date is not null

        union all
        select
            'survey', 'survey_' || kind, responded_date, responded_at, response_class, null,
            score::double, scale_max::double, null, source_system, source_id, survey_response_id,
            response_id
        from core.fct_survey_response
        where customer_id = $customer_id

        union all
        select
            'survey', case when is_text then 'survey_comment' else 'survey_answer' end,
            responded_date, responded_at, driver, null, score::double, scale_max::double, null,
            source_system, source_id, survey_answer_id, case when is_text then response_id end
        from core.fct_survey_answer
        where customer_id = $customer_id and driver <> 'overall'

        union all
        select
            'campaign', 'campaign_' || touch.touch_kind, touch.touched_date, touch.touched_at,
            coalesce(campaign.campaign_name, campaign.source_id), null, null, null, null,
            touch.source_system, touch.source_id, touch.campaign_touch_id, null
        from core.fct_campaign_touch as touch
        inner join core.dim_campaign as campaign on campaign.campaign_id = touch.campaign_id
        where touch.customer_id = $customer_id

        union all
        select
            'loyalty', 'loyalty_' || kind, occurred_date, occurred_at,
            case when kind = 'tier_change' then tier_after end, null, null, null, points::double,
            source_system, source_id, loyalty_event_id, null
        from core.fct_loyalty_event
        where customer_id = $customer_id
    )
select *, count(*) over () as touches
from touches
where
    (happened_date is null or happened_date <= $as_of_date)
    and ($kinds is null or list_contains($kinds, kind))
order by happened_date desc nulls last, happened_at desc nulls last, kind, record_id, event
limit $row_limit offset $row_offset
