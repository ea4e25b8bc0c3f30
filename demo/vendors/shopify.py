"""Shopify: one row per line of an order, the order's own values on the first of them only."""

from __future__ import annotations

from itertools import count

from demo.desk import Desk, once
from demo.exporting import Row
from demo.life import Customer, Order
from demo.papers import Cell, Style
from demo.people import Person
from demo.truth import decimal
from demo.vendors.crm import at_or_none

_HOURS = 2  # ahead of UTC, as the shop's clock is set
_SHIPPING = 590


class Shopify:
    """The shop of most countries."""

    def __init__(self, desk: Desk) -> None:
        opened = desk.texts(Style(), desk.windows)
        self._desk = desk
        self._orders = opened("orders")
        self._customers = desk.texts(Style(), [desk.whole])("customers")
        self._names = count(1001)
        self._ids = count(5_480_000_000_321, 11)

    def shopper(self, customer: Customer, person: Person, created: int, orders: int) -> str:
        """Write a customer; returns the id."""
        shopper_id = str(next(self._ids))
        customer.on_record("shopify", "customers", shopper_id)
        self._customers.write([created], once({
            "Customer ID": shopper_id,
            "First Name": person.first_name,
            "Last Name": person.last_name,
            "Email": person.email,
            "Accepts Email Marketing": "yes",
            "Default Address Address1": person.street,
            "Default Address City": person.city,
            "Default Address Zip": f"'{person.postal_code}",
            "Phone": person.phone,
            "Accepts SMS Marketing": "no",
            "Total Orders": orders,
            "Tax Exempt": "no",
        }))  # fmt: skip
        return shopper_id

    def order(self, customer: Customer, person: Person, order: Order) -> None:
        """Write an order."""
        name, order_id = f"#{next(self._names)}", str(next(self._ids))
        net, end = order.net, self._desk.whole.end
        shipping = 0 if net >= 6000 else _SHIPPING

        def rows(at: int) -> list[Row]:
            cancelled, is_back = at_or_none(order.cancelled, at), order.is_paid_back(at)
            first: dict[str, Cell] = {
                "Financial Status": "refunded" if is_back else "paid",
                "Paid at": self._time(order.created),
                "Fulfillment Status": "unfulfilled" if cancelled is not None else "fulfilled",
                "Accepts Marketing": "yes",
                "Currency": order.currency,
                "Subtotal": decimal(net),
                "Shipping": decimal(shipping),
                "Taxes": "0.00",
                "Total": decimal(net + shipping),
                "Discount Amount": decimal(sum(line.discount for line in order.lines)),
                "Shipping Method": "Standard",
                "Billing Name": person.full_name,
                "Billing City": person.city,
                "Billing Country": person.country.name,
                "Shipping Name": person.full_name,
                "Shipping Address1": person.street,
                "Shipping City": person.city,
                "Shipping Zip": f"'{person.postal_code}",
                "Shipping Province": person.province,
                "Shipping Country": person.country.name,
                "Shipping Phone": person.phone,
                "Cancelled at": "" if cancelled is None else self._time(cancelled),
                "Payment Method": "Card",
                "Refunded Amount": decimal(net + shipping if is_back else 0),
                "Id": order_id,
                "Risk Level": "Low",
                "Source": "web",
            }
            found: list[Row] = []
            for line in order.lines:
                found.append({
                    "Name": name,
                    "Email": person.email,
                    "Created at": self._time(order.created),
                    "Lineitem quantity": line.quantity,
                    "Lineitem name": line.goods.name,
                    "Lineitem price": decimal(line.price),
                    "Lineitem sku": line.goods.code,
                    "Lineitem requires shipping": "true",
                    "Lineitem taxable": "true",
                    "Lineitem fulfillment status": "fulfilled",
                    "Lineitem discount": decimal(line.discount),
                    "Vendor": "Demo shop",
                    **first,
                })  # fmt: skip
                first = {}
            return found

        self._orders.write([order.created, order.cancelled, order.refunded], rows)
        self._desk.truth.order(
            "shopify", order.currency, net, refund=net if order.is_paid_back(end) else 0,
            table="orders", id=name,
            customer_id=customer.customer_id, ordered_at=self._desk.time(order.created),
            lines=len(order.lines), is_cancelled=at_or_none(order.cancelled, end) is not None,
        )  # fmt: skip

    def _time(self, second: int) -> str:
        return f"{self._desk.time(second, _HOURS)} +0{_HOURS}00"
