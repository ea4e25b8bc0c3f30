{#
  As `event_columns`, of the first of several columns that holds a date: for an event that an
  export may state in several ways.
#}
{% macro first_event_columns(columns, event) -%}
    case
        {%- for column in columns %}
            when latest.{{ column }}__at is not null or latest.{{ column }}__day is not null
            then latest.{{ column }}__at
        {%- endfor %}
    end as {{ event }}_at,
    coalesce(
        {%- for column in columns %}
            {{ business_date("latest." ~ column ~ "__at") }},
            latest.{{ column }}__day{{ "," if not loop.last }}
        {%- endfor %}
    ) as {{ event }}_date
{%- endmacro %}
