"""Dynamics 365: do-not-modify columns, Excel serials, references by name."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from tests.sources.dynamics_files import ACCOUNT

MOMENT = dt.datetime.fromisoformat
GUID = "6a1b2c3d-0000-4000-8000-0000000000"


def test_the_first_hidden_column_says_which_entity_a_view_is_of(vendors):
    found = {
        Path(name).name.partition("#")[0]: counts
        for name, counts in vendors.files("dynamics").items()
    }
    assert found == {
        "Active Accounts 10-28-2023 3-45-12 PM.xlsx": ("accounts", 2, 2, 0, 0, "landed"),
        "My Active Contacts 28.10.2023 15-45-13.xlsx": ("contacts", 2, 2, 0, 0, "landed"),
        "All Leads 2023-10-28 15-45-14.xlsx": ("leads", 3, 2, 1, 0, "landed"),
        "All Opportunities 10-28-2023 3-45-15 PM.xlsx": ("opportunities", 2, 2, 0, 0, "landed"),
        "Active Cases 10-28-2023 3-45-16 PM.xlsx": ("cases", 1, 1, 0, 0, "landed"),
    }


def test_a_row_typed_in_below_is_rejected(vendors):
    assert vendors.query(
        "select table_name, row_number, reason from ops.rejected_rows"
        " where source_system = 'dynamics'"
    ) == [("leads", 3, "no value for the required lead_id")]


def test_accounts(vendors):
    assert vendors.query(
        "select source_id, customer_name, email, company_size, owner_name, status, created_at"
        " from staging.stg_dynamics__accounts order by source_id"
    ) == [
        (ACCOUNT, "Blue Heron Pottery", "ana@example.com", "120", "Cy Seller", "Active",
         MOMENT("2023-10-01T18:00")),
        (f"{GUID}02", "Grey Wolf Metals", None, None, "Cy Seller", "Inactive",
         MOMENT("2023-10-02T06:00")),
    ]  # fmt: skip


def test_a_contact_finds_its_account_by_name(vendors):
    assert vendors.query(
        "select contacts.source_id, contacts.customer_name, accounts.source_id, birth_date,"
        " has_marketing_consent, contacts.created_at"
        " from staging.stg_dynamics__contacts as contacts"
        " left join staging.stg_dynamics__accounts as accounts"
        "   on account_source_id = accounts.name_key order by 1"
    ) == [
        (f"{GUID}11", "Ana Example", ACCOUNT, dt.date(1980, 2, 29), False,
         MOMENT("2023-10-03T12:00")),
        (f"{GUID}12", "Bo Test", None, None, True, MOMENT("2023-10-04T12:00")),
    ]  # fmt: skip


def test_leads(vendors):
    assert vendors.query(
        "select source_id, lead_name, company_name, is_converted, status_reason, source,"
        " converted_account_source_id is not null, created_at"
        " from staging.stg_dynamics__leads order by source_id"
    ) == [
        (f"{GUID}21", "Bo Test", "Test Works", True, "Qualified", "Web", True,
         MOMENT("2023-10-05T12:00")),
        (f"{GUID}22", "Di Sample", "Sample Ltd", False, "Lost", "Web", False,
         MOMENT("2023-10-06T12:00")),
    ]  # fmt: skip


def test_opportunities(vendors):
    assert vendors.query(
        "select source_id, opportunity_name, stage, status, amount, currency, probability,"
        " expected_close_date, closed_date, win_loss_reason, account_name, created_at"
        " from staging.stg_dynamics__opportunities order by source_id"
    ) == [
        (f"{GUID}31", "Large kiln", "4-Close", "won", Decimal("14500.25"), "EUR", Decimal(1),
         dt.date(2023, 10, 31), dt.date(2023, 10, 27), None, "Blue Heron Pottery",
         MOMENT("2023-10-07T12:00")),
        (f"{GUID}32", "Glaze", "2-Develop", "open", Decimal(1200), "USD", Decimal("0.4"),
         dt.date(2024, 1, 9), None, None, "Grey Wolf Metals", MOMENT("2023-10-08T12:00")),
    ]  # fmt: skip


def test_cases(vendors):
    assert vendors.query(
        "select source_id, ticket_number, subject, channel, kind, priority, status, satisfaction,"
        " has_answered, opened_at, resolved_at from staging.stg_dynamics__cases"
    ) == [
        (f"{GUID}41", "CAS-01001-A1B2C3", "Crack in the kiln", "Phone", "Problem", "High",
         "Resolved", "Satisfied", True, MOMENT("2023-10-09T12:00"), MOMENT("2023-10-10T18:00")),
    ]  # fmt: skip
