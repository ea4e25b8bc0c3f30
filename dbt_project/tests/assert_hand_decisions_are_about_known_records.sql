-- What: every record of a hand decision is in some export.
-- Why: a mistyped system, table or id decides nothing, and nobody would notice.
-- A row: a record that no file has.
{{ config(severity="warn") }}

with
    stg_ops__customer_decisions as (select * from {{ ref("stg_ops__customer_decisions") }}),
    customer_identity as (select * from {{ ref("customer_identity") }}),

    named as (
        select record_id
        from stg_ops__customer_decisions
        union
        select other_record_id as record_id
        from stg_ops__customer_decisions
    )

select named.record_id
from named
anti join customer_identity on named.record_id = customer_identity.record_id
