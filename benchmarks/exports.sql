-- A company's exports in the plain shape at any size, made by DuckDB alone: $customers customers over
-- four years up to 30 June 2026, about ten order lines for each, and leads, opportunities, tickets,
-- answers and points for some. Every value follows from the hash of a number.
create temp macro uniform(a, b) as (hash(a, b) % 1000000 + 0.5) / 1000000;
create temp macro one_of(list, a, b) as list[1 + cast(hash(a, b) % len(list) as integer)];
create temp macro moment(day, a, b) as
    day::timestamp + cast(hash(a, b) % 86400 as integer) * interval 1 second;

create temp table customer as
select
    range as number,
    'C-' || range as customer_id,
    date '2022-07-01' + cast(hash(range) % 1400 as integer) as first_day,
    -- orders in four years, after a geometric distribution with a heavy head
    1 + cast(least(floor(-ln(uniform(range, 1)) * 9.5), 80) as integer) as orders,
    5 + floor(-ln(uniform(range, 2)) * 70) as gap_days,
    one_of(
        ['广东省', '浙江省', '江苏省', '北京市', '上海市', '四川省', 'Texas', 'California', 'England'], range, 3
    ) as province,
    one_of(['paid search', 'paid social', 'email', 'referral', 'direct', 'marketplace'], range, 4) as channel,
    'E-' || (1 + hash(range, 5) % 40) as owner_id
from range($customers);

create temp table orders as
select
    'SO-' || number || '-' || place as order_id,
    customer_id,
    number,
    place,
    owner_id,
    moment(first_day + cast(place * gap_days * (0.5 + uniform(number, 100 + place)) as integer), number, place)
        as ordered_at
from customer, unnest(range(orders)) as orders(place);

delete from orders where ordered_at >= timestamp '2026-07-01';
