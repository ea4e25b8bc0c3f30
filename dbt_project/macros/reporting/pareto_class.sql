{#
  The class of a customer by what those above it bring of the total: A until 80 % of it are brought,
  B until 95 %, C the rest; so whoever crosses a bound is still in the better class. NULL where the
  amount is not known. Amounts are decimals and compared as such: as a fraction, what those above
  bring may be a hair below the bound that it has reached.
#}
{% macro pareto_class(amount) -%}
    case
        when {{ amount }} is null
        then null
        when {{ amount }} <= 0
        then 'C'
        when 100 * {{ brought_before(amount) }} < 80 * {{ brought_by_all(amount) }}
        then 'A'
        when 100 * {{ brought_before(amount) }} < 95 * {{ brought_by_all(amount) }}
        then 'B'
        else 'C'
    end
{%- endmacro %}

{# Of all that is more than nothing, the share of the customers before. #}
{% macro share_before(amount) -%}
    {{ brought_before(amount) }} / nullif(cast({{ brought_by_all(amount) }} as double), 0)
{%- endmacro %}

{# What the customers before bring; equal ones stand by their id, who takes away brings nothing. #}
{% macro brought_before(amount) -%}
    coalesce(
        sum(greatest({{ amount }}, 0)) over (
            order by {{ amount }} desc nulls last, customer_id
            rows between unbounded preceding and 1 preceding
        ),
        0
    )
{%- endmacro %}

{% macro brought_by_all(amount) -%} sum(greatest({{ amount }}, 0)) over () {%- endmacro %}
