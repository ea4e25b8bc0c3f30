{#
  A score as it would be on the usual scale of its kind: nps 0 to 10, csat 1 to 5, ces 1 to 7; NULL
  of any other kind.

  Args:
    level: the part of its own scale that the score is, from 0 to 1.
#}
{% macro on_usual_scale(level) -%}
    case
        kind
        when 'nps'
        then 10 * {{ level }}
        when 'csat'
        then 1 + 4 * {{ level }}
        when 'ces'
        then 1 + 6 * {{ level }}
    end
{%- endmacro %}

{# Whether a response speaks for us (1), against us (-1) or neither (0); NULL without a class. #}
{% macro response_side(response_class) -%}
    case
        when {{ response_class }} in ('promoter', 'satisfied', 'easy')
        then 1
        when {{ response_class }} in ('passive', 'neutral')
        then 0
        when {{ response_class }} in ('detractor', 'dissatisfied', 'hard')
        then -1
    end
{%- endmacro %}

{#
  Half the width of the 95 % interval of (favourable - against) / responses, where each favourable
  one is worth 1 and each against -1. NULL where all say the same: nothing tells then how much
  another sample would differ.
#}
{% macro margin_of_error(favourable, against, responses) -%}
    case
        when
            greatest(
                {{ favourable }}, {{ against }}, {{ responses }} - {{ favourable }} - {{ against }}
            )
            < {{ responses }}
        then
            1.96 * sqrt(
                (
                    cast({{ favourable }} + {{ against }} as double) / nullif({{ responses }}, 0)
                    - power(
                        cast({{ favourable }} - {{ against }} as double)
                        / nullif({{ responses }}, 0),
                        2
                    )
                )
                / nullif({{ responses }}, 0)
            )
    end
{%- endmacro %}
