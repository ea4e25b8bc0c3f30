-- Customers who went from one segment to another in $month, those who brought most first. A null
-- $from_segment or $to_segment is any; $segment is the one that they came to or left.
select
    later.customer_id,
    customer.source_system,
    coalesce(earlier.segment, 'none') as from_segment,
    later.segment as to_segment,
    later.rfm_cell,
    later.monetary::double as monetary,
    later.last_order_date,
    customer.stage
from marts.customer_rfm_monthly as later
inner join marts.customer_360 as customer on customer.customer_id = later.customer_id
left join
    marts.customer_rfm_monthly as earlier
    on earlier.customer_id = later.customer_id
    and earlier.as_of_date = $month::date - 1
where
    list_contains($sources, customer.source_system)
    and ($regions is null or list_contains($regions, customer.region))
    and ($channels is null or list_contains($channels, customer.channel))
    and ($owners is null or list_contains($owners, customer.owner_employee_id))
    and later.as_of_date = last_day($month::date)
    and ($from_segment is null or coalesce(earlier.segment, 'none') = $from_segment)
    and ($to_segment is null or later.segment = $to_segment)
    and (
        $segment is null
        or (
            coalesce(earlier.segment, 'none') <> later.segment
            and $segment in (later.segment, coalesce(earlier.segment, 'none'))
        )
    )
order by later.monetary desc, later.customer_id
limit $row_limit
