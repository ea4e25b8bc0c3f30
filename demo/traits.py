"""What the company of every vendor is made of: the numbers and words of `traits.toml`."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from demo.market import LogNormal, Part, read_part


class Exports(Part):
    """When a system's exports end (days before the last day), and how far they overlap."""

    ends: list[int]
    overlap_days: int | None = None


class TicketTraits(Part):
    """How often customers ask for help, and what becomes of it."""

    per_order: float
    per_deal: float
    after: LogNormal
    reply: LogNormal
    solution: LogNormal
    open_share: float
    reopened_share: float
    rated_share: float
    good_share: float
    subjects: list[str]
    priorities: list[str]


class SurveyTraits(Part):
    """How customers answer; `nps` are the weights of the scores 0 to 10."""

    per_order: float
    feedback_share: float
    after: LogNormal
    nps: list[float]
    comments: list[str]


class Advertising(Part):
    """What advertisements cost a day."""

    always_on: list[str]
    daily: LogNormal
    click_price: LogNormal
    clicks_per_impression: float
    correction_share: float


class StageWords(Part):
    """A vendor's stages: name and probability in percent."""

    open: list[tuple[str, int]]
    won: tuple[str, int]
    lost: tuple[str, int]


class LeadWords(Part):
    """A vendor's words for what became of a lead."""

    new: str
    contacted: str
    qualified: str
    converted: str
    lost: str


class Traits(Part):
    """`traits.toml`."""

    organisation_share: float
    second_system_share: float
    duplicate_share: float
    newsletter_share: float
    difference_share: float
    missing_share: float
    changed_share: float
    change_after: LogNormal
    lines_per_deal: tuple[int, int]
    activities_per_lead: float
    activity_gap: LogNormal
    payment_after: LogNormal
    exports: dict[str, Exports]
    shops: dict[str, dict[str, float]]
    homes: dict[str, dict[str, float]]
    currencies: dict[str, str]
    tickets: TicketTraits
    survey: SurveyTraits
    advertising: Advertising
    stages: dict[str, StageWords]
    lead_words: dict[str, LeadWords]


class TableForm(Part):
    """One table's file in a vendor's form, as in `vendors/<system>.toml`.

    Attributes:
        file: its name, with the export's days to be filled in.
        sheet: of a workbook.
        required: header of the column without which a row is rejected.
        numbers: header of an id of so many digits that Excel writes it as 1.23457E+11, or "".
        is_repeatable: whether a row may be there twice and still mean one record.
        columns: the headers.
        second_header: the row below them, where there is one.
        dates: date columns of a workbook: `day` or `time`.
        emails, phones, texts, money: columns whose values may be written in a sloppy way.
        sign: before a sloppy amount.
    """

    file: str
    sheet: str = ""
    required: str
    numbers: str = ""
    is_repeatable: bool = True
    columns: list[str]
    second_header: tuple[str, ...] = ()
    dates: dict[str, str] = Field(default_factory=dict)
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    money: tuple[str, ...] = ()
    sign: str = ""


class Forms(Part):
    """A vendor's tables by name."""

    tables: dict[str, TableForm]


@cache
def traits() -> Traits:
    """The traits, read once."""
    return read_part(Traits, "traits.toml")


@cache
def forms(system: str) -> dict[str, TableForm]:
    """The forms of a vendor's files, read once."""
    return read_part(Forms, f"vendors/{system}.toml").tables
