"""The demo fills every mart, with figures that a reader finds plausible."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import rows, value

pytestmark = pytest.mark.slow


def test_every_mart_has_rows(demo_home: Path) -> None:
    names = rows(
        demo_home, "select table_name from duckdb_tables() where schema_name = 'marts' order by 1"
    )
    assert len(names) > 50
    empty = {
        name for (name,) in names if value(demo_home, f'select count(*) from marts."{name}"') == 0
    }
    assert not empty


def number(home: Path, sql: str) -> float:
    found = value(home, sql)
    assert isinstance(found, (int, float)), sql
    return float(found)


def test_tickets_are_answered_within_hours_and_solved_within_days(demo_home: Path) -> None:
    def median(column: str) -> float:
        return number(demo_home, f"select median({column})::double from marts.service_ticket")

    assert 30 < median("first_response_business_minutes") < 240
    assert median("first_response_business_minutes") < median("first_response_minutes") < 24 * 60
    assert 1 < median("resolution_minutes") / 60 / 24 < 4
    outcomes = dict(
        rows(demo_home, "select sla_outcome, count(*) from marts.service_ticket group by all")
    )
    assert 0.6 < outcomes["met"] / (outcomes["met"] + outcomes["missed"]) < 0.9
    backlog = "select max(backlog)::double from marts.service_backlog_daily"
    assert 3 <= number(demo_home, backlog) <= 40
    assert number(demo_home, "select count(distinct team) from marts.service_performance") == 3


def test_complaints_have_every_cause(demo_home: Path) -> None:
    found = dict(
        rows(demo_home, "select cause, sum(complaints) from marts.complaint_cause group by all")
    )
    assert {"product", "delivery", "service", "price", "communication"} <= found.keys()
    assert min(found.values()) > 0
    assert found["delivery"] + found["product"] > sum(found.values()) / 2


def test_most_customers_are_content(demo_home: Path) -> None:
    scores = {
        (kind, touchpoint): (score, nps)
        for kind, touchpoint, score, nps in rows(
            demo_home,
            "select kind, touchpoint, score, nps from marts.satisfaction_monthly "
            "where month is null",
        )
    }
    assert 3.5 < scores["csat", "order"][0] < 4.5
    assert 3.5 < scores["csat", "ticket"][0] < 4.5
    assert 0.1 < scores["nps", "order"][1] < 0.5
    assert scores["nps", "ticket"][1] < scores["nps", "order"][1], "who needed help is less content"


def test_deliveries_drive_what_is_said_of_orders_and_service_what_is_said_of_tickets(
    demo_home: Path,
) -> None:
    first = dict(
        rows(
            demo_home,
            "select touchpoint, arg_max(driver, importance) from marts.satisfaction_driver "
            "where kind in ('ces', 'csat') and importance is not null group by touchpoint",
        )
    )
    assert first.keys() == {"order", "ticket"}
    assert first["order"] in {"delivery", "product"}
    assert first["ticket"] == "service"


def test_what_discovers_the_shop_differs_from_what_closes_the_sale(demo_home: Path) -> None:
    found = {
        (model, channel): float(conversions)
        for model, channel, conversions in rows(
            demo_home,
            "select model, channel_group, sum(conversions) from marts.attribution "
            "where model in ('first', 'last') group by all",
        )
    }
    assert found["first", "paid social"] > 1.05 * found["last", "paid social"]
    assert found["last", "paid search"] > 1.05 * found["first", "paid search"]


def test_customers_cost_less_than_they_bring_and_an_e_mail_least(demo_home: Path) -> None:
    cost = {
        channel: float(spend) / customers
        for channel, spend, customers in rows(
            demo_home,
            "select channel_group, sum(spend), sum(customers) from marts.channel_acquisition "
            "group by all having sum(spend) > 0",
        )
    }
    assert cost.keys() == {"paid search", "paid social", "marketplace", "email"}
    assert max(cost.values()) < 100
    assert min(cost, key=lambda channel: cost[channel]) == "email"
    margins = rows(
        demo_home,
        "select campaign_name, customers, roi from marts.campaign_performance "
        "where source_system = 'template' and spend > 1000",
    )
    assert margins
    for name, customers, roi in margins:
        assert customers > 30, name
        assert 0 < roi < 50, name


def test_points_are_used_and_always_add_up(demo_home: Path) -> None:
    ((earned, redeemed, expired, unexplained),) = rows(
        demo_home,
        "select sum(earned_points), sum(redeemed_points), sum(expired_points), "
        "sum(abs(unexplained_points)) from marts.loyalty_programme",
    )
    assert earned > redeemed > 0
    assert earned > expired > 0
    assert unexplained == 0


def test_most_visits_are_kept_and_customers_are_among_the_visited(demo_home: Path) -> None:
    ((planned, kept, covered),) = rows(
        demo_home,
        "select sum(planned_visits), sum(kept_visits), "
        "sum(high_visited + potential_visited + ordinary_visited + low_visited) "
        "from marts.visit_coverage",
    )
    assert planned > 100
    assert 0.75 < kept / planned < 1
    assert covered > 0
    ((calls, visits, meetings),) = rows(
        demo_home,
        "select sum(calls), sum(visits), sum(meetings) from marts.sales_rep_performance",
    )
    assert calls > visits > meetings > 0


def test_the_pipeline_grows_by_deals_and_shrinks_by_their_end(demo_home: Path) -> None:
    ((created, won, lost),) = rows(
        demo_home,
        "select sum(created_count), sum(won_count), sum(lost_count) from marts.pipeline_movement",
    )
    assert min(created, won, lost) > 10
    assert created > won
