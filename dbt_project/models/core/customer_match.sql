with
    int_customer_ties as (select * from {{ ref("int_customer_ties") }}),
    match_rules as (select * from {{ ref("match_rules") }}),

    final as (
        select
            int_customer_ties.record_id,
            int_customer_ties.other_record_id,
            int_customer_ties.match_rule,
            match_rules.match_weight
        from int_customer_ties
        inner join match_rules on int_customer_ties.match_rule = match_rules.match_rule
    )

select *
from final
