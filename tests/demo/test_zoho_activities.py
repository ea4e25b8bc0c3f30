"""The CRM's calls and meetings: by whom, about what, planned and kept."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

import pytest

from demo.market import behaviour
from tests.demo.exported import Exported, Row

END = "2026-06-30 23:59:59"
NUMBERS = behaviour().activities
BEGUN = {"Calls": "Call Start Time", "Events": "From"}
OWNER = {"Calls": "Call Owner Id", "Events": "Host Id"}
DONE = {"Attended Dialled", "Received", "Scheduled Attended"}


@pytest.fixture(scope="module")
def calls(exported: Exported) -> list[Row]:
    return exported.module("Calls")


@pytest.fixture(scope="module")
def visits(exported: Exported) -> list[Row]:
    return [row for row in exported.module("Events") if row["Meeting Venue"] == "Client location"]


@pytest.mark.parametrize("module", ["Calls", "Events"])
def test_they_are_about_records_of_their_owner(of_any_size: Exported, module: str) -> None:
    records = {
        name: {row["Record Id"]: row for row in of_any_size.csv(f"{name}s_2026_07_01.csv")}
        for name in ("Lead", "Deal", "Contact")
    }
    users = {row["Record Id"] for row in of_any_size.users()}
    for row in of_any_size.module(module):
        name = "Deal" if row["Related To Id"] in records["Deal"] else "Lead"
        assert records[name][row["Related To Id"]][f"{name} Owner.id"] == row[OWNER[module]]
        assert row[OWNER[module]] in users
        if name == "Deal":
            deal = records["Deal"][row["Related To Id"]]
            assert row["Contact Id"] == deal["Contact Name.id"]
            assert row["Contact Id"] in records["Contact"]
        else:
            assert records["Lead"][row["Related To Id"]]["Is Converted"] == "false"
            assert not row["Contact Id"]


@pytest.mark.parametrize("module", ["Calls", "Events"])
def test_ids_are_their_own(of_any_size: Exported, module: str) -> None:
    rows = [*of_any_size.module("Calls"), *of_any_size.module("Events")]
    ids = {row["Record Id"] for row in rows}
    assert len(ids) == len(rows)
    assert all(re.fullmatch(r"zcrm_\d{18}", one) for one in ids)
    for name in ("Accounts", "Contacts", "Deals", "Leads", "Campaigns", "Products"):
        assert not ids & {row["Record Id"] for row in of_any_size.csv(f"{name}_2026_07_01.csv")}
    assert of_any_size.backup()[f"Data/{module}_001.csv"].endswith("\n\n")


@pytest.mark.parametrize("module", ["Calls", "Events"])
def test_they_are_entered_by_the_export_and_what_is_done_begun(
    of_any_size: Exported, module: str
) -> None:
    leads = of_any_size.csv("Leads_2026_07_01.csv")
    since = {row["Record Id"]: row["Created Time"] for row in leads}
    since |= {row["Converted Contact.id"]: row["Created Time"] for row in leads}
    for row in of_any_size.module(module):
        about = row["Contact Id"] or row["Related To Id"]
        assert since[about] <= row["Created Time"] <= row["Modified Time"]
        assert row["Modified Time"] <= END
        is_done = row.get("Call Status") in DONE or bool(row.get("Check-In Time"))
        if is_done:
            assert row[BEGUN[module]] <= END
            assert row["Modified Time"] >= row[BEGUN[module]]


def test_a_call_says_what_came_of_it(of_any_size: Exported) -> None:
    for row in of_any_size.module("Calls"):
        is_talk = row["Call Status"] in DONE
        assert bool(row["Call Duration (in seconds)"]) == is_talk
        assert bool(row["Call Result"]) == (is_talk or row["Call Status"] == "Unattended Dialled")
        assert (row["Call Status"] == "Scheduled") == (row["Call Start Time"] > END)
        assert (row["Call Type"] == "Inbound") == (row["Call Status"] == "Received")


def test_a_meeting_ends_after_it_begins_on_a_working_day(of_any_size: Exported) -> None:
    for row in of_any_size.module("Events"):
        begun, ended = (dt.datetime.fromisoformat(row[name]) for name in ("From", "To"))
        assert begun.weekday() < 5
        assert begun.minute in {0, 30}
        assert (ended - begun).total_seconds() / 60 in NUMBERS.visit_minutes
        assert row["Meeting Venue"] in {"Client location", "Online"}
        if row["Check-In Time"]:
            checked_in = dt.datetime.fromisoformat(row["Check-In Time"])
            assert begun <= checked_in <= begun + dt.timedelta(minutes=15)
            assert row["Meeting Venue"] == "Client location"


def test_planned_visits_are_kept_as_often_as_the_numbers_say(visits: list[Row]) -> None:
    past = [row for row in visits if row["From"] <= END]
    kept = sum(bool(row["Check-In Time"]) for row in past) / len(past)
    assert kept == pytest.approx(NUMBERS.kept_share, abs=0.07)
    ahead = [row for row in past if row["Created Time"] < row["From"]]
    assert len(ahead) == len(past)


def test_leads_deals_and_customers_are_visited(exported: Exported, visits: list[Row]) -> None:
    deals = {row["Record Id"]: row for row in exported.csv("Deals_*.csv")}
    leads = {row["Record Id"] for row in exported.csv("Leads_2026_07_01.csv")}
    past = [row for row in visits if row["From"] <= END]
    after = Counter(
        deals[row["Related To Id"]]["Stage"]
        for row in past
        if row["Related To Id"] in deals
        and row["From"][:10] > deals[row["Related To Id"]]["Closing Date"]
    )
    won = sum(deal["Stage"] == "Closed Won" for deal in deals.values())
    assert after["Closed Won"] > 0.3 * won
    # of stages that are closed, only a won one keeps anybody coming
    assert not after["Closed Lost"]
    assert not after["Closed-Lost to Competition"]
    assert any(row["Related To Id"] in leads for row in past)


def test_open_deals_have_something_planned(
    exported: Exported, calls: list[Row], visits: list[Row]
) -> None:
    first = "2026-07-01"
    last = str(dt.date.fromisoformat(first) + dt.timedelta(days=NUMBERS.upcoming_days + 2))
    to_come = [row for row in calls if row["Call Start Time"] > END]
    to_come += [row for row in exported.module("Events") if row["From"] > END]
    times = [row.get("Call Start Time") or row["From"] for row in to_come]
    assert first <= min(times)
    assert max(times)[:10] <= last
    still_open = {
        row["Record Id"]
        for row in exported.csv("Deals_*.csv")
        if not row["Stage"].startswith("Closed")
    }
    assert {row["Related To Id"] for row in to_come} <= still_open
    share = len(to_come) / len(still_open)
    assert share == pytest.approx(NUMBERS.upcoming_share, abs=0.09)
    assert any(row["From"] > END for row in visits)


def test_shares_of_calls(exported: Exported, calls: list[Row]) -> None:
    counts = Counter(row["Call Status"] for row in calls)
    leads = exported.csv("Leads_2026_07_01.csv")
    tried = counts["Unattended Dialled"] / len(leads)
    assert tried == pytest.approx(NUMBERS.no_answer_share, abs=0.03)
    planned = counts["Scheduled Attended"] + counts["Overdue"]
    assert counts["Scheduled Attended"] / planned == pytest.approx(NUMBERS.kept_share, abs=0.09)
    at_once = [row for row in calls if row["Contact Id"] and row["Call Status"] != "Scheduled"]
    assert 20 < counts["Received"] < len(at_once) / 5
