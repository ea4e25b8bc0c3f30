"""What an order of a customer is worth, also of one that has bought once: Gamma-Gamma.

Fader and Hardie, "The Gamma-Gamma Model of Monetary Value" (2013). Orders of a customer vary
around a mean of its own, and the means vary between customers; so the mean of few orders is drawn
towards that of all. It takes for granted that who orders more often does not spend more an order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

from analytics.repeat_buying import NotEnoughHistoryError, Numbers

_LEAST_CUSTOMERS = 30
_BOUND = 14.0
# Where amounts differ by powers of ten, q runs towards 1, at which the mean of customers of whom
# nothing is known has no bound: they would be worth hundreds of times what any other one is.
_LEAST_Q = 1.5


@dataclass(frozen=True)
class Spend:
    """A fitted model, in the currency of the amounts.

    Attributes:
        p: shape of a customer's orders around their mean.
        q: shape of the customers' scales.
        v: scale of these, an amount.
        log_likelihood: natural logarithm.
    """

    p: float
    q: float
    v: float
    log_likelihood: float

    def expected_amount(self, orders: npt.ArrayLike, mean_amount: npt.ArrayLike) -> Numbers:
        """Mean amount of the orders to come.

        Args:
            orders: how many the mean is of, 0 where none is known.
            mean_amount: their mean; of no orders, anything.
        """
        count = np.asarray(orders, float)
        known = np.where(count > 0, np.asarray(mean_amount, float), 0.0)
        return np.asarray(self.p * (self.v + count * known) / (self.p * count + self.q - 1))


def fit(
    orders: npt.ArrayLike, mean_amount: npt.ArrayLike, customers: npt.ArrayLike | None = None
) -> Spend:
    """Fit the model by maximum likelihood.

    Args:
        orders: per customer, how many orders its mean is of; those without are left out.
        mean_amount: their mean; means that are not above 0 are left out, the model has none.
        customers: how many customers each entry stands for.

    Raises:
        NotEnoughHistoryError: fewer than 30 customers remain.
    """
    count, mean = np.asarray(orders, float), np.asarray(mean_amount, float)
    weight = np.ones_like(count) if customers is None else np.asarray(customers, float)
    usable = (count > 0) & (mean > 0)
    count, mean, weight = count[usable], mean[usable], weight[usable]
    if weight.sum() < _LEAST_CUSTOMERS:
        raise NotEnoughHistoryError(
            f"{weight.sum():,.0f} customers with an amount: a model needs {_LEAST_CUSTOMERS}."
        )
    level = float(np.average(mean, weights=weight))
    logs = np.array([0.0, 1.0, 0.0])
    # where all amounts are alike, a search may halt on the way; from there it goes on
    for _ in range(2):
        result = minimize(
            _negative_log_likelihood,
            logs,
            args=(count, mean / level, weight / weight.sum()),
            jac=True,
            method="L-BFGS-B",
            bounds=[(-_BOUND, _BOUND), (np.log(_LEAST_Q), _BOUND), (-_BOUND, _BOUND)],
            options={"maxiter": 1000, "ftol": 1e-13, "gtol": 1e-9},
        )
        logs = result.x
    p, q, v = np.exp(logs)
    # the density of an amount in another unit
    likelihood = (-float(result.fun) - np.log(level)) * weight.sum()
    return Spend(float(p), float(q), float(v * level), float(likelihood))


def _negative_log_likelihood(
    logs: Numbers, count: Numbers, mean: Numbers, weights: Numbers
) -> tuple[float, Numbers]:
    p, q, v = np.exp(logs)
    # of how many orders a mean is takes few values, and the special functions take long
    counts, place = np.unique(count, return_inverse=True)
    by_count = np.bincount(place, weights)
    log_mean = np.bincount(place, weights * np.log(mean))
    total = v + count * mean
    log_total = np.bincount(place, weights * np.log(total))
    px = p * counts
    likelihood = (
        by_count @ (gammaln(px + q) - gammaln(px) - gammaln(q) + q * np.log(v))
        + (px - 1) @ log_mean
        + (by_count * px) @ np.log(counts)
        - (px + q) @ log_total
    )
    gradient = np.array(
        [
            counts
            @ (by_count * (digamma(px + q) - digamma(px) + np.log(counts)) + log_mean - log_total),
            by_count @ (digamma(px + q) - digamma(q) + np.log(v)) - log_total.sum(),
            q / v - (px + q)[place] @ (weights / total),
        ]
    )
    return -float(likelihood), -gradient * np.exp(logs)
