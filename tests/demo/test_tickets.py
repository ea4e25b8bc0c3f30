"""The service desk: tickets are about what was bought, run in time, and are rated for it."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import Counter

import pytest

from demo.market import behaviour, words
from tests.demo.exported import Exported, Row

END = "2026-06-30 23:59:59"
STEPS = ("opened_at", "first_response_at", "resolved_at", "closed_at")
NUMBERS = behaviour().service


@pytest.fixture(scope="module")
def tickets(exported: Exported) -> list[Row]:
    return exported.csv("tickets.csv")


def minutes(row: Row, begun: str, done: str) -> float:
    return (at(row[done]) - at(row[begun])).total_seconds() / 60


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_a_ticket_is_about_what_its_customer_bought(of_any_size: Exported) -> None:
    orders = of_any_size.orders()
    tickets = of_any_size.csv("tickets.csv")
    assert len({row["ticket_id"] for row in tickets}) == len(tickets)
    for row in tickets:
        lines = orders[row["order_id"]]
        assert row["customer_id"] == lines[0]["customer_id"]
        assert row["opened_at"] > lines[0]["ordered_at"]
        assert row["product_id"] in {"", *(line["product_id"] for line in lines)}
        assert row["product_id"] or row["cause"] != "product"


def test_the_team_of_the_cause_handles_it(of_any_size: Exported) -> None:
    employees = {row["employee_id"]: row for row in of_any_size.csv("employees.csv")}
    assert {row["team"] for row in employees.values()} == {
        team.name for team in words().service.teams
    }
    causes = {team.name: team.causes for team in words().service.teams}
    for row in of_any_size.csv("tickets.csv"):
        assert row["cause"] in causes[employees[row["employee_id"]]["team"]]
    assert len({row["email"] for row in employees.values()}) == len(employees)
    for row in employees.values():
        assert row["email"].endswith(".example.com")
        manager = employees.get(row["manager_id"], row)
        assert manager["team"] == row["team"]
        assert not manager["manager_id"]


def test_every_cause_has_a_team_and_subjects() -> None:
    for kind, causes in NUMBERS.causes.items():
        assert set(causes) == {cause for team in words().service.teams for cause in team.causes}
        assert set(causes) == set(words().service.subjects[kind])
        assert all(words().service.subjects[kind].values())


def test_a_bigger_shop_has_more_people_but_not_without_end(exported: Exported) -> None:
    teams = len(words().service.teams)
    assert len(exported.csv("employees.csv")) == teams * NUMBERS.employees_per_team[0]


def test_times_follow_each_other_and_end_with_the_history(of_any_size: Exported) -> None:
    for row in of_any_size.csv("tickets.csv"):
        times = [row[step] for step in STEPS]
        seen = [time for time in times if time]
        assert seen == sorted(seen)
        assert times[: len(seen)] == seen, "a step was left out"
        assert seen[-1] <= END


def test_the_status_is_what_the_times_say(of_any_size: Exported) -> None:
    statuses = {
        1: {"new"},
        2: {"open", "pending", "reopened"},
        3: {"solved"},
        4: {"closed"},
    }
    for row in of_any_size.csv("tickets.csv"):
        assert row["status"] in statuses[sum(bool(row[step]) for step in STEPS)]
        assert (int(row["reply_count"]) > 0) == bool(row["first_response_at"])
        assert int(row["assignee_count"]) in {1, 2}
        if row["status"] == "reopened":
            assert int(row["reopen_count"]) > 0
        if row["status"] == "closed":
            days = minutes(row, "resolved_at", "closed_at") / 60 / 24
            assert days == NUMBERS.closing_days


def test_what_is_open_is_young(tickets: list[Row]) -> None:
    unsolved = [row for row in tickets if not row["resolved_at"]]
    assert 3 <= len(unsolved) < len(tickets) / 15
    assert min(row["opened_at"] for row in unsolved) > "2026-02-01"


def test_shares_are_those_of_the_numbers(exported: Exported, tickets: list[Row]) -> None:
    assert len(tickets) / len(exported.orders()) == pytest.approx(NUMBERS.per_order, abs=0.015)
    for column, weights in (
        ("kind", NUMBERS.kinds),
        ("channel", NUMBERS.channels),
        ("priority", NUMBERS.priorities),
    ):
        assert_shares([row[column] for row in tickets], weights)
    for kind, weights in NUMBERS.causes.items():
        assert_shares([row["cause"] for row in tickets if row["kind"] == kind], weights)
    reopened = sum(row["reopen_count"] != "0" for row in tickets)
    assert reopened / len(tickets) == pytest.approx(NUMBERS.reopened_share, abs=0.03)


def assert_shares(found: list[str], weights: dict[str, float]) -> None:
    counts = Counter(found)
    assert set(counts) <= set(weights)
    for name, weight in weights.items():
        share = weight / sum(weights.values())
        deviation = (share * (1 - share) / len(found)) ** 0.5
        assert counts[name] / len(found) == pytest.approx(share, abs=4 * deviation), name


def test_answers_and_solutions_come_while_somebody_works(of_any_size: Exported) -> None:
    begins, ends = NUMBERS.working_hours
    for row in of_any_size.csv("tickets.csv"):
        for step in ("first_response_at", "resolved_at"):
            if row[step]:
                assert at(row[step]).weekday() < 5
                assert begins <= at(row[step]).hour < ends


def test_work_takes_the_hours_that_the_numbers_say(tickets: list[Row]) -> None:
    begins, ends = NUMBERS.working_hours
    normal = [row for row in tickets if row["priority"] == "normal" and row["resolved_at"]]
    # who writes at night or at a weekend has to wait, but nobody works longer on it
    taken = [worked(at(row["opened_at"]), at(row["first_response_at"])) for row in normal]
    answer = NUMBERS.first_response.median * (ends - begins)
    assert statistics.median(taken) == pytest.approx(answer, rel=0.2)
    waited = statistics.median(minutes(row, "opened_at", "first_response_at") for row in normal)
    assert waited > 3 * 60 * answer
    plain = [row for row in normal if row["reopen_count"] == "0"]
    solving = [worked(at(row["first_response_at"]), at(row["resolved_at"])) for row in plain]
    solution = NUMBERS.resolution.median * (ends - begins)
    assert solution < statistics.median(solving) < 1.5 * solution, "some of them are difficult"


def worked(begun: dt.datetime, done: dt.datetime) -> float:
    """Hours between two times in which somebody worked, summed over the days between them."""
    begins, ends = NUMBERS.working_hours
    total = 0.0
    for number in range((done.date() - begun.date()).days + 1):
        day = dt.datetime.combine(begun.date() + dt.timedelta(days=number), dt.time())
        if day.weekday() < 5:
            first = max(begun, day + dt.timedelta(hours=begins))
            last = min(done, day + dt.timedelta(hours=ends))
            total += max((last - first).total_seconds(), 0) / 3600
    return total


def test_the_urgent_is_faster_and_most_is_in_time(tickets: list[Row]) -> None:
    solved = [row for row in tickets if row["resolved_at"]]
    times = {
        priority: statistics.median(
            minutes(row, "opened_at", "resolved_at") for row in solved
            if row["priority"] == priority
        )
        for priority in NUMBERS.priorities
    }  # fmt: skip
    assert times["urgent"] < times["high"] < times["normal"] < times["low"]
    for row in tickets:
        assert int(row["sla_target_minutes"]) == NUMBERS.target_minutes[row["priority"]]
    assert 0.65 < sum(not is_late(row) for row in solved) / len(solved) < 0.9


def is_late(row: Row) -> bool:
    return minutes(row, "opened_at", "resolved_at") > int(row["sla_target_minutes"])


def test_who_waits_long_rates_badly(tickets: list[Row]) -> None:
    rated = [row for row in tickets if row["csat"]]
    asked = [row for row in tickets if row["is_rating_asked"] == "yes"]
    solved = [row for row in tickets if row["resolved_at"]]
    assert all(row["is_rating_asked"] in {"yes", "no"} for row in tickets)
    assert all(row["resolved_at"] for row in asked)
    assert all(row in asked for row in rated)
    assert len(asked) / len(solved) == pytest.approx(NUMBERS.rating.asked, abs=0.05)
    assert len(rated) / len(asked) == pytest.approx(NUMBERS.rating.answered, abs=0.07)
    assert {row["csat"] for row in rated} == set("12345")
    in_time = statistics.mean(int(row["csat"]) for row in rated if not is_late(row))
    late = statistics.mean(int(row["csat"]) for row in rated if is_late(row))
    assert in_time - late > NUMBERS.rating.late / 2
