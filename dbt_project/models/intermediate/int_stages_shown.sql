with
    int_opportunity_versions as (select * from {{ ref("int_opportunity_versions") }}),
    int_opportunities_unioned as (select * from {{ ref("int_opportunities_unioned") }}),
    int_told_stages as (select * from {{ ref("int_told_stages") }}),

    versions as (
        select
            versions.* exclude (stage_category),
            -- a stage that nobody mapped means what all opportunities at it say
            coalesce(
                versions.stage_category,
                case when versions.exported_category = told.category then told.category end
            ) as stage_category,
            {{ business_date("versions.exported_at") }} as exported_date,
            lag(versions.exported_at) over earlier as previous_at,
            {{ business_date("lag(versions.exported_at) over earlier") }} as previous_date,
            row_number() over earlier as version_number
        from int_opportunity_versions as versions
        inner join
            int_opportunities_unioned as opportunities
            on versions.source_system = opportunities.source_system
            and versions.source_id = opportunities.source_id
        left join
            int_told_stages as told
            on told.stage_id
            -- the key of a stage takes time, and most are mapped
            = case when versions.stage_category is null then {{ stage_key("versions") }} end
        window
            earlier as (
                partition by versions.source_system, versions.source_id
                order by versions.is_latest, versions.exported_at
            )
    ),

    -- a date that the export states counts if it lies after the export before; an opportunity came
    -- to its last stage when it was closed at the latest
    told as (
        select
            *,
            case
                when
                    stage_changed_date between coalesce(
                        previous_date, created_date, stage_changed_date
                    ) and exported_date
                then 'stage_changed'
                when
                    (
                        stage_category in ('won', 'lost')
                        or (exported_category in ('won', 'lost') and version_number > 1)
                    )
                    and closed_date between coalesce(created_date, closed_date) and exported_date
                then 'closed'
                when version_number = 1
                then 'created'
                else 'exported'
            end as entry
        from versions
    ),

    entered as (
        select
            *,
            case
                entry
                {% for entry in ["stage_changed", "closed", "created", "exported"] %}
                    when '{{ entry }}' then {{ entry }}_at
                {% endfor %}
            end as stated_at,
            case
                entry
                {% for entry in ["stage_changed", "closed", "created", "exported"] %}
                    when '{{ entry }}' then {{ entry }}_date
                {% endfor %}
            end as entered_date
        from told
    ),

    final as (
        select
            source_system,
            source_id,
            pipeline,
            stage,
            version_number,
            is_latest,
            exported_at,
            exported_date,
            created_at,
            created_date,
            -- what is dated back behind what the export before it showed
            case when stated_at < previous_at then previous_at else stated_at end as entered_at,
            greatest(entered_date, previous_date) as entered_date,
            case
                when stage_category in ('won', 'lost') or exported_category in ('won', 'lost')
                then closed_date
            end as closed_date,
            entry <> 'created' as is_observed,
            raw_table,
            source_file,
            row_number,
            load_id
        from entered
    )

select *
from final
