with
    int_customer_nodes as (select * from {{ ref("int_customer_nodes") }}),
    int_customer_records as (select * from {{ ref("int_customer_records") }}),
    int_customer_marks as (select * from {{ ref("int_customer_marks") }}),
    int_shared_marks as (select * from {{ ref("int_shared_marks") }}),
    int_customer_matches as (select * from {{ ref("int_customer_matches") }}),
    stg_ops__customer_decisions as (select * from {{ ref("stg_ops__customer_decisions") }}),

    -- what somebody has called another customer is tied by hand only
    separated as (select record_id from stg_ops__customer_decisions where decision = 'different'),

    marked as (
        select marks.record_id, marks.match_rule, marks.value, int_customer_nodes.node
        from int_customer_marks as marks
        inner join int_customer_nodes on marks.record_id = int_customer_nodes.record_id
        anti join
            int_shared_marks
            on marks.match_rule = int_shared_marks.match_rule
            and marks.value = int_shared_marks.value
        anti join separated on marks.record_id = separated.record_id
    ),

    -- all that share a value are tied to the first of them
    pairs as (
        select
            record_id,
            arg_min(record_id, node) over (partition by match_rule, value) as other_record_id,
            match_rule
        from marked
        union
        select record_id, linked_record_id as other_record_id, 'vendor_link' as match_rule
        from int_customer_records
        anti join separated on int_customer_records.record_id = separated.record_id
        anti join separated as others on int_customer_records.linked_record_id = others.record_id
        {% if var("identity_merge_from") is not none %}
            union
            select record_id, other_record_id, 'probability' as match_rule
            from int_customer_matches
            anti join separated on int_customer_matches.record_id = separated.record_id
            anti join separated as others on int_customer_matches.other_record_id = others.record_id
            where match_probability >= {{ var("identity_merge_from") }}
        {% endif %}
        union
        select record_id, other_record_id, 'decision' as match_rule
        from stg_ops__customer_decisions
        where decision = 'same'
    ),

    final as (
        select
            pairs.record_id,
            pairs.other_record_id,
            pairs.match_rule,
            int_customer_nodes.node,
            others.node as other_node
        from pairs
        inner join int_customer_nodes on pairs.record_id = int_customer_nodes.record_id
        inner join int_customer_nodes as others on pairs.other_record_id = others.record_id
        where pairs.record_id <> pairs.other_record_id
    )

select *
from final
