"""One as-of for everything in a build: the past can be rebuilt, and the same data give the same."""

import datetime as dt

import pytest

from tests.dbt_project import history
from tests.dbt_project.warehouses import ask, ask_one, build, new_home, tables

pytestmark = pytest.mark.slow

PAST = dt.date(2025, 8, 15)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    home = new_home(tmp_path_factory.mktemp("whole") / "home")
    history.fill(home)
    build(home)
    return home


@pytest.fixture(scope="module")
def past(tmp_path_factory):
    """The whole history, built as of a past day."""
    home = new_home(tmp_path_factory.mktemp("past") / "home")
    history.fill(home)
    build(home, tested=False, as_of=PAST.isoformat())
    return home


def contents(home, *schemas):
    return {
        table: ask(home, f"select * from {table} order by all") for table in tables(home, *schemas)
    }


def test_the_same_raw_data_give_the_same_tables(whole, tmp_path):
    again = new_home(tmp_path / "home")
    history.fill(again, backwards=True)
    build(again, tested=False)
    assert contents(again, "core", "marts", "restricted") == contents(
        whole, "core", "marts", "restricted"
    )


def test_building_twice_changes_nothing(past, tmp_path):
    before = contents(past, "core", "marts")
    build(past, tested=False, as_of=PAST.isoformat())
    assert contents(past, "core", "marts") == before


def test_a_past_as_of_equals_a_build_without_what_happened_later(past, tmp_path):
    cut = new_home(tmp_path / "home")
    history.fill(cut, until=PAST)
    build(cut, tested=False, as_of=PAST.isoformat())
    marts = contents(cut, "marts")
    assert all(marts.values()), "every mart has rows to compare"
    assert contents(past, "marts") == marts
    customers = (
        "select customer_id, first_order_date from core.dim_customer where is_customer order by all"
    )
    assert ask(past, customers) == ask(cut, customers)


def test_latest_is_the_last_day_on_which_something_happened(whole):
    last = max(
        max(
            day for (day,) in ask(whole, f"select {column} from {table} where {column} is not null")
        )
        for table, column in {
            "core.fct_order": "order_date",
            "core.fct_lead": "created_date",
            "core.fct_opportunity": "closed_date",
        }.items()
    )
    assert ask_one(whole, "select as_of_date from core.as_of") == last


def test_recency_is_counted_to_as_of_and_not_to_the_clock(past):
    assert ask(
        past,
        "select distinct as_of_date, recency_days = as_of_date - last_order_date "
        "from marts.customer_rfm",
    ) == [(PAST, True)]


def test_the_past_differs_from_the_present(past, whole):
    won = "select sum(value) from marts.kpi_daily where metric = 'opportunities_won'"
    assert ask_one(past, won) < ask_one(whole, won)
