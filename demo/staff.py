"""The sales teams and marketing campaigns of the invented company."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from demo.chance import Weighted, one_of
from demo.crm import Campaign, User
from demo.rhythm import DAY
from demo.world import World

COMPANY_DOMAIN = "sales.example.com"


def hire(
    rng: random.Random, leads: int, world: World, new_id: Callable[[], str]
) -> dict[str, Weighted[User]]:
    """The users who get a country's leads, by the country's name.

    Every team has a manager, its first member; managers report to nobody. The last member of
    each team has left the company, but still owns older records.
    """
    words, crm = world.words, world.behaviour.crm
    fewest, most = crm.users_per_team
    size = math.ceil(leads / len(words.crm.teams) / crm.leads_per_user)
    size = min(max(fewest, size), most)
    countries = {country.name: country for country in words.countries}
    owners: dict[str, Weighted[User]] = {}
    for team in words.crm.teams:
        members: list[User] = []
        for number in range(size):
            country = countries[one_of(rng, team.countries)]
            members.append(
                User(
                    user_id=new_id(),
                    person=world.registry.person(rng, country, COMPANY_DOMAIN),
                    team=team.name,
                    time_zone=team.time_zone,
                    manager_id=members[0].user_id if members else "",
                    is_active=number == 0 or number < size - 1,
                )
            )
        weights = [rng.uniform(0.5, 1.5) for _ in members]
        owners |= {name: Weighted(members, weights) for name in team.countries}
    return owners


def plan_campaigns(rng: random.Random, world: World, new_id: Callable[[], str]) -> list[Campaign]:
    """One campaign after another over the whole history, about one in five weeks."""
    words, calendar = world.words.crm, world.calendar
    campaigns: list[Campaign] = []
    day = 0
    while day * DAY < calendar.end:
        number = len(campaigns) % len(words.campaign_names)
        length = 14 + int(rng.random() * 28)
        budget = 1000 * (2 + int(rng.random() * 18))
        campaigns.append(
            Campaign(
                campaign_id=new_id(),
                name=f"{words.campaign_names[number]} {calendar.date(day * DAY)[:7]}",
                kind=words.campaign_types[number],
                first_day=day,
                last_day=day + length,
                budget=budget,
                cost=int(budget * rng.uniform(0.7, 1.15)),
            )
        )
        day += 28 + int(rng.random() * 14)
    return campaigns
