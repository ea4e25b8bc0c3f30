"""The exports as a whole: which files, the same bytes everywhere, forms that the sources know."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
import sys
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
import yaml

from demo.exports import write_exports
from ingestion.catalog import load_catalog
from ingestion.landing import land, prepare
from tests.demo.exported import Exported, export
from tests.shared_data import ROOT
from warehouse.database import connect_build
from warehouse.home import Home

EXPECTED = [
    "Accounts_2026_07_01.csv",
    "Campaigns_2026_07_01.csv",
    "Contacts_2026_07_01.csv",
    "Deals_2026_07_01.csv",
    "Leads_2026_06_01.csv",
    "Leads_2026_07_01 (1).csv",
    "Leads_2026_07_01.csv",
    "Products_2026_07_01.csv",
    "campaign_spend.csv",
    "campaign_touches.csv",
    "campaigns.csv",
    "customers.xlsx",
    "employees.csv",
    "loyalty_events.csv",
    "order_lines_2024.csv",
    "order_lines_2025.csv",
    "order_lines_2026.csv",
    "payments.jsonl.gz",
    "products.json",
    "survey_answers.csv",
    "survey_responses.csv",
    "tickets.csv",
    "zoho_backup_2026_07_01.zip",
]


WRITTEN_BY_NAME = (
    "employees", "tickets", "survey_responses", "survey_answers", "loyalty_events", "campaigns",
    "campaign_touches", "campaign_spend",
)  # fmt: skip


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_returns_every_file_it_wrote(exported: Exported) -> None:
    assert [path.name for path in exported.paths] == EXPECTED
    assert sorted(path.name for path in exported.folder.iterdir()) == EXPECTED


@pytest.mark.parametrize(
    ("locale", "zone"), [("C", "Asia/Kolkata"), ("C.UTF-8", "America/Los_Angeles")]
)
def test_same_bytes_in_another_process_locale_and_zone(
    exported: Exported, tmp_path: Path, locale: str, zone: str
) -> None:
    code = (
        "import sys; from pathlib import Path; from demo.exports import write_exports; "
        "write_exports(Path(sys.argv[1]))"
    )
    environment = {
        **os.environ,
        "LC_ALL": locale,
        "TZ": zone,
        "PYTHONHASHSEED": "123",
        "PYTHONPATH": str(ROOT),
    }
    environment.pop("PYTHONUTF8", None)
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "there")],
        check=True,
        env=environment,
        cwd=tmp_path,
    )
    assert digests(tmp_path / "there") == digests(exported.folder)


def test_another_seed_is_another_company(exported: Exported, tmp_path: Path) -> None:
    other = export(tmp_path, seed=8)
    emails = {row["email"] for row in other.customers()}
    known = {row["email"] for row in exported.customers()}
    assert len(emails & known) < len(emails) / 20
    same = digests(tmp_path).items() & digests(exported.folder).items()
    assert not same


def test_writing_again_replaces_the_files(tmp_path: Path) -> None:
    write_exports(tmp_path, customers=40)
    once = digests(tmp_path)
    write_exports(tmp_path, customers=40)
    assert digests(tmp_path) == once


@pytest.mark.parametrize("customers", [0, -3, 1_000_001])
def test_refuses_a_size_that_no_sheet_holds(tmp_path: Path, customers: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 1,000,000"):
        write_exports(tmp_path / "none", customers=customers)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("customers", [1, 2, 10])
def test_tiny_companies_work(tmp_path: Path, customers: int) -> None:
    tiny = export(tmp_path, customers=customers)
    assert [path.name for path in tiny.paths if "order_lines" not in path.name] == [
        name for name in EXPECTED if "order_lines" not in name
    ]
    assert len(tiny.customers()) == customers
    assert len(tiny.csv("Leads_2026_07_01.csv")) == customers


def test_row_counts_scale_with_customers(exported: Exported, tmp_path: Path) -> None:
    small = export(tmp_path, customers=500)
    for count in (
        lambda e: len(e.customers()),
        lambda e: len(e.csv("order_lines_*.csv")),
        lambda e: sum(1 for _ in e.payments()),
        lambda e: len(e.csv("Leads_2026_07_01.csv")),
        lambda e: len(e.csv("Deals_*.csv")),
        lambda e: len(e.csv("tickets.csv")),
        lambda e: len(e.csv("survey_responses.csv")),
        lambda e: len(e.csv("loyalty_events.csv")),
        lambda e: len(e.csv("campaign_touches.csv")),
        lambda e: len(e.module("Calls")),
    ):
        assert 3 < count(exported) / count(small) < 5.5
    assert len(exported.products()) == len(small.products())


def test_a_last_day_of_ones_own(tmp_path: Path) -> None:
    until = dt.date(2023, 3, 15)
    earlier = export(tmp_path, customers=300, until=until)
    for file, column in (
        ("order_lines_*.csv", "ordered_at"),
        ("tickets.csv", "opened_at"),
        ("survey_responses.csv", "responded_at"),
        ("loyalty_events.csv", "occurred_at"),
        ("campaign_touches.csv", "touched_at"),
        ("campaign_spend.csv", "spend_date"),
    ):
        last = max(row[column] for row in earlier.csv(file))[:10]
        assert "2023-03-01" < last <= "2023-03-15"
    assert (tmp_path / "Leads_2023_03_16.csv").is_file()


def source(name: str) -> dict[str, dict]:
    text = (ROOT / "ingestion" / "sources" / f"{name}.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["tables"]


@pytest.mark.parametrize(
    ("file", "module"),
    [
        ("Leads_2026_07_01.csv", "leads"),
        ("Accounts_2026_07_01.csv", "accounts"),
        ("Contacts_2026_07_01.csv", "contacts"),
        ("Deals_2026_07_01.csv", "deals"),
        ("Campaigns_2026_07_01.csv", "campaigns"),
        ("Products_2026_07_01.csv", "products"),
        ("Users_001.csv", "users"),
        ("Calls_001.csv", "calls"),
        ("Events_001.csv", "events"),
    ],
)
def test_zoho_headers_resolve_with_the_source_file(
    exported: Exported, file: str, module: str
) -> None:
    table = source("zoho")[module]
    assert any(fnmatchcase(file.removesuffix(".csv"), pattern) for pattern in table["files"])
    is_backup = file.endswith("_001.csv")
    rows = exported.module(module.capitalize()) if is_backup else exported.csv(file)
    found = Counter(
        column
        for column, aliases in table["columns"].items()
        for header in rows[0]
        if header in aliases
    )
    assert set(table["required"]) <= set(found)
    assert all(times == 1 for times in found.values()), "one column, two headers"
    assert len(found) >= 0.6 * len(table["columns"])
    for row in rows:
        for column in table["required"]:
            assert any(row.get(header) for header in table["columns"][column])


def test_shop_headers_resolve_with_the_source_file(exported: Exported) -> None:
    tables = source("template")
    headers = {
        "order_lines": set(exported.csv("order_lines_*.csv")[0]),
        "customers": set(exported.customers()[0]),
        "products": set(exported.products()[0]),
        "payments": set(next(exported.payments())),
    }
    for name in WRITTEN_BY_NAME:
        headers[name] = set(exported.csv(f"{name}.csv")[0])
        assert any(fnmatchcase(name, pattern) for pattern in tables[name]["files"])
    for name, columns in headers.items():
        assert set(tables[name]["required"]) <= columns
        extra = columns - set(tables[name]["columns"])
        assert extra == ({"coupon_code"} if name == "order_lines" else set())


def test_dirt_is_there_and_is_little(exported: Exported) -> None:
    exported.damaged.clear()
    lines = exported.csv("order_lines_*.csv")
    damaged_lines = len(exported.damaged)
    list(exported.payments())
    damaged_payments = len(exported.damaged) - damaged_lines
    exported.csv("Leads_2026_07_01.csv")
    damaged_leads = len(exported.damaged) - damaged_lines - damaged_payments
    assert 1 <= damaged_lines < len(lines) / 500
    assert 1 <= damaged_payments < 20
    assert 1 <= damaged_leads < 20
    assert exported.backup()["Data/Users_001.csv"].endswith("\n\n")
    assert not exported.backup()["Data/Users_001.csv"].endswith("\n\n\n")
    deals = (exported.folder / "Deals_2026_07_01.csv").read_text(encoding="utf-8")
    assert deals.endswith("\n\n")


def test_every_file_lands_whole_but_for_the_damaged_rows(
    exported: Exported, tmp_path: Path
) -> None:
    home, catalog = Home(tmp_path), load_catalog()
    home.create()
    with connect_build(home) as connection:
        prepare(connection, catalog)
        files = land(connection, exported.paths, catalog, run_id="r", scratch=home.scratch)
    assert {file.status for file in files} == {"landed", "unchanged"}
    landed = {file.file_name.rpartition("/")[2]: file for file in files}
    rejected = {name for name, file in landed.items() if file.rows_rejected}
    assert {name.partition("_")[0].partition(".")[0] for name in rejected} == {
        "Leads",
        "order",
        "payments",
    }
    for name in WRITTEN_BY_NAME:
        assert landed[f"{name}.csv"].table_name == name
        assert landed[f"{name}.csv"].rows_landed == len(exported.csv(f"{name}.csv"))
    for module in ("Calls", "Events", "Users"):
        assert landed[f"{module}_001.csv"].table_name == module.lower()
        assert landed[f"{module}_001.csv"].rows_landed == len(exported.module(module))


def test_all_that_is_beside_orders_and_deals_is_modest(exported: Exported) -> None:
    rows = sum(len(exported.csv(f"{name}.csv")) for name in WRITTEN_BY_NAME)
    rows += sum(len(exported.module(name)) for name in ("Calls", "Events"))
    assert 12_000 < rows < 16_000


def test_the_double_download_has_the_same_content(exported: Exported) -> None:
    found = digests(exported.folder)
    assert found["Leads_2026_07_01.csv"] == found["Leads_2026_07_01 (1).csv"]


def test_nothing_points_at_anybody_real(exported: Exported) -> None:
    people = exported.customers()
    leads = exported.csv("Leads_2026_07_01.csv")
    reserved = ("example.com", "example.org", "example.cn")
    emails = [row["email"] for row in people]
    emails += [row["Email"] for row in leads + exported.csv("Contacts_*.csv") + exported.users()]
    emails += [row["email"] for row in exported.csv("employees.csv")]
    assert len(set(emails)) > len(people)
    for email in emails:
        domain = email.rpartition("@")[2]
        assert any(domain == name or domain.endswith("." + name) for name in reserved)
        assert email.isascii()
    phones = [str(row["phone"]) for row in people if row["phone"]]
    assert len(phones) > 1000
    fictional = ("+86 100 0", "+1 ", "+44 ", "+49 ", "+33 1 99 00", "+33 6 39 98")
    assert all(phone.startswith(fictional) for phone in phones)
    assert all(" 555 01" in phone for phone in phones if phone.startswith("+1 "))
    for row in exported.csv("Accounts_*.csv"):
        assert row["Website"].rpartition("example.")[2] in {"com", "org", "cn"}
