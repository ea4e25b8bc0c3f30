{# A Zoho person's name: the backup may have only its parts. #}
{% macro full_name() -%}
    coalesce(
        trim(latest.full_name),
        nullif(trim(concat_ws(' ', latest.first_name, latest.last_name)), '')
    )
{%- endmacro %}
