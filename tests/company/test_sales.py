"""What the demo company's salespeople have open, win and visit is what is true of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from tests.company.conftest import Company

pytestmark = pytest.mark.slow

DAYS = 400  # that the pipeline is kept of


@pytest.fixture(scope="module")
def deals(core: Company) -> list[dict[str, Any]]:
    """The true opportunities; of 纷享销客 without the closing, a day in Shanghai and not in UTC."""
    return [deal for deal in core.truth["opportunities"] if deal["system"] != "fxiaoke"]


@pytest.fixture(scope="module")
def first_day(core: Company) -> str:
    until = dt.date.fromisoformat(core.truth["settings"]["until"])
    return str(until - dt.timedelta(DAYS - 1))


def by_system(core: Company, table: str, owner: str, figures: str, where: str) -> Any:
    """Figures of a mart by the system of the employee."""
    rows = core.ask(
        f"select dim_employee.source_system, {figures} from marts.{table} as mart"
        f" inner join core.dim_employee on mart.{owner} = dim_employee.employee_id"
        f" where {where} group by all"
    )
    return {system: tuple(row) for system, *row in rows if any(row) and system != "fxiaoke"}


def test_the_pipeline_of_each_day_is_the_true_one(core, deals, first_day):
    for day in (first_day, "2025-10-15", "2026-01-31", "2026-03-15", "2026-06-30"):
        true = Counter(
            deal["system"]
            for deal in deals
            if deal["created_at"][:10] <= day < (deal["closed_at"] or "9999")[:10]
        )
        found = by_system(
            core, "pipeline_daily", "owner_employee_id", "sum(open_count)", f"day = '{day}'"
        )
        assert found == {system: (count,) for system, count in true.items()}, day


def test_what_comes_and_goes_is_what_did(core, deals, first_day):
    true: dict[str, Counter[str]] = {}
    for deal in deals:
        counts = true.setdefault(deal["system"], Counter())
        counts["created"] += deal["created_at"][:10] >= first_day
        if deal["closed_at"] and deal["closed_at"][:10] >= first_day:
            counts[deal["state"]] += 1
            if deal["state"] == "won" and deal["currency"] == "USD":
                counts["cents"] += int(Decimal(deal["amount"]) * 100)
    found = by_system(
        core,
        "pipeline_movement",
        "owner_employee_id",
        "sum(created_count), sum(won_count), sum(lost_count)",
        "true",
    )
    names = ("created", "won", "lost")
    assert found == {
        system: tuple(counts[name] for name in names) for system, counts in true.items()
    }
    # only these are in the reporting currency; of the others no rate is known
    money = {system: counts["cents"] for system, counts in true.items() if counts["cents"]}
    won = by_system(core, "pipeline_movement", "owner_employee_id", "sum(won_amount)", "true")
    assert {system: int(amount * 100) for system, (amount,) in won.items()} == money


def test_all_that_was_ever_won_is_somebodys(core):
    true = Counter(deal["state"] for deal in core.truth["opportunities"])
    [(created, won, lost)] = core.ask(
        "select sum(created_count), sum(won_count), sum(lost_count)"
        " from marts.sales_rep_performance"
    )
    assert (created, won, lost) == (sum(true.values()), true["won"], true["lost"])


def test_visits_and_touches_are_all_there(core):
    counts = core.truth["totals"]["counts"]
    touches = {
        "fxiaoke": ["activities", "visits"],
        "salesforce": ["events", "tasks"],
        "zoho": ["calls", "events", "tasks"],
    }
    [(visits,)] = core.ask("select sum(completed_visits) from marts.visit_coverage")
    assert visits == counts["fxiaoke"]["visits"]
    [(found,)] = core.ask("select sum(touches) from marts.sales_rep_performance")
    assert found == sum(counts[system][t] for system, tables in touches.items() for t in tables)


def test_value_groups_add_up_to_all_customers(core):
    """Whoever looks after them, or nobody."""
    for group, customers in core.ask(
        "select value_group, count(*) from marts.customer_value_tier group by all"
    ):
        found = core.ask(
            f"select distinct sum({group}_customers) from marts.visit_coverage group by month"
        )
        assert found == [(customers,)]


def test_every_cut_of_the_funnel_adds_up_to_the_whole(core):
    figures = "cohort_month, stage, sum(reached), sum(still_open), sum(lost), sum(regressed)"
    whole = core.ask(f"select {figures} from marts.sales_funnel group by all order by all")
    for cut in ("owner", "product", "source"):
        sql = f"select {figures} from marts.sales_funnel_by_{cut} group by all order by all"
        assert core.ask(sql) == whole
