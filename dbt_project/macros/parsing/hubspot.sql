{#
  Stage and pipeline as raw columns of their own: HubSpot writes the pipeline behind the stage, as in
  `Closed won (Sales Pipeline)`, whether or not it exports a column with the pipeline.
#}
{% macro hubspot_stage(stage="stage") -%}
    case
        when
            right(lower(trim({{ stage }})), length(trim(pipeline)) + 2)
            = '(' || lower(trim(pipeline)) || ')'
        then trim(left(trim({{ stage }}), length(trim({{ stage }})) - length(trim(pipeline)) - 2))
        when pipeline is null
        then {{ replaced("trim(" ~ stage ~ ")", "(.)\\s*" ~ in_brackets() ~ "$", "\\1") }}
        else {{ stage }}
    end
{%- endmacro %}

{% macro hubspot_pipeline(stage="stage") -%}
    coalesce(
        pipeline,
        nullif({{ extracted("trim(" ~ stage ~ ")", ".\\s*" ~ in_brackets() ~ "$", 1) }}, '')
    )
{%- endmacro %}

{# A name in brackets, which may have brackets of its own: `(Sales (Europe))`. #}
{% macro in_brackets() -%} {{ return("\\(((?:[^()]|\\([^()]*\\))+)\\)") }} {%- endmacro %}
