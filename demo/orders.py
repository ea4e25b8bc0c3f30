"""The shop's customers and orders in the order in which they happen.

Customers arrive with growth and seasons, order at rates that differ from customer to customer,
and are lost at some order (the BG/NBD process: Fader, Hardie and Lee, 2005). Only customers who
may still order are held in memory.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator
from typing import NamedTuple

from demo.market import ShopBehaviour
from demo.rhythm import Rhythm

CURRENCY = "USD"


class Event(NamedTuple):
    """A customer registers, and orders unless `is_order` is false.

    Attributes:
        second: since the history began.
        customer: 0, 1, 2 ... in the order of arrival.
        is_new: this is the customer's first event.
        is_order: false for customers who only register.
    """

    second: int
    customer: int
    is_new: bool
    is_order: bool


class Shopper(NamedTuple):
    """A customer who registers, as the shop has them.

    Attributes:
        number: 0, 1, 2 ... in the order of arrival.
        customer_id: in the exports.
        registered: second since the history began.
        has_ordered: the first order is placed in the same second.
        channel: by which the customer came.
        tier: in the loyalty programme on the last day; empty for no member.
    """

    number: int
    customer_id: str
    registered: int
    has_ordered: bool
    channel: str
    tier: str


class Sale(NamedTuple):
    """An order as the shop has it; money in cents.

    Attributes:
        order_id: in the exports.
        customer: the customer's number.
        customer_id: the customer in the exports.
        second: since the history began.
        is_first: of the customer.
        is_completed: neither cancelled nor still being processed.
        is_returned: some of it was sent back.
        products: of its lines.
        total: of the goods after discounts; 0 where cancelled.
        kept: the same without what was paid back.
    """

    order_id: str
    customer: int
    customer_id: str
    second: int
    is_first: bool
    is_completed: bool
    is_returned: bool
    products: list[str]
    total: int
    kept: int


def shop_events(
    rng: random.Random,
    customers: int,
    behaviour: ShopBehaviour,
    arrival: Rhythm,
    ordering: Rhythm,
) -> Iterator[Event]:
    """All events within the history, by time.

    Args:
        rng: where chance comes from.
        customers: how many arrive.
        behaviour: the shop's numbers.
        arrival: when new customers arrive.
        ordering: when customers order again.
    """
    waiting: list[tuple[float, int, float, float]] = []  # inner clock, customer, rate, P(lost)
    end = float(ordering.days)
    days_per_year = 365.25
    for customer in range(customers):
        spread = (customer + rng.random()) / customers * arrival.days
        instant = arrival.instant(spread)
        clock = ordering.clock(instant)
        while waiting and waiting[0][0] <= clock:
            yield _next_order(rng, waiting, ordering, end)
        has_ordered = rng.random() >= behaviour.without_order
        if has_ordered:
            rate = rng.gammavariate(behaviour.rate_shape, behaviour.rate_scale) / days_per_year
            lost = rng.betavariate(behaviour.lost_alpha, behaviour.lost_beta)
            _schedule(rng, waiting, (clock, customer, rate, lost), end)
        yield Event(arrival.second(instant), customer, is_new=True, is_order=has_ordered)
    while waiting:
        yield _next_order(rng, waiting, ordering, end)


def _next_order(
    rng: random.Random,
    waiting: list[tuple[float, int, float, float]],
    ordering: Rhythm,
    end: float,
) -> Event:
    entry = heapq.heappop(waiting)
    _schedule(rng, waiting, entry, end)
    second = ordering.second(ordering.instant(entry[0]))
    return Event(second, entry[1], is_new=False, is_order=True)


def _schedule(
    rng: random.Random,
    waiting: list[tuple[float, int, float, float]],
    entry: tuple[float, int, float, float],
    end: float,
) -> None:
    """Let the customer wait for the next order, unless lost or beyond the history."""
    clock, customer, rate, lost = entry
    if rng.random() < lost:
        return
    following = clock + rng.expovariate(1.0) / max(rate, 1e-9)
    if following < end:
        heapq.heappush(waiting, (following, customer, rate, lost))
