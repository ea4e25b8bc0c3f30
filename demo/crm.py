"""How leads become deals, and deals are won or lost: the events behind the CRM's records.

A record only shows its state on the day of the export, so a lead or deal here knows its whole
story, and `zoho.py` writes what was to be seen of it by then. Times are seconds since the
history began.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from demo.chance import Weighted, log_normal, one_of
from demo.market import LeadSource, LogNormal
from demo.people import Company, Person
from demo.rhythm import DAY, Calendar
from demo.world import World


@dataclass(frozen=True, slots=True)
class User:
    """A user of the CRM."""

    user_id: str
    person: Person
    team: str
    time_zone: str
    manager_id: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Campaign:
    """A marketing campaign; costs in whole units of the currency."""

    campaign_id: str
    name: str
    kind: str
    first_day: int
    last_day: int
    budget: int
    cost: int


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead and when it got how far; None for what never happens."""

    person: Person
    company: Company
    owner: User
    source: LeadSource
    campaign: Campaign | None
    industry: str
    created: int
    contacted: int | None
    qualified: int | None
    converted: int | None
    lost: int | None
    is_junk: bool


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal: when it entered its open stages, in order, and how it ends.

    `outcome` is the name of the closed stage, or empty for a deal that stays open for ever.
    """

    created: int
    entered: list[int]
    closed: int | None
    outcome: str
    reason: str
    amount: float
    expected: int
    is_new_business: bool


class LeadMaker:
    """Invents leads.

    Args:
        rng: where chance comes from.
        world: the company.
        owners: the users who get a country's leads, by the country's name.
        campaigns: those that leads may come from.
        shoppers: customers of the shop, some of whom become leads too.
    """

    def __init__(
        self,
        rng: random.Random,
        world: World,
        owners: Mapping[str, Weighted[User]],
        campaigns: Sequence[Campaign],
        shoppers: Sequence[Person],
    ) -> None:
        sources = world.behaviour.crm.sources
        self._rng = rng
        self._world = world
        self._owners = owners
        self._campaigns = campaigns
        self._shoppers = shoppers
        self._sources = Weighted(sources, [source.weight for source in sources])

    def make(self, created: int) -> Lead:
        """A lead created at a second, with its whole story."""
        rng, world = self._rng, self._world
        crm, registry = world.behaviour.crm, world.registry
        source = self._sources.pick(rng)
        contacted, qualified, converted, lost = self._story(created, source)
        person: Person | None = None
        if self._shoppers and rng.random() < crm.shop_customer_share:
            person = one_of(rng, self._shoppers)
        country = person.country if person else registry.country(rng)
        company = registry.company(country)
        return Lead(
            person=person or registry.person(rng, country, company.slug),
            company=company,
            owner=self._owners[country.name].pick(rng),
            source=source,
            campaign=self._campaign(created),
            industry=one_of(rng, world.words.crm.industries),
            created=created,
            contacted=contacted,
            qualified=qualified,
            converted=converted,
            lost=lost,
            is_junk=contacted is None and rng.random() < crm.junk_share,
        )

    def _story(
        self, created: int, source: LeadSource
    ) -> tuple[int | None, int | None, int | None, int | None]:
        """When it is contacted, qualified, converted, lost; it ends at the first refusal."""
        crm = self._world.behaviour.crm
        steps = (
            (source.contacted, crm.contact),
            (source.qualified, crm.qualification),
            (source.converted, crm.conversion),
        )
        reached: list[int | None] = [None, None, None]
        now = created
        for number, (share, duration) in enumerate(steps):
            if self._rng.random() >= share:
                lost = _later(self._rng, now, crm.giving_up, self._world.calendar)
                is_forgotten = self._rng.random() < crm.forgotten_share
                return reached[0], reached[1], None, None if is_forgotten else lost
            now = _later(self._rng, now, duration, self._world.calendar)
            reached[number] = now
        return reached[0], reached[1], reached[2], None

    def _campaign(self, created: int) -> Campaign | None:
        day = created // DAY
        running = [one for one in self._campaigns if one.first_day <= day <= one.last_day]
        share = self._world.behaviour.crm.campaign_share
        return one_of(self._rng, running) if running and self._rng.random() < share else None


def deals_of(rng: random.Random, lead: Lead, world: World) -> Iterator[Deal]:
    """The deals with a converted lead's company: after a won one there may be another."""
    if lead.converted is None:
        return
    crm = world.behaviour.crm
    created, is_new = lead.converted, True
    while created < world.calendar.end:
        deal = _deal(rng, created, lead.source, world, is_new=is_new)
        yield deal
        is_won = deal.outcome == crm.closed.won.name
        if not is_won or deal.closed is None or rng.random() >= crm.existing_business:
            return
        created = _later(rng, deal.closed, crm.existing_business_gap, world.calendar)
        is_new = False


def _deal(
    rng: random.Random, created: int, source: LeadSource, world: World, *, is_new: bool
) -> Deal:
    crm, calendar = world.behaviour.crm, world.calendar
    closed, stages = crm.closed, crm.stages
    is_stale = rng.random() < crm.stale_share
    is_won = not is_stale and rng.random() < source.won
    lost_from = Weighted(range(len(stages)), [stage.lost for stage in stages])
    last = len(stages) - 1 if is_won else lost_from.pick(rng)
    durations = [
        LogNormal(median=stage.days, sigma=closed.stage_sigma) for stage in stages[: last + 1]
    ]
    entered = [created]
    for duration in durations[:-1]:
        entered.append(_later(rng, entered[-1], duration, calendar))
    reason = "" if is_won or is_stale else one_of(rng, world.words.crm.loss_reasons)
    outcome = closed.won.name if is_won else closed.lost.name
    if reason == closed.competitor_reason:
        outcome = closed.competitor.name
    cycle = sum(stage.days for stage in stages) * rng.uniform(0.7, 1.8)
    return Deal(
        created=created,
        entered=entered,
        closed=None if is_stale else _later(rng, entered[-1], durations[-1], calendar),
        outcome="" if is_stale else outcome,
        reason=reason,
        amount=round(log_normal(rng, crm.amount), -1) + 10,
        expected=created + int(cycle * DAY),
        is_new_business=is_new,
    )


def _later(rng: random.Random, second: int, duration: LogNormal, calendar: Calendar) -> int:
    """A working day's time some days later."""
    return calendar.working(second + 1 + int(log_normal(rng, duration) * DAY))
