{# Age at `as_of` in bands of ten years; NULL without a birth date. #}
{% macro age_band(birth_date) -%}
    {%- set age -%}
        date_diff('year', {{ birth_date }}, (select as_of_date from {{ ref("as_of") }}))
        - case
            when
                strftime({{ birth_date }}, '%m%d')
                > strftime((select as_of_date from {{ ref("as_of") }}), '%m%d')
            then 1
            else 0
        end
    {%- endset -%}
    case
        when {{ age }} < 0 or {{ age }} > 120
        then null
        when {{ age }} < 18
        then '0-17'
        when {{ age }} < 25
        then '18-24'
        {%- for start in [25, 35, 45, 55] %}
            when {{ age }} < {{ start + 10 }} then '{{ start }}-{{ start + 9 }}'
        {%- endfor %}
        when {{ age }} >= 65
        then '65+'
    end
{%- endmacro %}
