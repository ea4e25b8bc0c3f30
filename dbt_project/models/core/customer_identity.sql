with recursive
    int_customer_records as (select * from {{ ref("int_customer_records") }}),

    links as (
        select distinct record_id, linked_record_id
        from int_customer_records
        where linked_record_id is not null
    ),

    -- links lead from leads to contacts or accounts, and from contacts to accounts; followed to
    -- their end however many there are
    walks as (
        select record_id, linked_record_id as reached_id
        from links
        union
        select walks.record_id, links.linked_record_id as reached_id
        from walks
        inner join links on walks.reached_id = links.record_id
    ),

    ends as (
        select walks.record_id, min(walks.reached_id) as customer_id
        from walks
        where not exists (select 1 from links where links.record_id = walks.reached_id)
        group by walks.record_id
    ),

    final as (
        select distinct
            int_customer_records.record_id,
            int_customer_records.source_system,
            int_customer_records.source_table,
            int_customer_records.source_id,
            coalesce(ends.customer_id, int_customer_records.record_id) as customer_id,
            case
                when ends.customer_id is null then 'own_record' else 'vendor_link'
            end as match_rule,
            cast(1 as decimal(9, 6)) as match_weight
        from int_customer_records
        left join ends on int_customer_records.record_id = ends.record_id
    )

select *
from final
