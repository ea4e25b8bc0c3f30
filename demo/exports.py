"""The demo's exports: an online shop and the CRM of one invented company.

    write_exports(Path("exports"), customers=2000)

The shop's files are about orders and payments, tickets, surveys, points and campaigns; the CRM's
about leads, deals, calls and meetings. The same arguments give the same files on every machine.
Rows are streamed; what stays in memory are customers who may still order, a few bytes of every
other, the campaigns' days, and what is needed to link the two systems.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from demo.people import Person
from demo.shop import write_shop
from demo.world import make_world
from demo.zoho import write_zoho

MOST_CUSTOMERS = 1_000_000  # an Excel sheet has 1,048,576 rows
UNTIL = dt.date(2026, 6, 30)


def write_exports(
    folder: Path, *, customers: int = 2000, seed: int = 7, until: dt.date = UNTIL
) -> list[Path]:
    """Write realistic exports of a shop and a CRM into `folder`, which is made if missing.

    Args:
        folder: where; files of an earlier demo with the same names are replaced.
        customers: of the shop, 1 to 1,000,000; leads of the CRM are as many.
        seed: another seed is another company.
        until: the last day of the history, on whose evening the exports were made.

    Returns:
        The files, sorted by name.

    Raises:
        ValueError: `customers` is out of range.
    """
    if not 1 <= customers <= MOST_CUSTOMERS:
        raise ValueError(f"customers must lie between 1 and {MOST_CUSTOMERS:,}, not {customers:,}")
    folder.mkdir(parents=True, exist_ok=True)
    world = make_world(seed, until)
    crm = world.behaviour.crm
    leads = max(1, round(customers * crm.leads_per_customer))
    every = max(1, round(customers / (leads * crm.shop_customer_share)))
    seen = 0
    shoppers: list[Person] = []

    def keep(person: Person) -> None:
        nonlocal seen
        seen += 1
        if seen % every == 0:
            shoppers.append(person)

    paths = write_shop(folder, world, customers, keep)
    paths += write_zoho(folder, world, leads, shoppers)
    return sorted(paths)
