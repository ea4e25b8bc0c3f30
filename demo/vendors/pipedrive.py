"""Pipedrive: one export of everything; the deals' status is there twice."""

from __future__ import annotations

from itertools import count

from demo.crm import Deal, Lead
from demo.desk import Desk, once
from demo.exporting import Row
from demo.life import Customer, Line
from demo.papers import Style
from demo.vendors.crm import Company, Crm, Known, deal_events, deal_state


class Pipedrive(Crm):
    """Pipedrive; ids are small numbers, one sequence for each table."""

    has_leads = False

    def __init__(self, desk: Desk, company: Company) -> None:
        super().__init__(desk, company)
        opened = desk.texts(Style(), [desk.whole])
        self._histories = {table: opened(table) for table in desk.forms}
        self._ids = {table: count(1) for table in desk.forms}

    def know(self, customer: Customer, lead: Lead, since: int) -> Known:
        """Write the organisation and its person."""
        person, created = lead.person, self.desk.time(since)
        known = Known(str(next(self._ids["organizations"])), str(next(self._ids["persons"])))
        self.on_record(customer, organizations=known.account_id, persons=known.contact_id)
        self._histories["organizations"].write([since], once({
            "Organization - ID": known.account_id,
            "Organization - Name": lead.company.name,
            "Organization - Owner": lead.owner.person.full_name,
            "Organization - Address": f"{person.street}, {person.postal_code} {person.city}",
            "Organization - City/town/village/locality of Address": person.city,
            "Organization - Country of Address": person.country.name,
            "Organization - Organization created": created,
            "Organization - Update time": created,
        }))  # fmt: skip
        self._histories["persons"].write([since], once({
            "Person - ID": known.contact_id,
            "Person - Name": person.full_name,
            "Person - First name": person.first_name,
            "Person - Last name": person.last_name,
            "Person - Organization": lead.company.name,
            "Person - Organization ID": known.account_id,
            "Person - Email - Work": person.email,
            "Person - Phone - Work": person.phone,
            "Person - Owner": lead.owner.person.full_name,
            "Person - Person created": created,
            "Person - Update time": created,
        }))  # fmt: skip
        return known

    def deal(
        self, customer: Customer, lead: Lead, known: Known, deal: Deal, lines: list[Line]
    ) -> tuple[str, str]:
        """Write a deal."""
        deal_id = str(next(self._ids["deals"]))
        name = f"{lead.company.name} - {lines[0].goods.name}"
        self.tell_deal(customer, "deals", deal_id, deal)

        def rows(at: int) -> tuple[Row]:
            state = deal_state(deal, at, self.stages)
            changed = self.desk.time(state.changed)
            is_won, is_lost = state.outcome == "won", state.outcome == "lost"
            return ({
                "Deal - ID": deal_id,
                "Deal - Title": name,
                "Deal - Creator": lead.owner.person.full_name,
                "Deal - Owner": lead.owner.person.full_name,
                "Deal - Value": f"{deal.amount:.0f}",
                "Deal - Currency of Value": self.currency,
                "Deal - Weighted value": f"{deal.amount * state.probability / 100:.0f}",
                "Deal - Currency of Weighted value": self.currency,
                "Deal - Probability": state.probability,
                "Deal - Organization": lead.company.name,
                "Deal - Organization ID": known.account_id,
                "Deal - Pipeline": "Pipeline",
                "Deal - Contact person": lead.person.full_name,
                "Deal - Contact person ID": known.contact_id,
                "Deal - Stage": state.stage,
                "Deal - Status": state.outcome.capitalize(),
                "Deal - Deal created": self.desk.time(deal.created),
                "Deal - Update time": changed,
                "Deal - Last stage change": changed,
                "Deal - Won time": changed if is_won else "",
                "Deal - Lost time": changed if is_lost else "",
                "Deal - Deal closed on": changed if is_won or is_lost else "",
                "Deal - Lost reason": deal.reason if is_lost else "",
                "Deal - Visible to": "All users",
                "Deal - Expected close date": self.desk.date(deal.expected),
                "Deal - Archive status": "Not archived",
            },)  # fmt: skip

        self._histories["deals"].write(deal_events(deal), rows)
        return deal_id, name
