"""The shop's campaigns: whom they touched, and what they cost.

The last touch before a customer registers is by a campaign of the channel by which the customer
came; those before it may be by any. Who came directly was touched by none. Spend is written at the
end, when it is known whom a campaign touched on each of its days.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from demo.chance import Weighted, log_normal, stream
from demo.market import LogNormal
from demo.orders import CURRENCY, Sale, Shopper
from demo.rhythm import DAY
from demo.world import World
from demo.writers import Table, money

CAMPAIGN_COLUMNS = (
    "campaign_id", "campaign_name", "channel", "status", "start_date", "end_date",
    "budgeted_cost", "actual_cost", "currency",
)  # fmt: skip
TOUCH_COLUMNS = (
    "touch_id", "campaign_id", "customer_id", "kind", "channel", "touched_at", "has_responded",
)  # fmt: skip
SPEND_COLUMNS = (
    "campaign_id", "spend_date", "amount", "currency", "impressions", "clicks", "conversions",
    "conversion_value",
)  # fmt: skip


@dataclass(slots=True)
class Known:
    """What a day's touches by a campaign led to; the value is in cents."""

    clicks: int = 0
    conversions: int = 0
    value: int = 0


@dataclass(slots=True)
class Campaign:
    """A campaign of the shop.

    Attributes:
        campaign_id: in the exports.
        name: of it.
        channel: of all its touches and spend.
        first_day: counted from the first of the history.
        last_day: the last one; None for a campaign without end.
        factor: what a day brings, compared with its channel's constant campaign; before and after
            `paid_days` nothing.
        paid_days: on how many of its first days it costs money; None for all.
        known: its days of which something is known.
    """

    campaign_id: str
    name: str
    channel: str
    first_day: int
    last_day: int | None
    factor: float
    paid_days: int | None = None
    known: dict[int, Known] = field(default_factory=lambda: defaultdict(Known))

    def is_running(self, day: int) -> bool:
        """Whether it can touch anybody on a day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)

    def weight(self, day: int) -> float:
        """What it brings on a day that it runs; 0 where nothing is paid for."""
        is_paid = self.paid_days is None or day < self.first_day + self.paid_days
        return self.factor if is_paid else 0.0


class Marketing:
    """Writes touches as customers come, and campaigns and spend at the end.

    Args:
        table: the file of touches.
        world: the company.
        customers: how many there will be, on which depends what is spent.
    """

    def __init__(self, table: Table, world: World, customers: int) -> None:
        self._table = table
        self._world = world
        self._customers = customers
        self._rng = stream(world.seed, "touches")
        self._calendar = world.calendar
        self._marketing = numbers = world.behaviour.marketing
        self._campaigns = plan_campaigns(world)
        self._by_channel: dict[str, list[Campaign]] = defaultdict(list)
        for campaign in self._campaigns:
            self._by_channel[campaign.channel].append(campaign)
        acquisition = world.behaviour.shop.acquisition_channels
        self._shares = {name: acquisition[name] / sum(acquisition.values()) for name in acquisition}
        self._earlier = Weighted.of(numbers.earlier)
        self._reminders = Weighted.of({name: acquisition[name] for name in numbers.channels})
        self._kinds = {name: Weighted.of(kinds) for name, kinds in numbers.touch_kinds.items()}
        self._path: list[Known] = []
        self._touches = 0

    def joined(self, shopper: Shopper) -> str:
        """Write the touches that brought a customer; returns the last one's campaign, if any."""
        rng, numbers = self._rng, self._marketing
        self._path = []
        campaign_id = ""
        if shopper.channel not in self._by_channel:
            return campaign_id
        steps = [(self._before(shopper.registered, numbers.last_gap), shopper.channel)]
        while len(steps) < numbers.max_touches and rng.random() < numbers.more_touches:
            second = self._before(steps[0][0], numbers.touch_gap)
            steps.insert(0, (second, self._earlier.pick(rng)))
        for place, (second, channel) in enumerate(steps, start=1):
            has_responded = shopper.has_ordered and place == len(steps)
            # the history shows nothing before its first day, but every customer's last touch
            if second >= 0 or place == len(steps):
                moment = max(second, 0)
                campaign = self._touch(shopper.customer_id, moment, channel, has_responded)
                self._path.append(campaign.known[moment // DAY])
                campaign_id = campaign.campaign_id
        return campaign_id

    def sold(self, sale: Sale) -> None:
        """Count what a path led to; write the touches around further orders."""
        rng, numbers = self._rng, self._marketing
        if sale.is_first:
            for known in self._path:
                known.conversions += 1
                known.value += sale.total
        elif rng.random() < numbers.reminded_share:
            second = max(self._before(sale.second, numbers.last_gap), 0)
            campaign = self._touch(sale.customer_id, second, self._reminders.pick(rng), True)
            known = campaign.known[second // DAY]
            known.conversions += 1
            known.value += sale.total
        if rng.random() < numbers.idle_share:
            second = sale.second + 60 + int(log_normal(rng, numbers.idle_after) * DAY)
            if second < self._calendar.end:
                self._touch(sale.customer_id, second, self._reminders.pick(rng), False)

    def finish(self, campaigns: Table, spend: Table) -> None:
        """Write the campaigns, and what they spent a day."""
        rng, calendar = stream(self._world.seed, "spend"), self._calendar
        rhythm = self._world.rhythm(self._world.behaviour.history, is_growing=True)
        a_day = self._customers / rhythm.days * self._marketing.clicks_per_customer
        days = [a_day * rhythm.weight(day) for day in range(rhythm.days)]
        for campaign in self._campaigns:
            cost = 0
            for day, cents, row in self._spend_rows(rng, campaign, days):
                cost += cents
                spend.write(
                    {
                        "campaign_id": campaign.campaign_id,
                        "spend_date": calendar.date(day * DAY),
                        "amount": money(cents),
                        "currency": CURRENCY,
                        **row,
                    }
                )
            is_over = campaign.last_day is not None and campaign.last_day < rhythm.days
            last_second = None if campaign.last_day is None else campaign.last_day * DAY
            is_paid = campaign.channel in self._marketing.channels
            campaigns.write(
                {
                    "campaign_id": campaign.campaign_id,
                    "campaign_name": campaign.name,
                    "channel": campaign.channel,
                    "status": "completed" if is_over else "active",
                    "start_date": calendar.date(campaign.first_day * DAY),
                    "end_date": "" if last_second is None else calendar.date(last_second),
                    "budgeted_cost": money(int(cost * rng.uniform(*self._marketing.budget)))
                    if is_paid
                    else "",
                    "actual_cost": money(cost) if is_paid else "",
                    "currency": CURRENCY,
                }
            )

    def _spend_rows(
        self, rng: random.Random, campaign: Campaign, days: list[float]
    ) -> Iterator[tuple[int, int, dict[str, object]]]:
        """The days on which a campaign was shown: number, cents, and what it brought."""
        numbers = self._marketing.channels.get(campaign.channel)
        if numbers is None:
            return
        noise = LogNormal(median=1.0, sigma=self._marketing.noise)
        for day in range(campaign.first_day, len(days)):
            if not campaign.is_running(day):
                return
            known = campaign.known.get(day, Known())
            weight = campaign.weight(day)
            expected = days[day] * self._shares[campaign.channel] * weight
            shown = expected * log_normal(rng, noise) / numbers.clicks_per_impression
            impressions = int(shown + rng.random())
            clicked = impressions * numbers.clicks_per_impression * log_normal(rng, noise)
            clicks = max(int(clicked + rng.random()), known.clicks)
            price = log_normal(rng, numbers.click_price) if weight else 0.0
            if impressions or day in campaign.known:
                yield (
                    day,
                    int(clicks * price * 100),
                    {
                        "impressions": max(impressions, clicks),
                        "clicks": clicks,
                        "conversions": known.conversions,
                        "conversion_value": money(known.value),
                    },
                )

    def _before(self, second: int, gap: LogNormal) -> int:
        return second - 60 - int(log_normal(self._rng, gap) * DAY)

    def _touch(self, customer_id: str, second: int, channel: str, has_responded: bool) -> Campaign:
        """Write a touch by a campaign of the channel, and return that campaign."""
        rng, day = self._rng, second // DAY
        running = [one for one in self._by_channel[channel] if one.is_running(day)]
        campaign = Weighted(running, [one.factor for one in running]).pick(rng)
        kind = self._kinds[channel].pick(rng)
        self._touches += 1
        self._table.write(
            {
                "touch_id": f"CT-{self._touches:08d}",
                "campaign_id": campaign.campaign_id,
                "customer_id": customer_id,
                "kind": kind,
                "channel": channel,
                "touched_at": self._calendar.time(second),
                "has_responded": "yes" if has_responded else "no",
            }
        )
        campaign.known[day].clicks += kind == "clicked"
        return campaign


def plan_campaigns(world: World) -> list[Campaign]:
    """Constant campaigns, newsletters and those of a season, in the order in which they begin."""
    words, numbers, calendar = world.words.marketing, world.behaviour.marketing, world.calendar
    days = calendar.end // DAY
    plans: list[tuple[int, int | None, str, str, float, int | None]] = [
        (0, None, name, channel, 1.0, None) for channel, name in words.always_on.items()
    ]
    for channel, name in words.newsletters.items():
        every = numbers.newsletter_days
        for first in range(0, days, every):
            dated = f"{name} {calendar.date(first * DAY)}"
            plans.append((first, first + every - 1, dated, channel, float(every), 1))
    for season in words.seasonal:
        for year in range(calendar.first.year, calendar.first.year + days // 365 + 2):
            first = (dt.date(year, *season.begin) - calendar.first).days
            if 0 <= first < days:
                last, name = first + season.days - 1, f"{season.name} {year}"
                plans.append((first, last, name, season.channel, numbers.seasonal_factor, None))
    plans.sort(key=lambda plan: (plan[0], plan[2]))
    return [
        Campaign(f"MC-{number:04d}", name, channel, first, last, factor, paid_days)
        for number, (first, last, name, channel, factor, paid_days) in enumerate(plans, start=1)
    ]
