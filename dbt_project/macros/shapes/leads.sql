{#
  True where a lead says when, or into what, it was converted; else NULL: no column says that it was
  not, so its status may.
#}
{% macro is_converted_by_its_marks() -%}
    case
        when
            converted_date is not null
            or converted_customer_source_id is not null
            or converted_opportunity_source_id is not null
        then true
    end
{%- endmacro %}
