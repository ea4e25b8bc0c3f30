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


class Words(Part):
    """`words.toml`."""

    countries: list[Country]
    languages: dict[str, Language]
    products: ProductWords
    crm: CrmWords


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


class Behaviour(Part):
    """`behaviour.toml`."""

    history: History
    office: Activity
    shop: ShopBehaviour
    crm: CrmBehaviour


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
