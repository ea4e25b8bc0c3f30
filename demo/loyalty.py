"""The shop's loyalty programme: points earned, redeemed and expired, tiers and referrals.

Events are written in the order of time. What is remembered of a customer is a balance, a tier and
the second in which points moved last; the tier on the last day is that of the list of customers.
"""

from __future__ import annotations

import heapq
from array import array
from collections import deque

from demo.chance import log_normal, one_of, stream
from demo.orders import Sale, Shopper
from demo.rhythm import DAY
from demo.world import World
from demo.writers import Table

EVENT_COLUMNS = (
    "event_id", "customer_id", "order_id", "kind", "points", "balance_after", "tier_after",
    "referred_customer_id", "occurred_at",
)  # fmt: skip
_REFERRAL = "referral"


class Loyalty:
    """Writes the events of the programme.

    Args:
        table: the file.
        world: the company.
    """

    def __init__(self, table: Table, world: World) -> None:
        self._table = table
        self._rng = stream(world.seed, "loyalty")
        self._calendar = world.calendar
        self._loyalty = world.behaviour.loyalty
        self._tiers = list(world.behaviour.shop.loyalty_tiers)  # the first is that of no member
        self._balances = array("q")
        self._moved = array("q")
        self._held = bytearray()  # tiers, as places in the list
        self._newest: deque[int] = deque(maxlen=self._loyalty.remembered)
        self._waiting: list[tuple[int, int, int]] = []  # second, customer, tier or 0: expiry
        self._events = 0

    def joined(self, shopper: Shopper) -> None:
        """A customer registers, and becomes a member with the tier to begin with."""
        self._let_happen(shopper.registered)
        self._balances.append(0)
        self._moved.append(shopper.registered)
        path = self._path(shopper)
        self._held.append(path[0])
        if shopper.channel == _REFERRAL and shopper.has_ordered:
            self._refer(shopper)
        if path[0]:
            self._newest.append(shopper.number)
            self._tell(shopper.number, shopper.registered, "tier_change")

    def sold(self, sale: Sale) -> None:
        """A member earns points for what was kept of an order, and may spend earlier ones."""
        self._let_happen(sale.second)
        customer, numbers = sale.customer, self._loyalty
        if not self._held[customer] or not sale.is_completed:
            return
        rewards = self._balances[customer] // numbers.reward_points
        if rewards and self._rng.random() < numbers.redeem_share:
            spent = numbers.reward_points * (1 + int(self._rng.random() * rewards))
            self._move(customer, sale.second, "redeemed", -spent, order_id=sale.order_id)
        earned = int(sale.kept // 100 * numbers.points_per_unit)
        if earned:
            self._move(customer, sale.second, "earned", earned, order_id=sale.order_id)

    def finish(self) -> None:
        """Let everything happen that happens by the last day."""
        self._let_happen(self._calendar.end - 1)

    def _path(self, shopper: Shopper) -> list[int]:
        """The tiers of a member: the first one, then those that wait for their time."""
        final = self._tiers.index(shopper.tier)
        if not final:
            return [0]
        path = list(range(1, final + 1))
        if final + 1 < len(self._tiers) and self._rng.random() < self._loyalty.downgrade_share:
            path += [final + 1, final]
        seconds = []
        second = shopper.registered
        for _ in path[1:]:
            second += 60 + int(log_normal(self._rng, self._loyalty.tier_after) * DAY)
            if second < self._calendar.end:
                seconds.append(second)
        # whose time is too short for all of them has begun further up
        path = path[len(path) - 1 - len(seconds) :]
        for second, tier in zip(seconds, path[1:], strict=True):
            heapq.heappush(self._waiting, (second, shopper.number, tier))
        return path

    def _refer(self, shopper: Shopper) -> None:
        """Whoever sent a customer who orders gets points, if that is known."""
        numbers = self._loyalty
        if self._newest and self._rng.random() < numbers.referral_share:
            referrer = one_of(self._rng, self._newest)
            self._move(
                referrer,
                shopper.registered,
                "referral",
                numbers.referral_points,
                referred_customer_id=shopper.customer_id,
            )

    def _let_happen(self, until: int) -> None:
        """Tiers change and points expire, up to a second."""
        while self._waiting and self._waiting[0][0] <= until:
            second, customer, tier = heapq.heappop(self._waiting)
            if tier:
                self._held[customer] = tier
                self._tell(customer, second, "tier_change")
            elif balance := self._balances[customer]:
                due = self._moved[customer] + self._loyalty.expiry_days * DAY
                if due <= second:
                    self._tell(customer, second, "expired", -balance)
                else:
                    heapq.heappush(self._waiting, (due, customer, 0))

    def _move(self, customer: int, second: int, kind: str, points: int, **row: object) -> None:
        """Give or take points; the first ones begin to wait for their expiry."""
        if not self._balances[customer]:
            due = second + self._loyalty.expiry_days * DAY
            heapq.heappush(self._waiting, (due, customer, 0))
        self._moved[customer] = second
        self._tell(customer, second, kind, points, **row)

    def _tell(self, customer: int, second: int, kind: str, points: int = 0, **row: object) -> None:
        """Write an event that changes the balance by so many points."""
        self._events += 1
        self._balances[customer] += points
        self._table.write(
            {
                **row,
                "event_id": f"LE-{self._events:08d}",
                "customer_id": f"C-{customer + 1:07d}",
                "kind": kind,
                "points": abs(points) or "",
                "balance_after": self._balances[customer],
                "tier_after": self._tiers[self._held[customer]],
                "occurred_at": self._calendar.time(second),
            }
        )
