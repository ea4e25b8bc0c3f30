{#
  One row per row and filled column of a relation: its columns beginning with `_` and those of
  `kept` stay, every other one becomes a row of `name` and `value`. Which columns there are is
  seen when the model is built, since exports bring their own.
#}
{% macro unpivoted(relation, kept, name, value) -%}
    {{ return(adapter.dispatch("unpivoted")(relation, kept, name, value)) }}
{%- endmacro %}

{% macro default__unpivoted(relation, kept, name, value) %}
    select *
    from
        (
            unpivot {{ relation }}
            on columns(lambda c: not starts_with(c, '_') and c not in ('{{ kept | join("', '") }}'))
            into name {{ name }} value {{ value }}
        )
{% endmacro %}

{# An answer under the spelling that its source maps it to, as `value_alias` does for a column. #}
{% macro aliased_answer() -%} {{ return(adapter.dispatch("aliased_answer")()) }} {%- endmacro %}

{% macro default__aliased_answer() -%}
    coalesce(
        latest.value_aliases[latest.question || chr(31) || trim(latest.answer)], trim(latest.answer)
    )
{%- endmacro %}
