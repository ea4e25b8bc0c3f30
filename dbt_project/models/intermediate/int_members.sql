{% set listings = {
    "int_customers_unioned": "source_table",
    "int_products_unioned": "'products'",
    "int_employees_unioned": "'employees'",
    "int_campaigns_unioned": "'campaigns'",
} %}

with
    int_references as (select * from {{ ref("int_references") }}),

    listed as (
        {% for model, object in listings.items() %}
            select source_system, {{ object }} as object, source_id, name_key
            from {{ ref(model) }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    -- a name stands for a record only where no other record of the source has it
    named as (
        select source_system, object, name_key, min(source_id) as source_id
        from listed
        where name_key is not null
        group by source_system, object, name_key
        having count(*) = 1
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
                else coalesce(min(named.source_id), keys.source_id)
            end as member_source_id,
            {{ surrogate_key("keys.source_system", "keys.object", "member_source_id") }}
            as member_id,
            bool_or(keys.is_listed) or min(named.source_id) is not null as is_listed
        from keys
        left join
            named
            on keys.source_system = named.source_system
            and keys.object = named.object
            and keys.source_id = named.name_key
        group by keys.source_system, keys.object, keys.source_id
    )

select *
from final
