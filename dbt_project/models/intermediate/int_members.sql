{% set listings = {
    "int_customers_unioned": "source_table",
    "int_products_unioned": "'products'",
    "int_employees_unioned": "'employees'",
    "int_campaigns_unioned": "'campaigns'",
} %}

with
    int_references as (select * from {{ ref("int_references") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    listed as (
        {% for model, object in listings.items() %}
            select source_system, {{ object }} as object, source_id, name_key
            from {{ ref(model) }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    -- a name stands for a record only where no other record of the source has it
    named as (
        select source_system, object, name_key, object as member_object, min(source_id) as source_id
        from listed
        where name_key is not null
        group by source_system, object, name_key
        having count(*) = 1
    ),

    -- a customer of Dynamics is an account or a contact, and the export has its name only
    persons as (
        select
            contacts.source_system,
            'accounts' as object,
            contacts.name_key,
            contacts.object as member_object,
            contacts.source_id
        from named as contacts
        inner join
            source_settings
            on contacts.source_system = source_settings.source_system
            and source_settings.staging_source = 'dynamics'
        anti join
            listed as accounts
            on contacts.source_system = accounts.source_system
            and accounts.object = 'accounts'
            and contacts.name_key = accounts.name_key
        where contacts.object = 'contacts'
    ),

    names as (
        select *
        from named
        union all by name
        select *
        from persons
    ),

    keys as (
        select source_system, object, source_id, true as is_listed
        from listed
        where source_id is not null
        union all
        select source_system, object, source_id, false as is_listed
        from int_references
    ),

    final as (
        select
            keys.source_system,
            keys.object,
            keys.source_id,
            case
                when bool_or(keys.is_listed)
                then keys.source_id
                else coalesce(min(names.source_id), keys.source_id)
            end as member_source_id,
            {{
                surrogate_key(
                    "keys.source_system",
                    "case when bool_or(keys.is_listed) then keys.object"
                    " else coalesce(min(names.member_object), keys.object) end",
                    "member_source_id",
                )
            }} as member_id,
            bool_or(keys.is_listed) or min(names.source_id) is not null as is_listed
        from keys
        left join
            names
            on keys.source_system = names.source_system
            and keys.object = names.object
            and keys.source_id = names.name_key
        group by keys.source_system, keys.object, keys.source_id
    )

select *
from final
