"""The loyalty programme: balances can be recomputed, tiers end as the customers' list has them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise

import pytest

from demo.market import behaviour
from tests.demo.exported import Exported, Row

END = dt.datetime.fromisoformat("2026-06-30 23:59:59")
NUMBERS = behaviour().loyalty
TIERS = list(behaviour().shop.loyalty_tiers)
TAKEN = {"redeemed", "expired"}


@pytest.fixture(scope="module")
def events(exported: Exported) -> list[Row]:
    return exported.csv("loyalty_events.csv")


def by_member(events: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for event in events:
        found[event["customer_id"]].append(event)
    return found


def at(event: Row) -> dt.datetime:
    return dt.datetime.fromisoformat(event["occurred_at"])


def kept(lines: list[Row]) -> int:
    """What was kept of an order, in whole units of the currency."""
    total = sum(
        int(line["quantity"]) * Decimal(line["unit_price"])
        - Decimal(line["discount_amount"] or 0)
        - Decimal(line["refund_amount"] or 0)
        for line in lines
    )
    return int(total)


def test_events_are_in_the_order_of_time(of_any_size: Exported) -> None:
    events = of_any_size.csv("loyalty_events.csv")
    times = [event["occurred_at"] for event in events]
    assert times == sorted(times)
    assert all(at(event) <= END for event in events)
    assert len({event["event_id"] for event in events}) == len(events)


def test_balances_can_be_recomputed_and_are_never_negative(of_any_size: Exported) -> None:
    for events in by_member(of_any_size.csv("loyalty_events.csv")).values():
        balance = 0
        for event in events:
            points = int(event["points"] or 0)
            assert (points > 0) == (event["kind"] != "tier_change")
            balance += -points if event["kind"] in TAKEN else points
            assert balance >= 0
            assert int(event["balance_after"]) == balance


def test_members_are_those_with_a_tier_and_end_in_it(of_any_size: Exported) -> None:
    customers = {row["customer_id"]: row for row in of_any_size.customers()}
    members = by_member(of_any_size.csv("loyalty_events.csv"))
    assert set(members) == {key for key, row in customers.items() if row["loyalty_tier"]}
    for key, events in members.items():
        assert events[-1]["tier_after"] == customers[key]["loyalty_tier"]
        begun = customers[key]["created_at"]
        assert events[0]["kind"] == "tier_change"
        assert abs(at(events[0]) - begun) <= dt.timedelta(seconds=1)
        held = ""
        for event in events:
            has_changed = event["tier_after"] != held
            assert has_changed == (event["kind"] == "tier_change")
            if has_changed and held:
                assert abs(TIERS.index(event["tier_after"]) - TIERS.index(held)) == 1
            held = event["tier_after"]


def test_every_completed_order_of_a_member_earns_what_was_kept(of_any_size: Exported) -> None:
    orders = of_any_size.orders()
    members = {row["customer_id"] for row in of_any_size.customers() if row["loyalty_tier"]}
    earned = {
        event["order_id"]: (event["customer_id"], event["occurred_at"], int(event["points"]))
        for event in of_any_size.csv("loyalty_events.csv")
        if event["kind"] == "earned"
    }
    assert earned == {
        order_id: (lines[0]["customer_id"], lines[0]["ordered_at"], kept(lines))
        for order_id, lines in orders.items()
        if lines[0]["customer_id"] in members and lines[0]["status"] == "completed" and kept(lines)
    }


def test_rewards_are_redeemed_with_an_order(exported: Exported, events: list[Row]) -> None:
    orders = exported.orders()
    redeemed = [event for event in events if event["kind"] == "redeemed"]
    for event in redeemed:
        assert int(event["points"]) % NUMBERS.reward_points == 0
        line = orders[event["order_id"]][0]
        assert (line["customer_id"], line["ordered_at"]) == (
            event["customer_id"],
            event["occurred_at"],
        )
    could = 0
    for history in by_member(events).values():
        for before, event in pairwise(history):
            has_enough = int(before["balance_after"]) >= NUMBERS.reward_points
            could += has_enough and event["kind"] in {"earned", "redeemed"}
            could -= before["kind"] == "redeemed" and has_enough and event["kind"] == "earned"
    assert len(redeemed) / could == pytest.approx(NUMBERS.redeem_share, abs=0.05)


def test_points_expire_after_so_many_days_of_rest(events: list[Row]) -> None:
    rest = dt.timedelta(days=NUMBERS.expiry_days)
    expired = 0
    for history in by_member(events).values():
        moves = [event for event in history if event["kind"] != "tier_change"]
        for before, event in pairwise(moves):
            gap = at(event) - at(before)
            if event["kind"] == "expired":
                expired += 1
                assert gap == rest
                assert event["balance_after"] == "0"
            else:
                assert gap <= rest or before["balance_after"] == "0"
        if moves and moves[-1]["balance_after"] != "0":
            assert END - at(moves[-1]) < rest
    assert expired > 100


def test_who_sent_a_customer_gets_points_once(exported: Exported, events: list[Row]) -> None:
    came = {
        row["customer_id"]: row["created_at"]
        for row in exported.customers()
        if row["acquisition_channel"] == "referral"
    }
    buyers = {lines[0]["customer_id"] for lines in exported.orders().values()}
    referrals = [event for event in events if event["kind"] == "referral"]
    sent = [event["referred_customer_id"] for event in referrals]
    assert len(set(sent)) == len(sent)
    assert set(sent) <= set(came) & buyers
    share = len(sent) / len(set(came) & buyers)
    assert share == pytest.approx(NUMBERS.referral_share, abs=0.08)
    for event in referrals:
        assert int(event["points"]) == NUMBERS.referral_points
        assert event["customer_id"] < event["referred_customer_id"], "sent by a later customer"
        registered = came[event["referred_customer_id"]]
        assert abs(at(event) - registered) <= dt.timedelta(seconds=1)


def test_some_rise_and_few_fall(events: list[Row]) -> None:
    up = down = 0
    for history in by_member(events).values():
        ranks = [TIERS.index(event["tier_after"]) for event in history]
        up += sum(late > early for early, late in pairwise(ranks))
        down += sum(late < early for early, late in pairwise(ranks))
    assert up > 5 * down > 0
