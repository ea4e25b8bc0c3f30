{#
  Keys of records.

  `source_id` is the vendor's id. Where an export has none, or its id is itself a name, an e-mail
  address or a phone number, it is `name:` and a hash: a reference by name then finds the record,
  and no person can be read from a key.
#}
{% macro name_key(name) -%} 'name:' || md5(lower(trim({{ name }}))) {%- endmacro %}

{#
  The names that one record of a relation has in its source, as `name_key` with its `source_id`; of
  the sources only in which `mention`, a relation's column of keys, has a name.
#}
{% macro named_once(relation, name, mention) %}
    select source_system, {{ name_key(name) }} as name_key, min(source_id) as source_id
    from {{ relation }}
    where
        {{ name }} is not null
        and source_system
        in (select source_system from {{ mention.split(".")[0] }} where {{ mention }} like 'name:%')
    group by source_system, lower(trim({{ name }}))
    having min(source_id) = max(source_id)
{% endmacro %}

{#
  Key of a customer, employee or lead, from the raw columns that hold its id and its name. An id
  with a digit and no blank in it is opaque; any other may be a name.
#}
{% macro person_key(id_column, name_column=none) -%}
    {%- set id = value_alias(id_column) -%}
    case
        when
            {{ matches(id, "\\d") }}
            and not {{ matches(id, "\\s|@") }}
            and not {{ matches(id, phone_pattern()) }}
        then {{ id }}
        else {{ name_key(id_or_name(id_column, name_column)) }}
    end
{%- endmacro %}

{# Key of anything else: any id but an e-mail address or a phone number is opaque. #}
{% macro record_key(id_column, name_column=none) -%}
    {%- set id = value_alias(id_column) -%}
    case
        when {{ id }} is null or {{ matches(id, "@") }} or {{ matches(id, phone_pattern()) }}
        then {{ name_key(id_or_name(id_column, name_column)) }}
        else {{ id }}
    end
{%- endmacro %}

{% macro id_or_name(id_column, name_column) -%}
    {%- if name_column -%} coalesce({{ value_alias(id_column) }}, {{ value_alias(name_column) }})
    {%- else -%} {{ value_alias(id_column) }}
    {%- endif -%}
{%- endmacro %}

{% macro phone_pattern() -%}
    {{
        return(
            "^\\+[\\d ()-]{7,}$|^1[3-9]\\d{9}$|^[(]?0\\d{2,4}[) -]+\\d{5,}$|^\\d{3}-\\d{3}-\\d{4}$"
        )
    }}
{%- endmacro %}

{#
  Key of a row that has no id of its own: its place in its file, and the record that it is a row of,
  as the next export, or that of another account, may be called the same.
#}
{% macro row_key(account="null") -%}
    'row:' || md5(
        concat_ws('|', latest._source_file, latest._row_number, latest._record_key, {{ account }})
    )
{%- endmacro %}

{# Key of a core row; NULL where the source has no id. #}
{% macro surrogate_key(source_system, object, source_id) -%}
    md5({{ source_system }} || '|' || {{ object }} || '|' || {{ source_id }})
{%- endmacro %}
