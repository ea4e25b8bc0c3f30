"""HubSpot: companies and deals of the sales people, and contacts from the shop's newsletter."""

from __future__ import annotations

from itertools import count

from demo.crm import Deal, Lead
from demo.desk import Desk, once
from demo.exporting import Row
from demo.life import Customer, Line, Response, Ticket
from demo.papers import Style
from demo.people import Person
from demo.vendors.crm import Company, Crm, Known, at_or_none, deal_events, deal_state

_STYLE = Style(is_all_quoted=True)


class Hubspot(Crm):
    """HubSpot; every number is one of its ids."""

    has_leads = False

    def __init__(self, desk: Desk, company: Company) -> None:
        super().__init__(desk, company)
        opened = desk.texts(_STYLE, desk.windows)
        self._histories = {table: opened(table) for table in desk.forms}
        self._ids = count(21_480_000_123, 7)

    def know(self, customer: Customer, lead: Lead, since: int) -> Known:
        """Write the company and the contact of an organisation."""
        company_id = str(next(self._ids))
        self.on_record(customer, companies=company_id)
        self._histories["companies"].write([since], once({
            "Record ID": company_id,
            "Company name": lead.company.name,
            "Company Domain Name": lead.company.slug,
            "Website URL": f"https://{lead.company.slug}",
            "Phone Number": lead.person.phone,
            "Industry": lead.industry,
            "City": lead.person.city,
            "Country/Region": lead.person.country.name,
            "Company owner": lead.owner.person.full_name,
            "Create Date": self._time(since),
        }))  # fmt: skip
        contact_id = self.contact(customer, lead.person, [since], {
            "Contact owner": lead.owner.person.full_name,
            "Original Source": "Offline Sources",
            "Associated Company": lead.company.name,
            "Associated Company IDs": company_id,
        })  # fmt: skip
        return Known(company_id, contact_id)

    def contact(
        self, customer: Customer, person: Person, events: list[int | None], more: Row
    ) -> str:
        """Write a contact, whose stage changes with the second of the events."""
        contact_id = str(next(self._ids))
        self.on_record(customer, contacts=contact_id)

        def rows(at: int) -> tuple[Row]:
            changed = [second for second in events if second is not None and second < at]
            stage = "Lead" if "Associated Company" in more else "Subscriber"
            return ({
                "Record ID": contact_id,
                "First Name": person.first_name,
                "Last Name": person.last_name,
                "Email": person.email.lower(),
                "Phone Number": person.phone,
                "City": person.city,
                "Country/Region": person.country.name,
                "Lifecycle Stage": stage if len(changed) == 1 else "Customer",
                "Marketing contact status": "Marketing contact",
                "Create Date": self._time(changed[0]),
                "Last Activity Date": self._time(max(changed)),
                **more,
            },)  # fmt: skip

        self._histories["contacts"].write(events, rows)
        return contact_id

    def deal(
        self, customer: Customer, lead: Lead, known: Known, deal: Deal, lines: list[Line]
    ) -> tuple[str, str]:
        """Write a deal."""
        deal_id = str(next(self._ids))
        name = f"{lead.company.name} - {lines[0].goods.name}"
        self.tell_deal(customer, "deals", deal_id, deal)

        def rows(at: int) -> tuple[Row]:
            state = deal_state(deal, at, self.stages)
            closing = deal.expected if state.outcome == "open" else state.changed
            return ({
                "Record ID": deal_id,
                "Deal Name": name,
                "Deal Stage": state.stage,
                "Pipeline": "Sales Pipeline",
                "Amount": f"{deal.amount:.0f}",
                "Currency": self.currency,
                "Close Date": self._time(closing),
                "Create Date": self._time(deal.created),
                "Deal owner": lead.owner.person.full_name,
                "Last Activity Date": self._time(state.changed),
                "Is closed lost": "true" if state.outcome == "lost" else "false",
                "Associated Company": lead.company.name,
                "Associated Company IDs": known.account_id,
                "Associated Company IDs (Primary)": known.account_id,
                "Associated Contact IDs": known.contact_id,
            },)  # fmt: skip

        self._histories["deals"].write(deal_events(deal), rows)
        return deal_id, name

    def ticket(self, customer: Customer, lead: Lead, known: Known, ticket: Ticket) -> None:
        """Write a ticket."""
        ticket_id = str(next(self._ids))
        self.tell_ticket(customer, "tickets", ticket_id, ticket)

        def rows(at: int) -> tuple[Row]:
            solved = at_or_none(ticket.solved, at)
            replied = at_or_none(ticket.replied, at)
            return ({
                "Ticket ID": ticket_id,
                "Ticket name": ticket.subject,
                "Pipeline": "Support Pipeline",
                "Ticket status": "New" if solved is None else "Closed",
                "Priority": self.desk.traits.tickets.priorities[ticket.priority],
                "Source": "Email",
                "Ticket owner": lead.owner.person.full_name,
                "Create date": self._time(ticket.opened),
                "First agent email response date": "" if replied is None else self._time(replied),
                "Close date": "" if solved is None else self._time(solved),
                "Associated Contact IDs": known.contact_id,
                "Associated Company IDs": known.account_id,
            },)  # fmt: skip

        self._histories["tickets"].write([ticket.opened, ticket.replied, ticket.solved], rows)

    def feedback(
        self, customer: Customer, person: Person, contact_id: str, response: Response
    ) -> None:
        """Write an answer to the question whether one would recommend the shop."""
        response_id = str(next(self._ids))
        score = response.nps
        sentiment = "Promoter" if score >= 9 else "Passive" if score >= 7 else "Detractor"
        self._histories["feedback_submissions"].write([response.ended], once({
            "Record ID": response_id,
            "Survey name": "Recommendation",
            "Survey type": "NPS",
            "Survey channel": "Email",
            "Rating": score,
            "Sentiment": sentiment,
            "Response": response.comment,
            "Email": person.email.lower(),
            "Submission date": self._time(response.ended),
            "Associated Contact IDs": contact_id,
        }))  # fmt: skip
        self.desk.truth.add(
            "responses", system="hubspot", table="feedback_submissions", id=response_id,
            customer_id=customer.customer_id, responded_at=self._time(response.ended),
            kind="nps", score=score,
        )  # fmt: skip

    def _time(self, second: int) -> str:
        return self.desk.time(second)[:16]
