with
    int_opportunities_unioned as (select * from {{ ref("int_opportunities_unioned") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),
    sales_stages as (select * from {{ ref("sales_stages") }}),

    -- where no stage means won, winning is no matter of the stage
    closing_sources as (select distinct staging_source from sales_stages where category = 'won'),

    told as (
        select
            {{ stage_key() }} as stage_id,
            source_system,
            cast(
                avg(probability) filter (
                    where coalesce(exported_category, 'open') = 'open'
                ) as decimal(9, 6)
            ) as probability,
            case
                when count(distinct exported_category) = 1 then min(exported_category)
            end as category
        from int_opportunities_unioned
        group by stage_id, source_system
    ),

    final as (
        select
            told.stage_id,
            told.source_system,
            told.probability,
            case when closing_sources.staging_source is not null then told.category end as category
        from told
        left join source_settings on told.source_system = source_settings.source_system
        left join closing_sources on source_settings.staging_source = closing_sources.staging_source
    )

select *
from final
