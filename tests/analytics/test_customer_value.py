"""Forecasts from tables to tables; the models themselves have tests of their own."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from analytics import repeat_buying, spend
from analytics.customer_value import buying_forecasts, expected_amounts
from analytics.lifetime_value import lifetime_value, orders_by_month
from analytics.repeat_buying import Histories
from tests.analytics import cdnow

YEAR = 365.25
AS_OF = dt.date(1997, 9, 30)


def groups(rows, discount=0.0):
    names = ["repeats", "last_days", "age_days", "customers"]
    columns = zip(*rows, strict=True) if rows else [[], [], [], []]
    table = pa.table(dict(zip(names, (pa.array(one, pa.int64()) for one in columns), strict=True)))
    table = table.append_column("as_of_date", pa.array([AS_OF] * len(rows), pa.date32()))
    return table.append_column("monthly_discount", pa.array([discount] * len(rows), pa.float64()))


NO_ORDERS = pa.table({"order_date": pa.array([], pa.date32()), "orders": pa.array([], pa.int64())})


@pytest.fixture(scope="module")
def published():
    """CDNOW at the end of September 1997, by history."""
    found = cdnow.customers()
    counted: dict[tuple[int, ...], int] = {}
    for row in zip(found["repeats"], found["last_days"], found["age_days"], strict=True):
        history = tuple(int(one) for one in row)
        counted[history] = counted.get(history, 0) + 1
    return [(*history, customers) for history, customers in sorted(counted.items())]


def test_histories_are_grouped_and_give_what_customers_one_by_one_give(published):
    table = buying_forecasts(groups(published), NO_ORDERS)
    model = repeat_buying.fit(cdnow.histories())
    histories = Histories.of(*(table[name] for name in ("repeats", "last_days", "age_days")))
    assert table["p_alive"].to_numpy() == pytest.approx(model.p_alive(histories), rel=1e-4)
    expected = model.expected_orders(histories, YEAR)
    assert table["expected_orders_12m"].to_numpy() == pytest.approx(expected, rel=1e-4)
    assert table["discounted_orders_12m"].to_numpy() == pytest.approx(expected, rel=1e-4)
    assert set(table["model"].to_pylist()) == {"mbg_nbd"}


def test_without_a_discount_nothing_is_taken_or_given(published):
    """To the last digit, as a rule of the warehouse says that the discounted are no more."""
    table = buying_forecasts(groups(published), NO_ORDERS)
    assert table["discounted_orders_12m"].to_pylist() == table["expected_orders_12m"].to_pylist()


def test_a_shop_of_three_weeks_in_which_all_leave_alike_has_numbers():
    """What is to come of each was no number, and the build stopped on it."""
    chance = np.random.default_rng(1)
    counted: dict[tuple[int, ...], int] = {}
    for _ in range(1000):
        age = 20 - int(chance.integers(20))
        days = {0, *chance.integers(1, age + 1, chance.poisson(0.3)).tolist()}
        history = (len(days) - 1, max(days), age)
        counted[history] = counted.get(history, 0) + 1
    rows = [(*history, customers) for history, customers in sorted(counted.items())]
    table = buying_forecasts(groups(rows), NO_ORDERS)
    model = repeat_buying.fit(Histories.of(*zip(*rows, strict=True)))
    assert model.a > 100
    expected = table["expected_orders_12m"].to_numpy()
    assert ((expected > 0) & (expected < 10)).all()


def test_a_discount_takes_more_from_later_months(published):
    table = buying_forecasts(groups(published, discount=0.01), NO_ORDERS)
    histories = Histories.of(*(table[name] for name in ("repeats", "last_days", "age_days")))
    model = repeat_buying.fit(Histories.of(*zip(*published, strict=True)))
    value = lifetime_value(orders_by_month(model, histories), 1.0, monthly_discount=0.01)
    assert table["discounted_orders_12m"].to_numpy() == pytest.approx(value)
    share = table["discounted_orders_12m"].to_numpy() / table["expected_orders_12m"].to_numpy()
    assert ((share > 0.9) & (share < 0.99)).all()


@pytest.mark.parametrize("rows", [[], [(0, 0, 10, 1)], [(0, 0, 10, 5000)], [(3, 9, 10, 99)]])
def test_too_little_history_gives_no_rows(rows):
    table = buying_forecasts(groups(rows), NO_ORDERS)
    assert len(table) == 0
    assert "p_alive" in table.column_names


def customers(repeats, amounts):
    return pa.table(
        {
            "customer_id": [f"c{number}" for number in range(len(repeats))],
            "known_repeats": pa.array(repeats, pa.int64()),
            "repeat_amount": pa.array(amounts, pa.float64()),
        }
    )


def test_amounts_are_those_of_the_model():
    found = cdnow.customers()
    table = expected_amounts(customers(found["repeats"].astype(int), found["amount"]))
    model = spend.fit(found["repeats"], found["amount"])
    expected = model.expected_amount(
        np.where(found["amount"] > 0, found["repeats"], 0), found["amount"]
    )
    assert table["expected_amount"].to_numpy() == pytest.approx(expected)


def test_who_has_no_amount_is_expected_to_spend_as_all_do():
    rng = np.random.default_rng(1)
    amounts = list(rng.gamma(5, 4, 200))
    table = expected_amounts(customers([3] * 200 + [0, 2, 2], [*amounts, None, 0.0, -8.0]))
    tail = table["expected_amount"].to_pylist()[-3:]
    assert tail[0] == tail[1] == tail[2] == pytest.approx(np.mean(amounts), rel=0.05)


def test_too_few_amounts_give_no_rows():
    assert len(expected_amounts(customers([1] * 29, [5.0 + n for n in range(29)]))) == 0
    assert len(expected_amounts(customers([], []))) == 0
