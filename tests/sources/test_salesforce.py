"""Salesforce: a Data Export in parts, reports with short ids, damage by spreadsheets."""

import csv
import datetime as dt
from decimal import Decimal

import duckdb

from ingestion.catalog import load_catalog
from ingestion.landing import land, prepare
from tests.ingestion.conftest import OPERATIONS
from tests.shared_data import shared_data
from tests.sources.salesforce_files import (
    LEADER,
    LOWER,
    NO_LOOKUP,
    NUMERIC,
    OWNER,
    UPPER,
    exported,
    key,
    long_id,
)

CREATED = dt.datetime.fromisoformat("2023-10-28T20:45:25")
OTHER_ENCODING = """
source: salesforce_western
maps_to: salesforce
encoding: cp1252
identifiers: salesforce
tables: {accounts: {}}
"""
# A table that somebody made of an export; no export of Salesforce has it.
STAGE_GROUPS = """
source: stage_groups
tables:
  stages:
    files: [OpportunityHistoryGroup]
    key: [stage]
    required: [stage]
    columns: {stage: StageName, opportunities: Count, stage_group: StageName (groups)}
"""


def landed_by_itself(folder, tmp_path, source_text=None):
    """File name -> its outcome, and the build it landed in."""
    build = duckdb.connect()
    build.execute("set TimeZone = 'UTC'")
    build.execute(OPERATIONS.read_text(encoding="utf-8"))
    given = []
    if source_text is not None:
        given = [tmp_path / "source.yml"]
        given[0].write_text(source_text, encoding="utf-8")
    catalog = load_catalog(source_files=given)
    prepare(build, catalog)
    scratch = tmp_path / "scratch"
    files = land(build, [folder], catalog, run_id="run", scratch=scratch)
    return {file.file_name.rpartition("/")[2]: file for file in files}, build


def test_the_long_id_of_a_known_record():
    assert long_id("001bm00001ZL8U9") == "001bm00001ZL8U9AAL"


def test_every_row_of_every_file_is_accounted_for(vendors):
    first, second = "WE_00DAb0000000001AAA_1.ZIP/", "WE_00DAb0000000001AAA_2.ZIP/"
    found = {
        name.rpartition("salesforce/")[2]: counts
        for name, counts in vendors.files("salesforce").items()
    }
    assert found == {
        f"{first}Account.csv": ("accounts", 5, 4, 1, 0, "landed"),
        f"{first}Contact.csv": ("contacts", 2, 2, 0, 0, "landed"),
        f"{first}Lead.csv": ("leads", 2, 2, 0, 0, "landed"),
        f"{first}Opportunity.csv": ("opportunities", 2, 2, 0, 0, "landed"),
        f"{first}OpportunityHistory.csv": ("opportunity_history", 2, 2, 0, 0, "landed"),
        f"{first}OpportunityFieldHistory.csv": ("opportunity_field_history", 1, 1, 0, 0, "landed"),
        f"{first}OpportunityLineItem.csv": ("opportunity_line_items", 1, 1, 0, 0, "landed"),
        f"{first}Case.csv": ("cases", 2, 2, 0, 0, "landed"),
        f"{first}CaseHistory2.csv": ("case_history", 1, 1, 0, 0, "landed"),
        f"{first}Campaign.csv": ("campaigns", 1, 1, 0, 0, "landed"),
        f"{first}CampaignMember.csv": ("campaign_members", 1, 1, 0, 0, "landed"),
        f"{first}Product2.csv": ("products", 1, 1, 0, 0, "landed"),
        f"{first}PricebookEntry.csv": ("pricebook_entries", 1, 1, 0, 0, "landed"),
        f"{first}User.csv": ("users", 2, 2, 0, 0, "landed"),
        f"{first}UserRole.csv": ("user_roles", 2, 2, 0, 0, "landed"),
        f"{first}Task.csv": ("tasks", 2, 2, 0, 0, "landed"),
        f"{first}Event.csv": ("events", 2, 2, 0, 0, "landed"),
        f"{first}Order.csv": ("orders", 0, 0, 0, 0, "empty"),
        f"{second}Account.csv": ("accounts", 1, 1, 0, 0, "landed"),
        f"{second}Order.csv": ("orders", 2, 2, 0, 0, "landed"),
        "report1698500000000.csv": ("opportunities", 9, 2, 0, 7, "landed"),
        "report1698500000001.csv": ("cases", 8, 1, 0, 7, "landed"),
    }


def test_what_is_rejected_or_dropped_says_why(vendors):
    assert vendors.query(
        "select table_name, reason from ops.rejected_rows where source_system = 'salesforce'"
    ) == [("accounts", "no value for the required account_id")]
    assert vendors.query(
        "select reason, count(*) from ops.dropped_rows where source_system = 'salesforce'"
        " group by 1 order by 1"
    ) == [("blank line", 4), ("report footer", 10)]


def test_no_empty_lookup_lands_and_every_id_has_18_characters(vendors):
    assert vendors.query(
        "select count(*) from raw.salesforce__opportunities"
        f" where '{NO_LOOKUP}' in (account_id, campaign_id, pricebook_id, contact_id)"
    ) == [(0,)]
    assert vendors.query(
        "select distinct length(opportunity_id), length(account_id), length(_record_key)"
        " from raw.salesforce__opportunities"
    ) == [(18, 18, 18)]
    # an identifier of somebody else, of 15 characters too, stays as it is
    assert vendors.query("select external_identifier from raw.salesforce__products") == [
        ("EXTERNAL0000001",)
    ]


def test_accounts_of_both_parts(vendors):
    assert vendors.query(
        "select source_id, customer_name, parent_account_source_id, postal_code, company_size,"
        " acquisition_channel, is_deleted, created_at from staging.stg_salesforce__accounts"
        " order by customer_name"
    ) == [
        (LOWER, "Blue Heron Pottery", NUMERIC, "00123", "120", "Web", False, CREATED),
        (UPPER, "Caf\u00e9 Zw\u00f6lf", None, None, None, None, True, CREATED),
        (NUMERIC, "Grey Wolf Metals", None, None, None, None, False, CREATED),
        (key("001", 4), "Merged Metals", None, None, None, None, True, CREATED),
        (key("001", 5), "Second Part Ltd", None, None, None, None, False, CREATED),
    ]
    assert vendors.query(
        f"select description from staging.stg_salesforce__accounts where source_id = '{LOWER}'"
    ) == [('Says "hello",\r\nthen more',)]


def test_contacts_and_leads(vendors):
    assert vendors.query(
        "select source_id, customer_name, account_source_id, phone, birth_date,"
        " has_marketing_consent from staging.stg_salesforce__contacts order by source_id"
    ) == [
        (key("003", 1), "Ana Example", LOWER, "+44 20 7946 0000", dt.date(1980, 2, 29), False),
        (key("003", 2), "Solo", None, None, None, True),
    ]
    assert vendors.query(
        "select source_id, lead_name, company_name, status, is_converted, converted_date,"
        " converted_account_source_id, converted_opportunity_source_id"
        " from staging.stg_salesforce__leads order by source_id"
    ) == [
        (key("00Q", 1), "Bo Test", "Test Works", "Closed - Converted", True,
         dt.date(2023, 11, 2), LOWER, key("006", 1)),
        (key("00Q", 2), "Open", "Open Ltd", "Open - Not Contacted", False, None, None, None),
    ]  # fmt: skip


def test_an_opportunity_of_the_export_and_of_a_report_is_one(vendors):
    assert vendors.query(
        "select source_id, account_source_id, count(*) from staging.stg_salesforce__opportunities"
        " group by all order by source_id"
    ) == [(key("006", 1), LOWER, 1), (key("006", 2), NUMERIC, 1), (key("006", 3), UPPER, 1)]
    assert vendors.query(
        "select opportunity_name, stage, amount, probability, closing_date, created_date,"
        " owner_name from staging.stg_salesforce__opportunities"
        f" where source_id = '{key('006', 3)}'"
    ) == [
        ("Clay,\nwhite", "Prospecting", Decimal("99.9"), Decimal("0.1"), dt.date(2024, 4, 15),
         dt.date(2023, 10, 28), "Cy Seller"),
    ]  # fmt: skip
    assert vendors.query(
        "select is_won, is_closed, amount, probability, closing_date, campaign_source_id"
        f" from staging.stg_salesforce__opportunities where source_id = '{key('006', 1)}'"
    ) == [(True, True, Decimal("15000.5"), Decimal(1), dt.date(2023, 12, 1), key("701", 1))]


def test_the_history_of_an_opportunity(vendors):
    won = dt.datetime.fromisoformat("2023-12-01T09:30:00")
    assert vendors.query(
        "select opportunity_source_id, previous_stage, stage, entered_at, exited_at, amount,"
        " probability from staging.stg_salesforce__opportunity_history order by entered_at"
    ) == [
        (key("006", 1), None, "Qualification", CREATED, won, Decimal(15000), Decimal("0.1")),
        (key("006", 1), "Qualification", "Closed Won", won, None, Decimal("15000.5"), Decimal(1)),
    ]
    assert vendors.query(
        "select field, old_value, new_value, changed_at, changed_by_source_id"
        " from staging.stg_salesforce__opportunity_field_history"
    ) == [("Amount", "15000", "15000.5", CREATED, OWNER)]


def test_products_and_their_prices(vendors):
    assert vendors.query(
        "select source_id, product_name, sku, category, is_active"
        " from staging.stg_salesforce__products"
    ) == [(key("01t", 1), "Kiln", "0042", "Hardware", True)]
    assert vendors.query(
        "select product_source_id, list_price from staging.stg_salesforce__pricebook_entries"
    ) == [(key("01t", 1), Decimal(9000))]
    assert vendors.query(
        "select opportunity_source_id, product_source_id, quantity, amount, discount_rate,"
        " service_date from staging.stg_salesforce__opportunity_line_items"
    ) == [
        (key("006", 1), key("01t", 1), Decimal(2), Decimal("15000.5"), Decimal("0.1"),
         dt.date(2024, 1, 15)),
    ]  # fmt: skip


def test_cases_of_the_export_and_of_a_report(vendors):
    assert vendors.query(
        "select source_id, ticket_number, channel, kind, cause, priority, opened_at, closed_at,"
        " account_source_id from staging.stg_salesforce__cases order by ticket_number"
    ) == [
        (key("500", 1), "00001001", "Phone", "Mechanical", "Installation", "High", CREATED,
         dt.datetime.fromisoformat("2023-11-05T10:00:00"), LOWER),
        (key("500", 2), "00001002", None, None, None, None, CREATED, None, None),
        (key("500", 3), "00001003", "Email", None, None, None,
         dt.datetime.fromisoformat("2023-10-28T13:25:00"), None, None),
    ]  # fmt: skip
    assert vendors.query(
        "select ticket_source_id, status, changed_at from staging.stg_salesforce__case_history"
    ) == [(key("500", 1), "Closed", dt.datetime.fromisoformat("2023-11-05T10:00:00"))]


def test_campaigns_and_their_members(vendors):
    assert vendors.query(
        "select campaign_name, channel, start_date, end_date, actual_cost"
        " from staging.stg_salesforce__campaigns"
    ) == [
        ("Spring Fair", "Trade Show", dt.date(2023, 4, 1), dt.date(2023, 4, 3), Decimal("4800.75"))
    ]
    assert vendors.query(
        "select campaign_source_id, lead_source_id, contact_source_id, has_responded,"
        " first_responded_date from staging.stg_salesforce__campaign_members"
    ) == [(key("701", 1), key("00Q", 1), None, True, dt.date(2023, 4, 5))]


def test_users_and_their_roles(vendors):
    assert vendors.query(
        "select users.source_id, employee_name, team, manager_source_id, role_name"
        " from staging.stg_salesforce__users as users"
        " join staging.stg_salesforce__user_roles as roles on roles.source_id = role_source_id"
        " order by users.source_id"
    ) == [
        (OWNER, "Cy Seller", "North", LEADER, "Seller"),
        (LEADER, "Leader", None, None, "Head of Sales"),
    ]


def test_tasks_and_events(vendors):
    assert vendors.query(
        "select channel, direction, occurred_at, occurred_date, is_planned, is_completed, outcome,"
        " duration_seconds, contact_source_id, lead_source_id, opportunity_source_id"
        " from staging.stg_salesforce__tasks order by source_id"
    ) == [
        ("call", "outbound", dt.datetime.fromisoformat("2023-11-01T15:04:05"),
         dt.date(2023, 11, 1), False, True, "Reached", 95, key("003", 1), None, key("006", 1)),
        ("e-mail", None, None, dt.date(2024, 2, 1), True, False, "Not Started", None, None,
         key("00Q", 2), None),
    ]  # fmt: skip
    assert vendors.query(
        "select subject, occurred_at, occurred_date, is_all_day, duration_seconds,"
        " account_source_id from staging.stg_salesforce__events order by source_id"
    ) == [
        ("Visit", dt.datetime.fromisoformat("2023-11-03T09:00:00"), dt.date(2023, 11, 3), False,
         5400, LOWER),
        ("Fair", None, dt.date(2023, 11, 4), True, 86400, None),
    ]  # fmt: skip


def test_orders_and_what_reduces_them(vendors):
    assert vendors.query(
        "select source_id, customer_source_id, ordered_date, gross_amount, is_reduction,"
        " original_order_source_id, created_at from staging.stg_salesforce__orders"
        " order by source_id"
    ) == [
        (key("801", 1), LOWER, dt.date(2023, 12, 5), Decimal("15000.5"), False, None,
         dt.datetime.fromisoformat("2023-12-05T08:00:00")),
        (key("801", 2), LOWER, dt.date(2023, 12, 20), Decimal(-500), True, key("801", 1),
         dt.datetime.fromisoformat("2023-12-20T08:00:00")),
    ]  # fmt: skip


def test_an_export_in_latin_1_needs_its_encoding(tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    rows = [{"Id": UPPER[:15], "Name": "Caf\u00e9 Zw\u00f6lf"}]
    (folder / "Account.csv").write_bytes(exported("Account", rows).encode("latin-1"))
    files, _ = landed_by_itself(folder, tmp_path)
    assert files["Account.csv"].status == "failed"
    files, build = landed_by_itself(folder, tmp_path, OTHER_ENCODING)
    assert files["Account.csv"].status == "landed"
    assert build.execute(
        "select account_id, account_name from raw.salesforce__accounts"
    ).fetchall() == [(UPPER, "Caf\u00e9 Zw\u00f6lf")]


def true_rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def test_an_export_that_excel_saved_again_lands_whole(tmp_path):
    folder = shared_data("salesforce_report")
    files, build = landed_by_itself(folder, tmp_path)
    paths = {path.name: path for path in folder.glob("*.csv")}
    made_by_hand = files.pop("OpportunityHistoryGroup.csv")
    assert made_by_hand.status == "skipped"
    assert {name: (file.status, file.rows_landed) for name, file in files.items()} == {
        name: ("landed", true_rows(paths[name])) for name in files
    }
    assert files.keys() == paths.keys() - {"OpportunityHistoryGroup.csv"}
    assert build.execute(
        "select count(*) from raw.salesforce__opportunity_history"
        " where opportunity_id in (from raw.salesforce__opportunities select opportunity_id)"
    ).fetchone() == (true_rows(paths["OpportunityHistory.csv"]),)


def test_a_table_made_by_hand_lands_by_a_source_file(tmp_path):
    name = "OpportunityHistoryGroup.csv"
    path = shared_data(f"salesforce_report/{name}")
    files, _ = landed_by_itself(path, tmp_path, STAGE_GROUPS)
    assert (files[name].status, files[name].rows_landed) == ("landed", true_rows(path))
