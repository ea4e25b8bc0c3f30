with
    int_events as (select * from {{ ref("int_events") }}),

    chosen as (
        {% if var("as_of") == "latest" -%}
            select max(event_date) as as_of_date from int_events where is_believed
        {%- else -%}select cast('{{ var("as_of") }}' as date) as as_of_date
        {%- endif %}
    ),

    final as (
        select
            as_of_date,
            {{
                utc_of(
                    "cast(as_of_date + interval 1 day as timestamp)", "'" ~ var("time_zone") ~ "'"
                )
            }} as as_of
        from chosen
        where as_of_date is not null
    )

select *
from final
