"""The surveys: what is answered to the drivers decides the score."""

from __future__ import annotations

import statistics
from collections import defaultdict

import numpy as np
import pytest

from demo.market import behaviour, words
from tests.demo.exported import Exported, Row

END = "2026-06-30 23:59:59"
NUMBERS = behaviour().surveys
PLANS = {"order": NUMBERS.order, "ticket": NUMBERS.ticket}


@pytest.fixture(scope="module")
def responses(exported: Exported) -> list[Row]:
    return exported.csv("survey_responses.csv")


@pytest.fixture(scope="module")
def answers(exported: Exported) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in exported.csv("survey_answers.csv"):
        found[row["response_id"]][row["driver"]] = int(row["score"])
    return found


def about(row: Row) -> str:
    return "ticket" if row["ticket_id"] else "order"


def level(row: Row) -> float:
    low, high = int(row["scale_min"]), int(row["scale_max"])
    return (int(row["score"]) - low) / (high - low)


def test_a_response_follows_an_order_that_is_completed_or_a_ticket_that_is_solved(
    of_any_size: Exported,
) -> None:
    orders = of_any_size.orders()
    tickets = {row["ticket_id"]: row for row in of_any_size.csv("tickets.csv")}
    responses = of_any_size.csv("survey_responses.csv")
    assert len({row["response_id"] for row in responses}) == len(responses)
    for row in responses:
        assert bool(row["ticket_id"]) != bool(row["order_id"])
        if row["ticket_id"]:
            ticket = tickets[row["ticket_id"]]
            assert ticket["resolved_at"] < row["responded_at"] <= END
            assert ticket["customer_id"] == row["customer_id"]
        else:
            line = orders[row["order_id"]][0]
            assert line["ordered_at"] < row["responded_at"] <= END
            assert line["customer_id"] == row["customer_id"]
            assert line["status"] == "completed"
        assert row["survey_name"] == words().surveys.names[about(row)]


def test_every_response_answers_every_driver_once(of_any_size: Exported) -> None:
    asked = [(row["response_id"], row["driver"]) for row in of_any_size.csv("survey_answers.csv")]
    wanted = [
        (row["response_id"], driver)
        for row in of_any_size.csv("survey_responses.csv")
        for driver in NUMBERS.means
    ]
    assert asked == wanted
    for row in of_any_size.csv("survey_answers.csv"):
        assert row["question"] == words().surveys.questions[row["driver"]]
        assert 1 <= int(row["score"]) <= 5
        assert (row["scale_min"], row["scale_max"]) == ("1", "5")


def test_scores_are_on_the_scale_of_their_kind(of_any_size: Exported) -> None:
    for row in of_any_size.csv("survey_responses.csv"):
        low, high = NUMBERS.scales[row["kind"]]
        assert (row["scale_min"], row["scale_max"]) == (str(low), str(high))
        assert low <= int(row["score"]) <= high
        assert row["kind"] in PLANS[about(row)].kinds
        assert row["channel"] in NUMBERS.channels


def test_as_many_answer_as_the_numbers_say(exported: Exported, responses: list[Row]) -> None:
    completed = sum(lines[0]["status"] == "completed" for lines in exported.orders().values())
    solved = sum(bool(row["resolved_at"]) for row in exported.csv("tickets.csv"))
    for name, base in (("order", completed), ("ticket", solved)):
        found = [row for row in responses if about(row) == name]
        assert len(found) / base == pytest.approx(PLANS[name].share, rel=0.2)
        weights = PLANS[name].kinds
        nps = sum(row["kind"] == "nps" for row in found) / len(found)
        assert nps == pytest.approx(weights["nps"] / sum(weights.values()), abs=0.1)


@pytest.mark.parametrize("name", ["order", "ticket"])
def test_the_weights_of_the_drivers_can_be_found_again(
    responses: list[Row], answers: dict[str, dict[str, int]], name: str
) -> None:
    asked = [row for row in responses if about(row) == name and 0 < level(row) < 1]
    drivers = list(NUMBERS.means)
    parts = [[(answers[row["response_id"]][one] - 1) / 4 for one in drivers] for row in asked]
    scores = np.array([level(row) for row in asked])
    found, *_ = np.linalg.lstsq(np.column_stack([parts, np.ones(len(asked))]), scores)
    for driver, weight in zip(drivers, found[:-1], strict=True):
        assert weight == pytest.approx(PLANS[name].weights[driver], abs=0.12), driver


def test_who_sends_back_or_waits_is_less_satisfied(
    exported: Exported, responses: list[Row], answers: dict[str, dict[str, int]]
) -> None:
    returned = {
        order_id
        for order_id, lines in exported.orders().items()
        if any(line["returned_quantity"] for line in lines)
    }
    product: dict[bool, list[int]] = defaultdict(list)
    for row in responses:
        if row["order_id"]:
            is_returned = row["order_id"] in returned
            product[is_returned].append(answers[row["response_id"]]["product"])
    assert len(product[True]) > 10
    assert statistics.mean(product[False]) > statistics.mean(product[True]) + 0.5
    service = [answers[row["response_id"]]["service"] for row in responses if row["ticket_id"]]
    others = [answers[row["response_id"]]["service"] for row in responses if row["order_id"]]
    assert statistics.mean(others) > statistics.mean(service) + 0.2, "late solutions cost"


def test_most_are_content_and_some_are_not(responses: list[Row]) -> None:
    scores = [int(row["score"]) for row in responses if row["kind"] == "nps" and row["order_id"]]
    promoters = sum(score >= 9 for score in scores) / len(scores)
    detractors = sum(score <= 6 for score in scores) / len(scores)
    assert 0 < promoters - detractors < 0.4
    assert detractors > 0.1
    comments = [row for row in responses if row["comment"]]
    assert len(comments) / len(responses) == pytest.approx(NUMBERS.comment_share, abs=0.07)
    for row in comments:
        if row["comment"] in words().surveys.comments["good"]:
            assert level(row) > 0.6
