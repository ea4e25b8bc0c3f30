"""Pipedrive: `Entity - Field` headers, one of them twice, and several entities in a file."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

MOMENT = dt.datetime.fromisoformat


def test_a_file_is_the_entity_that_knows_most_of_its_header(vendors):
    found = {Path(name).name: counts for name, counts in vendors.files("pipedrive").items()}
    assert found == {
        "deals-1000001-1.csv": ("deals", 4, 3, 1, 0, "landed"),
        "deals-1000001-4.xlsx#Sheet1": ("deals", 1, 1, 0, 0, "landed"),
        "organizations-1000001-2.csv": ("organizations", 2, 2, 0, 0, "landed"),
        "people-1000001-3.csv": ("persons", 2, 2, 0, 0, "landed"),
    }


def test_a_cut_row_is_rejected(vendors):
    [(line, text, reason)] = vendors.query(
        "select line_number, line_text, reason from ops.rejected_rows"
        " where source_system = 'pipedrive'"
    )
    assert line == 5
    assert "A row that is cut" in text
    assert "2 cells" in reason


def test_the_first_of_two_equal_headers_counts_and_the_other_is_kept(vendors):
    assert vendors.query(
        "select deal_id, status, deal_status__2 from raw.pipedrive__deals"
        " where deal_status__2 is not null"
    ) == [("1", "Won", "Green")]


def test_deals_of_text_and_of_a_workbook(vendors):
    assert vendors.query(
        "select source_id, opportunity_name, stage, status, amount, currency, probability,"
        " created_at, closed_at, expected_close_date, win_loss_reason, is_deleted, is_archived"
        " from staging.stg_pipedrive__deals order by source_id"
    ) == [
        ("1", "Large kiln", "Negotiations Started", "won", Decimal("15000.5"), "EUR", None,
         MOMENT("2024-03-01T09:00"), MOMENT("2024-03-31T16:45"), dt.date(2024, 4, 15), None, False,
         False),
        ("2", "Glaze", "Qualified", "open", Decimal(1200), "USD", Decimal("0.4"),
         MOMENT("2024-03-02T09:00"), None, dt.date(2024, 6, 30), None, False, True),
        ("3", "Twice entered", "Qualified", "deleted", Decimal(0), "USD", None,
         MOMENT("2024-03-03T09:00"), None, None, None, True, False),
        ("5", "Clay", "Contact Made", "lost", Decimal("99.9"), "GBP", None,
         MOMENT("2024-03-01T09:00"), MOMENT("2024-03-15T12:00"), None, "Price", False, False),
    ]  # fmt: skip


def test_a_deal_finds_its_organization_and_person_by_id_or_name(vendors):
    assert vendors.query(
        "select deals.source_id, organizations.customer_name, persons.customer_name"
        " from staging.stg_pipedrive__deals as deals"
        " left join staging.stg_pipedrive__organizations as organizations"
        "   on account_source_id in (organizations.source_id, organizations.name_key)"
        " left join staging.stg_pipedrive__persons as persons"
        "   on contact_source_id in (persons.source_id, persons.name_key)"
        " order by 1"
    ) == [
        ("1", "Blue Heron Pottery", "Ana Example"),
        ("2", None, "Bo Test"),
        ("3", None, None),
        ("5", "Grey Wolf Metals", None),
    ]


def test_organizations_and_persons(vendors):
    assert vendors.query(
        "select source_id, customer_name, street, postal_code, city, country, owner_name"
        " from staging.stg_pipedrive__organizations order by source_id"
    ) == [
        ("11", "Blue Heron Pottery", "1 Kiln Lane, Stoke", "00123", "Stoke", "UK", "Cy Seller"),
        ("12", "Grey Wolf Metals", None, None, None, None, "Cy Seller"),
    ]
    assert vendors.query(
        "select source_id, customer_name, account_source_id, email, phone, has_marketing_consent,"
        " created_at from staging.stg_pipedrive__persons order by source_id"
    ) == [
        ("21", "Ana Example", "11", "ana@example.com", "+44 20 7946 0000", True,
         MOMENT("2024-02-03T08:00")),
        ("22", "Bo Test", None, "bo@example.com", None, False, MOMENT("2024-02-04T08:00")),
    ]  # fmt: skip
