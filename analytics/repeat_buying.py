"""How often customers buy again who never say that they have left: BG/NBD and MBG/NBD.

A customer orders at random times, at a rate of its own, and may leave for good after an order;
nobody sees the leaving. From how often and when last each customer ordered, both models learn how
rates and leaving vary between customers, and so who is probably still one and how many orders are
to come.

BG/NBD: Fader, Hardie and Lee, "Counting Your Customers the Easy Way", Marketing Science 24 (2005)
275-284. A customer can leave only after a repeat order, so whoever bought once counts as alive.
MBG/NBD: Batislam, Denizel and Filiztekin, "Empirical Validation and Comparison of Models for
Customer Base Analysis", International Journal of Research in Marketing 24 (2007) 201-209. It can
also leave after its first order.

All times are in days, whatever the papers use: a rate per week cannot be taken for one per day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import digamma, expit, gammaln, hyp2f1

Numbers = npt.NDArray[np.float64]
Name = Literal["bg_nbd", "mbg_nbd"]

# Below these there is no pattern to learn: parameters run away, or say nothing.
_LEAST_CUSTOMERS = 100
_LEAST_REPEATERS = 30
# In log parameters: where customers hardly differ, parameters run away, and end at e**±7.
_BOUND = 7.0
_FEW = 20_000  # histories that a first look at many is taken of


class NotEnoughHistoryError(ValueError):
    """Too few customers have bought again to learn from."""


@dataclass(frozen=True)
class Histories:
    """What is known of customers; those of one history are one entry.

    Attributes:
        repeats: orders after the first one, as days with an order.
        last_days: days from the first order to the last one; 0 without a repeat.
        age_days: days from the first order to the day of the count.
        customers: how many have this history.
    """

    repeats: Numbers
    last_days: Numbers
    age_days: Numbers
    customers: Numbers

    @classmethod
    def of(
        cls,
        repeats: npt.ArrayLike,
        last_days: npt.ArrayLike,
        age_days: npt.ArrayLike,
        customers: npt.ArrayLike | None = None,
    ) -> Histories:
        """Histories from any arrays of one length.

        Raises:
            ValueError: a history cannot be: a last order after the count, a repeat without a day.
        """
        x, last, age = (
            np.atleast_1d(np.asarray(one, float)) for one in (repeats, last_days, age_days)
        )
        if not ((x >= 0) & (last >= 0) & (last <= age) & ((x > 0) == (last > 0))).all():
            raise ValueError(
                "A history needs 0 <= last_days <= age_days, and last_days only with a repeat."
            )
        count = np.ones_like(x) if customers is None else np.asarray(customers, float)
        return cls(x, last, age, np.atleast_1d(count))

    @property
    def pace_days(self) -> float:
        """The mean age: in its unit all times are near one, whatever the pace of a business."""
        return float(np.average(self.age_days, weights=self.customers)) or 1.0

    def every(self, step: int) -> Histories:
        """Every so many-th of them."""
        return Histories(*(column[::step] for column in vars(self).values()))

    def in_units_of(self, days: float) -> Histories:
        """The same histories with that many days as the unit of time."""
        return replace(self, last_days=self.last_days / days, age_days=self.age_days / days)


@dataclass(frozen=True)
class RepeatBuying:
    """A fitted model.

    Attributes:
        name: `bg_nbd` or `mbg_nbd`.
        r: shape of the rates of ordering; their mean is `r / alpha_days` a day.
        alpha_days: their scale, in days.
        a: of the Beta distribution of leaving after an order.
        b: its other one.
        log_likelihood: natural logarithm, with times in days.
    """

    name: Name
    r: float
    alpha_days: float
    a: float
    b: float
    log_likelihood: float

    def p_alive(self, histories: Histories) -> Numbers:
        """Probability that a customer has not left by the day of the count, one per history."""
        return np.asarray(expit(-self._log_odds_of_leaving(histories)))

    def expected_orders(self, histories: Histories, days: npt.ArrayLike) -> Numbers:
        """Orders to expect of a customer within so many days after the count.

        Args:
            histories: of the customers.
            days: one number, or a column of them.

        Returns:
            One per history, or a row of these for each number of days.
        """
        # many histories differ in their last day alone, which says nothing to who is alive
        ages, age_at = np.unique(histories.age_days, return_inverse=True)
        keys, place = np.unique(histories.repeats * len(ages) + age_at, return_inverse=True)
        x, age = keys // len(ages), ages[(keys % len(ages)).astype(int)]
        # as if the leaving had been seen to fail so often
        b = self.b + x + (self.name == "mbg_nbd")
        alive = _to_come(self.r + x, self.alpha_days + age, self.a, b, np.asarray(days))
        return alive[..., place] * self.p_alive(histories)

    def expected_orders_of_new(self, days: npt.ArrayLike) -> Numbers:
        """Repeat orders to expect of a new customer within so many days, one per number of days."""
        may_leave = self.name == "mbg_nbd"
        stays = self.b / (self.a + self.b) if may_leave else 1.0
        alive = _to_come(self.r, self.alpha_days, self.a, self.b + may_leave, np.asarray(days))
        return stays * alive

    def _log_odds_of_leaving(self, histories: Histories) -> Numbers:
        x, last, age = histories.repeats, histories.last_days, histories.age_days
        waited = (self.r + x) * (np.log(self.alpha_days + age) - np.log(self.alpha_days + last))
        if self.name == "mbg_nbd":
            return np.asarray(np.log(self.a) - np.log(self.b + x) + waited)
        with np.errstate(divide="ignore", invalid="ignore"):
            odds = np.log(self.a) - np.log(self.b + x - 1) + waited
        return np.where(x > 0, odds, -np.inf)


def fit(histories: Histories, name: Name = "mbg_nbd") -> RepeatBuying:
    """Fit a model by maximum likelihood.

    Args:
        histories: of all customers, those of one history grouped or not.
        name: which model.

    Raises:
        NotEnoughHistoryError: fewer than 100 customers, or than 30 of them with a repeat order.
    """
    customers = histories.customers.sum()
    repeaters = histories.customers[histories.repeats > 0].sum()
    if customers < _LEAST_CUSTOMERS or repeaters < _LEAST_REPEATERS:
        raise NotEnoughHistoryError(
            f"{customers:,.0f} customers, {repeaters:,.0f} of them with a repeat order: "
            f"a model needs {_LEAST_CUSTOMERS} and {_LEAST_REPEATERS}."
        )
    pace = histories.pace_days
    logs, mean = _optimum(histories.in_units_of(pace), name)
    r, alpha, a, b = np.exp(logs)
    orders = float((histories.repeats * histories.customers).sum())
    likelihood = -mean * customers - orders * np.log(pace)
    return RepeatBuying(name, float(r), float(alpha * pace), float(a), float(b), likelihood)


def _optimum(histories: Histories, name: Name) -> tuple[Numbers, float]:
    """Logarithms of r, alpha, a and b, and the mean negative log likelihood there."""
    start = np.zeros(4)
    if (step := len(histories.repeats) // _FEW) > 1:  # most of the way on some of them
        start, _ = _optimum(histories.every(step), name)
    result = minimize(
        _negative_log_likelihood,
        start,
        args=(_Weighted.of(histories), name),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-_BOUND, _BOUND)] * 4,
        options={"maxiter": 1000, "ftol": 1e-13, "gtol": 1e-9},
    )
    return result.x, float(result.fun)


@dataclass(frozen=True)
class _Weighted:
    """Histories with what a fit asks of them again and again.

    Attributes:
        counts: the numbers of repeat orders that there are.
        weights: share of the customers that have so many.
        place: of each history's number of repeats in `counts`.
        histories: the histories.
        shares: of the customers, by history.
    """

    counts: Numbers
    weights: Numbers
    place: npt.NDArray[np.intp]
    histories: Histories
    shares: Numbers

    @classmethod
    def of(cls, histories: Histories) -> _Weighted:
        counts, place = np.unique(histories.repeats, return_inverse=True)
        shares = histories.customers / histories.customers.sum()
        weights = np.bincount(place, shares).astype(np.float64)
        return cls(counts, weights, place, histories, shares)


def _negative_log_likelihood(
    logs: Numbers, weighted: _Weighted, name: Name
) -> tuple[float, Numbers]:
    """Mean over customers, and its gradient by the logarithms of r, alpha, a and b."""
    r, alpha, a, b = np.exp(logs)
    counts, place, histories = weighted.counts, weighted.place, weighted.histories
    # MBG/NBD tosses the coin of leaving once more, at the first order
    tosses = counts + (name == "mbg_nbd")
    by_count = (
        gammaln(r + counts)
        - gammaln(r)
        + r * np.log(alpha)
        + gammaln(a + b)
        + gammaln(b + tosses)
        - gammaln(b)
        - gammaln(a + b + tosses)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.where(tosses > 0, np.log(a) - np.log(b + tosses - 1), -np.inf)
        by_toss = np.where(tosses > 0, 1 / (b + tosses - 1), 0.0)
    age, last = alpha + histories.age_days, alpha + histories.last_days
    log_age, log_last = np.log(age), np.log(last)
    power = (r + counts)[place]
    stayed = -power * log_age
    left = odds[place] - power * log_last
    both = np.logaddexp(stayed, left)
    likelihood = by_count @ weighted.weights + both @ weighted.shares

    has_left = np.exp(left - both)
    share_left = weighted.shares * has_left
    share_stayed = weighted.shares - share_left
    leaving = np.bincount(place, share_left, len(counts))
    sum_ab = (digamma(a + b) - digamma(a + b + tosses)) @ weighted.weights
    gradient = np.array(
        [
            (digamma(r + counts) - digamma(r)) @ weighted.weights
            + np.log(alpha)
            - share_stayed @ log_age
            - share_left @ log_last,
            r / alpha - share_stayed @ (power / age) - share_left @ (power / last),
            sum_ab + leaving.sum() / a,
            sum_ab + (digamma(b + tosses) - digamma(b)) @ weighted.weights - leaving @ by_toss,
        ]
    )
    return -float(likelihood), -gradient * np.exp(logs)


def _to_come(
    shape: Numbers | float,
    alpha: Numbers | float,
    a: float,
    b: Numbers | float,
    days: Numbers | float,
) -> Numbers:
    """Orders within so many days of a customer that is alive, rates Gamma, leaving Beta."""
    # the formula has a hole at one, on both sides of which it gives the same
    a = a if abs(a - 1) > 1e-6 else 1 + 1e-6
    every = a + b - 1
    kept = alpha / (alpha + days)
    # the published form overflows for customers of many orders, Euler's transformation of it where
    # all leave alike; either is the other with these two exchanged
    fewer, more = np.minimum(shape, a - 1), np.maximum(shape, a - 1)
    with np.errstate(invalid="ignore"):
        left = kept**fewer * hyp2f1(every - more, fewer, every, 1 - kept)
    # who is so sure to leave before the days are over that both overflow has nothing to come then
    left = np.where(np.isfinite(left), left, 0.0)
    return np.asarray(every / (a - 1) * (1 - left))
