with
    int_customer_order_days as (select * from {{ ref("int_customer_order_days") }}),

    customers as (
        select
            customer_id,
            min(as_of_date) as as_of_date,
            max(order_date) as last_order_date,
            cast(min(as_of_date) - max(order_date) as integer) as recency_days,
            cast(
                {{ "count(*)" if var("rfm_order_grain") == "day" else "sum(orders)" }} as integer
            ) as frequency,
            cast(sum(net_amount) as decimal(18, 2)) as monetary
        from int_customer_order_days
        group by customer_id
    ),

    {% if var("rfm_scoring") == "cut_points" %}
        cut_points as (
            select
                {% for column in ["recency_days", "frequency", "monetary"] %}
                    {% for fraction in [0.2, 0.4, 0.6, 0.8] %}
                        {{ quantile(column, fraction) }} as {{ column }}_{{ loop.index }},
                    {% endfor %}
                {% endfor %}
            from customers
        ),
    {% endif %}

    final as (
        select
            customer_id,
            as_of_date,
            last_order_date,
            recency_days,
            frequency,
            monetary,
            cast({{ rfm_score("recency_days", "r", descending=true) }} as integer) as r_score,
            cast({{ rfm_score("frequency", "f") }} as integer) as f_score,
            cast({{ rfm_score("monetary", "m") }} as integer) as m_score
        from customers
        {% if var("rfm_scoring") == "cut_points" %} cross join cut_points {% endif %}
    )

select *
from final
