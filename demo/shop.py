"""The exports of an online shop, in the plain shape of the `template` source.

Order lines are CSV files, one a year; customers an Excel workbook, products JSON and payments
compressed JSON lines. Everything is written while it is simulated, so memory does not grow with
the number of orders. `care.py` is told of every customer and order, and writes what follows.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from demo.care import open_care
from demo.chance import Weighted, one_of, stream
from demo.market import ProductWords, ShopBehaviour
from demo.orders import CURRENCY, Event, Sale, Shopper, shop_events
from demo.people import Person
from demo.rhythm import DAY, Calendar
from demo.world import World
from demo.writers import Workbook, excel_serial, gzip_text_file, money, text_file, write_json

LINE_COLUMNS = (
    "order_line_id,order_id,customer_id,ordered_at,status,channel,product_id,quantity,unit_price,"
    "discount_amount,shipping_amount,refund_amount,returned_quantity,unit_cost,currency,"
    "coupon_code"
)
CUSTOMER_COLUMNS = [
    "customer_id", "customer_name", "customer_type", "email", "phone", "street", "postal_code",
    "city", "province", "country", "gender", "birth_date", "acquisition_channel",
    "loyalty_tier", "has_marketing_consent", "preferred_channel", "created_at",
    "acquisition_campaign_id",
]  # fmt: skip
CUSTOMER_DATES = {"birth_date": "yyyy-mm-dd", "created_at": "yyyy-mm-dd hh:mm:ss"}


@dataclass(frozen=True, slots=True)
class Product:
    """A product; money in cents, texts as they stand in the order lines."""

    product_id: str
    price: int
    price_text: str
    cost_text: str


def write_shop(
    folder: Path, world: World, customers: int, keep: Callable[[Person], None]
) -> list[Path]:
    """Write the shop's exports.

    Args:
        folder: where; it exists.
        world: the company.
        customers: how many.
        keep: is told of every customer whose first order was not cancelled, so that the CRM can
            know some of them too.

    Returns:
        The files, in the order of writing.
    """
    seed, calendar, behaviour = world.seed, world.calendar, world.behaviour.shop
    history = world.behaviour.history
    events = shop_events(
        stream(seed, "events"),
        customers,
        behaviour,
        arrival=world.rhythm(history, is_growing=True),
        ordering=world.rhythm(history, is_growing=False),
    )
    products = _write_products(
        folder / "products.json", stream(seed, "products"), world.words.products, behaviour
    )
    people, sales = stream(seed, "customers"), stream(seed, "orders")
    workbook = Workbook(
        folder / "customers.xlsx", "customers", CUSTOMER_COLUMNS, CUSTOMER_DATES, world.until
    )
    describe = _customer_rows(people, behaviour, calendar)
    paths = [folder / name for name in ("customers.xlsx", "products.json", "payments.jsonl.gz")]
    with ExitStack() as stack:
        stack.callback(workbook.close)
        payments = stack.enter_context(gzip_text_file(paths[2]))
        care = stack.enter_context(open_care(folder, world, customers))
        paths += care.paths
        orders = _Orders(sales, behaviour, products, calendar, payments)
        lines: TextIO | None = None
        year = ""
        for event in events:
            if event.is_new:
                person = world.registry.person(people, world.registry.country(people))
                row = describe(event, person)
                campaign_id = care.joined(_shopper(event, row))
                workbook.write([*row, campaign_id])
            if event.is_order:
                when = calendar.time(event.second)
                if lines is None or when[:4] != year:
                    year = when[:4]
                    paths.append(folder / f"order_lines_{year}.csv")
                    lines = stack.enter_context(text_file(paths[-1]))
                    lines.write(LINE_COLUMNS + "\n")
                text, sale = orders.order(event, when)
                lines.write(text)
                care.sold(sale)
                if event.is_new and sale.total:
                    keep(person)
    return paths


def _shopper(event: Event, row: list[str | float | None]) -> Shopper:
    values = dict(zip(CUSTOMER_COLUMNS, row, strict=False))  # the campaign is yet to be found
    return Shopper(
        number=event.customer,
        customer_id=str(values["customer_id"]),
        registered=event.second,
        has_ordered=event.is_order,
        channel=str(values["acquisition_channel"]),
        tier=str(values["loyalty_tier"]),
    )


class _Line(NamedTuple):
    """A line of an order; money in cents, its text before and after the shipping amount."""

    product_id: str
    net: int
    refund: int
    left: str
    right: str


class _Orders:
    """Turns an order into its lines and payments.

    Lines are composed as text, not by the csv module: nothing in them needs quoting, and this is
    what the demo's speed at scale depends on.
    """

    def __init__(
        self,
        rng: random.Random,
        behaviour: ShopBehaviour,
        products: list[Product],
        calendar: Calendar,
        payments: TextIO,
    ) -> None:
        self._rng = rng
        self._behaviour = behaviour
        self._calendar = calendar
        self._payments = payments
        self._products = Weighted(
            products, [1 / (rank + 3) ** behaviour.popularity for rank in range(len(products))]
        )
        self._channels = Weighted.of(behaviour.channels)
        self._methods = Weighted.of(behaviour.payment_methods)
        self._open_from = calendar.end - behaviour.open_days * DAY
        self._orders = 0
        self._line_number = 0

    def order(self, event: Event, when: str) -> tuple[str, Sale]:
        """The lines of one order, and what they come to; its payments are written as well."""
        rng, behaviour = self._rng, self._behaviour
        self._orders += 1
        order_id = f"SO-{self._orders:08d}"
        is_cancelled = rng.random() < behaviour.cancelled_share
        is_open = event.second >= self._open_from
        status = behaviour.statuses[
            "cancelled" if is_cancelled else "open" if is_open else "completed"
        ]
        customer_id = f"C-{event.customer + 1:07d}"
        head = f"{order_id},{customer_id},{when},{status},{self._channels.pick(rng)}"
        percent = one_of(rng, behaviour.discounts) if rng.random() < behaviour.discount_share else 0
        coupon = f"SAVE{percent}" if percent else ""
        bodies: list[tuple[str, str]] = []
        products: list[str] = []
        total = refunded = 0
        while True:
            line = self._line(percent, may_return=not (is_cancelled or is_open))
            total += line.net
            refunded += line.refund
            products.append(line.product_id)
            bodies.append((line.left, line.right))
            if len(bodies) == behaviour.max_lines or rng.random() >= behaviour.more_lines:
                break
        shipping = 0 if total >= behaviour.free_shipping_cents else behaviour.shipping_cents
        text = []
        for number, (left, right) in enumerate(bodies):
            self._line_number += 1
            freight = money(shipping) if number == 0 and shipping else ""
            text.append(f"OL-{self._line_number:09d},{head},{left},{freight},{right},{coupon}\n")
        if not is_cancelled:
            self._pay(order_id, event.second, total + shipping)
        if self._orders % behaviour.malformed_every == 0:
            # a comma in a text that the shop forgot to quote: one field too many
            text.append(f"OL-X{self._orders},{head},{bodies[0][0]},gift, wrapped,,,,,,\n")
        return "".join(text), Sale(
            order_id=order_id,
            customer=event.customer,
            customer_id=customer_id,
            second=event.second,
            is_first=event.is_new,
            is_completed=not (is_cancelled or is_open),
            is_returned=refunded > 0,
            products=products,
            total=0 if is_cancelled else total,
            kept=0 if is_cancelled else total - refunded,
        )

    def _line(self, percent: int, *, may_return: bool) -> _Line:
        rng, behaviour = self._rng, self._behaviour
        product = self._products.pick(rng)
        quantity = 1
        while rng.random() < behaviour.more_pieces:
            quantity += 1
        gross = product.price * quantity
        discount = gross * percent // 100
        refund, returned = 0, ""
        if may_return and rng.random() < behaviour.return_share:
            pieces = 1 + int(rng.random() * quantity)
            returned = str(pieces)
            refund = (gross - discount) * pieces // quantity
        left = (
            f"{product.product_id},{quantity},{product.price_text},"
            f"{money(discount) if discount else ''}"
        )
        back = money(refund) if returned else ""
        right = f"{back},{returned},{product.cost_text},{CURRENCY}"
        return _Line(product.product_id, gross - discount, refund, left, right)

    def _pay(self, order_id: str, second: int, total: int) -> None:
        rng = self._rng
        paid_at = self._calendar.time(min(second + int(rng.random() * 600), self._calendar.end - 1))
        parts = [total]
        if rng.random() < self._behaviour.split_payment_share and total > 1:
            parts = [total // 2, total - total // 2]
        for number, part in enumerate(parts, start=1):
            self._payments.write(
                f'{{"payment_id": "P{order_id[2:]}-{number}", "order_id": "{order_id}", '
                f'"paid_at": "{paid_at}", "method": "{self._methods.pick(rng)}", '
                f'"amount": {money(part)}, "currency": "{CURRENCY}"}}\n'
            )
        if self._orders % self._behaviour.malformed_every == 0:
            # a line that was cut off while it was written
            self._payments.write(f'{{"payment_id": "P{order_id[2:]}-0", "order_id": "SO-\n')


def _customer_rows(
    rng: random.Random, behaviour: ShopBehaviour, calendar: Calendar
) -> Callable[[Event, Person], list[str | float | None]]:
    """A function that gives a customer's row of the workbook, but for the campaign at its end."""
    acquisition = Weighted.of(behaviour.acquisition_channels)
    preferred = Weighted.of(behaviour.channels)
    tiers = Weighted.of(behaviour.loyalty_tiers)
    dates = [excel_serial(calendar.first + dt.timedelta(days=number)) for number in
             range(calendar.end // DAY)]  # fmt: skip

    def row(event: Event, person: Person) -> list[str | float | None]:
        day, second = divmod(event.second, DAY)
        age = rng.triangular(18, 80, 36)
        return [
            f"C-{event.customer + 1:07d}", person.full_name, "person", person.email, person.phone,
            person.street, person.postal_code, person.city, person.province, person.country.name,
            person.gender, dates[0] - int(age * 365.25), acquisition.pick(rng),
            tiers.pick(rng), "yes" if rng.random() < behaviour.consent_share else "no",
            preferred.pick(rng), dates[day] + second / DAY,
        ]  # fmt: skip

    return row


def _write_products(
    path: Path, rng: random.Random, words: ProductWords, behaviour: ShopBehaviour
) -> list[Product]:
    """Write the range of products, and return it with the most popular one first."""
    names = [
        (category, f"{adjective} {noun}")
        for category in words.categories
        for noun in category.nouns
        for adjective in words.adjectives
    ]
    rng.shuffle(names)
    products: list[Product] = []
    rows: list[dict[str, Any]] = []
    for number, (category, name) in enumerate(names[: behaviour.products], start=1):
        low, high = category.price
        price = int(rng.triangular(low, high, low + (high - low) / 4)) * 100 + 90
        cost = int(price * rng.uniform(0.38, 0.66))
        product = Product(f"PR-{number:04d}", price, money(price), money(cost))
        products.append(product)
        rows.append(
            {
                "product_id": product.product_id,
                "product_name": name,
                "category": category.name,
                "product_line": category.line,
                "list_price": price / 100,
                "unit_cost": cost / 100,
                "currency": CURRENCY,
                "is_active": rng.random() > 0.06,
            }
        )
    write_json(path, rows)
    return products
