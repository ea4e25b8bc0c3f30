-- What: the seed `sales_stages` knows every stage that an opportunity is at.
-- Why: a stage it does not know counts as open, even if it means won.
-- A row: such a stage and how many opportunities are at it. Map it with a value alias of the
-- source file (`value_aliases: {stage: {"Deal closed": Won}}`).
{{ config(severity="warn") }}

with
    dim_sales_stage as (select * from {{ ref("dim_sales_stage") }}),
    fct_opportunity as (select * from {{ ref("fct_opportunity") }})

select
    dim_sales_stage.source_system,
    dim_sales_stage.pipeline,
    dim_sales_stage.stage,
    count(fct_opportunity.opportunity_id) as opportunities
from dim_sales_stage
left join fct_opportunity on dim_sales_stage.stage_id = fct_opportunity.stage_id
where not dim_sales_stage.is_mapped
group by all
