{# Seconds, from a number of seconds or a clock: `95`, `01:35`, `0:01:35`. Anything else: NULL. #}
{% macro seconds_of_clock(text) -%}
    case
        when {{ matches(text, "^\\s*\\d{1,4}:\\d\\d(:\\d\\d)?\\s*$") }}
        then
            coalesce(try_cast(split_part(trim({{ text }}), ':', -3) as integer), 0) * 3600
            + cast(split_part(trim({{ text }}), ':', -2) as integer) * 60
            + cast(split_part(trim({{ text }}), ':', -1) as integer)
        else try_cast({{ parsed_number(text) }} as integer)
    end
{%- endmacro %}
