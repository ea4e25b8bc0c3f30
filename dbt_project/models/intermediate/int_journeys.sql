{% set in_order = "order by touched_date, touched_at nulls last, touchpoint, campaign_id" %}
{% set journey = "partition by scope, customer_id, purchase_date, part" %}

with
    int_touches as (select * from {{ ref("int_touches") }}),
    int_sales as (select * from {{ ref("int_sales") }}),
    as_of as (select * from {{ ref("as_of") }}),

    scoped as (
        select *, unnest(case when is_marketing then ['all', 'marketing'] else ['all'] end) as scope
        from int_touches
    ),

    -- the next purchase, on the day of the touch or after it
    aimed as (
        select
            scoped.*,
            int_sales.purchase_date,
            int_sales.net_amount,
            coalesce(scoped.touched_date <= firsts.purchase_date, true) as is_new_customer
        from scoped
        asof left join
            int_sales
            on scoped.customer_id = int_sales.customer_id
            and scoped.touched_date <= int_sales.purchase_date
        left join
            int_sales as firsts
            on scoped.customer_id = firsts.customer_id
            and firsts.purchase_number = 1
    ),

    spaced as (
        select
            *,
            touched_date - lag(touched_date) over before_purchase
            > {{ var("attribution_window_days") }} as is_begin
        from aimed
        window before_purchase as (partition by scope, customer_id, purchase_date {{ in_order }})
    ),

    parted as (
        select *, count(*) filter (where is_begin) over up_to_this as part
        from spaced
        window
            up_to_this as (
                partition by scope, customer_id, purchase_date {{ in_order }}
                rows between unbounded preceding and current row
            )
    ),

    placed as (
        select
            *,
            row_number() over ({{ journey }} {{ in_order }}) as position,
            lag(touchpoint) over ({{ journey }} {{ in_order }}) as previous_touchpoint,
            count(*) over ({{ journey }}) as touches,
            max(touched_date) over ({{ journey }})
            + {{ var("attribution_window_days") }} as window_end_date
        from parted
    ),

    journeys as (
        select
            scope,
            customer_id,
            case
                when purchase_date <= window_end_date
                then 'purchase'
                when window_end_date <= as_of.as_of_date
                then 'none'
                else 'open'
            end as outcome,
            case
                when purchase_date <= window_end_date
                then purchase_date
                when window_end_date <= as_of.as_of_date
                then window_end_date
            end as ended_date,
            is_new_customer,
            position,
            touches,
            touched_date,
            previous_touchpoint,
            touchpoint,
            campaign_id,
            case when purchase_date <= window_end_date then net_amount end as net_amount
        from placed
        cross join as_of
    ),

    -- who bought without having been touched
    untouched as (
        select
            scopes.scope,
            int_sales.customer_id,
            'purchase' as outcome,
            int_sales.purchase_date as ended_date,
            coalesce(int_sales.purchase_number = 1, false) as is_new_customer,
            0 as touches,
            int_sales.net_amount
        from int_sales
        cross join (select unnest(['all', 'marketing']) as scope) as scopes
        anti join
            journeys
            on scopes.scope = journeys.scope
            and int_sales.customer_id = journeys.customer_id
            and int_sales.purchase_date = journeys.ended_date
            and journeys.outcome = 'purchase'
    ),

    final as (
        select *
        from journeys
        union all by name
        select *
        from untouched
    )

select *
from final
