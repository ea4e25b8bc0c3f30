"""Pareto/NBD: customers that may leave at any time, not only after an order.

Schmittlein, Morrison and Colombo, "Counting Your Customers: Who Are They and What Will They Do
Next?", Management Science 33 (1987) 1-24; likelihood as in Fader and Hardie, "A Note on Deriving
the Pareto/NBD Model" (2005). It is here as a check on the simpler models: slower to fit, and no
better on the data that they were compared on. All times are in days.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1

from analytics.repeat_buying import Histories, Numbers

_BOUND = 14.0


@dataclass(frozen=True)
class Pareto:
    """A fitted model.

    Attributes:
        r: shape of the rates of ordering; their mean is `r / alpha_days` a day.
        alpha_days: their scale, in days.
        s: shape of the rates of leaving; their mean is `s / beta_days` a day.
        beta_days: their scale, in days.
        log_likelihood: natural logarithm, with times in days.
    """

    r: float
    alpha_days: float
    s: float
    beta_days: float
    log_likelihood: float

    def p_alive(self, histories: Histories) -> Numbers:
        """Probability that a customer has not left by the day of the count, one per history."""
        stayed, left = _log_parts(self.r, self.alpha_days, self.s, self.beta_days, histories)
        return np.exp(stayed - np.logaddexp(stayed, left))

    def expected_orders(self, histories: Histories, days: float) -> Numbers:
        """Orders to expect of a customer within so many days after the count, one per history."""
        alpha, beta = self.alpha_days + histories.age_days, self.beta_days + histories.age_days
        s = self.s if abs(self.s - 1) > 1e-6 else 1 + 1e-6
        share = 1 - (beta / (beta + days)) ** (s - 1)
        rate = (self.r + histories.repeats) / alpha
        return np.asarray(rate * beta / (s - 1) * share * self.p_alive(histories))


def fit(histories: Histories) -> Pareto:
    """Fit the model by maximum likelihood, from histories grouped or not."""
    customers = histories.customers.sum()
    pace = histories.pace_days
    scaled = histories.in_units_of(pace)

    def negative(logs: Numbers) -> float:
        r, alpha, s, beta = (float(one) for one in np.exp(logs))
        stayed, left = _log_parts(r, alpha, s, beta, scaled)
        return -float(np.logaddexp(stayed, left) @ scaled.customers) / float(customers)

    result = minimize(
        negative,
        np.zeros(4),
        method="L-BFGS-B",
        bounds=[(-_BOUND, _BOUND)] * 4,
        options={"maxiter": 2000, "maxfun": 20_000, "ftol": 1e-14, "gtol": 1e-9},
    )
    r, alpha, s, beta = (float(one) for one in np.exp(result.x))
    orders = float((histories.repeats * histories.customers).sum())
    likelihood = -float(result.fun) * customers - orders * np.log(pace)
    return Pareto(r, alpha * pace, s, beta * pace, float(likelihood))


def _log_parts(
    r: float, alpha: float, s: float, beta: float, histories: Histories
) -> tuple[Numbers, Numbers]:
    """Log likelihood of each history by customers that stayed, and by those that left."""
    x, last, age = histories.repeats, histories.last_days, histories.age_days
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    stayed = common - (r + x) * np.log(alpha + age) - s * np.log(beta + age)
    power = r + s + x
    # written from the larger of both scales, so that the series converges
    larger, gap, other = (
        (alpha, alpha - beta, s + 1) if alpha >= beta else (beta, beta - alpha, r + x)
    )
    at_last = np.log(hyp2f1(power, other, power + 1, gap / (larger + last)))
    at_last -= power * np.log(larger + last)
    at_end = np.log(hyp2f1(power, other, power + 1, gap / (larger + age)))
    at_end -= power * np.log(larger + age)
    with np.errstate(divide="ignore"):
        left = common + np.log(s / power) + at_last + np.log1p(-np.exp(at_end - at_last))
    return np.asarray(stayed), np.asarray(left)
