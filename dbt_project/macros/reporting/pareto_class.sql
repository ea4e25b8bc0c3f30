{#
  The class of a customer by what those above it bring of the total: A until 80 % of it are brought,
  B until 95 %, C the rest; so whoever crosses a bound is still in the better class. NULL where the
  amount is not known.
#}
{% macro pareto_class(amount) -%}
    case
        when {{ amount }} is null
        then null
        when {{ amount }} <= 0
        then 'C'
        when {{ share_before(amount) }} < 0.80
        then 'A'
        when {{ share_before(amount) }} < 0.95
        then 'B'
        else 'C'
    end
{%- endmacro %}

{# Of all that is more than nothing, the share of the customers before; equal ones by their id. #}
{% macro share_before(amount) -%}
    coalesce(
        sum(greatest({{ amount }}, 0)) over (
            order by {{ amount }} desc nulls last, customer_id
            rows between unbounded preceding and 1 preceding
        ),
        0
    )
    / nullif(cast(sum(greatest({{ amount }}, 0)) over () as double), 0)
{%- endmacro %}
