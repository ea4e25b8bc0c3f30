"""Zoho CRM: earlier exports of the modules, a backup of the last day, and the stage history."""

from __future__ import annotations

from itertools import count

from demo.crm import Deal, Lead, User
from demo.desk import Desk, once
from demo.exporting import History, Row
from demo.life import Activity, Customer, Line, Ticket
from demo.papers import Cell, Style
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

_STYLE = Style()
_BOTH_SHAPES = ("leads", "accounts", "contacts", "deals")
_MODULES = {"call": "calls", "task": "tasks", "meeting": "events", "note": "notes"}
_PRIORITIES = ("Low", "Normal", "High", "Highest")


class Zoho(Crm):
    """Zoho CRM."""

    def __init__(self, desk: Desk, company: Company) -> None:
        super().__init__(desk, company)
        self._ids = count(1_000)
        archive = f"zoho_backup_{desk.whole.day:%Y_%m_%d}.zip"
        self._backup = {
            name: desk.text(f"backup_{name}", desk.whole, _STYLE, archive=archive, table=name)
            for name in (*_BOTH_SHAPES, "users")
        }
        self._histories: dict[str, History] = {}
        for name in _BOTH_SHAPES:
            files = [(window, desk.text(name, window, _STYLE)) for window in desk.windows]
            self._histories[name] = desk.history(name, [*files, (desk.whole, self._backup[name])])
        self._histories["users"] = desk.history("users", [(desk.whole, self._backup["users"])])
        whole = desk.texts(_STYLE, [desk.whole])
        for name in ("deal_stage_history", *_MODULES.values(), "cases", "campaigns", "products"):
            self._histories[name] = whole(name)
        for user in company.staff:
            self._write("users", [0], self._user(user))
        for campaign in company.campaigns:
            self._write("campaigns", [0], {
                "Record Id": _id(campaign.campaign_id),
                **_lookup("Campaign Owner", company.staff[0]),
                "Campaign Name": campaign.name,
                "Type": campaign.kind,
                "Status": "Active",
                "Start Date": desk.date(campaign.first_day * DAY),
                "End Date": desk.date(campaign.last_day * DAY),
                "Budgeted Cost": f"{campaign.budget}.0",
                "Actual Cost": f"{campaign.cost}.0",
                "Created Time": desk.time(campaign.first_day * DAY),
            })  # fmt: skip
        for goods in company.goods:
            self._write("products", [0], {
                "Record Id": self._new(),
                **_lookup("Product Owner", company.staff[0]),
                "Product Name": goods.name,
                "Product Code": goods.code,
                "Product Active": "true",
                "Product Category": goods.category,
                "Unit Price": f"{goods.price / 100:.2f}",
                "Created Time": desk.time(0),
            })  # fmt: skip

    def know(self, customer: Customer, lead: Lead, since: int) -> Known:
        """Write the account and the contact of an organisation."""
        person, known = lead.person, Known(self._new(), self._new())
        self.on_record(customer, accounts=known.account_id, contacts=known.contact_id)
        self._write("accounts", [since], {
            "Record Id": known.account_id,
            **_lookup("Account Owner", lead.owner),
            **self._audit(lead.owner, since, since),
            "Account Name": lead.company.name,
            "Website": f"https://{lead.company.slug}",
            "Industry": lead.industry,
            "Billing Street": person.street,
            "Billing City": person.city,
            "Billing State": person.province,
            "Billing Code": person.postal_code,
            "Billing Country": person.country.name,
        })  # fmt: skip
        self._write("contacts", [since], {
            "Record Id": known.contact_id,
            **_lookup("Contact Owner", lead.owner),
            **self._audit(lead.owner, since, since),
            "Lead Source": lead.source.name,
            "First Name": person.first_name,
            "Last Name": person.last_name,
            "Contact Name": person.full_name,
            "Full Name": person.full_name,
            "Account Name.id": known.account_id,
            "Account Id": known.account_id,
            "Account Name": lead.company.name,
            "Email": person.email,
            "Phone": person.phone,
            "Mailing City": person.city,
            "Mailing Country": person.country.name,
            "Email Opt Out": "false",
        })  # fmt: skip
        return known

    def lead(
        self, customer: Customer, lead: Lead, known: Known | None, first_deal: tuple[str, str]
    ) -> None:
        """Write a lead."""
        lead_id, person = self._new(), lead.person
        self.tell_lead(customer, lead_id, lead)
        words = self.desk.traits.lead_words["zoho"]

        def rows(at: int) -> tuple[Row]:
            state = lead_state(lead, at)
            row: dict[str, Cell] = {
                "Record Id": lead_id,
                **_lookup("Lead Owner", lead.owner),
                **self._audit(lead.owner, lead.created, latest(lead_events(lead), at)),
                "Is Converted": "false",
                "Company": lead.company.name,
                "First Name": person.first_name,
                "Last Name": person.last_name,
                "Lead Name": person.full_name,
                "Full Name": person.full_name,
                "Email": person.email,
                "Phone": person.phone,
                "Lead Source": lead.source.name,
                "Lead Status": getattr(words, state),
                "Industry": lead.industry,
                "City": person.city,
                "Country": person.country.name,
                "Email Opt Out": "false",
                "Locked": "false",
            }
            if state == "converted" and known and lead.converted is not None:
                row |= {
                    "Is Converted": "true",
                    "Converted Date Time": self.desk.time(lead.converted),
                    **_pair("Converted Account", known.account_id, lead.company.name),
                    **_pair("Converted Contact", known.contact_id, person.full_name),
                    **_pair("Converted Deal", *first_deal),
                }
            return (row,)

        self._histories["leads"].write(lead_events(lead), rows)

    def deal(
        self, customer: Customer, lead: Lead, known: Known, deal: Deal, lines: list[Line]
    ) -> tuple[str, str]:
        """Write a deal and its way through the stages."""
        deal_id, name = self._new(), f"{lead.company.name} - {lines[0].goods.name}"
        self.tell_deal(customer, "deals", deal_id, deal)

        def rows(at: int) -> tuple[Row]:
            state = deal_state(deal, at, self.stages)
            closing = deal.expected if state.outcome == "open" else state.changed
            return ({
                "Record Id": deal_id,
                **_lookup("Deal Owner", lead.owner),
                **self._audit(lead.owner, deal.created, state.changed),
                "Deal Name": name,
                **_pair("Account Name", known.account_id, lead.company.name),
                **_pair("Contact Name", known.contact_id, lead.person.full_name),
                "Account Id": known.account_id,
                "Contact Id": known.contact_id,
                "Amount": f"{deal.amount:.1f}",
                "Stage": state.stage,
                "Probability (%)": state.probability,
                "Type": "New Business" if deal.is_new_business else "Existing Business",
                "Closing Date": self.desk.date(closing),
                "Lead Source": lead.source.name,
                "Reason For Loss": deal.reason if state.outcome == "lost" else "",
            },)  # fmt: skip

        self._histories["deals"].write(deal_events(deal), rows)
        self._stage_history(lead, deal, deal_id, name)
        return deal_id, name

    def ticket(self, customer: Customer, lead: Lead, known: Known, ticket: Ticket) -> None:
        """Write a case."""
        case_id = self._new()
        self.tell_ticket(customer, "cases", case_id, ticket)
        solved = at_or_none(ticket.solved, self.desk.whole.end)
        self._write("cases", [ticket.opened], {
            "Record Id": case_id,
            "Case Number": case_id[-6:],
            **_lookup("Case Owner", lead.owner),
            "Subject": ticket.subject,
            "Status": "New" if solved is None else "Closed",
            "Priority": self.desk.traits.tickets.priorities[ticket.priority],
            "Case Origin": "Email",
            **_pair("Account Name", known.account_id, lead.company.name),
            **_pair("Related To", known.contact_id, lead.person.full_name),
            "Email": lead.person.email,
            **self._audit(lead.owner, ticket.opened, solved or ticket.opened),
        })  # fmt: skip

    def activity(self, lead: Lead, known: Known, activity: Activity) -> None:
        """Write a call, task, meeting or note."""
        begun = self.desk.time(activity.second)
        contact = _pair("Contact Name", known.contact_id, lead.person.full_name)
        related = _pair("Related To", known.account_id, lead.company.name)
        row: dict[str, Cell] = {
            "Record Id": self._new(),
            **self._audit(lead.owner, activity.second, activity.second),
        }
        match activity.kind:
            case "call":
                row |= {**contact, **related, **_lookup("Call Owner", lead.owner)}
                row |= {"Subject": f"Call {lead.person.full_name}", "Call Type": "Outbound",
                        "Call Start Time": begun, "Call Status": "Completed",
                        "Call Duration (in seconds)": activity.seconds}  # fmt: skip
            case "task":
                row |= {**contact, **related, **_lookup("Task Owner", lead.owner)}
                row |= {"Subject": "Send the quote", "Due Date": begun[:10], "Closed Time": begun,
                        "Status": "Completed",
                        "Priority": _PRIORITIES[activity.seconds % 4]}  # fmt: skip
            case "meeting":
                row |= {**contact, **related, **_lookup("Host", lead.owner)}
                row |= {"Title": "Showroom visit", "From": begun,
                        "To": self.desk.time(activity.second + activity.seconds)}  # fmt: skip
            case _:
                row |= {**_lookup("Note Owner", lead.owner)}
                row |= {"Note Title": "Talk", "Note Content": "Wants a quote, soon.\nCall again.",
                        **_pair("Parent ID", known.contact_id, lead.person.full_name)}  # fmt: skip
        self._write(_MODULES[activity.kind], [activity.second], row)

    def finish(self) -> None:
        """A backup's files end with a blank line."""
        for file in self._backup.values():
            file.told("blank", file.paper.blank())

    def _stage_history(self, lead: Lead, deal: Deal, deal_id: str, name: str) -> None:
        steps = stage_steps(deal, self.stages, self.desk.whole.end)
        for number, (second, stage, probability) in enumerate(steps):
            following = steps[number + 1] if number + 1 < len(steps) else None
            self._write("deal_stage_history", [second], {
                "Record Id": self._new(),
                **_pair("Deal Name", deal_id, name),
                "Stage": stage,
                "Stage Duration (Calendar Days)": (following[0] - second) // DAY
                if following else "",
                "Probability (%)": probability,
                "Moved To": following[1] if following else "",
                "Amount": f"{deal.amount:.1f}",
                "Expected Revenue": f"{deal.amount * probability / 100:.1f}",
                "Closing Date": self.desk.date(deal.expected),
                **_lookup("Modified By", lead.owner),
                "Modified Time": self.desk.time(second),
            })  # fmt: skip

    def _user(self, user: User) -> Row:
        return {
            "Record Id": _id(user.user_id),
            "First Name": user.person.first_name,
            "Last Name": user.person.last_name,
            "Email": user.person.email,
            "Added Time": self.desk.time(0),
            "Modified Time": self.desk.time(0),
            "Country": user.person.country.name,
            "Time Zone": user.time_zone,
            "Date Format": "MDY10",
            "Grouping": "Comma",
            "Decimal": "Period",
            "Reporting To Id": _id(user.manager_id) if user.manager_id else "",
            "User Status": "ACTIVE" if user.is_active else "DISABLED",
        }

    def _audit(self, user: User, created: int, changed: int) -> dict[str, Cell]:
        return {
            **_lookup("Created By", user),
            **_lookup("Modified By", user),
            "Created Time": self.desk.time(created),
            "Modified Time": self.desk.time(changed),
            "Last Activity Time": self.desk.time(changed),
        }

    def _write(self, table: str, events: list[int], row: Row) -> None:
        self._histories[table].write(events, once(row))

    def _new(self) -> str:
        return _id(next(self._ids))


def _id(number: str | int) -> str:
    return f"zcrm_543728000{int(number):09d}"


def _lookup(label: str, user: User) -> dict[str, Cell]:
    return _pair(label, _id(user.user_id), user.person.full_name)


def _pair(label: str, record_id: str, name: str) -> dict[str, Cell]:
    """A lookup in the shape of an export and in that of a backup."""
    return {f"{label}.id": record_id, label: name, f"{label} Id": record_id}
