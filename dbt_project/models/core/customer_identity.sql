with
    int_customer_nodes as (select * from {{ ref("int_customer_nodes") }}),
    int_customer_groups as (select * from {{ ref("int_customer_groups") }}),
    customer_match as (select * from {{ ref("customer_match") }}),
    match_rules as (select * from {{ ref("match_rules") }}),

    -- the surest tie of a record, whichever end of it the record is
    ends as (
        select record_id, match_rule
        from customer_match
        union
        select other_record_id as record_id, match_rule
        from customer_match
    ),

    ties as (
        select
            ends.record_id,
            min_by(match_rules.match_rule, match_rules.match_rank) as match_rule,
            min_by(match_rules.match_weight, match_rules.match_rank) as match_weight
        from ends
        inner join match_rules on ends.match_rule = match_rules.match_rule
        group by ends.record_id
    ),

    records as (
        select
            int_customer_nodes.*,
            firsts.record_id as first_record_id,
            bool_and(int_customer_nodes.is_deleted) over (partition by firsts.record_id) as is_gone
        from int_customer_nodes
        inner join int_customer_groups on int_customer_nodes.node = int_customer_groups.node
        inner join int_customer_nodes as firsts on int_customer_groups.first_node = firsts.node
    ),

    final as (
        select
            records.record_id,
            records.source_system,
            records.source_table,
            records.source_id,
            case
                when records.is_gone then 'unknown' else records.first_record_id
            end as customer_id,
            case
                when records.is_gone
                then 'deleted'
                when records.record_id = records.first_record_id
                then 'own_record'
                else ties.match_rule
            end as match_rule,
            case
                when records.is_gone or records.record_id = records.first_record_id
                then cast(1 as decimal(9, 6))
                else ties.match_weight
            end as match_weight,
            records.first_exported_at
        from records
        left join ties on records.record_id = ties.record_id
    )

select *
from final
