"""What the advertisements of Google Ads and Meta Ads cost, by campaign and day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from demo.chance import log_normal
from demo.desk import Desk
from demo.rhythm import DAY
from demo.truth import decimal
from demo.vendors.crm import Company


@dataclass(frozen=True, slots=True)
class Spending:
    """A campaign's day; `first_cost` is what was reported before a correction. Cents."""

    campaign: str
    second: int
    impressions: int
    clicks: int
    cost: int
    first_cost: int

    def cost_at(self, at: int) -> int:
        """The cost as an export showed it: corrections come with the export behind a month."""
        return self.first_cost if at - self.second < 31 * DAY else self.cost


def spendings(desk: Desk, company: Company) -> Iterator[Spending]:
    """Every day on which a campaign ran, by day."""
    numbers, rng = desk.traits.advertising, desk.rng
    kinds = {"google_ads": 0, "meta_ads": 1}
    for day in range(desk.whole.end // DAY):
        running = [
            campaign.name
            for number, campaign in enumerate(company.campaigns)
            if number % 2 == kinds[desk.system] and campaign.first_day <= day <= campaign.last_day
        ]
        for name in (*numbers.always_on, *running):
            cost = round(log_normal(rng, numbers.daily) * 100)
            clicks = max(1, round(cost / 100 / log_normal(rng, numbers.click_price)))
            is_corrected = rng.random() < numbers.correction_share
            yield Spending(
                campaign=name,
                second=day * DAY,
                impressions=round(clicks / numbers.clicks_per_impression),
                clicks=clicks,
                cost=cost,
                first_cost=cost - cost // 20 if is_corrected else cost,
            )


def tell_spend(desk: Desk, spending: Spending, currency: str) -> None:
    """Tell the truth of a day, as the last export shows it."""
    desk.truth.count(desk.system, "campaign_days")
    desk.truth.add(
        "spend", system=desk.system, table="campaign_days", campaign=spending.campaign,
        day=desk.date(spending.second), currency=currency,
        amount=decimal(spending.cost_at(desk.whole.end)), impressions=spending.impressions,
        clicks=spending.clicks,
    )  # fmt: skip
