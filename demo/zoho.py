"""Zoho CRM's exports: the module files of its user interface; users, calls, meetings in a backup.

Ids, headers, date forms and the `$1,234.00` amounts are those of real exports. The leads come in
two exports a month apart, as they pile up in a folder of downloads: the later one supersedes the
earlier one. The latest is there twice, as when somebody clicks twice.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import tomllib
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import resources
from itertools import count
from pathlib import Path

from demo import zoho_rows as rows
from demo.chance import one_of, stream
from demo.crm import Lead, LeadMaker, deals_of
from demo.people import Person
from demo.rhythm import DAY
from demo.staff import hire, plan_campaigns
from demo.world import World
from demo.writers import Table, text_file, write_zip
from demo.zoho_activities import Activities

EARLIER_DAYS = 30
BACKUP = ("Users", "Calls", "Events")


def write_zoho(folder: Path, world: World, leads: int, shoppers: Sequence[Person]) -> list[Path]:
    """Write the CRM's exports.

    Args:
        folder: where; it exists.
        world: the company; the exports are made at the end of its calendar.
        leads: how many.
        shoppers: customers of the shop, some of whom become leads too.

    Returns:
        The files, in the order of writing.
    """
    columns: dict[str, list[str]] = tomllib.loads(
        resources.files("demo").joinpath("zoho_columns.toml").read_text(encoding="utf-8")
    )
    earlier_day = world.until - dt.timedelta(days=EARLIER_DAYS)
    paths = {name: folder / _file_name(name, world.until) for name in columns if name not in BACKUP}
    before = folder / _file_name("Leads", earlier_day)
    backup = folder / f"zoho_backup_{_export_day(world.until)}.zip"
    with tempfile.TemporaryDirectory() as scratch:
        members = {name: Path(scratch) / f"{name}_001.csv" for name in BACKUP}
        with ExitStack() as stack:
            tables = {
                name: Table(stack.enter_context(text_file(path)), columns[name])
                for name, path in (paths | members).items()
            }
            earlier = Table(stack.enter_context(text_file(before)), columns["Leads"])
            _Crm(world, leads, shoppers).write(tables, earlier)
        write_zip(backup, {f"Data/{path.name}": path for path in members.values()})
    again = paths["Leads"].with_stem(paths["Leads"].stem + " (1)")
    shutil.copyfile(paths["Leads"], again)
    return [*paths.values(), before, again, backup]


class _Crm:
    """The CRM while its records are written: leads one by one, each with what became of it."""

    def __init__(self, world: World, leads: int, shoppers: Sequence[Person]) -> None:
        self._world = world
        self._leads = leads
        self._ids = count(1)
        self._rng = stream(world.seed, "zoho")
        owners = hire(self._rng, leads, world, self._new_id)
        self._users = list(
            {user.user_id: user for team in owners.values() for user in team.items}.values()
        )
        self._campaigns = plan_campaigns(self._rng, world, self._new_id)
        self._maker = LeadMaker(self._rng, world, owners, self._campaigns, shoppers)

    def write(self, tables: dict[str, Table], earlier: Table) -> None:
        """Write all modules, and the leads of the earlier export."""
        world, rng = self._world, self._rng
        calendar, crm = world.calendar, world.behaviour.crm
        for campaign in self._campaigns:
            row = rows.campaign_row(campaign, one_of(rng, self._users), calendar)
            tables["Campaigns"].write(row)
        for subject in world.words.crm.deal_subjects:
            owner = one_of(rng, self._users)
            tables["Products"].write(
                rows.product_row(rng, self._new_id(), subject, owner, calendar)
            )
        activities = Activities(tables["Calls"], tables["Events"], world)
        arrival = world.rhythm(world.behaviour.office, is_growing=True)
        earlier_end = max(calendar.end - EARLIER_DAYS * DAY, 0)
        for number in range(self._leads):
            clock = (number + rng.random()) / self._leads * arrival.days
            lead = self._maker.make(arrival.second(arrival.instant(clock)))
            records = self._write_records(lead, tables)
            lead_id = self._new_id()
            row = rows.lead_row(lead, lead_id, records, calendar, calendar.end)
            tables["Leads"].write(row)
            activities.about(lead, lead_id, records)
            if lead.created < earlier_end:
                earlier.write(rows.lead_row(lead, lead_id, records, calendar, earlier_end))
            if (number + 1) % crm.malformed_every == 0:
                # a comma in a company's name, written by a tool that forgot the quotes
                company = f"{lead.company.name}, Holding"
                tables["Leads"].write_unquoted(
                    row | {"Record Id": self._new_id(), "Company": company}
                )
        for user in self._users:
            tables["Users"].write(rows.user_row(user, calendar))
        # the files of a backup end with a blank line, and so does this export
        for name in (*BACKUP, "Deals"):
            tables[name].write_blank()

    def _write_records(self, lead: Lead, tables: dict[str, Table]) -> rows.Records | None:
        """Write what a lead was converted into, if it was: an account, a contact and deals."""
        rng, world = self._rng, self._world
        if lead.converted is None or lead.converted >= world.calendar.end:
            return None
        deals = [(self._new_id(), deal) for deal in deals_of(rng, lead, world)]
        subject = one_of(rng, world.words.crm.deal_subjects)
        records = rows.Records(
            account_id=self._new_id(),
            contact_id=self._new_id(),
            deals=deals,
            deal_name=f"{lead.company.name} - {subject}",
        )
        tables["Accounts"].write(rows.account_row(rng, lead, records, world))
        tables["Contacts"].write(rows.contact_row(rng, lead, records, world))
        for deal_id, deal in deals:
            tables["Deals"].write(rows.deal_row(rng, (deal_id, deal), lead, records, world))
        return records

    def _new_id(self) -> str:
        return f"zcrm_5437280000{next(self._ids):08d}"


def _export_day(last_day: dt.date) -> str:
    """An export shows the whole of its last day, so it is named for the day after."""
    return f"{last_day + dt.timedelta(days=1):%Y_%m_%d}"


def _file_name(module: str, last_day: dt.date) -> str:
    return f"{module}_{_export_day(last_day)}.csv"
