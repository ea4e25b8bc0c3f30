"""Salesforce: what is known there of an organisation, in Data Exports and in a report."""

from __future__ import annotations

import datetime as dt
from itertools import count

from demo.crm import Deal, Lead
from demo.desk import Desk
from demo.exporting import Row
from demo.life import Activity, Customer, Line, Ticket
from demo.papers import Cell
from demo.rhythm import DAY
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
    stage_steps,
)
from demo.vendors.salesforce_files import NOTHING, SalesforceFiles, salesforce_id


class Salesforce(Crm):
    """Salesforce."""

    def __init__(self, desk: Desk, company: Company) -> None:
        super().__init__(desk, company)
        self._ids = count(1_000)
        self._files = SalesforceFiles(desk)
        self._staff()
        for campaign in company.campaigns:
            self._files.write("campaigns", campaign.campaign_id, [0], {
                "Name": campaign.name,
                "Type": campaign.kind,
                "Status": "Completed",
                "StartDate": self._day(campaign.first_day * DAY),
                "EndDate": self._day(campaign.last_day * DAY),
                "BudgetedCost": campaign.budget,
                "ActualCost": campaign.cost,
                "IsActive": 1,
            })  # fmt: skip
        for goods in company.goods:
            self._files.write("products", goods.number, [0], {
                "Name": goods.name, "ProductCode": goods.code, "IsActive": 1,
                "Family": goods.category,
            })  # fmt: skip
            self._files.write("pricebook_entries", goods.number, [0], {
                "Product2Id": salesforce_id("01t", goods.number),
                "Pricebook2Id": salesforce_id("01s", 1),
                "UnitPrice": f"{goods.price / 100:.2f}",
                "IsActive": 1,
            })  # fmt: skip

    def know(self, customer: Customer, lead: Lead, since: int) -> Known:
        """Write the account and the contact of an organisation."""
        person = lead.person
        account_id = self._files.write("accounts", next(self._ids), [since], {
            "Name": lead.company.name,
            "Type": "Customer - Direct",
            "BillingStreet": person.street,
            "BillingCity": person.city,
            "BillingState": person.province,
            "BillingPostalCode": person.postal_code,
            "BillingCountry": person.country.name,
            "Phone": person.phone,
            "Website": f"https://{lead.company.slug}",
            "Industry": lead.industry,
            "ParentId": NOTHING,
            "MasterRecordId": NOTHING,
            **self._audit(lead, since, since),
        })  # fmt: skip
        contact_id = self._files.write("contacts", next(self._ids), [since], {
            "AccountId": account_id,
            "FirstName": person.first_name,
            "LastName": person.last_name,
            "Email": person.email,
            "Phone": person.phone,
            "Title": "Buyer",
            "MailingCity": person.city,
            "MailingCountry": person.country.name,
            "LeadSource": lead.source.name,
            "HasOptedOutOfEmail": 0,
            "ReportsToId": NOTHING,
            "MasterRecordId": NOTHING,
            **self._audit(lead, since, since),
        })  # fmt: skip
        self.on_record(customer, accounts=account_id, contacts=contact_id)
        return Known(account_id, contact_id)

    def lead(
        self, customer: Customer, lead: Lead, known: Known | None, first_deal: tuple[str, str]
    ) -> None:
        """Write a lead, and that it belongs to a campaign."""
        number, person = next(self._ids), lead.person
        lead_id = salesforce_id("00Q", number)
        self.tell_lead(customer, lead_id, lead)
        words = self.desk.traits.lead_words["salesforce"]

        def rows(at: int) -> tuple[Row]:
            state = lead_state(lead, at)
            is_converted = state == "converted" and known is not None
            return ({
                "Id": lead_id,
                "FirstName": person.first_name,
                "LastName": person.last_name,
                "Company": lead.company.name,
                "City": person.city,
                "Country": person.country.name,
                "Phone": person.phone,
                "Email": person.email,
                "LeadSource": lead.source.name,
                "Status": getattr(words, state),
                "Industry": lead.industry,
                "HasOptedOutOfEmail": 0,
                "IsConverted": int(is_converted),
                "ConvertedDate": self._day(lead.converted or 0) if is_converted else "",
                "ConvertedAccountId": known.account_id if is_converted and known else NOTHING,
                "ConvertedContactId": known.contact_id if is_converted and known else NOTHING,
                "ConvertedOpportunityId": first_deal[0] or NOTHING if is_converted else NOTHING,
                **self._audit(lead, lead.created, latest(lead_events(lead), at)),
            },)  # fmt: skip

        self._files.write_changing("leads", lead_events(lead), rows)
        if lead.campaign:
            self._files.write("campaign_members", next(self._ids), [lead.created], {
                "CampaignId": salesforce_id("701", int(lead.campaign.campaign_id)),
                "LeadId": lead_id,
                "ContactId": known.contact_id if known else NOTHING,
                "Status": "Responded",
                "HasResponded": 1,
                "FirstRespondedDate": self._day(lead.created),
                **self._audit(lead, lead.created, lead.created),
            })  # fmt: skip

    def deal(
        self, customer: Customer, lead: Lead, known: Known, deal: Deal, lines: list[Line]
    ) -> tuple[str, str]:
        """Write an opportunity, its lines and history, and the order of a won one."""
        deal_id = salesforce_id("006", next(self._ids))
        name = f"{lead.company.name} - {lines[0].goods.name}"
        self.tell_deal(customer, "opportunities", deal_id, deal)

        def rows(at: int) -> tuple[Row]:
            state = deal_state(deal, at, self.stages)
            is_open = state.outcome == "open"
            return ({
                "Id": deal_id,
                "AccountId": known.account_id,
                "ContactId": known.contact_id,
                "Name": name,
                "StageName": state.stage,
                "Amount": f"{deal.amount:.0f}",
                "Probability": state.probability,
                "ExpectedRevenue": f"{deal.amount * state.probability / 100:.2f}",
                "CloseDate": self._day(deal.expected if is_open else state.changed),
                "Type": "New Business" if deal.is_new_business else "Existing Business",
                "LeadSource": lead.source.name,
                "IsClosed": int(not is_open),
                "IsWon": int(state.outcome == "won"),
                "CampaignId": salesforce_id("701", int(lead.campaign.campaign_id))
                if lead.campaign else NOTHING,
                "HasOpportunityLineItem": 1,
                "Pricebook2Id": salesforce_id("01s", 1),
                "ContractId": NOTHING,
                "LastStageChangeDate": self.desk.time(state.changed),
                **self._audit(lead, deal.created, state.changed),
            },)  # fmt: skip

        self._files.write_changing("opportunities", deal_events(deal), rows)
        if deal.created < self._files.report_end:
            self._in_report(lead, deal, deal_id, name)
        self._stage_history(lead, deal, deal_id)
        for number, line in enumerate(lines, start=1):
            self._files.write("opportunity_line_items", next(self._ids), [deal.created], {
                "OpportunityId": deal_id,
                "SortOrder": number,
                "PricebookEntryId": salesforce_id("01u", line.goods.number),
                "Product2Id": salesforce_id("01t", line.goods.number),
                "ProductCode": line.goods.code,
                "Name": line.goods.name,
                "Quantity": f"{line.quantity}.0",
                "TotalPrice": f"{line.net / 100:.2f}",
                "UnitPrice": f"{line.price / 100:.2f}",
                **self._audit(lead, deal.created, deal.created),
            })  # fmt: skip
        closed = at_or_none(deal.closed, self.desk.whole.end)
        if closed is not None and not deal.reason:
            self._order(customer, lead, known, deal, closed)
        return deal_id, name

    def ticket(self, customer: Customer, lead: Lead, known: Known, ticket: Ticket) -> None:
        """Write a case, and when it was closed."""
        number = next(self._ids)
        case_id = salesforce_id("500", number)
        self.tell_ticket(customer, "cases", case_id, ticket)

        def rows(at: int) -> tuple[Row]:
            solved = at_or_none(ticket.solved, at)
            return ({
                "Id": case_id,
                "CaseNumber": f"{number:08d}",
                "ContactId": known.contact_id,
                "AccountId": known.account_id,
                "ParentId": NOTHING,
                "Type": "Question",
                "Status": "New" if solved is None else "Closed",
                "Origin": "Email",
                "Subject": ticket.subject,
                "Priority": ("Low", "Medium", "High", "High")[ticket.priority],
                "Description": "Hello,\nplease help.",
                "IsClosed": int(solved is not None),
                "ClosedDate": "" if solved is None else self.desk.time(solved),
                "IsEscalated": 0,
                **self._audit(lead, ticket.opened, solved or ticket.opened),
            },)  # fmt: skip

        self._files.write_changing("cases", [ticket.opened, ticket.solved], rows)
        for second, status in ((ticket.opened, "New"), (ticket.solved, "Closed")):
            if second is not None and second < self.desk.whole.end:
                self._files.write("case_history", next(self._ids), [second], {
                    "CaseId": case_id, "Status": status, **self._audit(lead, second, second),
                })  # fmt: skip

    def activity(self, lead: Lead, known: Known, activity: Activity) -> None:
        """Write an event for a meeting, and a task for anything else."""
        second, is_call = activity.second, activity.kind == "call"
        row: dict[str, Cell] = {
            "WhoId": known.contact_id,
            "WhatId": known.account_id,
            "AccountId": known.account_id,
            "ActivityDate": self._day(second),
            **self._audit(lead, second, second),
        }
        if activity.kind == "meeting":
            self._files.write("events", next(self._ids), [second], row | {
                "Subject": "Showroom visit",
                "StartDateTime": self.desk.time(second),
                "EndDateTime": self.desk.time(second + activity.seconds),
                "ActivityDateTime": self.desk.time(second),
                "DurationInMinutes": activity.seconds // 60,
            })  # fmt: skip
            return
        self._files.write("tasks", next(self._ids), [second], row | {
            "Subject": "Call" if is_call else "Send the quote",
            "Status": "Completed",
            "Priority": "Normal",
            "IsClosed": 1,
            "CallDurationInSeconds": activity.seconds if is_call else "",
            "CallType": "Outbound" if is_call else "",
            "TaskSubtype": "Call" if is_call else "Task",
            "CompletedDateTime": self.desk.time(second),
        })  # fmt: skip

    def finish(self) -> None:
        """End the report."""
        self._files.finish()

    def _staff(self) -> None:
        roles = {user.team: number for number, user in enumerate(self.company.staff, start=1)}
        for team, number in roles.items():
            self._files.write("user_roles", number, [0], {"Name": team, "ParentRoleId": NOTHING})
        for user in self.company.staff:
            manager = salesforce_id("005", int(user.manager_id)) if user.manager_id else NOTHING
            self._files.write("users", user.user_id, [0], {
                "Username": user.person.email,
                "FirstName": user.person.first_name,
                "LastName": user.person.last_name,
                "Email": user.person.email,
                "IsActive": int(user.is_active),
                "TimeZoneSidKey": user.time_zone,
                "UserRoleId": salesforce_id("00E", roles[user.team]),
                "ManagerId": manager,
                "UserType": "Standard",
                "CreatedDate": self.desk.time(0),
                "LastModifiedDate": self.desk.time(0),
                "SystemModstamp": self.desk.time(0),
            })  # fmt: skip

    def _stage_history(self, lead: Lead, deal: Deal, deal_id: str) -> None:
        before = ""
        for second, stage, probability in stage_steps(deal, self.stages, self.desk.whole.end):
            self._files.write("opportunity_history", next(self._ids), [second], {
                "OpportunityId": deal_id,
                "StageName": stage,
                "FromOpportunityStageName": before,
                "Amount": f"{deal.amount:.0f}",
                "ExpectedRevenue": f"{deal.amount * probability / 100:.2f}",
                "CloseDate": self._day(deal.expected),
                "Probability": probability,
                **self._audit(lead, second, second),
            })  # fmt: skip
            if before:
                self._files.write("opportunity_field_history", next(self._ids), [second], {
                    "OpportunityId": deal_id, "Field": "StageName", "DataType": "DynamicEnum",
                    "OldValue": before, "NewValue": stage, **self._audit(lead, second, second),
                })  # fmt: skip
            before = stage

    def _order(self, customer: Customer, lead: Lead, known: Known, deal: Deal, closed: int) -> None:
        number = next(self._ids)
        order_id = self._files.write("orders", number, [closed], {
            "AccountId": known.account_id,
            "ContractId": NOTHING,
            "OriginalOrderId": NOTHING,
            "Pricebook2Id": salesforce_id("01s", 1),
            "EffectiveDate": self._day(closed),
            "IsReductionOrder": 0,
            "Status": "Activated",
            "StatusCode": "Activated",
            "BillingCity": lead.person.city,
            "BillingCountry": lead.person.country.name,
            "ActivatedDate": self.desk.time(closed),
            "TotalAmount": f"{deal.amount:.2f}",
            "OrderNumber": f"{number:08d}",
            **self._audit(lead, closed, closed),
        })  # fmt: skip
        self.desk.truth.order(
            "salesforce", self.currency, round(deal.amount * 100), table="orders", id=order_id,
            customer_id=customer.customer_id, ordered_at=self.desk.date(closed), lines=0,
            is_cancelled=False,
        )  # fmt: skip

    def _in_report(self, lead: Lead, deal: Deal, deal_id: str, name: str) -> None:
        state = deal_state(deal, self._files.report_end, self.stages)
        closing = deal.expected if state.outcome == "open" else state.changed
        self._files.report.write({
            "Opportunity ID": deal_id[:15],
            "Opportunity Name": name,
            "Account Name": lead.company.name,
            "Opportunity Owner": lead.owner.person.full_name,
            "Stage": state.stage,
            "Probability (%)": state.probability,
            "Amount": f"{deal.amount:.2f}",
            "Close Date": self._american(closing),
            "Created Date": self._american(deal.created),
            "Type": "New Business" if deal.is_new_business else "Existing Business",
            "Lead Source": lead.source.name,
        })  # fmt: skip

    def _american(self, second: int) -> str:
        day = self.desk.whole.calendar.first + dt.timedelta(days=second // DAY)
        return f"{day.month}/{day.day}/{day.year}"

    def _audit(self, lead: Lead, created: int, changed: int) -> dict[str, Cell]:
        owner = salesforce_id("005", int(lead.owner.user_id))
        return {
            "OwnerId": owner,
            "CreatedDate": self.desk.time(created),
            "CreatedById": owner,
            "LastModifiedDate": self.desk.time(changed),
            "LastModifiedById": owner,
            "SystemModstamp": self.desk.time(changed),
        }

    def _day(self, second: int) -> str:
        return f"{self.desk.date(second)} 00:00:00"
