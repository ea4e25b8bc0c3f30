"""One company's exports from every vendor, in the vendors' own file forms, and the truth of them.

    write_company(Path("exports"), customers=2000)

The same persons and organisations are seen from several systems; each order, lead, opportunity,
ticket and response lives in exactly one. The same arguments give the same bytes on every machine,
and a system's files do not depend on which others are written. Customers come one by one and are
written at once, so memory does not grow with their number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TypeVar

from demo.chance import Weighted, stream
from demo.crm import LeadMaker, deals_of
from demo.desk import Desk
from demo.exports import MOST_CUSTOMERS, UNTIL
from demo.life import Customer, Life, Shopping
from demo.staff import hire, plan_campaigns
from demo.traits import Traits, traits
from demo.truth import Truth
from demo.vendors.crm import Company, Crm
from demo.vendors.dynamics import Dynamics
from demo.vendors.fxiaoke import Fxiaoke
from demo.vendors.google_ads import write_google_ads
from demo.vendors.hubspot import Hubspot
from demo.vendors.meta_ads import write_meta_ads
from demo.vendors.pipedrive import Pipedrive
from demo.vendors.salesforce import Salesforce
from demo.vendors.shopify import Shopify
from demo.vendors.surveymonkey import Surveymonkey
from demo.vendors.taobao import Taobao
from demo.vendors.zendesk import Zendesk
from demo.vendors.zoho import Zoho
from demo.world import World, make_world

CRMS: dict[str, type[Crm]] = {
    "zoho": Zoho,
    "fxiaoke": Fxiaoke,
    "salesforce": Salesforce,
    "hubspot": Hubspot,
    "pipedrive": Pipedrive,
    "dynamics": Dynamics,
}
ADVERTISING = {"google_ads": write_google_ads, "meta_ads": write_meta_ads}
ALL = (*CRMS, "shopify", "taobao", "zendesk", *ADVERTISING, "surveymonkey")
TRUTH = "truth.json"
_Written = TypeVar("_Written")


def write_company(
    folder: Path,
    *,
    customers: int = 2000,
    seed: int = 7,
    until: dt.date = UNTIL,
    dirt: float = 0.01,
    systems: Sequence[str] = ALL,
) -> Path:
    """Write a company's exports into `folder`, one folder for each system, and `truth.json`.

    Args:
        folder: where; it is made if missing, files of the same names are replaced.
        customers: persons and organisations, 1 to 1,000,000.
        seed: another seed is another company.
        until: the last day of the history.
        dirt: share of rows beside which a damaged row is put, and of rows written sloppily.
        systems: of `ALL`, those that are written.

    Returns:
        The path of `truth.json`; `demo.truth` says what is in it.

    Raises:
        ValueError: an argument is out of range.
    """
    if not 1 <= customers <= MOST_CUSTOMERS:
        raise ValueError(f"customers must lie between 1 and {MOST_CUSTOMERS:,}, not {customers:,}")
    if not 0 <= dirt <= 1:
        raise ValueError(f"dirt is a share between 0 and 1, not {dirt}")
    if unknown := sorted(set(systems) - set(ALL)):
        raise ValueError(f"no system is called {', '.join(unknown)}; there are: {', '.join(ALL)}")
    folder.mkdir(parents=True, exist_ok=True)
    world = make_world(seed, until)
    chosen = [system for system in ALL if system in systems]
    path = folder / TRUTH
    with Truth() as truth:
        with ExitStack() as stack:
            desks = {name: Desk(name, folder, world, dirt, truth) for name in chosen}
            for desk in reversed(desks.values()):
                stack.callback(desk.close)
            _Simulation(world, customers, desks, truth).run()
        settings = {
            "customers": customers,
            "seed": seed,
            "until": until.isoformat(),
            "dirt": dirt,
            "systems": list(chosen),
        }
        truth.write(path, settings)
    return path


class _Simulation:
    """The company's history, customer by customer."""

    def __init__(self, world: World, customers: int, desks: dict[str, Desk], truth: Truth) -> None:
        self._world = world
        self._customers = customers
        self._truth = truth
        self._traits: Traits = traits()
        self._rng = stream(world.seed, "company")
        self._life = Life(world, self._traits)
        organisations = max(1, round(customers * self._traits.organisation_share))
        numbers = count(1)
        staff_rng = stream(world.seed, "company/staff")
        owners = hire(staff_rng, organisations, world, lambda: str(next(numbers)))
        staff = {user.user_id: user for team in owners.values() for user in team.items}
        campaigns = plan_campaigns(staff_rng, world, lambda: str(next(numbers)))
        company = Company(list(staff.values()), campaigns, self._life.goods)
        self._maker = LeadMaker(self._rng, world, owners, campaigns, [])
        self._shops = _weights(self._traits.shops)
        self._homes = _weights(self._traits.homes)
        self._crms: dict[str, Crm] = {
            name: kind(desks[name], company) for name, kind in CRMS.items() if name in desks
        }
        hubspot = self._crms.get("hubspot")
        self._hubspot = hubspot if isinstance(hubspot, Hubspot) else None
        self._shopify = Shopify(desks["shopify"]) if "shopify" in desks else None
        self._taobao = Taobao(desks["taobao"]) if "taobao" in desks else None
        self._zendesk = Zendesk(desks["zendesk"], company) if "zendesk" in desks else None
        self._survey = Surveymonkey(desks["surveymonkey"]) if "surveymonkey" in desks else None
        for name, write in ADVERTISING.items():
            if name in desks:
                write(desks[name], company)

    def run(self) -> None:
        """Let all customers come, and write what they do."""
        rng = self._rng
        arrival = self._world.rhythm(self._world.behaviour.history, is_growing=True)
        for number in range(1, self._customers + 1):
            clock = (number - 1 + rng.random()) / self._customers * arrival.days
            second = arrival.second(arrival.instant(clock))
            is_organisation = rng.random() < self._traits.organisation_share
            make = self._organisation if is_organisation else self._shopper
            customer = make(number, second)
            person = customer.person
            self._truth.add(
                "customers",
                customer_id=customer.customer_id,
                kind=customer.kind,
                name=customer.name,
                country=person.country.name,
                email=person.email,
                phone=person.phone,
                records=customer.records,
                duplicates=customer.duplicates,
                **_behind(customer.shopping),
            )
        for crm in self._crms.values():
            crm.finish()

    def _organisation(self, number: int, second: int) -> Customer:
        """An organisation: a lead in one CRM and what becomes of it; perhaps known to another."""
        rng, world, life = self._rng, self._world, self._life
        end, numbers = world.calendar.end, self._traits
        lead = self._maker.make(second)
        country = lead.person.country.name
        customer = Customer(number, "organisation", lead.company.name, lead.person)
        home, other = self._homes[country].pick(rng), self._homes[country].pick(rng)
        is_known_elsewhere = rng.random() < numbers.second_system_share
        is_twice = rng.random() < numbers.duplicate_share
        elsewhere = replace(lead, person=life.seen(rng, lead.person))
        twin = replace(lead, person=life.seen(rng, lead.person))
        deals = [
            (deal, life.deal_lines(rng, deal))
            for deal in deals_of(rng, lead, world)
            if deal.created < end
        ]
        tickets = [
            ticket
            for deal, _ in deals
            if rng.random() < numbers.tickets.per_deal
            and (ticket := life.ticket(rng, deal.created))
        ]
        activities = life.activities(rng, lead)
        is_converted = lead.converted is not None and lead.converted < end
        since = lead.converted if is_converted and lead.converted is not None else second
        if is_known_elsewhere and other != home and other in self._crms:
            self._crms[other].know(customer, elsewhere, since)
        if home not in self._crms:
            return customer
        crm = self._crms[home]
        if crm.has_leads and not is_converted:
            crm.lead(customer, lead, None, ("", ""))
            return customer
        known = self._twice(customer, is_twice, [
            lambda: crm.know(customer, lead, since), lambda: crm.know(customer, twin, since),
        ])  # fmt: skip
        named = [crm.deal(customer, lead, known, deal, lines) for deal, lines in deals]
        crm.lead(customer, lead, known, named[0] if named else ("", ""))
        for ticket in tickets:
            crm.ticket(customer, lead, known, ticket)
        for activity in activities:
            crm.activity(lead, known, activity)
        return customer

    def _shopper(self, number: int, second: int) -> Customer:
        """A person: buys in one shop, asks the helpdesk, reads the newsletter, answers."""
        rng, life, numbers = self._rng, self._life, self._traits
        country = self._world.registry.country(rng)
        person = self._world.registry.person(rng, country)
        customer = Customer(number, "person", person.full_name, person)
        shop = self._shops[country.name].pick(rng)
        reads, is_twice = rng.random() < numbers.newsletter_share, rng.random()
        as_contact, as_twin = life.seen(rng, person), life.seen(rng, person)
        as_requester, as_respondent = life.seen(rng, person), life.seen(rng, person)
        changed = life.changed(rng, second)
        customer.shopping = life.shopping(rng, second, country.name)
        orders = customer.shopping.orders
        contact_id = ""
        if reads and self._hubspot:
            hubspot = self._hubspot
            contact_id = self._twice(customer, is_twice < numbers.duplicate_share, [
                lambda: hubspot.contact(customer, as_contact, [second, changed], {}),
                lambda: hubspot.contact(customer, as_twin, [second], {}),
            ])  # fmt: skip
        if shop == "shopify" and self._shopify:
            self._shopify.shopper(customer, person, second, len(orders))
        for order in orders:
            if shop == "shopify" and self._shopify:
                self._shopify.order(customer, person, order)
            if shop == "taobao" and self._taobao:
                self._taobao.order(customer, person, order)
            if rng.random() < numbers.tickets.per_order:
                ticket = life.ticket(rng, order.created)
                if ticket and self._zendesk:
                    self._zendesk.ticket(customer, as_requester, ticket)
            if rng.random() < numbers.survey.per_order:
                response = life.response(rng, order.created)
                is_feedback = reads and rng.random() < numbers.survey.feedback_share
                if response and is_feedback and self._hubspot:
                    self._hubspot.feedback(customer, as_contact, contact_id, response)
                if response and not is_feedback and self._survey:
                    self._survey.respond(customer, as_respondent, response)
        return customer

    def _twice(
        self, customer: Customer, is_twice: bool, writers: Sequence[Callable[[], _Written]]
    ) -> _Written:
        """Write records once, or as duplicates; returns what the first writing gave."""
        begin = len(customer.records)
        written = writers[0]()
        if is_twice:
            middle = len(customer.records)
            writers[1]()
            pairs = zip(customer.records[begin:middle], customer.records[middle:], strict=True)
            for first, second in pairs:
                ids = [first["id"], second["id"]]
                customer.duplicates.append(
                    {"system": first["system"], "table": first["table"], "ids": ids}
                )
        return written


def _weights(shares: dict[str, dict[str, float]]) -> dict[str, Weighted[str]]:
    return {country: Weighted.of(weights) for country, weights in shares.items()}


def _behind(shopping: Shopping | None) -> dict[str, float | bool]:
    """What the truth says of a shopper's orders; nothing of an organisation."""
    if shopping is None:
        return {}
    return {
        "orders_a_year": round(shopping.orders_a_year, 6),
        "lost_share": round(shopping.lost_share, 6),
        "is_lost": shopping.is_lost,
    }
