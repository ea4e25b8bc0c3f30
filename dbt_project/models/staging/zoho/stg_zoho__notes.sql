with
    {{ latest_of("zoho", "notes", events=["created_at", "modified_at"]) }},

    final as (
        select
            latest._source_system as source_system,
            {{ record_key("note_id") }} as source_id,
            {{ record_key("parent_record_id") }} as parent_source_id,
            -- the file is called Notes_Contacts_2026_02_10.csv; a backup has the notes of all
            -- modules in one
            nullif(
                regexp_extract(latest._source_file, '(?i)Notes_([a-z]+)_[0-9]', 1), ''
            ) as parent_module,
            trim(latest.title) as title,
            trim(latest.content) as description,
            {{ person_key("owner_id", "owner_name") }} as employee_source_id,
            trim(latest.owner_name) as employee_name,
            {{ event_columns("created_at", "created") }},
            {{ event_columns("modified_at", "modified") }},
            {{ record_metadata() }}
        from latest
    )

select *
from final
