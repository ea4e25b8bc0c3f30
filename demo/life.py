"""What happens to the company's customers: orders, questions, answers, visits and calls.

Everything is drawn here, before it is known which systems are written, so that one system's
exports are the same whether the others are written or not. Times are seconds since the history
began; money is in cents.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from demo.chance import Weighted, log_normal, one_of, stream
from demo.crm import Deal, Lead
from demo.market import LogNormal
from demo.people import Person
from demo.rhythm import DAY, Rhythm
from demo.traits import Traits
from demo.world import World

ACTIVITIES = ("call", "task", "meeting", "note")


class Goods(NamedTuple):
    """A product; the price is in cents of any currency but the yuan, which has seven times it."""

    number: int
    name: str
    code: str
    category: str
    line: str
    price: int


class Line(NamedTuple):
    """A line of an order; `discount` is for all its pieces."""

    goods: Goods
    quantity: int
    price: int
    discount: int

    @property
    def net(self) -> int:
        """What is paid for it."""
        return self.quantity * self.price - self.discount


@dataclass(frozen=True, slots=True)
class Order:
    """An order and what became of it; None for what never happens."""

    created: int
    currency: str
    lines: list[Line]
    cancelled: int | None
    refunded: int | None

    @property
    def net(self) -> int:
        """Of all lines, before shipping and tax."""
        return sum(line.net for line in self.lines)

    def is_paid_back(self, at: int) -> bool:
        """Whether what was paid has been given back, for whatever reason."""
        return any(second is not None and second < at for second in (self.cancelled, self.refunded))


class Shopping(NamedTuple):
    """A shopper's orders and what lies behind them.

    Attributes:
        orders: within the history.
        orders_a_year: the personal rate while a customer; 0 for who never orders.
        lost_share: probability of being lost after each order.
        is_lost: no order will ever follow.
    """

    orders: list[Order]
    orders_a_year: float
    lost_share: float
    is_lost: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """A question and what became of it; `is_good` is the customer's rating."""

    opened: int
    replied: int
    solved: int | None
    reopened: bool
    priority: int
    subject: str
    is_good: bool | None


@dataclass(frozen=True, slots=True)
class Response:
    """An answer to the survey: 0 to 10 and 1 to 5."""

    started: int
    ended: int
    nps: int
    satisfaction: int
    comment: str


class Activity(NamedTuple):
    """A call, task, meeting or note."""

    second: int
    kind: str
    seconds: int


@dataclass(slots=True)
class Customer:
    """A true customer, and where it is on record."""

    number: int
    kind: str
    name: str
    person: Person
    shopping: Shopping | None = None
    records: list[dict[str, str]] = field(default_factory=list)
    duplicates: list[dict[str, object]] = field(default_factory=list)

    @property
    def customer_id(self) -> str:
        """As the truth calls it."""
        return f"TC-{self.number:07d}"

    def on_record(self, system: str, table: str, record_id: str) -> None:
        """Remember a vendor's record, once."""
        record = {"system": system, "table": table, "id": record_id}
        if record not in self.records:
            self.records.append(record)


class Life:
    """Draws what happens.

    Args:
        world: the company.
        numbers: its traits.
    """

    def __init__(self, world: World, numbers: Traits) -> None:
        self._world = world
        self._traits = numbers
        self._ordering: Rhythm = world.rhythm(world.behaviour.history, is_growing=False)
        self.goods = _goods(world)
        shop = world.behaviour.shop
        self._popular = Weighted(
            self.goods, [1 / (rank + 3) ** shop.popularity for rank in range(len(self.goods))]
        )
        self._scores = Weighted(range(11), numbers.survey.nps)

    def shopping(self, rng: random.Random, created: int, country: str) -> Shopping:
        """What a shopper orders, as in `orders.py`: at a personal rate, until lost."""
        shop, end = self._world.behaviour.shop, self._world.calendar.end
        if rng.random() < shop.without_order:
            return Shopping([], 0.0, 0.0, is_lost=True)
        rate = rng.gammavariate(shop.rate_shape, shop.rate_scale) / 365.25
        lost = rng.betavariate(shop.lost_alpha, shop.lost_beta)
        second, clock = created, self._ordering.clock(created / DAY)
        orders: list[Order] = []
        while True:
            refund = second + self._later(rng, self._traits.change_after)
            has_changed = rng.random() < self._traits.changed_share
            is_cancelled = has_changed and rng.random() < 0.4
            order = Order(
                created=second,
                currency=self._traits.currencies[country],
                lines=self.lines(rng, country == "China"),
                cancelled=second + 3600 if is_cancelled and second + 3600 < end else None,
                refunded=refund if has_changed and not is_cancelled and refund < end else None,
            )
            orders.append(order)
            clock += rng.expovariate(1.0) / max(rate, 1e-9)
            is_lost = rng.random() < lost
            if is_lost or clock >= self._ordering.days:
                return Shopping(orders, rate * 365.25, lost, is_lost)
            second = self._ordering.second(self._ordering.instant(clock))

    def lines(self, rng: random.Random, is_yuan: bool) -> list[Line]:
        """The lines of one order, each product once."""
        shop = self._world.behaviour.shop
        percent = one_of(rng, shop.discounts) if rng.random() < shop.discount_share else 0
        lines: dict[int, Line] = {}
        while True:
            goods = self._popular.pick(rng)
            quantity = 1
            while rng.random() < shop.more_pieces:
                quantity += 1
            price = goods.price * (7 if is_yuan else 1)
            lines[goods.number] = Line(goods, quantity, price, quantity * price * percent // 100)
            if len(lines) == shop.max_lines or rng.random() >= shop.more_lines:
                return list(lines.values())

    def deal_lines(self, rng: random.Random, deal: Deal) -> list[Line]:
        """Lines that come to a deal's amount exactly."""
        fewest, most = self._traits.lines_per_deal
        number = fewest + int(rng.random() * (most - fewest + 1))
        total = round(deal.amount * 100)
        parts = [total // number] * (number - 1)
        parts.append(total - sum(parts))
        first = int(rng.random() * len(self.goods))
        chosen = [self.goods[(first + place) % len(self.goods)] for place in range(number)]
        return [Line(goods, 1, part, 0) for goods, part in zip(chosen, parts, strict=True)]

    def ticket(self, rng: random.Random, after: int) -> Ticket | None:
        """A question some time after something; None where it comes too late to be seen."""
        numbers, end = self._traits.tickets, self._world.calendar.end
        opened = after + self._later(rng, numbers.after)
        replied = opened + self._later(rng, numbers.reply)
        solved = replied + self._later(rng, numbers.solution)
        ticket = Ticket(
            opened=opened,
            replied=replied,
            solved=None if rng.random() < numbers.open_share else solved,
            reopened=rng.random() < numbers.reopened_share,
            priority=min(int(rng.expovariate(1.1)), len(numbers.priorities) - 1),
            subject=one_of(rng, numbers.subjects),
            is_good=rng.random() < numbers.good_share
            if rng.random() < numbers.rated_share
            else None,
        )
        return ticket if opened < end else None

    def response(self, rng: random.Random, after: int) -> Response | None:
        """An answer some time after something; None where it comes too late to be seen."""
        survey = self._traits.survey
        started = after + self._later(rng, survey.after)
        score = self._scores.pick(rng)
        response = Response(
            started=started,
            ended=started + 40 + int(rng.random() * 300),
            nps=score,
            satisfaction=min(5, max(1, round(score / 2.5 + rng.random()))),
            comment=one_of(rng, survey.comments),
        )
        return response if response.ended < self._world.calendar.end else None

    def activities(self, rng: random.Random, lead: Lead) -> list[Activity]:
        """What the sales people do about a lead."""
        second, calendar, found = lead.created, self._world.calendar, []
        while rng.random() < 1 - 1 / (1 + self._traits.activities_per_lead):
            second = calendar.working(second + self._later(rng, self._traits.activity_gap))
            if second >= calendar.end:
                break
            found.append(Activity(second, one_of(rng, ACTIVITIES), 60 + int(rng.random() * 1500)))
        return found

    def changed(self, rng: random.Random, created: int) -> int | None:
        """When a contact's data are changed; None for never."""
        second = created + self._later(rng, self._traits.change_after)
        return second if rng.random() < self._traits.changed_share else None

    def seen(self, rng: random.Random, person: Person) -> Person:
        """A person as another system has it: an e-mail, phone or name may differ or be missing."""
        share, missing = self._traits.difference_share, self._traits.missing_share
        email, phone, full_name = person.email, person.phone, person.full_name
        if rng.random() < share:
            email = email.upper()
        if rng.random() < share:
            phone = "".join(sign for sign in phone if sign.isdigit())
        if rng.random() < share and person.country.language != "zh":
            full_name = f"{person.last_name}, {person.first_name}"
        email = "" if rng.random() < missing else email
        phone = "" if rng.random() < missing else phone
        return replace(person, email=email, phone=phone, full_name=full_name)

    def _later(self, rng: random.Random, duration: LogNormal) -> int:
        return 60 + int(log_normal(rng, duration) * DAY)


def _goods(world: World) -> list[Goods]:
    """The range of products, the most popular one first."""
    rng = stream(world.seed, "goods")
    words = world.words.products
    named = [
        (f"{adjective} {noun}", category)
        for category in words.categories
        for noun in category.nouns
        for adjective in words.adjectives
    ]
    rng.shuffle(named)
    goods = []
    for number, (name, category) in enumerate(named[: world.behaviour.shop.products], start=1):
        low, high = category.price
        price = int(rng.triangular(low, high, low + (high - low) / 4)) * 100 + 90
        code = f"{category.line[:2].upper()}-{number:04d}"
        goods.append(Goods(number, name, code, category.name, category.line, price))
    return goods
