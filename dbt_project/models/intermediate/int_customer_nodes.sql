{# where two records were first exported together, the one the vendors link towards names them #}
{% set ranks = {
    "accounts": 1,
    "companies": 1,
    "organizations": 1,
    "customers": 1,
    "contacts": 2,
    "persons": 2,
    "leads": 3,
} %}

with
    int_customer_records as (select * from {{ ref("int_customer_records") }}),
    int_references as (select * from {{ ref("int_references") }}),
    stg_ops__export_times as (select * from {{ ref("stg_ops__export_times") }}),

    records as (
        select
            int_customer_records.record_id,
            int_customer_records.source_system,
            int_customer_records.source_table,
            int_customer_records.source_id,
            least(
                min(
                    coalesce(
                        stg_ops__export_times.first_exported_at, int_customer_records.loaded_at
                    )
                ),
                min(int_references.first_exported_at)
            ) as first_exported_at,
            min(int_customer_records.created_date) as created_date,
            bool_and(int_customer_records.is_deleted) as is_deleted
        from int_customer_records
        left join
            stg_ops__export_times
            on int_customer_records.raw_table = stg_ops__export_times.raw_table
            and int_customer_records.load_id = stg_ops__export_times.load_id
            and int_customer_records.row_number = stg_ops__export_times.row_number
        left join
            int_references
            on int_customer_records.source_system = int_references.source_system
            and int_customer_records.source_table = int_references.object
            and int_customer_records.source_id = int_references.source_id
        where int_customer_records.record_id is not null
        group by all
    ),

    final as (
        select
            *,
            row_number() over (
                order by
                    first_exported_at asc nulls last,
                    case
                        source_table
                        {% for table, rank in ranks.items() %}
                            when '{{ table }}' then {{ rank }}
                        {% endfor %}
                        else 4
                    end,
                    created_date asc nulls last,
                    record_id
            )
            - 1 as node
        from records
    )

select *
from final
