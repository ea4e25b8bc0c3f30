"""What every CRM is told of an organisation, and how far its leads and deals were at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from demo.crm import Campaign, Deal, Lead, User
from demo.desk import Desk
from demo.life import Activity, Customer, Goods, Line, Ticket
from demo.traits import StageWords


class Company(NamedTuple):
    """What all systems share: who works here, what is advertised and what is sold."""

    staff: Sequence[User]
    campaigns: Sequence[Campaign]
    goods: Sequence[Goods]


class Known(NamedTuple):
    """An organisation's records in a CRM."""

    account_id: str
    contact_id: str


class DealState(NamedTuple):
    """How far a deal was; `outcome` is open, won or lost, `changed` the second it came so far."""

    stage: str
    probability: int
    outcome: str
    changed: int


class Crm:
    """A CRM while its exports are written; what one has no table for, it is not told."""

    has_leads = True

    def __init__(self, desk: Desk, company: Company) -> None:
        self.desk = desk
        self.company = company
        self.currency = desk.traits.currencies[desk.system]
        self.stages = desk.traits.stages[desk.system]

    def know(self, customer: Customer, lead: Lead, since: int) -> Known:
        """Write the account and the contact of an organisation."""
        raise NotImplementedError

    def deal(
        self, customer: Customer, lead: Lead, known: Known, deal: Deal, lines: list[Line]
    ) -> tuple[str, str]:
        """Write a deal and what hangs on it; returns its id and name."""
        raise NotImplementedError

    def lead(
        self, customer: Customer, lead: Lead, known: Known | None, first_deal: tuple[str, str]
    ) -> None:
        """Write a lead."""

    def ticket(self, customer: Customer, lead: Lead, known: Known, ticket: Ticket) -> None:
        """Write a question of the contact."""

    def activity(self, lead: Lead, known: Known, activity: Activity) -> None:
        """Write what somebody did about the organisation."""

    def finish(self) -> None:
        """Write what stands at the files' ends."""

    def on_record(self, customer: Customer, **records: str) -> None:
        """Remember records of a customer, given by table."""
        for table, record_id in records.items():
            customer.on_record(self.desk.system, table, record_id)

    def tell_lead(self, customer: Customer, lead_id: str, lead: Lead) -> None:
        """Tell the truth of a lead."""
        self.on_record(customer, leads=lead_id)
        self.desk.truth.add(
            "leads",
            system=self.desk.system,
            table="leads",
            id=lead_id,
            customer_id=customer.customer_id,
            created_at=self.desk.time(lead.created),
            state=lead_state(lead, self.desk.whole.end),
        )

    def tell_deal(self, customer: Customer, table: str, deal_id: str, deal: Deal) -> None:
        """Tell the truth of a deal."""
        state = deal_state(deal, self.desk.whole.end, self.stages)
        is_open = state.outcome == "open"
        self.desk.truth.add(
            "opportunities",
            system=self.desk.system,
            table=table,
            id=deal_id,
            customer_id=customer.customer_id,
            created_at=self.desk.time(deal.created),
            stage=state.stage,
            state=state.outcome,
            amount=f"{deal.amount:.2f}",
            currency=self.currency,
            closed_at=None if is_open else self.desk.time(state.changed),
        )

    def tell_ticket(self, customer: Customer, table: str, ticket_id: str, ticket: Ticket) -> None:
        """Tell the truth of a ticket."""
        tell_ticket(self.desk, customer, table, ticket_id, ticket)


def tell_ticket(desk: Desk, customer: Customer, table: str, ticket_id: str, ticket: Ticket) -> None:
    """Tell the truth of a ticket."""
    solved = at_or_none(ticket.solved, desk.whole.end)
    desk.truth.add(
        "tickets",
        system=desk.system,
        table=table,
        id=ticket_id,
        customer_id=customer.customer_id,
        opened_at=desk.time(ticket.opened),
        solved_at=None if solved is None else desk.time(solved),
        is_good=ticket.is_good if solved is not None else None,
    )


def at_or_none(moment: int | None, at: int) -> int | None:
    """A moment, unless it was still to come."""
    return moment if moment is not None and moment < at else None


def latest(moments: Sequence[int | None], at: int) -> int:
    """The last of the moments that were over; one of them was."""
    return max(moment for moment in moments if moment is not None and moment < at)


def lead_events(lead: Lead) -> list[int | None]:
    """Everything that changes a lead."""
    return [lead.created, lead.contacted, lead.qualified, lead.converted, lead.lost]


def lead_state(lead: Lead, at: int) -> str:
    """new, contacted, qualified, converted or lost."""
    if at_or_none(lead.converted, at) is not None:
        return "converted"
    if at_or_none(lead.lost, at) is not None:
        return "lost"
    if at_or_none(lead.qualified, at) is not None:
        return "qualified"
    return "new" if at_or_none(lead.contacted, at) is None else "contacted"


def deal_events(deal: Deal) -> list[int | None]:
    """Everything that changes a deal."""
    return [*deal.entered, deal.closed]


def deal_state(deal: Deal, at: int, words: StageWords) -> DealState:
    """How far a deal was, in a vendor's words."""
    closed = at_or_none(deal.closed, at)
    if closed is not None:
        is_won = not deal.reason
        name, probability = words.won if is_won else words.lost
        return DealState(name, probability, "won" if is_won else "lost", closed)
    entered = [second for second in deal.entered if second < at]
    name, probability = words.open[len(entered) - 1]
    return DealState(name, probability, "open", entered[-1])


def stage_steps(deal: Deal, words: StageWords, end: int) -> list[tuple[int, str, int]]:
    """The stages that a deal went through until `end`: when, name and probability."""
    steps = [
        (second, *words.open[number]) for number, second in enumerate(deal.entered) if second < end
    ]
    if deal.closed is not None and deal.closed < end:
        steps.append((deal.closed, *(words.lost if deal.reason else words.won)))
    return steps
