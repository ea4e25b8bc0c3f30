{#
  The rows of a relation, with people as exports of 纷享销客 name them: its API writes a list of ids
  (`["1000"]`) or an object with a name, of which the first counts.
#}
{% macro with_plain_people(relation, columns=["owner_id", "owner_name"]) -%}
    {{ return(adapter.dispatch("with_plain_people")(relation, columns)) }}
{%- endmacro %}

{% macro default__with_plain_people(relation, columns) -%}
    select
        * replace (
            {%- for column in columns %}
                {{ plain_person(column) }} as {{ column }}{{ "," if not loop.last }}
            {%- endfor %}
        )
    from {{ relation }}
{%- endmacro %}

{% macro plain_person(text) -%}
    case
        when {{ matches(text, '^[{\\[].*"name"\\s*:\\s*"') }}
        then {{ replaced(text, '^.*?"name"\\s*:\\s*"([^"]*)".*$', "\\1") }}
        when {{ matches(text, "^\\[") }}
        then nullif({{ replaced(text, '^\\[\\s*"?([^",\\]]*).*$', "\\1") }}, '')
        else {{ text }}
    end
{%- endmacro %}

{# Whether a record was voided (作废), the first of the two phases of deleting it. #}
{% macro is_voided() -%}
    (
        coalesce({{ value_alias("life_status") }} = '作废', false)
        or coalesce({{ parsed_boolean("latest.is_deleted") }}, false)
    )
{%- endmacro %}

{# Currency of a record, whose name may be Chinese; else that of the source. #}
{% macro fxiaoke_currency() -%}
    coalesce(upper({{ value_alias("currency") }}), latest.source_currency)
{%- endmacro %}

{# Whether a record is approved, if its tenant has records approved at all. #}
{% macro fxiaoke_is_in_effect() -%}
    coalesce(life_status not in ('未生效', '审核中'), true)
{%- endmacro %}

{# Why a return does not count: voided, or not approved yet. #}
{% macro fxiaoke_reason_excluded() -%}
    case
        when is_deleted then 'deleted' when not {{ fxiaoke_is_in_effect() }} then 'not in effect'
    end
{%- endmacro %}
