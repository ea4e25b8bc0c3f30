with
    int_customer_matches as (select * from {{ ref("int_customer_matches") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),
    stg_ops__customer_decisions as (select * from {{ ref("stg_ops__customer_decisions") }}),

    -- what somebody has called two customers is not asked again
    separated as (
        select
            unnest([record_id, other_record_id]) as record_id,
            unnest([other_record_id, record_id]) as other_record_id
        from stg_ops__customer_decisions
        where decision = 'different'
    ),

    final as (
        select
            one.source_system,
            one.source_table,
            one.source_id,
            other.source_system as other_source_system,
            other.source_table as other_source_table,
            other.source_id as other_source_id,
            one.customer_id,
            other.customer_id as other_customer_id,
            cast(int_customer_matches.match_probability as decimal(9, 6)) as match_probability,
            int_customer_matches.compared
        from int_customer_matches
        inner join customer_identity as one on int_customer_matches.record_id = one.record_id
        inner join
            customer_identity as other on int_customer_matches.other_record_id = other.record_id
        anti join
            separated
            on int_customer_matches.record_id = separated.record_id
            and int_customer_matches.other_record_id = separated.other_record_id
        where one.customer_id <> other.customer_id
    )

select *
from final
