{#
  What a score means, wherever its scale begins and ends; NULL off its scale.

  - nps, on 0 to 10 or 1 to 10: promoter from 9, passive from 7, else detractor. On any other scale
    nobody has said where a promoter begins: NULL.
  - csat: satisfied in the upper quarter of the scale (4 and 5 of 5), dissatisfied below its
    middle (1 and 2), else neutral.
  - ces: easy in the upper third (5 to 7 of 7), hard below its middle (1 to 3), else neutral.

  Compared by products of whole numbers, so that no rounding decides.
#}
{% macro response_class(relation) -%}
    {%- set above = "(" ~ relation ~ ".score - " ~ relation ~ ".scale_min)" -%}
    {%- set range = "(cast(" ~ relation ~ ".scale_max as bigint) - " ~ relation ~ ".scale_min)" -%}
    case
        when
            {{ relation }}.score not between {{ relation }}.scale_min
            and {{ relation }}.scale_max
            or {{ range }} <= 0
        then null
        when {{ relation }}.kind = 'nps'
        then
            case
                when {{ relation }}.scale_min not in (0, 1) or {{ relation }}.scale_max <> 10
                then null
                when {{ relation }}.score >= 9
                then 'promoter'
                when {{ relation }}.score >= 7
                then 'passive'
                when {{ relation }}.score < 7
                then 'detractor'
            end
        when {{ relation }}.kind = 'csat'
        then
            case
                when 4 * {{ above }} >= 3 * {{ range }}
                then 'satisfied'
                when 2 * {{ above }} < {{ range }}
                then 'dissatisfied'
                when 2 * {{ above }} >= {{ range }}
                then 'neutral'
            end
        when {{ relation }}.kind = 'ces'
        then
            case
                when 3 * {{ above }} >= 2 * {{ range }}
                then 'easy'
                when 2 * {{ above }} < {{ range }}
                then 'hard'
                when 2 * {{ above }} >= {{ range }}
                then 'neutral'
            end
    end
{%- endmacro %}
