with
    int_stage_entries as (select * from {{ ref("int_stage_entries") }}),
    int_told_stages as (select * from {{ ref("int_told_stages") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),
    sales_stages as (select * from {{ ref("sales_stages") }}),

    seen as (
        select
            stage_id,
            source_system,
            min(pipeline) as pipeline,
            lower(trim(coalesce(min(pipeline), ''))) as pipeline_key,
            coalesce(min(stage), 'unknown') as stage
        from int_stage_entries
        group by stage_id, source_system
    ),

    stages as (
        select
            seen.*,
            sales_stages.stage is not null as is_mapped,
            sales_stages.stage_order as mapped_order,
            coalesce(sales_stages.category, told.category, 'open') as category,
            coalesce(sales_stages.probability, told.probability) as probability
        from seen
        left join int_told_stages as told on seen.stage_id = told.stage_id
        left join source_settings on seen.source_system = source_settings.source_system
        left join
            sales_stages
            on source_settings.staging_source = sales_stages.staging_source
            and lower(trim(seen.stage)) = lower(sales_stages.stage)
    ),

    -- an unmapped stage comes after the mapped ones that are no more probable than it
    placed as (
        select
            stages.stage_id,
            case
                when stages.category <> 'open'
                then 1000
                when stages.probability is not null
                then coalesce(max(mapped.mapped_order), 0)
            end as place
        from stages
        left join
            stages as mapped
            on stages.source_system = mapped.source_system
            and mapped.is_mapped
            and mapped.category = 'open'
            and mapped.probability <= stages.probability
        where not stages.is_mapped
        group by stages.stage_id, stages.category, stages.probability
    ),

    ordered as (
        select
            stages.*,
            coalesce(stages.mapped_order, placed.place) as place,
            dense_rank() over (
                partition by stages.source_system, stages.pipeline_key
                order by
                    coalesce(stages.mapped_order, placed.place) is null,
                    stages.category = 'lost',
                    stages.category = 'won',
                    coalesce(stages.mapped_order, placed.place),
                    case when not stages.is_mapped then stages.probability end nulls first,
                    case when not stages.is_mapped then stages.stage end nulls first
            ) as stage_order
        from stages
        left join placed on stages.stage_id = placed.stage_id
    ),

    final as (
        select
            stage_id,
            source_system,
            stage as source_id,
            pipeline,
            stage,
            case when place is not null then cast(stage_order as integer) end as stage_order,
            cast(
                case category when 'won' then 1 when 'lost' then 0 else probability end as decimal(
                    9, 6
                )
            ) as probability,
            category,
            is_mapped
        from ordered
    )

select *
from final
