-- What: two records that somebody called different are two customers.
-- Why: a hand decision wins over everything; a tie of other records must not undo it unseen.
-- A row: two such records and the customer that both belong to. Call the records that tie them
-- different, too.
with
    stg_ops__customer_decisions as (select * from {{ ref("stg_ops__customer_decisions") }}),
    customer_identity as (select * from {{ ref("customer_identity") }})

select decisions.record_id, decisions.other_record_id, records.customer_id
from stg_ops__customer_decisions as decisions
inner join customer_identity as records on decisions.record_id = records.record_id
inner join customer_identity as others on decisions.other_record_id = others.record_id
where
    decisions.decision = 'different'
    and records.customer_id = others.customer_id
    and records.customer_id <> 'unknown'
