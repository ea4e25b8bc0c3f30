"""Marts of service, satisfaction and products against what is true of the company."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.company.conftest import Company

pytestmark = pytest.mark.slow


def test_every_ticket_is_counted_once_in_the_month_it_was_opened(core: Company) -> None:
    true = Counter(ticket["opened_at"][:7] for ticket in core.truth["tickets"])
    solved = Counter(
        ticket["opened_at"][:7] for ticket in core.truth["tickets"] if ticket["solved_at"]
    )
    found = core.ask(
        "select strftime(month, '%Y-%m'), sum(tickets), sum(resolved)"
        " from marts.service_performance where month is not null group by all"
    )
    assert {month: tickets for month, tickets, _ in found if tickets} == true
    assert {month: resolved for month, _, resolved in found if resolved} == solved


def test_the_backlog_of_the_last_day_is_what_is_not_solved(core: Company) -> None:
    waiting = sum(not ticket["solved_at"] for ticket in core.truth["tickets"])
    ((opened, backlog),) = core.ask(
        "select sum(opened), arg_max(backlog, day) from marts.service_backlog_daily"
    )
    assert (opened, backlog) == (len(core.truth["tickets"]), waiting)
    assert waiting > 0


def test_answers_of_surveys_and_ratings_of_tickets_are_all_there(core: Company) -> None:
    true = Counter(response["kind"] for response in core.truth["responses"])
    # the other systems do not export the rating of a ticket
    true["csat"] += sum(
        ticket["is_good"] is not None and ticket["system"] in {"zendesk", "fxiaoke"}
        for ticket in core.truth["tickets"]
    )
    found = core.ask(
        "select kind, sum(responses) from marts.satisfaction_monthly where month is null"
        " group by kind"
    )
    assert dict(found) == true


def test_the_promoters_and_detractors_are_those_of_the_true_scores(core: Company) -> None:
    scores = [one["score"] for one in core.truth["responses"] if one["kind"] == "nps"]
    ((favourable, against, responses),) = core.ask(
        "select sum(favourable), sum(unfavourable), sum(responses)"
        " from marts.satisfaction_monthly where kind = 'nps' and month is null"
    )
    assert favourable == sum(score >= 9 for score in scores)
    assert against == sum(score <= 6 for score in scores)
    assert responses == len(scores)


def test_products_and_customers_and_days_bring_the_same_revenue(core: Company) -> None:
    ((products, days, orders),) = core.ask(
        "select (select sum(net_amount) from marts.product_performance),"
        " (select sum(value) from marts.kpi_daily where metric = 'net_revenue'),"
        " (select sum(net_amount) from core.fct_order where not is_cancelled)"
    )
    assert products == days == orders
    assert orders > 0
