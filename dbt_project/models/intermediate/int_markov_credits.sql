with
    int_rule_credits as (select * from {{ ref("int_rule_credits") }}),
    int_markov_shares as (select * from {{ ref("int_markov_shares") }}),
    int_journeys as (select * from {{ ref("int_journeys") }}),

    linear as (
        select * from int_rule_credits where model = 'linear' and channel_group <> 'unattributed'
    ),

    totals as (
        select month, sum(conversions) as conversions, sum(revenue) as revenue
        from linear
        group by month
    ),

    touched as (
        select
            cast(date_trunc('month', ended_date) as date) as month,
            touchpoint as channel_group,
            campaign_id,
            count(*) as touches
        from int_journeys
        where scope = 'marketing' and outcome in ('purchase', 'none') and touches > 0
        group by all
    ),

    -- a channel's share goes to its campaigns as the linear model does, or by their touches where
    -- that gives it nothing
    weighed as (
        select
            touched.month,
            touched.channel_group,
            touched.campaign_id,
            int_markov_shares.share,
            case
                when sum(linear.conversions) over channels > 0
                then coalesce(cast(linear.conversions as double), 0)
                else touched.touches
            end as weight
        from touched
        inner join
            int_markov_shares
            on touched.month = int_markov_shares.month
            and touched.channel_group = int_markov_shares.channel_group
        left join
            linear
            on touched.month = linear.month
            and touched.channel_group = linear.channel_group
            and touched.campaign_id = linear.campaign_id
        window channels as (partition by touched.month, touched.channel_group)
    ),

    divided as (
        select
            month,
            channel_group,
            campaign_id,
            share
            * weight
            / nullif(
                sum(weight) over (
                    partition by month, channel_group
                    order by campaign_id
                    rows between unbounded preceding and unbounded following
                ),
                0
            ) as share
        from weighed
    ),

    cumulated as (
        select
            divided.month,
            divided.channel_group,
            divided.campaign_id,
            totals.conversions,
            totals.revenue,
            case
                when lead(divided.campaign_id) over months is null
                then 1
                else sum(divided.share) over months
            end as up_to_this
        from divided
        inner join totals on divided.month = totals.month
        window months as (partition by divided.month order by channel_group, campaign_id)
    ),

    -- rounded before they are taken from each other, so that they add up to the cent
    final as (
        select
            'markov' as model,
            month,
            channel_group,
            campaign_id,
            {% for measure, digits in {"conversions": 6, "revenue": 2}.items() %}
                {% set amount %}
                    cast({{ measure }} * up_to_this as decimal(18, {{ digits }}))
                {% endset %}
                {{ amount }} - coalesce(
                    lag({{ amount }}) over months, 0
                ) as {{ measure }}{{ "," if not loop.last }}
            {% endfor %}
        from cumulated
        window months as (partition by month order by channel_group, campaign_id)
    )

select *
from final
