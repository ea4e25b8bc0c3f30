"""HubSpot: files named after views, joined ids, labels in Spanish, CSAT from 0 to 2."""

import datetime as dt
from decimal import Decimal

MOMENT = dt.datetime.fromisoformat


def test_the_header_says_which_object_a_view_is_of(vendors):
    found = {
        name.rpartition("hubspot-crm-exports-")[2]: counts
        for name, counts in vendors.files("hubspot").items()
    }
    assert found == {
        "all-deals-2025-11-28.csv": ("deals", 3, 2, 1, 0, "landed"),
        "todos-los-negocios-2025-11-28-1.csv": ("deals", 1, 1, 0, 0, "landed"),
        "everybody-2025-11-28.csv": ("contacts", 2, 2, 0, 0, "landed"),
        "all-companies-2025-11-28.csv": ("companies", 2, 2, 0, 0, "landed"),
        "tickets-2025-11-28.xlsx#tickets": ("tickets", 2, 2, 0, 0, "landed"),
        "feedback-2025-12-02.csv": ("feedback_submissions", 3, 3, 0, 0, "landed"),
    }


def test_an_id_cut_by_a_spreadsheet_is_rejected(vendors):
    [(number, line, reason)] = vendors.query(
        "select row_number, line_text, reason from ops.rejected_rows"
        " where source_system = 'hubspot'"
    )
    assert number == 3
    assert "3.19E+10" in line
    assert "deal_id in scientific notation" in reason


def test_a_property_of_ones_own_lands_too(vendors):
    assert vendors.query(
        "select deal_id, kiln_size from raw.hubspot__deals where kiln_size is not null"
    ) == [("31900000001", "XL")]


def test_deals_in_two_languages(vendors):
    assert vendors.query(
        "select source_id, opportunity_name, pipeline, stage, amount, currency, probability,"
        " is_won, account_source_id, account_name, contact_source_id, closing_at, created_at,"
        " owner_name from staging.stg_hubspot__deals order by source_id"
    ) == [
        ("31900000001", "Large kiln", "Sales Pipeline", "Closed Won", Decimal("15000.5"), "EUR",
         Decimal(1), True, "7700000001", "Blue Heron Pottery", "101",
         MOMENT("2025-11-28T14:05"), MOMENT("2025-10-01T09:00"), "Cy Seller"),
        ("31900000002", "Glaze", "Sales Pipeline", "Qualified to Buy", None, None, Decimal("0.4"),
         False, None, None, None,
         MOMENT("2026-01-31T00:00"), MOMENT("2025-11-02T10:30"), "Deal Owner, Jr."),
        ("31900000003", "Azulejos", "Ventas", "Contrato enviado", Decimal(2500), None, None, None,
         None, None, None, MOMENT("2025-12-15T12:00"), MOMENT("2025-11-20T08:15"), "Cy Seller"),
    ]  # fmt: skip


def test_contacts_and_companies(vendors):
    assert vendors.query(
        "select source_id, customer_name, account_source_id, email, country, acquisition_channel,"
        " lifecycle_stage, has_marketing_consent, created_at"
        " from staging.stg_hubspot__contacts order by source_id"
    ) == [
        ("101", "Ana Example", "7700000001", "ana@example.com", "UK", "Organic Search", "Customer",
         True, MOMENT("2025-09-01T07:30")),
        ("102", "Bo Test", None, None, None, "Direct Traffic", "Lead", False,
         MOMENT("2025-09-02T07:30")),
    ]  # fmt: skip
    assert vendors.query(
        "select source_id, customer_name, website, phone, company_size, parent_account_source_id"
        " from staging.stg_hubspot__companies order by source_id"
    ) == [
        ("7700000001", "Blue Heron Pottery", "heron.example", "0161 496 0000", "120", None),
        ("7700000002", "Grey Wolf Metals", "https://wolf.example", None, None, "7700000001"),
    ]


def test_dates_of_a_workbook_are_numbers(vendors):
    assert vendors.query(
        "select source_id, subject, channel, kind, priority, status, opened_at, first_response_at,"
        " closed_at, contact_source_id, account_source_id"
        " from staging.stg_hubspot__tickets order by source_id"
    ) == [
        ("501", "Crack in the kiln", "Email", "Product issue", "High", "Closed",
         MOMENT("2025-11-01T12:00"), MOMENT("2025-11-01T13:00"), MOMENT("2025-11-02T18:00"), "101",
         "7700000001"),
        ("502", "Where is my order", "Chat", None, None, "New", MOMENT("2025-11-09T06:00"), None,
         None, None, None),
    ]  # fmt: skip


def test_a_rating_has_the_scale_of_its_survey(vendors):
    assert vendors.query(
        "select source_id, survey_kind, score, scale, response_class, comment, responded_at,"
        " contact_source_id, ticket_source_id"
        " from staging.stg_hubspot__feedback_submissions order by source_id"
    ) == [
        ("9001", "nps", Decimal(9), "0-10", "promoter", "Great,\nthanks",
         MOMENT("2025-11-29T08:00"), "101", None),
        ("9002", "csat", Decimal(0), "0-2", "detractor", "Slow", MOMENT("2025-11-30T08:00"), "102",
         "501"),
        ("9003", "ces", Decimal(5), "1-7", "passive", None, MOMENT("2025-12-01T08:00"), None,
         "501"),
    ]  # fmt: skip
