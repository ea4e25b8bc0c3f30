{% set columns = {
    "source_system": "varchar",
    "employee_source_id": "varchar",
    "month": "date",
    "amount": "decimal(18, 4)",
    "currency": "varchar",
    "exchange_rate": "decimal(18, 11)",
} %}

with
    int_members as (select * from {{ ref("int_members") }}),

    given as ({{ unioned(columns, {"stg_template__quotas": lacking("exchange_rate")}) }}),

    rated as (select *, {{ exchange_rate("given", "month") }} as reporting_rate from given),

    final as (
        select
            coalesce(employees.member_id, 'unknown') as employee_id,
            rated.month,
            cast(
                sum({{ in_reporting_currency("rated.amount", "rated.reporting_rate") }}) as decimal(
                    18, 2
                )
            ) as amount
        from rated
        left join
            int_members as employees
            on rated.source_system = employees.source_system
            and employees.object = 'employees'
            and rated.employee_source_id = employees.source_id
        where rated.month is not null
        group by all
    )

select *
from final
