"""The rows of Zoho CRM's exports: what was to be seen of a record at the time of an export."""

from __future__ import annotations

import random
from dataclasses import dataclass

from demo.chance import one_of
from demo.crm import Campaign, Deal, Lead, User
from demo.market import ClosedStage, Stage
from demo.rhythm import DAY, Calendar
from demo.world import World

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Records:
    """The records that a lead was converted into; deals with their ids."""

    account_id: str
    contact_id: str
    deals: list[tuple[str, Deal]]
    deal_name: str


def lead_row(
    lead: Lead, lead_id: str, records: Records | None, calendar: Calendar, export: int
) -> Row:
    """A lead as an export at the second `export` shows it."""
    person, owner = lead.person, _owner("Lead Owner", lead.owner)
    events = [lead.created, lead.contacted, lead.qualified, lead.converted, lead.lost]
    changed = max(moment for moment in events if moment is not None and moment < export)
    row: Row = {
        "Record Id": lead_id,
        **owner,
        **_audit(lead.owner, lead.created, changed, calendar),
        "Is Converted": "false",
        "Company": lead.company.name,
        "First Name": person.first_name,
        "Last Name": person.last_name,
        "Lead Name": person.full_name,
        "Email": person.email,
        "Phone": person.phone,
        "Lead Source": lead.source.name,
        "Lead Status": _lead_status(lead, export),
        "Street": person.street,
        "City": person.city,
        "State": person.province,
        "Zip Code": person.postal_code,
        "Country": person.country.name,
        "Email Opt Out": "false",
        "Industry": lead.industry,
        "Locked": "false",
    }
    activities = [lead.contacted, lead.qualified, lead.converted]
    if seen := [moment for moment in activities if moment is not None and moment < export]:
        row["Last Activity Time"] = calendar.time(max(seen))
    if lead.campaign:
        row["Campaign Source.id"] = lead.campaign.campaign_id
        row["Campaign Source"] = lead.campaign.name
    if records and lead.converted is not None and lead.converted < export:
        row |= {
            "Is Converted": "true",
            "Converted Date Time": calendar.time(lead.converted),
            "Lead Conversion Time": (lead.converted - lead.created) // DAY,
            "Converted Account.id": records.account_id,
            "Converted Account": lead.company.name,
            "Converted Contact.id": records.contact_id,
            "Converted Contact": person.full_name,
            "Converted Deal.id": records.deals[0][0],
            "Converted Deal": records.deal_name,
        }
    return row


def account_row(rng: random.Random, lead: Lead, records: Records, world: World) -> Row:
    """The account of a converted lead."""
    person, converted, calendar = lead.person, lead.converted or lead.created, world.calendar
    return {
        "Record Id": records.account_id,
        **_owner("Account Owner", lead.owner),
        **_audit(lead.owner, converted, converted, calendar, modified_by=False),
        "Account Name": lead.company.name,
        "Website": f"https://{lead.company.slug}",
        "Account Type": one_of(rng, world.words.crm.account_types),
        "Industry": lead.industry,
        "Employees": int(rng.lognormvariate(3.6, 1.1)) + 1,
        "Billing Street": person.street,
        "Billing City": person.city,
        "Billing State": person.province,
        "Billing Code": person.postal_code,
        "Billing Country": person.country.name,
    }


def contact_row(rng: random.Random, lead: Lead, records: Records, world: World) -> Row:
    """The contact of a converted lead."""
    person, converted, calendar = lead.person, lead.converted or lead.created, world.calendar
    return {
        "Record Id": records.contact_id,
        **_owner("Contact Owner", lead.owner),
        **_audit(lead.owner, converted, converted, calendar),
        "Lead Source": lead.source.name,
        "First Name": person.first_name,
        "Last Name": person.last_name,
        "Contact Name": person.full_name,
        "Account Name.id": records.account_id,
        "Account Name": lead.company.name,
        "Email": person.email,
        "Title": one_of(rng, world.words.crm.titles),
        "Phone": person.phone,
        "Mailing Street": person.street,
        "Mailing City": person.city,
        "Mailing State": person.province,
        "Mailing Zip": person.postal_code,
        "Mailing Country": person.country.name,
        "Email Opt Out": "true" if rng.random() < 0.08 else "false",
    }


def deal_row(
    rng: random.Random, numbered: tuple[str, Deal], lead: Lead, records: Records, world: World
) -> Row:
    """A deal, given with its id, as the export at the calendar's end shows it."""
    deal_id, deal = numbered
    crm, calendar = world.behaviour.crm, world.calendar
    entered = [second for second in deal.entered if second < calendar.end]
    stage: Stage | ClosedStage = crm.stages[len(entered) - 1]
    changed, closing, is_closed = entered[-1], deal.expected, False
    if deal.closed is not None and deal.closed < calendar.end:
        endings = (crm.closed.won, crm.closed.lost, crm.closed.competitor)
        stage = next(ending for ending in endings if ending.name == deal.outcome)
        changed, closing, is_closed = deal.closed, deal.closed, True
    has_format = rng.random() < crm.formatted_amounts
    row: Row = {
        "Record Id": deal_id,
        **_owner("Deal Owner", lead.owner),
        **_audit(lead.owner, deal.created, changed, calendar),
        "Amount": f"${deal.amount:,.2f}" if has_format else deal.amount,
        "Deal Name": records.deal_name,
        "Closing Date": calendar.date(closing),
        "Account Name.id": records.account_id,
        "Account Name": lead.company.name,
        "Contact Name.id": records.contact_id,
        "Contact Name": lead.person.full_name,
        "Stage": stage.name,
        "Type": "New Business" if deal.is_new_business else "Existing Business",
        "Probability (%)": stage.probability,
        "Expected Revenue": deal.amount * stage.probability / 100,
        "Lead Source": lead.source.name,
        "Last Activity Time": calendar.time(changed),
        "Reason For Loss": deal.reason if is_closed else "",
    }
    if not is_closed:
        row["Next Step"] = one_of(rng, world.words.crm.next_steps)
    if lead.campaign and deal.is_new_business:
        row["Campaign Source.id"] = lead.campaign.campaign_id
        row["Campaign Source"] = lead.campaign.name
    return row


def campaign_row(campaign: Campaign, owner: User, calendar: Calendar) -> Row:
    """A campaign; the last one may still be running at the export."""
    is_over = (campaign.last_day + 1) * DAY <= calendar.end
    return {
        "Record Id": campaign.campaign_id,
        **_owner("Campaign Owner", owner),
        "Campaign Name": campaign.name,
        "Type": campaign.kind,
        "Status": "Complete" if is_over else "Active",
        "Start Date": calendar.date(campaign.first_day * DAY),
        "End Date": calendar.date(campaign.last_day * DAY),
        "Budgeted Cost": f"{campaign.budget}.0",
        "Actual Cost": f"{campaign.cost}.0" if is_over else "",
        "Created Time": calendar.time(campaign.first_day * DAY),
    }


def product_row(
    rng: random.Random, product_id: str, subject: str, owner: User, calendar: Calendar
) -> Row:
    """What the sales teams sell."""
    return {
        "Record Id": product_id,
        **_owner("Product Owner", owner),
        "Product Name": subject.capitalize(),
        "Product Code": subject.upper().replace(" ", "-"),
        "Product Active": "true",
        "Product Category": "Projects",
        "Unit Price": f"${1000 * (4 + int(rng.random() * 20)):,.2f}",
        "Created Time": calendar.time(0),
    }


def user_row(user: User, calendar: Calendar) -> Row:
    """A user, in the shape of a backup."""
    person = user.person
    return {
        "Record Id": user.user_id,
        "First Name": person.first_name,
        "Last Name": person.last_name,
        "Email": person.email,
        "Alias": person.slug,
        "Added Time": calendar.time(0),
        "Modified Time": calendar.time(0),
        "City": person.city,
        "Country": person.country.name,
        "Time Zone": user.time_zone,
        "Date Format": "MDY10",
        "Grouping": "Comma",
        "Decimal": "Period",
        "Reporting To Id": user.manager_id,
        "User Status": "ACTIVE" if user.is_active else "DISABLED",
        "Role": user.team,
    }


def _lead_status(lead: Lead, export: int) -> str:
    if lead.lost is not None and lead.lost < export:
        return "Junk Lead" if lead.is_junk else "Lost Lead"
    if lead.qualified is not None and lead.qualified < export:
        return "Pre-Qualified"
    if lead.contacted is not None and lead.contacted < export:
        return "Contacted"
    return "Not Contacted"


def _owner(label: str, user: User) -> Row:
    return {f"{label}.id": user.user_id, label: user.person.full_name}


def _audit(
    user: User, created: int, changed: int, calendar: Calendar, *, modified_by: bool = True
) -> Row:
    """Who created and changed a record, and when; accounts do not say who changed them."""
    row = _owner("Created By", user)
    if modified_by:
        row |= _owner("Modified By", user)
    return row | {"Created Time": calendar.time(created), "Modified Time": calendar.time(changed)}
