"""Zoho CRM: backup, module exports, renamed modules and labels in other languages."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from tests.sources.zoho_files import ID

ADA = ID(1)


def test_every_file_lands_and_every_row_is_accounted_for(vendors):
    expected = {
        "Leads_001.csv": ("leads", 3, 1, 1, 1, "landed"),
        "Accounts_001.csv": ("accounts", 2, 1, 0, 1, "landed"),
        "Deals_001.csv": ("deals", 2, 1, 0, 1, "landed"),
        "Users_001.csv": ("users", 2, 1, 0, 1, "landed"),
        "Contacts_2026_02_10.csv": ("contacts", 1, 1, 0, 0, "landed"),
        "Campaigns_2026_02_10.csv": ("campaigns", 1, 1, 0, 0, "landed"),
        "Products_2026_02_10.csv": ("products", 1, 1, 0, 0, "landed"),
        "Notes_Contacts_2026_02_10.csv": ("notes", 2, 2, 0, 0, "landed"),
        "Cases_2026_02_10.csv": ("cases", 1, 1, 0, 0, "landed"),
        "Deals_2026_05_28.csv": ("deals", 1, 1, 0, 0, "landed"),
        "Deals__2026_05_28.csv": ("deal_stage_history", 3, 2, 1, 0, "landed"),
        "Transactions_2026_05_28.csv": ("deals", 1, 1, 0, 0, "landed"),
        "Potentials_2026_06_01.csv": ("deals", 1, 1, 0, 0, "landed"),
        "Calls_2026_02_10.csv": ("calls", 2, 2, 0, 0, "landed"),
        "Tasks_2026_02_10.csv": ("tasks", 2, 2, 0, 0, "landed"),
        "Meetings_2026_02_10.csv": ("events", 1, 1, 0, 0, "landed"),
        "线索_2026_02_10.csv": ("leads", 1, 1, 0, 0, "landed"),
        "客户_2026_02_10.csv": ("accounts", 1, 1, 0, 0, "landed"),
        "商机_2026_02_10.csv": ("deals", 1, 1, 0, 0, "landed"),
        "联系人_2026_02_10.csv": ("contacts", 1, 1, 0, 0, "landed"),
        "产品_2026_02_10.csv": ("products", 1, 1, 0, 0, "landed"),
        "宣传_2026_02_10.csv": ("campaigns", 1, 1, 0, 0, "landed"),
        "Posibles_clientes_2026_02_10.csv": ("leads", 1, 1, 0, 0, "landed"),
    }
    files = vendors.files("zoho").items()
    assert {Path(name).name: counts for name, counts in files} == expected


def test_what_is_rejected_or_dropped_says_why(vendors):
    rejected = dict(
        vendors.query(
            "select table_name, reason from ops.rejected_rows where source_system = 'zoho'"
        )
    )
    assert rejected.keys() == {"leads", "deal_stage_history"}
    assert "lead_id" in rejected["leads"]
    assert "modified_at" in rejected["deal_stage_history"]
    assert vendors.query(
        "select distinct reason from ops.dropped_rows where source_system = 'zoho'"
    ) == [("blank line",)]


def test_leads_of_a_backup_and_in_chinese_and_spanish(vendors):
    assert vendors.query(
        "select source_id, company_name, source, status, is_converted,"
        " converted_opportunity_source_id, has_marketing_consent, owner_name, created_at"
        " from staging.stg_zoho__leads order by source_id"
    ) == [
        (ID(11), "Example Works", None, None, True, ID(41), True, None, MADE),
        (ID(12), "示例甲公司", "展会", "已联系", None, None, True, "员工甲", MADE),
        (ID(13), "Ejemplo", "Publicidad", "Contactado", None, None, None, "Ada Example", MADE),
    ]


def test_accounts_and_contacts(vendors):
    assert vendors.query(
        "select source_id, customer_name, postal_code, industry, owner_source_id = '" + ADA
        + "', created_at from staging.stg_zoho__accounts order by source_id"
    ) == [
        (ID(21), "Example Works", "01099", None, True, MADE),
        (ID(22), "示例甲公司", None, "制造业", False, MADE),
    ]  # fmt: skip
    assert vendors.query(
        "select source_id, customer_name, account_source_id, account_name, phone, birth_date,"
        " has_marketing_consent from staging.stg_zoho__contacts order by source_id"
    ) == [
        (
            *(ID(31), "Kim Sample", ID(21), "Example Works", "+49 30 5550100"),
            *(dt.date(1985, 3, 9), False),
        ),
        (
            ID(32),
            "联系人甲",
            name_key(vendors, "示例甲公司"),
            "示例甲公司",
            "021-5550101",
            None,
            None,
        ),
    ]


def test_deals_of_renamed_modules_with_dates_in_many_forms(vendors):
    assert vendors.query(
        "select source_id, opportunity_name, stage, pipeline, amount, probability, created_at,"
        " closing_date from staging.stg_zoho__deals order by source_id"
    ) == [
        (
            *(ID(41), "Works, first order", "Needs Analysis", None, 250_000, Decimal("0.2")),
            *(MADE, dt.date(2026, 3, 14)),
        ),
        (
            *(ID(42), "Second order", "Closed Won", "Renewals", Decimal("12500.5"), None),
            *(utc("2025-10-07 18:55"), dt.date(2025, 10, 7)),
        ),
        (
            *(ID(43), "Third order", "Qualification", None, 900, Decimal("0.1")),
            *(MADE, dt.date(2026, 10, 31)),
        ),
        (
            *(ID(44), "Fourth order", "Value Proposition", None, 1, None),
            *(utc("2025-11-03 09:05"), None),
        ),
        (ID(45), "甲公司采购", "谈判", None, 8000, None, MADE, None),
    ]


def test_the_stages_of_a_deal_follow_each_other_and_the_open_one_has_no_duration(vendors):
    assert vendors.query(
        "select source_id, opportunity_source_id, stage, next_stage, entered_at, exited_at,"
        " duration_days, is_current, amount, probability, employee_source_id"
        " from staging.stg_zoho__deal_stage_history order by source_id"
    ) == [
        (
            *(ID(91), ID(41), "Qualification", "Needs Analysis", MADE, utc("2026-01-05 12:00")),
            *(3, False, 200_000, Decimal("0.1"), ADA),
        ),
        (
            *(ID(92), ID(41), "Needs Analysis", None, utc("2026-01-05 12:00"), None),
            *(None, True, 250_000, Decimal("0.2"), ADA),
        ),
    ]


def test_calls_tasks_and_meetings(vendors):
    about = (ADA, ID(31), ID(41))
    columns = "employee_source_id, contact_source_id, related_source_id"
    assert vendors.query(
        f"select source_id, {columns}, occurred_at, direction, is_planned, is_completed, outcome,"
        " duration_seconds from staging.stg_zoho__calls order by source_id"
    ) == [
        (
            *(ID(101), *about, utc("2026-01-03 14:00"), "outbound", False, True),
            *("Interested", 95),
        ),
        (
            *(ID(102), *about, utc("2026-01-30 14:00"), "outbound", True, False),
            *("Scheduled", None),
        ),
    ]
    assert vendors.query(
        f"select source_id, {columns}, status, due_date, closed_at, is_completed"
        " from staging.stg_zoho__tasks order by source_id"
    ) == [
        (
            *(ID(111), *about, "Completed", dt.date(2026, 1, 20)),
            *(utc("2026-01-19 16:00"), True),
        ),
        (ID(112), *about, "Waiting for input", dt.date(2026, 1, 20), None, False),
    ]
    assert vendors.query(
        f"select source_id, {columns}, subject, occurred_at, duration_seconds, location"
        " from staging.stg_zoho__events"
    ) == [
        (
            *(ID(121), *about, "Visit, with demo", utc("2026-01-25 09:00")),
            *(5400, "Example Street 1"),
        )
    ]


def test_notes_and_cases(vendors):
    assert vendors.query(
        "select source_id, parent_source_id, parent_module, title, description"
        " from staging.stg_zoho__notes order by source_id limit 1"
    ) == [(ID(71), ID(31), "Contacts", "First call", 'Asked for "A",\nand a price')]
    assert vendors.query(
        "select source_id, ticket_number, account_source_id, contact_source_id,"
        " product_source_id, kind, cause, channel, status, opened_at, closed_at"
        " from staging.stg_zoho__cases"
    ) == [
        (
            *(ID(81), "1001", ID(21), ID(31), ID(61), "Problem", "Product", "Email", "Closed"),
            *(MADE, None),
        )
    ]


def test_campaigns_products_and_users(vendors):
    assert vendors.query(
        "select source_id, campaign_name, status, start_date, budgeted_cost, actual_cost"
        " from staging.stg_zoho__campaigns order by source_id"
    ) == [
        (ID(51), "Spring Fair", "Complete", dt.date(2026, 1, 1), 5000, 4850),
        (ID(52), "春季展会", "Completed", None, None, None),
    ]
    assert vendors.query(
        "select source_id, product_name, product_code, list_price, is_active"
        " from staging.stg_zoho__products order by source_id"
    ) == [
        (ID(61), "Example A", "0042", Decimal("1333.3"), True),
        (ID(62), "示例产品A", None, 12, None),
    ]
    assert vendors.query("select source_id, employee_name, email from staging.stg_zoho__users") == [
        (ADA, "Ada Example", "ada@example.com")
    ]


def name_key(vendors, name):
    """The key by which a reference without an id finds its record."""
    [(key,)] = vendors.query(f"select 'name:' || md5('{name}')")
    return key


def utc(text):
    return dt.datetime.fromisoformat(text)


MADE = utc("2026-01-02 10:00")
