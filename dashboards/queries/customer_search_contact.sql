-- Customers found by name, e-mail address or phone number, best first; runs on restricted.duckdb only.
-- `place` is 1 for the whole text, 3 for its beginning, 4 for a part of it. $digits are those of the
-- text, or null where they are too few for a phone number.
-- The table is named in full, as the file and its schema have the same name.
with
    contact as (
        select
            customer_id,
            strip_accents(lower(customer_name)) as customer_name,
            lower(email) as email,
            regexp_replace(phone, '[^0-9]', '', 'g') as phone,
            strip_accents(lower($text)) as wanted
        from restricted.customer_contact
    ),
    found as (
        select
            customer_id,
            case
                when wanted in (customer_name, email) or phone = $digits then 1
                when starts_with(customer_name, wanted) or starts_with(email, wanted) then 3
                when
                    contains(customer_name, wanted)
                    or contains(email, wanted)
                    or contains(phone, $digits)
                then 4
            end as place
        from contact
    )
select customer_id, place
from found
where place is not null
order by place, customer_id
limit $row_limit
