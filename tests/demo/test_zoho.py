"""The CRM's exports: records link up, stages have Zoho's probabilities, the funnel is a funnel."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from datetime import datetime

import pytest

from demo.market import behaviour
from demo.rhythm import DAY
from tests.demo.exported import Exported, Row
from tests.shared_data import shared_data

END = "2026-06-30 23:59:59"
PROBABILITIES = {
    "Qualification": "10",
    "Needs Analysis": "20",
    "Value Proposition": "40",
    "Identify Decision Makers": "60",
    "Proposal/Price Quote": "75",
    "Negotiation/Review": "90",
    "Closed Won": "100",
    "Closed Lost": "0",
    "Closed-Lost to Competition": "0",
}


@pytest.fixture(scope="module")
def leads(exported: Exported) -> list[Row]:
    return exported.csv("Leads_2026_07_01.csv")


@pytest.fixture(scope="module")
def deals(exported: Exported) -> list[Row]:
    return exported.csv("Deals_*.csv")


def ids(rows: list[Row]) -> set[str]:
    return {row["Record Id"] for row in rows}


def test_ids_look_like_zoho_s_and_are_unique(exported: Exported, leads: list[Row]) -> None:
    everything = [*leads, *exported.users()]
    for module in ("Accounts", "Contacts", "Deals", "Campaigns", "Products"):
        everything += exported.csv(f"{module}_*.csv")
    assert len(ids(everything)) == len(everything)
    assert all(re.fullmatch(r"zcrm_\d{18}", row["Record Id"]) for row in everything)


def test_lookups_point_at_records(exported: Exported, leads: list[Row], deals: list[Row]) -> None:
    users, accounts = exported.users(), exported.csv("Accounts_*.csv")
    contacts, campaigns = exported.csv("Contacts_*.csv"), exported.csv("Campaigns_*.csv")
    assert {row["Account Name.id"] for row in deals} == ids(accounts)
    assert {row["Contact Name.id"] for row in deals} == ids(contacts)
    assert {row["Account Name.id"] for row in contacts} == ids(accounts)
    assert {row["Campaign Source.id"] for row in leads + deals} - {""} <= ids(campaigns)
    owners = {row["Lead Owner.id"] for row in leads} | {row["Deal Owner.id"] for row in deals}
    assert owners <= ids(users)
    converted = [row for row in leads if row["Is Converted"] == "true"]
    assert {row["Converted Account.id"] for row in converted} == ids(accounts)
    assert {row["Converted Contact.id"] for row in converted} == ids(contacts)
    assert {row["Converted Deal.id"] for row in converted} == {
        row["Record Id"] for row in deals if row["Type"] == "New Business"
    }


def test_names_beside_ids_agree(deals: list[Row], exported: Exported) -> None:
    accounts = {row["Record Id"]: row["Account Name"] for row in exported.csv("Accounts_*.csv")}
    assert all(accounts[row["Account Name.id"]] == row["Account Name"] for row in deals)
    assert len(set(accounts.values())) == len(accounts), "two companies with one name"


def test_nothing_happens_after_the_export(
    exported: Exported, leads: list[Row], deals: list[Row]
) -> None:
    events = ("Created Time", "Modified Time", "Last Activity Time", "Converted Date Time")
    rows = [*leads, *deals, *exported.csv("Accounts_*.csv"), *exported.csv("Contacts_*.csv")]
    for row in rows:
        for name in events:
            assert row.get(name, "") <= END
        assert row["Created Time"] <= row["Modified Time"]
    closed = [row for row in deals if row["Stage"].startswith("Closed")]
    assert max(row["Closing Date"] for row in closed) <= END[:10]
    open_deals = [row for row in deals if not row["Stage"].startswith("Closed")]
    assert max(row["Closing Date"] for row in open_deals) > END[:10], "no deal is expected to close"
    assert max(row["Start Date"] for row in exported.csv("Campaigns_*.csv")) <= END[:10]


def test_stages_have_the_default_probabilities(deals: list[Row]) -> None:
    assert {row["Stage"] for row in deals} == set(PROBABILITIES)
    for row in deals:
        assert row["Probability (%)"] == PROBABILITIES[row["Stage"]]
        assert bool(row["Reason For Loss"]) == (PROBABILITIES[row["Stage"]] == "0")
        is_competitor = row["Stage"] == "Closed-Lost to Competition"
        assert is_competitor == (row["Reason For Loss"] == behaviour().crm.closed.competitor_reason)


def test_amounts_are_mixed_as_zoho_s_are_and_log_normal(deals: list[Row]) -> None:
    texts = [row["Amount"] for row in deals]
    plain = [text for text in texts if re.fullmatch(r"\d+\.0", text)]
    formatted = [text for text in texts if re.fullmatch(r"\$\d{1,3}(,\d{3})*\.\d\d", text)]
    assert len(plain) + len(formatted) == len(texts)
    assert 0.05 < len(formatted) / len(texts) < 0.25
    amounts = [float(text.replace("$", "").replace(",", "")) for text in texts]
    assert 5000 < statistics.median(amounts) < 12000
    assert statistics.mean(amounts) > 1.2 * statistics.median(amounts)


def test_win_rates_by_both_definitions(deals: list[Row]) -> None:
    won = sum(row["Stage"] == "Closed Won" for row in deals)
    closed = sum(row["Stage"].startswith("Closed") for row in deals)
    assert 0.25 < won / len(deals) < 0.37
    assert 0.45 < won / closed < 0.55


def test_the_funnel_narrows(leads: list[Row], deals: list[Row]) -> None:
    contacted = sum(bool(row["Last Activity Time"]) for row in leads)
    qualified = sum(
        row["Lead Status"] == "Pre-Qualified" or row["Is Converted"] == "true" for row in leads
    )
    converted = sum(row["Is Converted"] == "true" for row in leads)
    new = {row["Record Id"] for row in deals if row["Type"] == "New Business"}
    won = sum(row["Record Id"] in new and row["Stage"] == "Closed Won" for row in deals)
    reached = [len(leads), contacted, qualified, converted, won]
    assert reached == sorted(reached, reverse=True)
    assert 0.15 < converted / len(leads) < 0.35
    assert won > 50


def test_sources_convert_differently(leads: list[Row]) -> None:
    created = Counter(row["Lead Source"] for row in leads)
    converted = Counter(row["Lead Source"] for row in leads if row["Is Converted"] == "true")
    assert len(created) == 6
    rates = {source: converted[source] / created[source] for source in created}
    assert rates["External Referral"] > 2 * rates["Cold Call"]
    assert rates["Partner"] > rates["Advertisement"]


def test_conversion_takes_days_not_seconds(leads: list[Row]) -> None:
    days = [
        (
            datetime.fromisoformat(row["Converted Date Time"])
            - datetime.fromisoformat(row["Created Time"])
        ).total_seconds()
        / DAY
        for row in leads
        if row["Is Converted"] == "true"
    ]
    assert min(days) > 0.5
    assert 10 < statistics.median(days) < 40


def test_deals_take_months(deals: list[Row]) -> None:
    days = [
        (
            datetime.fromisoformat(row["Closing Date"])
            - datetime.fromisoformat(row["Created Time"][:10])
        ).days
        for row in deals
        if row["Stage"] == "Closed Won"
    ]
    assert 50 < statistics.median(days) < 160


def test_the_earlier_export_shows_an_earlier_state(exported: Exported, leads: list[Row]) -> None:
    earlier = exported.csv("Leads_2026_06_01.csv")
    now = {row["Record Id"]: row for row in leads}
    for row in earlier:
        assert row["Created Time"] <= "2026-05-31 23:59:59"
        assert row["Modified Time"] <= "2026-05-31 23:59:59"
        assert row["Email"] == now[row["Record Id"]]["Email"]
        if row["Is Converted"] == "true":
            assert now[row["Record Id"]]["Is Converted"] == "true"
    changed = sum(
        row["Lead Status"] != now[row["Record Id"]]["Lead Status"]
        or row["Is Converted"] != now[row["Record Id"]]["Is Converted"]
        for row in earlier
    )
    assert changed > 10
    assert 0.9 < len(earlier) / len(leads) < 1


def test_teams_own_the_leads_of_their_countries(exported: Exported, leads: list[Row]) -> None:
    users = {row["Record Id"]: row for row in exported.users()}
    assert {row["Role"] for row in users.values()} == {
        "Sales China",
        "Sales Americas",
        "Sales Europe",
    }
    for row in leads:
        is_china = users[row["Lead Owner.id"]]["Role"] == "Sales China"
        assert is_china == (row["Country"] == "China")
    managers = {row["Reporting To Id"] for row in users.values()} - {""}
    assert len(managers) == 3
    assert managers <= set(users)
    assert {row["User Status"] for row in users.values()} == {"ACTIVE", "DISABLED"}


def test_some_leads_are_customers_of_the_shop(exported: Exported, leads: list[Row]) -> None:
    shop = {row["email"]: row for row in exported.customers()}
    known = [row for row in leads if row["Email"] in shop]
    assert 0.02 < len(known) / len(leads) < 0.12
    for row in known:
        assert row["Lead Name"] == shop[row["Email"]]["customer_name"]
    kept = [lines[0] for lines in exported.orders().values() if lines[0]["status"] != "cancelled"]
    buyers = {line["customer_id"] for line in kept}
    assert {shop[row["Email"]]["customer_id"] for row in known} <= buyers


@pytest.mark.parametrize(
    ("file", "name"),
    [("Leads_001.csv", "Leads"), ("Deals_001.csv", "Deals"), ("Accounts_001.csv", "Accounts")],
)
def test_headers_are_those_of_a_real_export(exported: Exported, file: str, name: str) -> None:
    """A backup has the same labels as an export; only lookups are written in another way."""
    text = (shared_data("zoho_backup") / file).read_text(encoding="utf-8")
    real = set(text.splitlines()[0].split(","))
    ours = exported.csv(f"{name}_2026_07_01.csv")[0]
    known = {
        label for label in ours if label in real or label.replace("Name.id", "Id") in real
        or f"{label.removesuffix('.id')} Id" in real
    }  # fmt: skip
    assert len(known) > 0.6 * len(ours)
