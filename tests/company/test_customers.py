"""Everything about a customer, against the same counted from core row by row."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

import pytest

from tests.company.conftest import CUSTOMERS, Company

pytestmark = pytest.mark.slow

AS_OF = dt.date(2026, 6, 30)


@pytest.fixture(scope="module")
def rows(core: Company) -> dict[str, dict[str, Any]]:
    """Rows of customer_360, by customer."""
    names = [
        "customer_id", "orders", "net_amount", "tickets", "open_tickets", "open_complaints",
        "interactions", "last_interaction_date", "last_nps_date", "open_opportunities",
        "open_amount", "won_opportunities", "points_balance", "value_group", "stage", "churn_band",
        "alerts",
    ]  # fmt: skip
    found = core.ask(f"select {', '.join(names)} from marts.customer_360")
    return {row[0]: dict(zip(names, row, strict=True)) for row in found}


def compare(rows: dict[str, dict[str, Any]], name: str, true: dict[str, Any], none: Any) -> None:
    wrong = {
        customer: (row[name], true.get(customer, none))
        for customer, row in rows.items()
        if row[name] != true.get(customer, none)
    }
    assert not wrong, (name, len(wrong), list(wrong.items())[:5])
    assert set(true) - {"unknown"} <= set(rows)


def test_everyone_known_by_as_of_has_a_row(core, rows):
    known = core.ask(
        "select customer_id from core.dim_customer where is_customer and customer_id <> 'unknown'"
    )
    assert {customer for (customer,) in known} <= set(rows)
    assert len(rows) > CUSTOMERS / 2


def test_orders_and_their_money(core, rows):
    orders: Counter[str] = Counter()
    money: dict[str, Decimal] = defaultdict(Decimal)
    for customer, amount in core.ask(
        "select customer_id, net_amount from core.fct_order"
        f" where not is_cancelled and order_date <= '{AS_OF}'"
    ):
        orders[customer] += 1
        money[customer] += amount or 0
    compare(rows, "orders", dict(orders), 0)
    compare(rows, "net_amount", dict(money), 0)
    assert sum(money.values()) > 0


def test_tickets_are_those_of_core_and_what_is_not_solved_is_open(core, rows):
    every: Counter[str] = Counter()
    still: Counter[str] = Counter()
    for customer, status in core.ask("select customer_id, status_category from core.fct_ticket"):
        every[customer] += 1
        still[customer] += status not in {"solved", "closed"}
    compare(rows, "tickets", dict(every), 0)
    compare(rows, "open_tickets", dict(still), 0)
    assert sum(still.values()) > 0


def test_the_last_touch_and_the_last_answer(core, rows):
    touches: Counter[str] = Counter()
    last: dict[str, dt.date] = {}
    for customer, day in core.ask(
        "select customer_id, occurred_date from core.fct_interaction where is_completed"
    ):
        if day is not None and day > AS_OF:
            continue
        touches[customer] += 1
        if day is not None:
            last[customer] = max(day, last.get(customer, day))
    compare(rows, "interactions", dict(touches), 0)
    compare(rows, "last_interaction_date", last, None)
    answered = core.ask(
        "select customer_id, max(responded_date) from core.fct_survey_response where kind = 'nps'"
        f" and response_class is not null and responded_date <= '{AS_OF}' group by customer_id"
    )
    compare(rows, "last_nps_date", dict(answered), None)
    assert answered


def test_what_is_in_the_pipeline(core, rows):
    still: Counter[str] = Counter()
    won: Counter[str] = Counter()
    money: dict[str, Decimal] = defaultdict(Decimal)
    for customer, category, amount in core.ask(
        "select customer_id, category, amount from core.fct_opportunity"
    ):
        still[customer] += category == "open"
        won[customer] += category == "won"
        money[customer] += amount or 0 if category == "open" else 0
    compare(rows, "open_opportunities", dict(still), 0)
    compare(rows, "won_opportunities", dict(won), 0)
    compare(rows, "open_amount", dict(money), 0)


def test_alerts_are_raised_for_whom_their_rule_holds(core, rows):
    alerts: dict[str, set[str]] = defaultdict(set)
    for customer, rule in core.ask("select customer_id, rule from marts.customer_alert"):
        alerts[rule].add(customer)
    counted = Counter(customer for customers in alerts.values() for customer in customers)
    compare(rows, "alerts", dict(counted), 0)
    assert alerts["vip_silent"] == {
        customer
        for customer, row in rows.items()
        if row["value_group"] == "high" and row["stage"] == "lapsing"
    }
    assert alerts["churn_risk"] == {
        customer
        for customer, row in rows.items()
        if row["value_group"] in {"high", "potential"}
        and row["churn_band"] == "high"
        and row["stage"] != "churned"
    }
    assert alerts["complaint_open"] == {
        customer for customer, row in rows.items() if row["open_complaints"]
    }
    last: dict[str, tuple[dt.date, bool]] = {}
    for customer, day, answer in core.ask(
        "select customer_id, responded_date, response_class from core.fct_survey_response"
        f" where kind = 'nps' and response_class is not null and customer_id <> 'unknown'"
        f" and responded_date between '{AS_OF - dt.timedelta(29)}' and '{AS_OF}'"
    ):
        last[customer] = max(last.get(customer, (day, False)), (day, answer == "detractor"))
    assert alerts["detractor"] == {customer for customer, (_, is_one) in last.items() if is_one}
    assert alerts["detractor"]


def test_an_alert_says_since_when_and_what_to_do_in_both_languages(core):
    ((alerts, spoken, dated),) = core.ask(
        "select count(*), count(*) filter (reason <> '' and reason_zh <> '' and action <> ''"
        " and action_zh <> ''), count(*) filter ((since_date is null) = (rule = 'churn_risk'))"
        " from marts.customer_alert"
    )
    assert alerts == spoken == dated > 100


@pytest.fixture(scope="module")
def order_days(core: Company) -> dict[str, dict[dt.date, Decimal]]:
    """Net amount of each day on which a customer ordered."""
    found: dict[str, dict[dt.date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for customer, day, amount in core.ask(
        "select customer_id, order_date, net_amount from core.fct_order where not is_cancelled"
        f" and customer_id <> 'unknown' and order_date <= '{AS_OF}'"
    ):
        found[customer][day] += amount or 0
    return found


def month_number(day: dt.date) -> int:
    return 12 * day.year + day.month


def attribute(core: Company, name: str) -> dict[str, str]:
    return dict(core.ask(f"select customer_id, coalesce({name}, 'unknown') from core.dim_customer"))


@pytest.mark.parametrize(
    ("mart", "name"),
    [
        ("cohort_retention_by_channel", "acquisition_channel"),
        ("cohort_retention_by_source_system", "source_system"),
    ],
)
def test_cohorts_of_each_channel_and_system_counted_customer_by_customer(
    core: Company, order_days: dict[str, dict[dt.date, Decimal]], mart: str, name: str
) -> None:
    of_customer = attribute(core, name)
    size: Counter[tuple[str, dt.date]] = Counter()
    on: Counter[tuple[str, dt.date, int]] = Counter()
    later: Counter[tuple[str, dt.date, int]] = Counter()
    revenue: Counter[tuple[str, dt.date, int]] = Counter()
    for customer, days in order_days.items():
        first = min(days)
        cohort = of_customer[customer], first.replace(day=1)
        size[cohort] += 1
        for months in {month_number(day) - month_number(first) for day in days}:
            on[*cohort, months] += 1
        for months in range(month_number(max(days)) - month_number(first) + 1):
            later[*cohort, months] += 1
        for day, amount in days.items():
            revenue[*cohort, month_number(day) - month_number(first)] += amount
    expected = {
        (*cohort, months): (
            count,
            on[*cohort, months],
            later[*cohort, months],
            revenue[*cohort, months],
            on[*cohort, months] / count,
        )
        for cohort, count in size.items()
        for months in range(month_number(AS_OF) - month_number(cohort[1]) + 1)
    }
    found = {
        tuple(row[:3]): row[3:]
        for row in core.ask(
            f"select {name}, cohort_month, months_since, cohort_size, customers_on,"
            f" customers_on_or_after, revenue, retention_rate from marts.{mart}"
        )
    }
    assert found == expected
    assert len({cut for cut, _ in size}) > 2


def test_repeat_purchase_of_each_system_counted_customer_by_customer(
    core: Company, order_days: dict[str, dict[dt.date, Decimal]]
) -> None:
    system = attribute(core, "source_system")
    expected: dict[tuple[str, dt.date | None, int | None], list[int]] = defaultdict(lambda: [0, 0])
    for customer, days in order_days.items():
        first, *others = sorted(days)
        for horizon in (30, 60, 90, 180, 365, None):
            if horizon is None or (AS_OF - first).days >= horizon:
                back = bool(others) and (horizon is None or (others[0] - first).days <= horizon)
                for month in (first.replace(day=1), None):
                    counts = expected[system[customer], month, horizon]
                    counts[0] += 1
                    counts[1] += back
    found = {
        tuple(row[:3]): list(row[3:])
        for row in core.ask(
            "select source_system, cohort_month, horizon_days, customers, repeaters"
            " from marts.repeat_purchase_by_source_system where customers > 0"
        )
    }
    assert found == expected
    assert len({key[0] for key in found}) > 2
