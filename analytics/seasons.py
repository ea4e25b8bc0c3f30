"""A clock that runs with the season, for models that know none.

The models of repeat buying take customers to order evenly. Where a business sells half as much
again in December, they take some for lost in spring who only wait. On a clock that shows more
time in busy months than in quiet ones, the same customers do order evenly (the operational time
of a point process: Cox and Lewis, The Statistical Analysis of Series of Events, 1966, chapter 2).

The weight of a month is how many repeat orders it had against how many the model expected of
those who were customers then, so neither growth nor leaving is taken for a season. Its sum over a
year is that of the calendar: a rate per year is the same on both clocks.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2

from analytics.repeat_buying import Histories, Name, Numbers, fit

DAYS_OF_A_YEAR = 365.25
_YEARS_TO_LEARN_FROM = 2  # less, and what happened once would be taken for what happens every year
_ROUNDS = 3  # the weights are exact to a hundredth after two
_DOUBT = 0.001  # probability of finding a season where there is none
_ENOUGH = 50_000  # different histories that the weights are learnt from
_PRIOR_ORDERS = 10.0  # of an even month: a month without an order does not stop the clock


@dataclass(frozen=True)
class Clock:
    """What the clock shows at the end of each day.

    Attributes:
        readings: in days of the mean pace, from the day of the first order ever to a year after
            the day of the count.
        count: place of the day of the count in `readings`.
    """

    readings: Numbers
    count: int

    def histories(self, calendar: Histories) -> Histories:
        """Histories of the calendar, in days of this clock."""
        first = self.count - calendar.age_days.astype(int)
        start = self.readings[first]
        last = self.readings[first + calendar.last_days.astype(int)]
        return replace(calendar, last_days=last - start, age_days=self.readings[self.count] - start)

    def days_until(self, days: Numbers | float) -> Numbers:
        """How far it goes on in so many days of the calendar after the count."""
        place = np.arange(len(self.readings)) - self.count
        shown = self.readings - self.readings[self.count]
        return np.asarray(np.interp(np.asarray(days, float), place, shown))


def clock_of(histories: Histories, orders_by_day: Numbers, count_day: dt.date, name: Name) -> Clock:
    """The clock of a business: even, unless two years or more show a season beyond doubt.

    Args:
        histories: of all customers, in days of the calendar, those of one history grouped or not.
        orders_by_day: repeat orders of each day, from the day of the first order ever to the
            day of the count.
        count_day: day of the count.
        name: the model that says how many orders an even pace would have given.

    Raises:
        NotEnoughHistoryError: too few customers for the model.
    """
    days = len(orders_by_day)
    month = _months(count_day, days)
    even = _clock(np.ones(12), month, days)
    if days < _YEARS_TO_LEARN_FROM * DAYS_OF_A_YEAR:
        return even
    clock, weights = even, np.ones(12)
    orders = _by_month(month, orders_by_day)
    for turn in range(_ROUNDS):
        expected = _by_month(month, _expected(clock, histories, days, name))
        expected *= orders.sum() / expected.sum()
        if turn == 0 and not _differ(orders, expected):
            return even
        weights *= (orders + _PRIOR_ORDERS) / (expected + _PRIOR_ORDERS)
        clock = _clock(weights, month, days)
    return clock


def _months(count_day: dt.date, days: int) -> npt.NDArray[np.int64]:
    """Month of the year, from 0, of each day of the history and of the year after it."""
    first = np.datetime64(count_day) - (days - 1)
    every = first + np.arange(days + int(DAYS_OF_A_YEAR) + 1)
    return every.astype("datetime64[M]").astype(np.int64) % 12


def _by_month(month: npt.NDArray[np.int64], orders_by_day: Numbers) -> Numbers:
    return np.bincount(month[: len(orders_by_day)], orders_by_day, 12).astype(np.float64)


def _clock(weights: Numbers, month: npt.NDArray[np.int64], days: int) -> Clock:
    days_of_a_month = np.bincount(month[-int(DAYS_OF_A_YEAR) :], minlength=12)
    even = weights * days_of_a_month.sum() / (weights @ days_of_a_month)
    return Clock(np.cumsum(even[month]), days - 1)


def _expected(clock: Clock, histories: Histories, days: int, name: Name) -> Numbers:
    """Repeat orders of each day, had those who were customers ordered evenly on the clock."""
    step = max(1, len(histories.repeats) // _ENOUGH)
    model = fit(clock.histories(histories.every(step)), name)
    new = np.bincount(
        clock.count - histories.age_days.astype(int), histories.customers, minlength=days
    )
    readings = clock.readings[:days]
    # the curve of the orders of one customer is smooth: a few hundred points of it are enough
    times = np.linspace(0.0, readings[-1] - readings[0], 300)
    curve = model.expected_orders_of_new(times)
    total = np.zeros(days)
    for day in np.flatnonzero(new):
        total[day:] += new[day] * np.interp(readings[day:] - readings[day], times, curve)
    return np.diff(total, prepend=0.0)


def _differ(orders: Numbers, expected: Numbers) -> bool:
    """Pearson's test of whether the months of the year differ in pace."""
    seen = expected > 0
    distance = float(((orders - expected)[seen] ** 2 / expected[seen]).sum())
    return distance > float(chi2.isf(_DOUBT, seen.sum() - 1))
