"""What the demo is made of: the words of `words.toml` and the numbers of `behaviour.toml`.

Both files are validated when they are read, so that an edited number or name fails here with its
place in the file, not somewhere in the simulation.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TypeVar

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A table of one of the two files: nothing missing, nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Country(Part):
    """A country of customers; a city is its name, its province and how postal codes begin."""

    name: str
    weight: float
    language: str
    email_domain: str
    phones: list[str]
    streets: list[str]
    legal_forms: list[str]
    cities: list[tuple[str, str, str]]


class Language(Part):
    """Names as `text/ascii`, or just the text where it is ASCII already."""

    family_first: bool = False
    family: list[str]
    female: list[str]
    male: list[str]
    company_first: list[str]
    company_second: list[str]


class Category(Part):
    """A product category; prices lie between two whole amounts."""

    name: str
    line: str
    price: tuple[int, int]
    nouns: list[str]


class ProductWords(Part):
    """The parts of product names."""

    adjectives: list[str]
    categories: list[Category]


class Team(Part):
    """A sales team and the countries whose leads it gets."""

    name: str
    countries: list[str]
    time_zone: str


class CrmWords(Part):
    """The words of the CRM's picklists and texts."""

    titles: list[str]
    industries: list[str]
    account_types: list[str]
    deal_subjects: list[str]
    next_steps: list[str]
    loss_reasons: list[str]
    campaign_names: list[str]
    campaign_types: list[str]
    teams: list[Team]


class ServiceTeam(Part):
    """A team of the shop's service desk, and the causes whose tickets it gets."""

    name: str
    region: str
    countries: list[str]
    causes: list[str]


class ServiceWords(Part):
    """The service desk's teams, and the subjects of tickets by kind and cause."""

    teams: list[ServiceTeam]
    subjects: dict[str, dict[str, list[str]]]


class SurveyWords(Part):
    """The shop's surveys by what they are about, their questions by driver, and comments."""

    names: dict[str, str]
    questions: dict[str, str]
    comments: dict[str, list[str]]


class SeasonalCampaign(Part):
    """A campaign of every year: its first day is a month and a day of it."""

    name: str
    channel: str
    begin: tuple[int, int]
    days: int


class MarketingWords(Part):
    """The shop's campaigns: always on by channel, newsletters, and those of a season."""

    always_on: dict[str, str]
    newsletters: dict[str, str]
    seasonal: list[SeasonalCampaign]


class ActivityWords(Part):
    """What sales people write about calls and meetings."""

    call_purposes: list[str]
    call_results: list[str]
    no_answer: str
    visit: str
    meeting: str
    online: str


class Words(Part):
    """`words.toml`."""

    countries: list[Country]
    languages: dict[str, Language]
    products: ProductWords
    crm: CrmWords
    service: ServiceWords
    surveys: SurveyWords
    marketing: MarketingWords
    activities: ActivityWords


class Activity(Part):
    """Relative activity by weekday (Monday first), month and hour of the day."""

    weekdays: list[float]
    months: list[float]
    hours: list[float]


class History(Activity):
    """How far the history goes back, and how it grows."""

    days: int
    yearly_growth: float


class ShopBehaviour(Part):
    """How customers of the shop order, pay and return."""

    without_order: float
    rate_shape: float
    rate_scale: float
    lost_alpha: float
    lost_beta: float
    products: int
    popularity: float
    more_lines: float
    max_lines: int
    more_pieces: float
    discount_share: float
    discounts: list[int]
    return_share: float
    cancelled_share: float
    open_days: int
    split_payment_share: float
    free_shipping_cents: int
    shipping_cents: int
    malformed_every: int
    channels: dict[str, float]
    acquisition_channels: dict[str, float]
    payment_methods: dict[str, float]
    statuses: dict[str, str]
    loyalty_tiers: dict[str, float]
    consent_share: float


class LogNormal(Part):
    """A log-normal distribution by its median and the sigma of its logarithm."""

    median: float
    sigma: float


class LeadSource(Part):
    """Where leads come from, and how far they get."""

    name: str
    weight: float
    contacted: float
    qualified: float
    converted: float
    won: float


class Stage(Part):
    """An open stage of a deal."""

    name: str
    probability: int
    days: float
    lost: float


class ClosedStage(Part):
    """A closed stage of a deal."""

    name: str
    probability: int


class Closed(Part):
    """How deals end."""

    won: ClosedStage
    lost: ClosedStage
    competitor: ClosedStage
    competitor_reason: str
    stage_sigma: float


class CrmBehaviour(Part):
    """How leads become deals, and deals are won or lost."""

    leads_per_customer: float
    shop_customer_share: float
    users_per_team: tuple[int, int]
    leads_per_user: int
    campaign_share: float
    stale_share: float
    existing_business: float
    existing_business_gap: LogNormal
    amount: LogNormal
    formatted_amounts: float
    malformed_every: int
    contact: LogNormal
    qualification: LogNormal
    conversion: LogNormal
    giving_up: LogNormal
    junk_share: float
    forgotten_share: float
    sources: list[LeadSource]
    stages: list[Stage]
    closed: Closed


class Difficult(Part):
    """The tickets whose solution takes longer, and how many times as long."""

    share: float
    factor: float


class Rating(Part):
    """How a solved ticket is rated: by whom, the mean, and what takes from it."""

    asked: float
    answered: float
    mean: float
    spread: float
    complaint: float
    late: float
    reopened: float


class ServiceBehaviour(Part):
    """How customers ask for help, and how fast they get it."""

    per_order: float
    after: LogNormal
    kinds: dict[str, float]
    causes: dict[str, dict[str, float]]
    channels: dict[str, float]
    priorities: dict[str, float]
    speed: dict[str, float]
    target_minutes: dict[str, int]
    first_response: LogNormal
    resolution: LogNormal
    difficult: Difficult
    working_hours: tuple[int, int]
    reopened_share: float
    reopened_after: LogNormal
    more_replies: float
    handed_on_share: float
    pending_share: float
    closing_days: int
    customers_per_employee: int
    employees_per_team: tuple[int, int]
    rating: Rating


class SurveyPlan(Part):
    """A survey: who answers and when, which score is asked for, and what drives it."""

    share: float
    after: LogNormal
    kinds: dict[str, float]
    weights: dict[str, float]


class SurveyBehaviour(Part):
    """How customers answer: answers share a mood, and scores follow from the answers."""

    means: dict[str, float]
    spread: float
    mood: float
    noise: float
    returned: float
    late: float
    comment_share: float
    channels: dict[str, float]
    scales: dict[str, tuple[int, int]]
    order: SurveyPlan
    ticket: SurveyPlan


class LoyaltyBehaviour(Part):
    """How members of the loyalty programme get and spend points."""

    points_per_unit: float
    reward_points: int
    redeem_share: float
    expiry_days: int
    referral_points: int
    referral_share: float
    remembered: int
    tier_after: LogNormal
    downgrade_share: float


class AdvertisingChannel(Part):
    """What a channel's advertisements cost and bring; prices are in units of the currency."""

    clicks_per_impression: float
    click_price: LogNormal


class MarketingBehaviour(Part):
    """How campaigns reach customers before they register and order, and what that costs."""

    clicks_per_customer: float
    seasonal_factor: float
    newsletter_days: int
    more_touches: float
    max_touches: int
    earlier: dict[str, float]
    touch_gap: LogNormal
    last_gap: LogNormal
    reminded_share: float
    idle_share: float
    idle_after: LogNormal
    budget: tuple[float, float]
    noise: float
    touch_kinds: dict[str, dict[str, float]]
    channels: dict[str, AdvertisingChannel]


class ActivityBehaviour(Part):
    """How sales people call and meet leads and customers."""

    first_call_share: float
    no_answer_share: float
    inbound_share: float
    call_seconds: LogNormal
    stage_call_share: float
    first_visit_share: float
    planned_call_share: float
    visit_share: float
    visit_after: LogNormal
    visit_minutes: list[int]
    next_visit: LogNormal
    next_visit_share: float
    online_share: float
    planned_ahead: LogNormal
    kept_share: float
    upcoming_share: float
    upcoming_days: int


class Behaviour(Part):
    """`behaviour.toml`."""

    history: History
    office: Activity
    shop: ShopBehaviour
    service: ServiceBehaviour
    surveys: SurveyBehaviour
    loyalty: LoyaltyBehaviour
    marketing: MarketingBehaviour
    crm: CrmBehaviour
    activities: ActivityBehaviour


_Model = TypeVar("_Model", bound=Part)


@cache
def words() -> Words:
    """The words, read once."""
    return read_part(Words, "words.toml")


@cache
def behaviour() -> Behaviour:
    """The numbers, read once."""
    return read_part(Behaviour, "behaviour.toml")


def read_part(model: type[_Model], name: str) -> _Model:
    """A file of this folder, validated."""
    text = resources.files("demo").joinpath(name).read_text(encoding="utf-8")
    return model.model_validate(tomllib.loads(text))
