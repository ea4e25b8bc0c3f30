"""Zoho CRM's exports: the module files of its user interface, and `Users` from a backup.

Ids, headers, date forms and the `$1,234.00` amounts are those of real exports. The leads come in
two exports a month apart, as they pile up in a folder of downloads: the later one supersedes the
earlier one. The latest is there twice, as when somebody clicks twice.
"""

from __future__ import annotations

import datetime as dt
import io
import shutil
import tomllib
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import resources
from itertools import count
from pathlib import Path

from demo import zoho_rows as rows
from demo.chance import one_of, stream
from demo.crm import Lead, LeadMaker, User, deals_of
from demo.people import Person
from demo.rhythm import DAY, Calendar
from demo.staff import hire, plan_campaigns
from demo.world import World
from demo.writers import Table, text_file, write_zip

EARLIER_DAYS = 30
USERS = "Users"


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
    paths = {name: folder / _file_name(name, world.until) for name in columns if name != USERS}
    before = folder / _file_name("Leads", earlier_day)
    with ExitStack() as stack:
        tables = {
            name: Table(stack.enter_context(text_file(path)), columns[name])
            for name, path in paths.items()
        }
        earlier = Table(stack.enter_context(text_file(before)), columns["Leads"])
        users = _Crm(world, leads, shoppers).write(tables, earlier)
    again = paths["Leads"].with_stem(paths["Leads"].stem + " (1)")
    shutil.copyfile(paths["Leads"], again)
    backup = folder / f"zoho_backup_{_export_day(world.until)}.zip"
    _write_backup(backup, columns[USERS], users, world.calendar)
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

    def write(self, tables: dict[str, Table], earlier: Table) -> list[User]:
        """Write all modules, and the leads of the earlier export; returns the users."""
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
        arrival = world.rhythm(world.behaviour.office, is_growing=True)
        earlier_end = max(calendar.end - EARLIER_DAYS * DAY, 0)
        for number in range(self._leads):
            clock = (number + rng.random()) / self._leads * arrival.days
            lead = self._maker.make(arrival.second(arrival.instant(clock)))
            records = self._write_records(lead, tables)
            lead_id = self._new_id()
            row = rows.lead_row(lead, lead_id, records, calendar, calendar.end)
            tables["Leads"].write(row)
            if lead.created < earlier_end:
                earlier.write(rows.lead_row(lead, lead_id, records, calendar, earlier_end))
            if (number + 1) % crm.malformed_every == 0:
                # a comma in a company's name, written by a tool that forgot the quotes
                company = f"{lead.company.name}, Holding"
                tables["Leads"].write_unquoted(
                    row | {"Record Id": self._new_id(), "Company": company}
                )
        tables["Deals"].write_blank()
        return self._users

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
            deal_id=deals[0][0],
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


def _write_backup(path: Path, columns: list[str], users: list[User], calendar: Calendar) -> None:
    """The backup's zip, of which only the users are here; its files end with a blank line."""
    text = io.StringIO()
    table = Table(text, columns)
    for user in users:
        table.write(rows.user_row(user, calendar))
    table.write_blank()
    write_zip(path, {f"Data/{USERS}_001.csv": text.getvalue()})
