{% set columns = with_metadata(
    {
        "source_system": "varchar",
        "opportunity_source_id": "varchar",
        "stage": "varchar",
        "previous_stage": "varchar",
        "entered_at": "timestamp",
        "entered_date": "date",
        "is_stage_change": "boolean",
        "is_deleted": "boolean",
    }
) %}

with
    changes as (
        {{
            unioned(
                columns,
                {
                    "stg_template__stage_changes": {
                        "previous_stage": none,
                        "is_stage_change": "true",
                        "is_deleted": "false",
                    },
                    "stg_zoho__deal_stage_history": {
                        "previous_stage": none,
                        "is_stage_change": "true",
                        "is_deleted": "false",
                    },
                    "stg_salesforce__opportunity_history": {"is_stage_change": "true"},
                    "stg_salesforce__opportunity_field_history": {
                        "stage": "new_value",
                        "previous_stage": "old_value",
                        "entered_at": "changed_at",
                        "entered_date": "changed_date",
                        "is_stage_change": "lower(field) in ('stagename', 'stage')",
                    },
                },
            )
        }}
    ),

    -- Salesforce may export both of its histories: the one of opportunities has the first stage too
    final as (
        select
            * exclude (is_stage_change, is_deleted),
            {{
                surrogate_key(
                    "source_system",
                    "'stage_changes'",
                    "raw_table || '|' || load_id || '|' || row_number",
                )
            }} as stage_change_id
        from changes
        where is_stage_change and not is_deleted and stage is not null and entered_date is not null
        qualify
            dense_rank() over (
                partition by source_system, opportunity_source_id
                order by case when raw_table like '%field_history' then 1 else 0 end
            )
            = 1
    )

select *
from final
