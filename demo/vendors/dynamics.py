"""Dynamics 365: workbooks of views, with three hidden columns and dates as Excel has them."""

from __future__ import annotations

from itertools import count

from demo.crm import Deal, Lead
from demo.desk import Desk, once
from demo.exporting import Row
from demo.life import Customer, Line, Ticket
from demo.papers import Cell
from demo.vendors.crm import (
    Company,
    Crm,
    Known,
    at_or_none,
    deal_events,
    deal_state,
    latest,
    lead_events,
    lead_state,
)

_KEY = "(Do Not Modify) {}"
_CURRENCIES = {"EUR": "Euro", "USD": "US Dollar", "GBP": "Pound Sterling"}


class Dynamics(Crm):
    """Dynamics 365; its views name other records, and do not give their ids."""

    def __init__(self, desk: Desk, company: Company) -> None:
        super().__init__(desk, company)
        self._ids = count(1)
        self._histories = {
            table: desk.history(
                table,
                [(window, desk.sheet(table, window, hidden_columns=3)) for window in desk.windows],
            )
            for table in desk.forms
        }

    def know(self, customer: Customer, lead: Lead, since: int) -> Known:
        """Write the account and the contact of an organisation."""
        person, known = lead.person, Known(self._new(), self._new())
        self.on_record(customer, accounts=known.account_id, contacts=known.contact_id)
        common: dict[str, Cell] = {
            "Owner": lead.owner.person.full_name,
            "Status": "Active",
            "Created On": self.desk.excel(since),
        }
        self._histories["accounts"].write([since], once({
            **self._key("Account", known.account_id, since),
            "Account Name": lead.company.name,
            "Main Phone": person.phone,
            "Address 1: Street 1": person.street,
            "Address 1: City": person.city,
            "Address 1: State/Province": person.province,
            "Address 1: ZIP/Postal Code": person.postal_code,
            "Address 1: Country/Region": person.country.name,
            "Website": f"https://{lead.company.slug}",
            "Industry": lead.industry,
            "Primary Contact": person.full_name,
            **common,
        }))  # fmt: skip
        self._histories["contacts"].write([since], once({
            **self._key("Contact", known.contact_id, since),
            "Full Name": person.full_name,
            "First Name": person.first_name,
            "Last Name": person.last_name,
            "Email": person.email,
            "Business Phone": person.phone,
            "Job Title": "Buyer",
            "Company Name": lead.company.name,
            **common,
        }))  # fmt: skip
        return known

    def lead(
        self, customer: Customer, lead: Lead, known: Known | None, first_deal: tuple[str, str]
    ) -> None:
        """Write a lead."""
        del known, first_deal
        lead_id, person = self._new(), lead.person
        self.tell_lead(customer, lead_id, lead)
        words = self.desk.traits.lead_words["dynamics"]
        status = {"converted": "Qualified", "lost": "Disqualified"}

        def rows(at: int) -> tuple[Row]:
            state = lead_state(lead, at)
            return ({
                **self._key("Lead", lead_id, latest(lead_events(lead), at)),
                "Name": person.full_name,
                "Topic": f"{lead.company.name}: {lead.source.name}",
                "First Name": person.first_name,
                "Last Name": person.last_name,
                "Company Name": lead.company.name,
                "Email": person.email,
                "Business Phone": person.phone,
                "Lead Source": lead.source.name,
                "Status": status.get(state, "Open"),
                "Status Reason": getattr(words, state),
                "Owner": lead.owner.person.full_name,
                "Created On": self.desk.excel(lead.created),
            },)  # fmt: skip

        self._histories["leads"].write(lead_events(lead), rows)

    def deal(
        self, customer: Customer, lead: Lead, known: Known, deal: Deal, lines: list[Line]
    ) -> tuple[str, str]:
        """Write an opportunity."""
        del known
        deal_id, name = self._new(), f"{lead.company.name} - {lines[0].goods.name}"
        self.tell_deal(customer, "opportunities", deal_id, deal)
        reasons = {"open": "In Progress", "won": "Won", "lost": "Canceled"}

        def rows(at: int) -> tuple[Row]:
            state = deal_state(deal, at, self.stages)
            row: dict[str, Cell] = {
                **self._key("Opportunity", deal_id, state.changed),
                "Topic": name,
                "Potential Customer": lead.company.name,
                "Contact": lead.person.full_name,
                "Est. close date": self.desk.excel_day(deal.expected),
                "Est. revenue": deal.amount,
                "Currency": _CURRENCIES[self.currency],
                "Probability": state.probability,
                "Rating": "Warm",
                "Pipeline Phase": state.stage,
                "Status": state.outcome.capitalize(),
                "Status Reason": reasons[state.outcome],
                "Owner": lead.owner.person.full_name,
                "Created On": self.desk.excel(deal.created),
                "Modified On": self.desk.excel(state.changed),
            }
            if state.outcome != "open":
                row["Actual Close Date"] = self.desk.excel_day(state.changed)
                row["Actual Revenue"] = deal.amount if state.outcome == "won" else 0
            return (row,)

        self._histories["opportunities"].write(deal_events(deal), rows)
        return deal_id, name

    def ticket(self, customer: Customer, lead: Lead, known: Known, ticket: Ticket) -> None:
        """Write a case."""
        del known
        number = next(self._ids)
        case_id = _guid(number)
        self.tell_ticket(customer, "cases", case_id, ticket)

        def rows(at: int) -> tuple[Row]:
            solved = at_or_none(ticket.solved, at)
            return ({
                **self._key("Case", case_id, solved or ticket.opened),
                "Case Title": ticket.subject,
                "Case Number": f"CAS-{number:05d}-D3M0",
                "Priority": ("Low", "Normal", "High", "High")[ticket.priority],
                "Origin": "Email",
                "Customer": lead.company.name,
                "Contact": lead.person.full_name,
                "Owner": lead.owner.person.full_name,
                "Status": "Active" if solved is None else "Resolved",
                "Status Reason": "In Progress" if solved is None else "Problem Solved",
                "Case Type": "Question",
                "Created On": self.desk.excel(ticket.opened),
                "Resolved On": "" if solved is None else self.desk.excel(solved),
            },)  # fmt: skip

        self._histories["cases"].write([ticket.opened, ticket.solved], rows)

    def _key(self, entity: str, record_id: str, changed: int) -> dict[str, Cell]:
        return {
            _KEY.format(entity): record_id,
            _KEY.format("Row Checksum"): f"{record_id[:8]}{changed:08x}==",
            _KEY.format("Modified On"): self.desk.excel(changed),
        }

    def _new(self) -> str:
        return _guid(next(self._ids))


def _guid(number: int) -> str:
    """A number spread over 128 bits by an odd factor, so that none comes twice."""
    text = f"{number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 128):032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
