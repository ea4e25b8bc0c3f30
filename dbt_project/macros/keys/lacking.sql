{# The columns that a staging model lacks, for `unioned`: names with blanks between them. #}
{% macro lacking(names) -%} {{ return(dict.fromkeys(names.split())) }} {%- endmacro %}
