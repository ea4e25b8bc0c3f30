"""The clock that runs with the season, on customers drawn with a known one."""

import datetime as dt

import numpy as np
import pytest

from analytics.repeat_buying import Histories, NotEnoughHistoryError, fit
from analytics.seasons import clock_of

AS_OF = dt.date(2026, 3, 31)
DAYS = 1000
SEASON = np.array([0.8, 0.8, 0.9, 0.9, 1.0, 1.0, 0.9, 0.9, 1.0, 1.0, 1.4, 1.4])


def drawn(weights, customers=6000, days=DAYS, seed=5):
    """Customers who order at random on a clock with these weights, and leave: histories, orders.

    Growth is as strong as the season: half of all customers came in the last third.
    """
    random = np.random.default_rng(seed)
    first = np.datetime64(AS_OF) - (days - 1)
    month = (first + np.arange(days)).astype("datetime64[M]").astype(int) % 12
    clock = np.cumsum(weights[month] / weights.mean())
    joined = (days * np.sqrt(random.random(customers))).astype(int)
    joined[0] = 0
    rates = random.gamma(0.8, 1 / 70, customers)
    leaving = random.beta(0.9, 2.2, customers)
    repeats, last, by_day = np.zeros(customers), joined.astype(float), np.zeros(days)
    for one in range(customers):
        time, day = clock[joined[one]], joined[one]
        while random.random() > leaving[one]:
            time += random.exponential(1 / rates[one])
            later = int(np.searchsorted(clock, time))
            if later >= days:
                break
            if later > day:  # several orders of a day are one
                day = later
                repeats[one] += 1
                last[one] = day
                by_day[day] += 1
    return Histories.of(repeats, last - joined, days - 1 - joined), by_day


def weights_of(clock):
    """Weight of each month of the last year before the count, of mean 1."""
    days = np.diff(clock.readings)[clock.count - 365 : clock.count]
    month = (np.datetime64(AS_OF) - 364 + np.arange(365)).astype("datetime64[M]").astype(int) % 12
    return np.array([days[month == one].mean() for one in range(12)])


@pytest.fixture(scope="module")
def seasonal():
    return drawn(SEASON)


def test_the_weights_of_the_months_are_found_in_spite_of_growth_and_leaving(seasonal):
    found = weights_of(clock_of(*seasonal, AS_OF, "mbg_nbd"))
    assert found == pytest.approx(SEASON / SEASON.mean(), abs=0.09)
    assert np.corrcoef(found, SEASON)[0, 1] > 0.97


def test_a_year_on_the_clock_is_a_year_of_the_calendar(seasonal):
    clock = clock_of(*seasonal, AS_OF, "mbg_nbd")
    assert clock.days_until(365) == pytest.approx(365, rel=1e-3)
    assert np.diff(clock.days_until(np.arange(366))).min() > 0
    # April to September are quiet
    assert clock.days_until(183) < 175


def test_the_model_fits_better_on_the_clock_and_takes_fewer_for_lost(seasonal):
    histories, orders = seasonal
    clock = clock_of(histories, orders, AS_OF, "mbg_nbd")
    on_clock = clock.histories(histories)
    even, seasons = fit(histories), fit(on_clock)
    # a density per day of the clock is one per day of the calendar times its pace on that day
    pace = np.diff(clock.readings, prepend=clock.readings[0] - 1)[: len(orders)]
    assert seasons.log_likelihood + orders @ np.log(pace) > even.log_likelihood + 20
    assert seasons.p_alive(on_clock).mean() > even.p_alive(histories).mean()


def test_histories_on_the_clock_keep_what_they_are(seasonal):
    histories, orders = seasonal
    found = clock_of(histories, orders, AS_OF, "mbg_nbd").histories(histories)
    assert (found.repeats == histories.repeats).all()
    assert ((found.last_days > 0) == (histories.last_days > 0)).all()
    assert (found.last_days <= found.age_days).all()


def test_without_a_season_the_clock_is_the_calendar():
    histories, orders = drawn(np.ones(12), seed=6)
    clock = clock_of(histories, orders, AS_OF, "mbg_nbd")
    assert np.diff(clock.readings) == pytest.approx(1)
    same = clock.histories(histories)
    assert same.age_days == pytest.approx(histories.age_days)
    assert same.last_days == pytest.approx(histories.last_days)


def test_less_than_two_years_say_nothing_of_a_season():
    histories, orders = drawn(SEASON, days=700)
    assert np.diff(clock_of(histories, orders, AS_OF, "mbg_nbd").readings) == pytest.approx(1)


def test_a_month_without_any_order_does_not_stop_the_clock():
    histories, orders = drawn(np.where(np.arange(12) == 1, 1e-9, 1.0))
    clock = clock_of(histories, orders, AS_OF, "mbg_nbd")
    found = weights_of(clock)
    assert 0 < found[1] < 0.2
    assert fit(clock.histories(histories)).r > 0


def test_too_few_customers_are_said_to_be_too_few():
    histories, orders = drawn(SEASON, customers=50)
    with pytest.raises(NotEnoughHistoryError):
        clock_of(histories, orders, AS_OF, "mbg_nbd")
