"""What the customers of a business are worth in the year to come, from tables to tables.

The models and where they are published are in `analytics.repeat_buying`, `analytics.spend` and
`analytics.lifetime_value`. A business with too little history gets no rows, never a guess.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from analytics import repeat_buying, spend
from analytics.lifetime_value import ends_of_months, lifetime_value, orders_by_month
from analytics.repeat_buying import Histories, NotEnoughHistoryError, Numbers
from analytics.seasons import clock_of

_MODEL: repeat_buying.Name = "mbg_nbd"
_FORECASTS = pa.schema(
    [
        ("repeats", pa.int64()),
        ("last_days", pa.int64()),
        ("age_days", pa.int64()),
        ("p_alive", pa.float64()),
        ("expected_orders_12m", pa.float64()),
        ("discounted_orders_12m", pa.float64()),
        ("model", pa.string()),
    ]
)
_AMOUNTS = pa.schema([("customer_id", pa.string()), ("expected_amount", pa.float64())])


def buying_forecasts(groups: pa.Table, orders: pa.Table) -> pa.Table:
    """What each history of buying lets expect of the next twelve months.

    Args:
        groups: repeats, last_days, age_days (see `Histories`), customers, how many have them,
            as_of_date, and monthly_discount, 0.01 where an order is worth 1 % less a month later.
        orders: order_date, and the repeat orders of that day, for the clock (`analytics.seasons`).

    Returns:
        The histories with `p_alive`, the orders to expect, the same discounted, and the model; no
        rows where there is too little history for one.
    """
    repeats, last_days, age_days, customers = (
        groups[name].to_numpy() for name in ("repeats", "last_days", "age_days", "customers")
    )
    if not len(groups):
        return _FORECASTS.empty_table()
    calendar = Histories.of(repeats, last_days, age_days, customers)
    as_of = groups["as_of_date"][0].as_py()
    try:
        clock = clock_of(calendar, _by_day(orders, as_of, age_days.max()), as_of, _MODEL)
        histories = clock.histories(calendar)
        model = repeat_buying.fit(histories, _MODEL)
    except NotEnoughHistoryError:
        return _FORECASTS.empty_table()
    discount = groups["monthly_discount"][0].as_py()
    by_month = orders_by_month(model, histories, clock.days_until(ends_of_months()))
    return pa.table(
        [
            repeats,
            last_days,
            age_days,
            model.p_alive(histories),
            # added up in one way, so that without a discount both are the same to the last digit
            lifetime_value(by_month, 1.0),
            lifetime_value(by_month, 1.0, discount),
            [_MODEL] * len(groups),
        ],
        schema=_FORECASTS,
    )


def _by_day(orders: pa.Table, as_of: dt.date, oldest_days: int) -> Numbers:
    """Repeat orders of each day from the first order ever, which is so many days before as_of."""
    days_ago = np.datetime64(as_of) - orders["order_date"].to_numpy().astype("datetime64[D]")
    place = oldest_days - days_ago.astype(np.int64)
    counts = orders["orders"].to_numpy().astype(np.float64)
    return np.bincount(place, counts, oldest_days + 1).astype(np.float64)


def expected_amounts(customers: pa.Table) -> pa.Table:
    """What an order to come of each customer is worth.

    Args:
        customers: customer_id, known_repeats, the repeat orders of which the amount is known, and
            repeat_amount, their mean.

    Returns:
        customer_id and expected_amount; no rows where there is too little history for a model.
    """
    amount = customers["repeat_amount"].cast(pa.float64()).fill_null(0.0).to_numpy()
    # a mean that is none, after refunds, says as much as no order
    orders = np.where(amount > 0, customers["known_repeats"].to_numpy(), 0)
    try:
        model = spend.fit(orders, amount)
    except NotEnoughHistoryError:
        return _AMOUNTS.empty_table()
    expected = model.expected_amount(orders, amount)
    return pa.table([customers["customer_id"], expected], schema=_AMOUNTS)
