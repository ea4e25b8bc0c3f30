with
    customers as (
        select
            customer_id,
            cast(
                (select max(order_date) from {{ ref("orders") }}) - max(order_date) as integer
            ) as recency_days,
            count(distinct order_date) as frequency,
            sum(net_amount) as monetary
        from {{ ref("orders") }}
        group by customer_id
    ),

    cut_points as (
        select
            {% for measure in ["recency_days", "frequency", "monetary"] %}
                {% for part in [0.2, 0.4, 0.6, 0.8] %}
                    quantile_cont(
                        cast({{ measure }} as double), {{ part }}
                    ) as {{ measure }}_{{ loop.index }}{{ "," if not loop.last }}
                {% endfor %}
                {{ "," if not loop.last }}
            {% endfor %}
        from customers
    ),

    scored as (
        select
            customers.*,
            {% for measure, score in [
                ("recency_days", "r_score"),
                ("frequency", "f_score"),
                ("monetary", "m_score"),
            ] %}
                {% set best = measure == "recency_days" %}
                case
                    when {{ measure }} <= {{ measure }}_1
                    then {{ 5 if best else 1 }}
                    when {{ measure }} <= {{ measure }}_2
                    then {{ 4 if best else 2 }}
                    when {{ measure }} <= {{ measure }}_3
                    then 3
                    when {{ measure }} <= {{ measure }}_4
                    then {{ 2 if best else 4 }}
                    else {{ 1 if best else 5 }}
                end as {{ score }}{{ "," if not loop.last }}
            {% endfor %}
        from customers
        cross join cut_points
    )

select
    *,
    case
        when r_score = 5 and f_score = 5 and m_score = 5
        then 'Champions'
        when r_score >= 3 and f_score >= 3 and m_score >= 2
        then 'Potential Loyalist'
        when r_score between 2 and 4 and f_score between 2 and 4 and m_score between 2 and 4
        then 'Loyal Customers'
        when r_score between 3 and 4 and f_score <= 3 and m_score >= 3
        then 'Promising'
        when r_score >= 4 and f_score <= 3
        then 'New Customers'
        when r_score <= 2 and f_score between 3 and 4 and m_score >= 4
        then 'Can''t Lose Them'
        when r_score <= 2 and f_score >= 2 and m_score >= 4
        then 'At Risk'
        when r_score <= 3 and f_score >= 3 and m_score >= 3
        then 'Need Attention'
        when r_score between 2 and 3 and f_score <= 3 and m_score <= 4
        then 'About To Sleep'
        when r_score = 1
        then 'Lost'
        else 'Others'
    end as segment
from scored
