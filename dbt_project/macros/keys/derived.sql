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

{# Key of the order that a record mentions by id or number, joined with `int_order_keys`. #}
{% macro order_key(relation) -%}
    coalesce(
        int_order_keys.order_id,
        {{ surrogate_key(relation ~ ".source_system", "'orders'", relation ~ ".order_source_id") }}
    )
{%- endmacro %}
