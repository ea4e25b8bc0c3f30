-- The visits of a stage up to the as-of date, the longest first; one that has not ended counts its
-- days up to then.
select
    nullif(opportunity.customer_id, 'unknown') as customer_id,
    opportunity.opportunity_id,
    opportunity.source_system,
    opportunity.category as outcome,
    visit.visit_number,
    visit.direction,
    visit.entered_date,
    case when visit.exited_date <= $as_of_date then visit.exited_date end as exited_date,
    coalesce(
        case when visit.exited_date <= $as_of_date then visit.days end,
        $as_of_date - visit.entered_date
    )::bigint as days,
    visit.is_observed,
    opportunity.amount::double as amount
from core.fct_opportunity_stage_visit as visit
inner join
    marts.sales_opportunity as opportunity on opportunity.opportunity_id = visit.opportunity_id
where
    list_contains($sources, opportunity.source_system)
    and visit.stage_id = $stage_id
    and visit.entered_date <= $as_of_date
order by days desc nulls last, visit.opportunity_stage_visit_id
limit $row_limit
