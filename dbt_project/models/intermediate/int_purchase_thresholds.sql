{# fewer gaps than these say nothing; then the second and third value hold #}
{% set least_gaps, lapsing_days, churned_days = 100, 90, 180 %}

with
    int_purchase_days as (select * from {{ ref("int_purchase_days") }}),

    gaps as (
        select
            count(gap_days) >= {{ least_gaps }} as is_enough,
            cast(ceil({{ quantile("gap_days", 0.75) }}) as integer) as lapsing_days,
            cast(ceil({{ quantile("gap_days", 0.9) }}) as integer) as churned_days
        from int_purchase_days
    ),

    chosen as (
        select
            cast(
                {% if var("lapsing_after_days") is not none %}{{ var("lapsing_after_days") }}
                {% else %}case when is_enough then lapsing_days else {{ lapsing_days }} end
                {% endif %} as integer
            ) as lapsing_after_days,
            cast(
                {% if var("churned_after_days") is not none %}{{ var("churned_after_days") }}
                {% else %}case when is_enough then churned_days else {{ churned_days }} end
                {% endif %} as integer
            ) as churned_after_days
        from gaps
    ),

    -- what is set holds, and the other one gives way
    final as (
        select
            {% if var("lapsing_after_days") is none %}
                least(lapsing_after_days, churned_after_days - 1) as lapsing_after_days,
                churned_after_days
            {% else %}
                lapsing_after_days,
                greatest(churned_after_days, lapsing_after_days + 1) as churned_after_days
            {% endif %}
        from chosen
    )

select *
from final
