-- What: every quota of the plain shape counts once, in whatever form its month and its employee
-- were
-- written from file to file.
-- Why: one that counts twice halves what its employee has attained, one that is lost hides it.
-- A row: an employee and a month of which the rows that count are not one.
with
    quotas as (select * from {{ source("template", "quotas") }}),
    stg_template__quotas as (select * from {{ ref("stg_template__quotas") }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),

    months as (select * replace ({{ first_of_month("trim(quotas.month)") }} as month) from quotas),

    landed as ({{ with_settings("months") }}),

    exported as (
        select distinct
            latest._source_system as source_system,
            {{ person_key("employee_id") }} as employee_source_id,
            cast(date_trunc('month', {{ parsed_date("month") }}) as date) as month
        from landed as latest
    )

select source_system, employee_source_id, month, count(counting.load_id) as rows_counting
from exported
full join stg_template__quotas as counting using (source_system, employee_source_id, month)
where month is not null
group by all
having count(counting.load_id) <> 1
