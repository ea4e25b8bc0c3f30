with
    int_opportunities_unioned as (select * from {{ ref("int_opportunities_unioned") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),
    sales_stages as (select * from {{ ref("sales_stages") }}),

    seen as (
        select
            {{ stage_key() }} as stage_id,
            source_system,
            min(pipeline) as pipeline,
            coalesce(min(stage), 'unknown') as stage
        from int_opportunities_unioned
        group by source_system, stage_id
    ),

    final as (
        select
            seen.stage_id,
            seen.source_system,
            seen.stage as source_id,
            seen.pipeline,
            seen.stage,
            sales_stages.stage_order,
            sales_stages.probability,
            coalesce(sales_stages.category, 'open') as category,
            sales_stages.stage is not null as is_mapped
        from seen
        left join source_settings on seen.source_system = source_settings.source_system
        left join
            sales_stages
            on source_settings.staging_source = sales_stages.staging_source
            and lower(trim(seen.stage)) = lower(sales_stages.stage)
    )

select *
from final
