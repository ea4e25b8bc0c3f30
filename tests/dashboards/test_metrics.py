import datetime as dt

import pytest

from dashboards.metrics import METRICS, change, series
from dashboards.periods import Period, buckets


def test_a_ratio_is_formed_from_sums_not_from_daily_ratios():
    value = METRICS["average_order_value"].value({"net_revenue": 300.0, "orders": 4.0})
    assert value == 75.0


def test_orders_of_which_nobody_knows_the_amount_are_no_part_of_the_average():
    average = METRICS["average_order_value"]
    sums = {"net_revenue": 300.0, "orders": 4.0, "orders_without_amount": 1.0}
    assert average.value(sums) == 100.0
    assert average.value({"orders": 2.0, "orders_without_amount": 2.0}) is None
    assert average.facts == ("net_revenue", "orders", "orders_without_amount")


def test_the_closed_win_rate_counts_won_over_won_and_lost():
    rate = METRICS["win_rate"]
    assert rate.value({"opportunities_won": 4238.0, "opportunities_lost": 2473.0}) == (
        pytest.approx(0.6315, abs=5e-5)
    )
    assert rate.facts == ("opportunities_won", "opportunities_lost")


def test_a_ratio_without_a_divisor_is_unknown_and_a_sum_of_nothing_is_zero():
    assert METRICS["average_order_value"].value({"net_revenue": 5.0}) is None
    assert METRICS["orders"].value({}) == 0.0


@pytest.mark.parametrize(
    ("name", "now", "before", "expected"),
    [
        ("orders", 110.0, 100.0, 0.1),
        ("orders", 90.0, 100.0, -0.1),
        ("net_revenue", -50.0, -100.0, 0.5),
        ("orders", 5.0, 0.0, None),
        ("orders", None, 5.0, None),
        ("win_rate", 0.55, 0.5, 0.05),
        ("win_rate", 0.55, None, None),
        ("win_rate", 0.2, 0.0, 0.2),
    ],
)
def test_a_change_is_now_minus_before(name, now, before, expected):
    found = change(METRICS[name], now, before)
    assert found is None if expected is None else found == pytest.approx(expected)


def test_a_series_has_a_value_for_every_bucket():
    over = buckets(Period(dt.date(2026, 1, 1), dt.date(2026, 3, 31)), "month")
    rows = [
        {"bucket": dt.date(2026, 1, 1), "metric": "orders", "value": 4.0},
        {"bucket": dt.date(2026, 1, 1), "metric": "net_revenue", "value": 100.0},
        {"bucket": dt.date(2026, 3, 1), "metric": "orders", "value": 2.0},
        {"bucket": dt.date(2026, 3, 1), "metric": "units_sold", "value": 9.0},
    ]
    assert series(rows, METRICS["orders"], over) == [4.0, 0.0, 2.0]
    assert series(rows, METRICS["average_order_value"], over) == [25.0, None, 0.0]
