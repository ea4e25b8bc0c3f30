-- Customers found by the beginning of an id, or by a vendor's id, best first. `place` is 1 for the whole
-- id, 2 and 3 for its beginning, 4 for a part of a vendor's id of at least three characters.
with
    found as (
        select
            customer_id,
            case
                when lower($text) in (lower(record_id), lower(source_id)) then 1
                when starts_with(lower(record_id), lower($text)) then 2
                when starts_with(lower(source_id), lower($text)) then 3
                when length($text) >= 3 and contains(lower(source_id), lower($text)) then 4
            end as place,
            source_system || ' ' || source_id as found_by
        from core.customer_identity
    )
select
    found.customer_id,
    min(found.place) as place,
    arg_min(found.found_by, (found.place, found.found_by)) as found_by
from found
inner join marts.customer_360 as customer on customer.customer_id = found.customer_id
where found.place is not null
group by found.customer_id
order by place, max(customer.net_amount) desc, found.customer_id
limit $row_limit
