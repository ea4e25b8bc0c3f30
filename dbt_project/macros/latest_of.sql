{#
  The CTEs that a staging model begins with: its table of raw, the settings of the sources, and
  `latest`, the rows that count now with their settings and parsed events.

  Args:
    source_name: source of the table.
    table: table of raw.
    events: see `with_settings`.
    has_people: whether its owners are written as 纷享销客 does, see `with_plain_people`.
    further arguments: see `latest_records`.
#}
{% macro latest_of(source_name, table, events=[], has_people=false) %}
    {{ raw_and_settings(source_name, table) }}
    current_records as ({{ latest_records(table, **kwargs) }}),
    {{ latest_with_settings("current_records", events, has_people) }}
{%- endmacro %}

{# The same with all versions of its records, see `record_versions`. #}
{% macro latest_versions_of(source_name, table, events=[], has_people=false) %}
    {{ raw_and_settings(source_name, table) }}
    versions as ({{ record_versions(table) }}),
    {{ latest_with_settings("versions", events, has_people) }}
{%- endmacro %}

{% macro latest_with_settings(relation, events, has_people) -%}
    {%- if has_people %} records as ({{ with_plain_people(relation) }}), {%- endif %}
    latest as ({{ with_settings("records" if has_people else relation, events=events) }})
{%- endmacro %}

{% macro raw_and_settings(source_name, table) -%}
    {{ table }} as (select * from {{ source(source_name, table) }}),
    source_settings as (select * from {{ ref("stg_ops__source_settings") }}),
{%- endmacro %}
