{%- set rules = attribution_weights() -%}

with
    int_journeys as (select * from {{ ref("int_journeys") }}),

    -- a purchase without a touch is as one touched by nobody
    touches as (
        select
            customer_id,
            ended_date,
            cast(date_trunc('month', ended_date) as date) as month,
            net_amount,
            coalesce(touchpoint, 'unattributed') as channel_group,
            coalesce(campaign_id, 'unknown') as campaign_id,
            touched_date,
            position,
            touches
        from int_journeys
        where scope = 'marketing' and outcome = 'purchase'
    ),

    -- what a touch and those before it have of a purchase that several led to
    cumulated as (
        select
            *,
            {% for rule, weight in rules.items() %}
                case
                    when position = touches
                    then 1
                    else
                        sum({{ weight }}) over up_to_this
                        / nullif(sum({{ weight }}) over journey, 0)
                end as {{ rule }}_so_far{{ "," if not loop.last }}
            {% endfor %}
        from
            (
                select
                    *,
                    count(*) over (
                        partition by customer_id, ended_date, channel_group
                    ) as channel_touches
                from touches
                where touches > 1
            )
        window
            journey as (
                partition by customer_id, ended_date
                order by position
                rows between unbounded preceding and unbounded following
            ),
            up_to_this as (
                partition by customer_id, ended_date
                order by position
                rows between unbounded preceding and current row
            )
    ),

    -- rounded before they are taken from each other, so that they add up to the cent
    credited as (
        select
            month,
            channel_group,
            campaign_id,
            {% for rule in rules %}
                {{ growth_of("cast(" ~ rule ~ "_so_far as decimal(18, 6))") }}
                as {{ rule }}_conversions,
                {{ growth_of("cast(net_amount * " ~ rule ~ "_so_far as decimal(18, 2))") }}
                as {{ rule }}_revenue,
            {% endfor %}
        from cumulated
        window journey as (partition by customer_id, ended_date order by position)
    ),

    -- by every rule, the whole of a purchase is that of the only touch, or of nobody
    alone as (
        select
            month, channel_group, campaign_id, count(*) as conversions, sum(net_amount) as revenue
        from touches
        where touches <= 1
        group by all
    ),

    added as (
        select
            month,
            channel_group,
            campaign_id,
            {% for rule in rules %}
                sum({{ rule }}_conversions) as {{ rule }}_conversions,
                sum({{ rule }}_revenue) as {{ rule }}_revenue,
            {% endfor %}
        from credited
        group by all
        union all by name
        select
            month,
            channel_group,
            campaign_id,
            {% for rule in rules %}
                conversions as {{ rule }}_conversions, revenue as {{ rule }}_revenue,
            {% endfor %}
        from alone
    ),

    final as (
        {% for rule in rules %}
            select
                '{{ rule }}' as model,
                month,
                channel_group,
                campaign_id,
                cast(sum({{ rule }}_conversions) as decimal(18, 6)) as conversions,
                cast(sum({{ rule }}_revenue) as decimal(18, 2)) as revenue
            from added
            group by all {{ "union all" if not loop.last }}
        {% endfor %}
    )

select *
from final
