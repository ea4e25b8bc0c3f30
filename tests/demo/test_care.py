"""What follows orders, on customers and orders made by hand, with chance taken out."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from demo.care import open_care
from demo.chance import Weighted
from demo.loyalty import EVENT_COLUMNS, Loyalty
from demo.marketing import CAMPAIGN_COLUMNS, SPEND_COLUMNS, TOUCH_COLUMNS, Marketing
from demo.orders import Sale, Shopper
from demo.rhythm import DAY, HOUR
from demo.shop import write_shop
from demo.surveys import ANSWER_COLUMNS, RESPONSE_COLUMNS, Surveys
from demo.tickets import TICKET_COLUMNS, Ticket, Tickets
from demo.world import World, make_world
from demo.writers import Table
from tests.demo.exported import Row

MONDAY = 6 * DAY  # 2024-04-08, some days after the history of the world begins


class Sheet:
    """A table in memory, and the rows that were written to it."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self._file = io.StringIO()
        self.table = Table(self._file, columns)

    @property
    def rows(self) -> list[Row]:
        return list(csv.DictReader(io.StringIO(self._file.getvalue())))


def world(part: str = "shop", **numbers: Any) -> World:
    """The demo's world, with other numbers in a part of its behaviour."""
    made = make_world(7, dt.date(2026, 6, 30))
    known = made.behaviour
    changed = known.model_copy(
        update={part: getattr(known, part).model_validate({**dump(known, part), **numbers})}
    )
    return replace(made, behaviour=changed)


def dump(known: Any, part: str) -> dict[str, Any]:
    return dict(getattr(known, part).model_dump())


def shopper(**changes: Any) -> Shopper:
    made = Shopper(0, "C-0000001", MONDAY, True, "email", "bronze")
    return made._replace(**changes)


def sale(day: int, cents: int, **changes: Any) -> Sale:
    made = Sale(
        order_id=f"SO-{day}",
        customer=0,
        customer_id="C-0000001",
        second=MONDAY + day * DAY + 10 * HOUR,
        is_first=day == 0,
        is_completed=True,
        is_returned=False,
        products=["PR-0001"],
        total=cents,
        kept=cents,
    )
    return made._replace(**changes)


SURE = {"median": 1.0, "sigma": 0.0}


def test_points_are_earned_redeemed_and_expire() -> None:
    sheet = Sheet(EVENT_COLUMNS)
    loyalty = Loyalty(sheet.table, world("loyalty", redeem_share=1.0, downgrade_share=0.0))
    loyalty.joined(shopper())
    loyalty.sold(sale(0, 25_099))
    loyalty.sold(sale(1, 99))
    loyalty.sold(sale(2, 5_000, is_completed=False))
    loyalty.finish()
    assert [(row["kind"], row["points"], row["balance_after"]) for row in sheet.rows] == [
        ("tier_change", "", "0"),
        ("earned", "250", "250"),
        ("redeemed", "200", "50"),
        ("expired", "50", "0"),
    ]
    assert [row["order_id"] for row in sheet.rows] == ["", "SO-0", "SO-1", ""]
    # a year after the last movement, to the second
    assert sheet.rows[-1]["occurred_at"] == "2025-04-09 10:00:00"


def test_who_is_no_member_has_no_points_and_sends_nobody() -> None:
    sheet = Sheet(EVENT_COLUMNS)
    loyalty = Loyalty(sheet.table, world("loyalty", referral_share=1.0))
    loyalty.joined(shopper(tier=""))
    loyalty.sold(sale(0, 90_000))
    loyalty.joined(shopper(number=1, customer_id="C-0000002", channel="referral", tier=""))
    loyalty.finish()
    assert sheet.rows == []


def test_a_member_rises_tier_by_tier() -> None:
    sheet = Sheet(EVENT_COLUMNS)
    loyalty = Loyalty(sheet.table, world("loyalty", tier_after=SURE, downgrade_share=0.0))
    loyalty.joined(shopper(tier="gold"))
    loyalty.joined(shopper(number=1, customer_id="C-0000002", channel="referral", tier=""))
    loyalty.finish()
    told = [(row["kind"], row["tier_after"], row["occurred_at"][:10]) for row in sheet.rows]
    assert [row for row in told if row[0] == "tier_change"] == [
        ("tier_change", "bronze", "2024-04-08"),
        ("tier_change", "silver", "2024-04-09"),
        ("tier_change", "gold", "2024-04-10"),
    ]


def test_a_customer_is_touched_as_often_as_asked_and_by_its_own_channel_last() -> None:
    touches, campaigns, spend = map(Sheet, (TOUCH_COLUMNS, CAMPAIGN_COLUMNS, SPEND_COLUMNS))
    always = world("marketing", more_touches=1.0, max_touches=3, touch_gap=SURE, last_gap=SURE)
    marketing = Marketing(touches.table, always, customers=1)
    campaign_id = marketing.joined(shopper(channel="paid search", registered=MONDAY))
    marketing.sold(sale(0, 4_250))
    assert marketing.joined(shopper(channel="direct")) == ""
    marketing.finish(campaigns.table, spend.table)
    assert [row["touched_at"] for row in touches.rows[:3]] == [
        "2024-04-04 23:57:00",
        "2024-04-05 23:58:00",
        "2024-04-06 23:59:00",
    ]
    assert touches.rows[2]["channel"] == "paid search"
    assert touches.rows[2]["campaign_id"] == campaign_id
    assert [row["has_responded"] for row in touches.rows[:3]] == ["no", "no", "yes"]
    # each of the three counts the whole order, as advertising platforms do
    counted = [row for row in spend.rows if row["conversions"] != "0"]
    paid = {row["campaign_id"] for row in campaigns.rows if row["actual_cost"]}
    steps = {row["campaign_id"] for row in touches.rows[:3]} & paid
    assert {row["campaign_id"] for row in counted} >= steps
    assert {row["conversion_value"] for row in counted} == {"42.50"}


def test_a_newsletter_costs_on_its_first_day_only() -> None:
    touches, campaigns, spend = map(Sheet, (TOUCH_COLUMNS, CAMPAIGN_COLUMNS, SPEND_COLUMNS))
    Marketing(touches.table, world(), customers=5_000).finish(campaigns.table, spend.table)
    letters = {
        row["campaign_id"]: row["start_date"]
        for row in campaigns.rows
        if row["channel"] == "email" and row["end_date"]
    }
    assert len(letters) > 20
    days = [
        (row["campaign_id"], row["spend_date"])
        for row in spend.rows
        if row["campaign_id"] in letters
    ]
    assert days == list(letters.items())


@pytest.mark.parametrize(
    ("day", "opened", "answered", "solved"),
    [
        (0, "2024-04-09 10:01:00", "2024-04-09 14:32:00", "2024-04-10 14:33:00"),
        (3, "2024-04-12 10:01:00", "2024-04-12 14:32:00", "2024-04-15 14:33:00"),
        (4, "2024-04-13 10:01:00", "2024-04-15 13:31:00", "2024-04-16 13:32:00"),
    ],
    ids=["on a Tuesday", "on a Friday", "on a Saturday"],
)
def test_a_ticket_takes_half_a_day_and_a_day_of_work(
    day: int, opened: str, answered: str, solved: str
) -> None:
    numbers = {
        "per_order": 1.0,
        "after": SURE,
        "first_response": {"median": 0.5, "sigma": 0.0},
        "resolution": SURE,
        "difficult": {"share": 0.0, "factor": 1.0},
        "reopened_share": 0.0,
        "priorities": {"normal": 1.0},
    }
    sheet, made = Sheet(TICKET_COLUMNS), world("service", **numbers)
    causes = {cause for weights in made.behaviour.service.causes.values() for cause in weights}
    desk = dict.fromkeys(causes, Weighted(["E-0001"], [1.0]))
    ticket = Tickets(sheet.table, made, desk).about(sale(day, 100))
    (row,) = sheet.rows
    assert (row["opened_at"], row["first_response_at"], row["resolved_at"]) == (
        opened,
        answered,
        solved,
    )
    assert row["status"] == "closed"
    assert ticket is not None
    assert made.calendar.time(ticket.second) == solved
    assert not ticket.is_late


def test_a_score_is_the_weighted_mean_of_its_answers() -> None:
    plan = {"share": 1.0, "after": SURE, "kinds": {"nps": 1.0}}
    drivers = {"delivery": 5.0, "product": 4.0, "service": 3.0, "price": 2.0}
    weights = {"delivery": 0.4, "product": 0.3, "service": 0.2, "price": 0.1}
    numbers = {
        "means": drivers,
        "spread": 0.0,
        "noise": 0.0,
        "returned": 2.0,
        "late": 1.0,
        "order": {**plan, "weights": weights},
        "ticket": {**plan, "weights": {"service": 1.0}},
    }
    responses, answers = Sheet(RESPONSE_COLUMNS), Sheet(ANSWER_COLUMNS)
    surveys = Surveys(responses.table, answers.table, world("surveys", **numbers))
    surveys.after_order(sale(0, 100))
    surveys.after_order(sale(1, 100, is_returned=True))
    surveys.after_order(sale(2, 100, is_completed=False))
    surveys.after_ticket(Ticket("TK-1", "C-0000001", MONDAY, is_late=True))
    # 0.4 x 5 + 0.3 x 4 + 0.2 x 3 + 0.1 x 2 = 4, three quarters of 1 to 5: 7.5, which rounds to 8;
    # sent back, the product gets 2 and the order 3.4: 6; a late solution 2, a quarter of the scale
    assert [row["score"] for row in responses.rows] == ["8", "6", "2"]
    assert [row["order_id"] or row["ticket_id"] for row in responses.rows] == [
        "SO-0",
        "SO-1",
        "TK-1",
    ]
    assert [row["score"] for row in answers.rows if row["driver"] == "product"] == ["4", "2", "4"]
    assert responses.rows[0]["responded_at"] == "2024-04-09 10:01:00"


def test_nobody_answers_after_the_last_day() -> None:
    always = {"share": 1.0, "after": SURE, "kinds": {"nps": 1.0}, "weights": {"service": 1.0}}
    made = world("surveys", order=always)
    last = made.calendar.end // DAY - 1 - MONDAY // DAY
    responses, answers = Sheet(RESPONSE_COLUMNS), Sheet(ANSWER_COLUMNS)
    surveys = Surveys(responses.table, answers.table, made)
    surveys.after_order(sale(last - 1, 100))
    assert len(responses.rows) == 1
    surveys.after_order(sale(last, 100))
    assert len(responses.rows) == 1


@pytest.mark.parametrize(
    ("part", "numbers", "changed"),
    [
        ("surveys", {"noise": 0.3}, {"survey_responses.csv"}),
        ("loyalty", {"points_per_unit": 2.0}, {"loyalty_events.csv"}),
        ("marketing", {"noise": 0.5}, {"campaigns.csv", "campaign_spend.csv"}),
        ("service", {"closing_days": 4}, {"tickets.csv"}),
    ],
)
def test_one_part_can_change_alone(
    tmp_path: Path, part: str, numbers: dict[str, Any], changed: set[str]
) -> None:
    found = []
    for name, made in (("before", world()), ("after", world(part, **numbers))):
        folder = tmp_path / name
        folder.mkdir()
        write_shop(folder, made, 60, keep=lambda person: None)
        found.append(
            {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
        )
    before, after = found
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == changed


def test_what_the_end_tells_is_written_when_the_files_are_left(tmp_path: Path) -> None:
    with open_care(tmp_path, world(), 100) as care:
        assert care.joined(shopper(channel="direct", tier="")) == ""
    assert {path.stem for path in tmp_path.iterdir()} == {path.stem for path in care.paths}
    lines = {path.stem: path.read_text().count("\n") - 1 for path in care.paths}
    assert lines["campaigns"] > 40
    assert lines["campaign_spend"] > lines["campaigns"]
    assert lines["tickets"] == lines["loyalty_events"] == lines["campaign_touches"] == 0
