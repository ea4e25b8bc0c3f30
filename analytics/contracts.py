"""How long subscribers stay who must say that they leave: the shifted beta-geometric model.

Fader and Hardie, "How to Project Customer Retention", Journal of Interactive Marketing 21 (2007)
76-90. At the end of each period a subscriber leaves with a probability of its own; these vary
between subscribers by a Beta distribution, which is why the rate of retention rises with age.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import betaln

from analytics.repeat_buying import Numbers

_BOUND = 14.0


@dataclass(frozen=True)
class Contract:
    """A fitted model.

    Attributes:
        alpha: of the Beta distribution of leaving at the end of a period.
        beta: its other one.
        log_likelihood: natural logarithm.
    """

    alpha: float
    beta: float
    log_likelihood: float

    def survival(self, periods: npt.ArrayLike) -> Numbers:
        """Share of subscribers that are still there after so many periods."""
        t = np.asarray(periods, float)
        return np.asarray(np.exp(betaln(self.alpha, self.beta + t) - betaln(self.alpha, self.beta)))

    def retention(self, periods: npt.ArrayLike) -> Numbers:
        """Of those who were there before the period of this number, the share that stays."""
        t = np.asarray(periods, float)
        return np.asarray((self.beta + t - 1) / (self.alpha + self.beta + t - 1))


def fit(survivors: npt.ArrayLike) -> Contract:
    """Fit the model by maximum likelihood.

    Args:
        survivors: of one cohort, how many there were at the beginning and after each period.

    Raises:
        ValueError: fewer than two numbers, or more survivors after a period than before it.
    """
    alive = np.asarray(survivors, float)
    lost = -np.diff(alive)
    if len(alive) < 2 or (lost < 0).any():
        raise ValueError("Survivors are at least two numbers, none greater than the one before.")

    def negative(logs: Numbers) -> float:
        alpha, beta = (float(one) for one in np.exp(logs))
        return -log_likelihood(alpha, beta, alive) / float(alive[0])

    result = minimize(
        negative,
        np.zeros(2),
        method="L-BFGS-B",
        bounds=[(-_BOUND, _BOUND)] * 2,
        options={"ftol": 1e-14, "gtol": 1e-10},
    )
    alpha, beta = (float(one) for one in np.exp(result.x))
    return Contract(alpha, beta, log_likelihood(alpha, beta, alive))


def log_likelihood(alpha: float, beta: float, survivors: Numbers) -> float:
    """Of a cohort's survivors (as `fit` takes them), under two parameters."""
    lost = -np.diff(survivors)
    t = np.arange(1, len(survivors))
    of_leaving = betaln(alpha + 1, beta + t - 1) - betaln(alpha, beta)
    of_staying = betaln(alpha, beta + t[-1]) - betaln(alpha, beta)
    return float(lost @ of_leaving + survivors[-1] * of_staying)
