"""CDNOW's customers, as the papers count them."""

from functools import cache

import duckdb
import numpy as np

from analytics.repeat_buying import Histories
from tests.shared_data import shared_data

DAYS = """
    with orders as (
        select
            string_split_regex(trim(line), '\\s+') as cells,
            cells[1] as customer,
            strptime(cells[3], '%Y%m%d')::date as day,
            cells[5]::double as amount
        from (select unnest(string_split(content, chr(10))) as line from read_text($path))
        where trim(line) <> ''
    ),

    days as (
        select customer, day, sum(amount) as amount, min(day) over (partition by customer) as first
        from orders
        group by customer, day
    )
"""


@cache
def customers(until: str = "1997-09-30") -> dict[str, np.ndarray]:
    """Per customer: repeats, last_days, age_days, total, and the mean amount of its repeats."""
    path = str(shared_data("cdnow/CDNOW_sample.txt"))
    return duckdb.execute(
        DAYS
        + """
        select
            customer,
            count(*)::double - 1 as repeats,
            (max(day) - min(day))::double as last_days,
            ($until::date - min(day))::double as age_days,
            sum(amount)::double as total,
            coalesce(avg(amount) filter (where day > first), 0) as amount
        from days
        where day <= $until::date
        group by customer
        order by customer
        """,
        {"path": path, "until": until},
    ).fetchnumpy()


def histories() -> Histories:
    """Up to the end of September 1997, as in the papers."""
    found = customers()
    return Histories.of(found["repeats"], found["last_days"], found["age_days"])
