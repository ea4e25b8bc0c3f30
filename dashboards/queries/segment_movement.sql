-- Customers by their segments at the end of the month before and at the end of $month; `none` for
-- who was no customer before. What marts.customer_segment_movement counts, under the filters.
select
    coalesce(earlier.segment, 'none') as from_segment,
    later.segment as to_segment,
    count(*) as customers,
    sum(later.monetary)::double as monetary
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
group by all
order by from_segment, to_segment
