{# Key of a stage of a pipeline: names differ in case and blanks from export to export. #}
{% macro stage_key() -%}
    {{
        surrogate_key(
            "source_system",
            "'sales_stages'",
            "coalesce(lower(trim(pipeline)), '') || '|' || coalesce(lower(trim(stage)), '')",
        )
    }}
{%- endmacro %}

{% macro channel_key(source_system, channel) -%}
    {{ surrogate_key(source_system, "'channels'", "lower(trim(" ~ channel ~ "))") }}
{%- endmacro %}
