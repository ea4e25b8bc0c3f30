{% set measures = {
    "recency_days": [
        "recent",
        "quiet",
        "long silent",
        "近期购买",
        "一段时间未购买",
        "长期未购买",
    ],
    "frequency": ["rare", "occasional", "frequent", "极少购买", "偶尔购买", "频繁购买"],
    "monetary": [
        "low spenders",
        "average spenders",
        "high spenders",
        "低消费客户",
        "中等消费客户",
        "高消费客户",
    ],
} %}

with
    int_customer_clusters as (select * from {{ ref("int_customer_clusters") }}),
    customer_rfm as (select * from {{ ref("customer_rfm") }}),

    customers as (
        select customer_rfm.*, int_customer_clusters.cluster, int_customer_clusters.silhouette
        from int_customer_clusters
        inner join customer_rfm on int_customer_clusters.customer_id = customer_rfm.customer_id
    ),

    -- how far the cluster is from all customers, in their standard deviations and logarithms
    whole as (
        select
            count(*) as all_customers,
            sum(monetary) as all_net_amount,
            {% for measure in measures %}
                avg(ln(1 + greatest({{ measure }}, 0))) as mean_{{ measure }},
                stddev_pop(ln(1 + greatest({{ measure }}, 0))) as spread_{{ measure }}
                {{- "," if not loop.last }}
            {% endfor %}
        from customers
    ),

    described as (
        select
            customers.cluster,
            min(customers.as_of_date) as as_of_date,
            count(*) as customers,
            cast(count(*) as double) / nullif(min(whole.all_customers), 0) as customer_share,
            sum(customers.monetary) as net_amount,
            cast(sum(customers.monetary) as double)
            / nullif(min(whole.all_net_amount), 0) as net_share,
            {% for measure, words in measures.items() %}
                median(customers.{{ measure }}) as median_{{ measure }},
                (avg(ln(1 + greatest(customers.{{ measure }}, 0))) - min(whole.mean_{{ measure }}))
                / nullif(min(whole.spread_{{ measure }}), 0) as distance_{{ measure }},
                case
                    when distance_{{ measure }} > 0.5
                    then 3
                    when distance_{{ measure }} < -0.5
                    then 1
                    else 2
                end as level_{{ measure }},
            {% endfor %}
            min(customers.silhouette) as silhouette
        from customers
        cross join whole
        group by customers.cluster
    ),

    labelled as (
        select
            *,
            {% for place in [0, 3] %}
                concat_ws(
                    '{{ ", " if place == 0 else "、" }}',
                    {% for measure, words in measures.items() %}
                        {{ words[place : place + 3] }} [level_{{ measure }}]
                        {{- "," if not loop.last }}
                    {% endfor %}
                ) as label{{ "_zh" if place }}{{ "," if not loop.last }}
            {% endfor %}
        from described
    ),

    -- two clusters with the same words are told apart by their number
    final as (
        select
            cluster,
            as_of_date,
            {% for label in ["label", "label_zh"] %}
                case
                    when count(*) over (partition by {{ label }}) > 1
                    then {{ label }} || ' (' || cluster || ')'
                    else {{ label }}
                end as {{ label }},
            {% endfor %}
            customers,
            customer_share,
            cast(net_amount as decimal(18, 2)) as net_amount,
            net_share,
            {% for measure in measures %}
                cast(median_{{ measure }} as double) as median_{{ measure }},
            {% endfor %}
            silhouette
        from labelled
    )

select *
from final
