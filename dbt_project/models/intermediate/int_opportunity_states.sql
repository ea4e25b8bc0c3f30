with
    int_opportunity_versions as (select * from {{ ref("int_opportunity_versions") }}),
    int_opportunities as (select * from {{ ref("int_opportunities") }}),
    int_members as (select * from {{ ref("int_members") }}),

    keyed as (
        select
            *,
            {{ surrogate_key("source_system", "'opportunities'", "source_id") }} as opportunity_id,
            {{ stage_key() }} as stage_id,
            coalesce(exported_category, stage_category, 'open') as category,
            {{ exchange_rate("int_opportunity_versions", "created_date") }} as reporting_rate
        from int_opportunity_versions
    ),

    -- what the first export shows is all that is known of the time before it
    versions as (
        select
            keyed.*,
            row_number() over earlier as version_number,
            case
                when version_number > 1
                then keyed.exported_at
                else
                    least(
                        coalesce(
                            opportunities.created_at,
                            {{ start_of_day("opportunities.created_date") }}
                        ),
                        keyed.exported_at
                    )
            end as valid_from
        from keyed
        inner join
            int_opportunities as opportunities
            on keyed.opportunity_id = opportunities.opportunity_id
        window
            earlier as (
                partition by keyed.opportunity_id order by keyed.is_latest, keyed.exported_at
            )
    ),

    final as (
        select
            versions.opportunity_id,
            versions.version_number,
            versions.valid_from,
            versions.stage_id,
            versions.category,
            case
                when versions.version_number > 1 then versions.exported_category
            end as stated_category,
            cast(versions.amount as decimal(18, 2)) as source_amount,
            coalesce(versions.currency, '{{ var("reporting_currency") }}') as currency,
            {{ in_reporting_currency("versions.amount", "versions.reporting_rate") }} as amount,
            versions.probability,
            coalesce(owners.member_id, 'unknown') as owner_employee_id,
            coalesce(
                versions.expected_close_date,
                case when versions.category = 'open' then versions.closed_date end
            ) as expected_close_date,
            versions.raw_table,
            versions.source_file,
            versions.row_number,
            versions.load_id
        from versions
        left join
            int_members as owners
            on versions.source_system = owners.source_system
            and owners.object = 'employees'
            and versions.owner_source_id = owners.source_id
    )

select *
from final
