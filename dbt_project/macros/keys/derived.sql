{# Key of a stage of a pipeline: names differ in case and blanks from export to export. #}
{% macro stage_key(relation=none) -%}
    {%- set of = relation ~ "." if relation else "" -%}
    {{
        surrogate_key(
            of ~ "source_system",
            "'sales_stages'",
            "coalesce(lower(trim("
            ~ of
            ~ "pipeline)), '') || '|' || coalesce(lower(trim("
            ~ of
            ~ "stage)), '')",
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
