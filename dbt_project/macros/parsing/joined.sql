{# The first of several values that stand in one cell, joined by a mark; NULL where there is none. #}
{% macro first_of_joined(column, mark=";") -%}
    nullif(trim(split_part({{ column }}, '{{ mark }}', 1)), '')
{%- endmacro %}

{#
  The first phone number that a record has in some raw columns, as `phone`, and all of them, joined by
  semicolons, as `phones`.

  Args:
    names of the columns, those first whose number is called first.
    mark: what joins several numbers in one cell; without, a cell is one number.
#}
{% macro phone_columns() -%}
    {{ first_and_all("phone", varargs, kwargs.get("mark")) }}
{%- endmacro %}

{# As `phone_columns`: the e-mail address that is written to first as `email`, all as `emails`. #}
{% macro email_columns() -%}
    {{ first_and_all("email", varargs, kwargs.get("mark")) }}
{%- endmacro %}

{% macro first_and_all(name, columns, mark) -%}
    {%- set firsts, cells = [], [] -%}
    {%- for column in columns -%}
        {%- set cell = "trim(latest." ~ column ~ ")" -%}
        {%- do firsts.append(first_of_joined(cell, mark) if mark else cell) -%}
        {%- do cells.append("replace(" ~ cell ~ ", '" ~ mark ~ "', ';')" if mark else cell) -%}
    {%- endfor -%}
    coalesce({{ firsts | join(", ") }}) as {{ name }},
    concat_ws(';', {{ cells | join(", ") }}) as {{ name }}s
{%- endmacro %}
