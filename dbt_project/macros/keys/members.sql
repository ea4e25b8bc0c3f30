{#
  Joins of `int_members`, one per record that a row refers to; the member's key is then
  `<alias>.member_id`. The relation has the columns `source_system` and the one named.

  Args:
    relation: name of the CTE that refers.
    members: alias to the object, an expression in SQL, and the column with its key.
#}
{% macro joined_members(relation, members) %}
    {%- for alias, member in members.items() %}
        left join
            int_members as {{ alias }}
            on {{ relation }}.source_system = {{ alias }}.source_system
            and {{ alias }}.object = {{ member[0] }}
            and {{ relation }}.{{ member[1] }} = {{ alias }}.source_id
    {%- endfor %}
{% endmacro %}

{# Key of the row's channel in `dim_channel`. #}
{% macro channel_id_of(relation, column="channel") -%}
    case
        when {{ relation }}.{{ column }} is null
        then 'unknown'
        else {{ channel_key(relation ~ ".source_system", relation ~ "." ~ column) }}
    end
{%- endmacro %}
