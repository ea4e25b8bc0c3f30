"""Zendesk: the shops' tickets in the legacy CSV; `-` stands for nothing."""

from __future__ import annotations

from itertools import count

from demo.desk import Desk
from demo.exporting import Row
from demo.life import Customer, Ticket
from demo.papers import Style
from demo.people import Person
from demo.vendors.crm import Company, at_or_none, tell_ticket

_NOTHING = "-"


class Zendesk:
    """The shops' helpdesk."""

    def __init__(self, desk: Desk, company: Company) -> None:
        self._desk = desk
        self._agents = [user.person.full_name for user in company.staff]
        self._tickets = desk.texts(Style(), desk.windows)("tickets")
        self._ids = count(1)

    def ticket(self, customer: Customer, person: Person, ticket: Ticket) -> None:
        """Write a ticket; the requester's id follows from the customer's number."""
        ticket_id, requester = str(next(self._ids)), str(380_000_000_000 + customer.number * 13)
        customer.on_record("zendesk", "tickets", requester)
        tell_ticket(self._desk, customer, "tickets", ticket_id, ticket)

        def rows(at: int) -> tuple[Row]:
            solved = at_or_none(ticket.solved, at)
            replied = at_or_none(ticket.replied, at)
            minutes: str | int = _NOTHING if solved is None else (solved - ticket.opened) // 60
            rated = "good" if ticket.is_good else "bad"
            row = dict.fromkeys(self._desk.forms["tickets"].columns, _NOTHING)
            return ({
                **row,
                "Summation column": 1,
                "Id": ticket_id,
                "Requester": person.full_name,
                "Requester id": requester,
                "Requester email": person.email or _NOTHING,
                "Submitter": person.full_name,
                "Assignee": self._agents[customer.number % len(self._agents)],
                "Group": "Support",
                "Subject": ticket.subject,
                "Status": "Open" if solved is None else "Solved",
                "Priority": self._desk.traits.tickets.priorities[ticket.priority],
                "Via": "Mail",
                "Ticket type": "Question",
                "Created at": self._desk.time(ticket.opened),
                "Updated at": self._desk.time(solved or replied or ticket.opened),
                "Solved at": _NOTHING if solved is None else self._desk.time(solved),
                "Satisfaction Score": rated if solved is not None and ticket.is_good is not None
                else "unoffered",
                "Reopens": int(ticket.reopened and solved is not None),
                "Replies": int(replied is not None),
                "First reply time in minutes": _NOTHING
                if replied is None else (replied - ticket.opened) // 60,
                "Full resolution time in minutes": minutes,
            },)  # fmt: skip

        self._tickets.write([ticket.opened, ticket.replied, ticket.solved], rows)
