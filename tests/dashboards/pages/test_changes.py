"""Changes on tiles, against the exports of the demo counted anew for both periods."""

import datetime as dt

import pytest

from tests.command_line import rows
from tests.dashboards.pages.asking import ask, change, said

pytestmark = pytest.mark.slow

# As the pages do by default: twelve months up to the as-of date, and the twelve before.
NOW = "between date '2025-07-01' and date '2026-06-30'"
BEFORE = "between date '2024-07-01' and date '2025-06-30'"


def relative(now: float, before: float) -> str:
    return f"{(now - before) / abs(before):+,.1%}"


def points(now: float, before: float) -> str:
    return f"{100 * (now - before):+.1f} pp"


def both(home, select: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """What a statement gives for either period, in place of `{days}`."""
    [now] = rows(home, select.format(days=NOW))
    [before] = rows(home, select.format(days=BEFORE))
    return now, before


@pytest.fixture(autouse=True)
def ends_with_june(demo_home):
    [(day,)] = rows(demo_home, "select as_of_date from core.as_of")
    assert day == dt.date(2026, 6, 30)


def test_entries_and_what_was_won_of_the_closed(open_page, demo_home):
    app = open_page("funnel")()
    (now,), (before,) = both(
        demo_home, "select count(*) from marts.sales_funnel_entry where created_date {days}"
    )
    assert change(app, "Funnel entries") == relative(now, before)
    (now,), (before,) = both(
        demo_home,
        "select avg((category = 'won')::integer) from core.fct_opportunity "
        "where category <> 'open' and closed_date {days}",
    )
    assert change(app, "Win rate, closed") == points(now, before)
    for one in app.metric:
        if one.label not in {"Funnel entries", "Win rate, closed"}:
            assert not one.delta, f"{one.label}: who came earlier had longer"
    assert "against Jul 1, 2024 – Jun 30, 2025" in said(app)


def test_nothing_is_compared_where_nobody_asks(open_page):
    for page in ("funnel", "retention", "customers", "pipeline"):
        app = open_page(page)(compare="none")
        assert [one.label for one in app.metric if one.delta] == [], page


def test_what_is_open_against_the_day_before_the_period(open_page, demo_home):
    app = open_page("pipeline")()
    amounts = [
        rows(
            demo_home,
            "select sum(amount)::double, sum(open_count)::double from marts.pipeline_daily "
            f"where day = date '{day}'",
        )[0]
        for day in ("2026-06-30", "2025-06-30")
    ]
    for label, now, before in zip(
        ("Open pipeline", "Open opportunities"), amounts[0], amounts[1], strict=True
    ):
        assert change(app, label) == relative(now, before)


def test_cohorts_that_had_as_long_to_come_back(open_page, demo_home):
    app = open_page("retention")()
    select = """
        with days as (
            select distinct customer_id, order_date from core.fct_order
            where not is_cancelled and order_date <= date '2026-06-30' and customer_id <> 'unknown'
        ),
        firsts as (
            select customer_id, min(order_date) as first_date from days group by all
            having first_date {days}
        ),
        back as (
            select
                customer_id,
                first_date,
                bool_or(date_diff('month', first_date, order_date) = 1) as is_next,
                bool_or(order_date > first_date and order_date - first_date <= 90) as is_within
            from firsts inner join days using (customer_id)
            group by all
        )
        select
            count(*),
            avg(is_next::integer) filter (
                where last_day(date_trunc('month', first_date) + interval 1 month)
                    <= date '2026-06-30'
            ),
            avg(is_within::integer) filter (where first_date + 90 <= date '2026-06-30')
        from back
    """
    now, before = both(demo_home, select)
    assert change(app, "Cohort customers") == relative(now[0], before[0])
    assert change(app, "Back next month") == points(now[1], before[1])
    assert change(app, "Repeat in 90 days") == points(now[2], before[2])
    [ever] = [one for one in app.metric if one.label == "Repeat ever"]
    assert not ever.delta


def test_customers_as_they_were_at_the_end_of_the_period_before(open_page, demo_home):
    app = open_page("customers")()
    [(now,)] = rows(
        demo_home, f"select count(*) from marts.customer_rfm where last_order_date {NOW}"
    )
    [(before,)] = rows(
        demo_home,
        "select count(*) from marts.customer_rfm_monthly "
        f"where as_of_date = date '2025-06-30' and last_order_date {BEFORE}",
    )
    assert change(app, "Customers") == relative(now, before)
    assert [one.label for one in app.metric if one.delta] == ["Customers"]
    days = {"previous_start": dt.date(2025, 7, 1), "previous_end": dt.date(2026, 6, 30)}
    assert ask(demo_home, "rfm_customers_before", **days) == [{"customers": now}], "one definition"
    past = open_page("customers")(**{"period": "custom", "from": "2025-01-01", "to": "2025-12-31"})
    assert [one.label for one in past.metric if one.delta] == []
    assert "Not compared" in said(past)
