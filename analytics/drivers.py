"""What part of an outcome each of several drivers explains that go up and down together.

The regression of the outcome on all drivers explains a part of its variance, R squared. How much
of that is a driver's depends on which others are in the regression before it, so its part is the
mean over all orders in which they could come in: the Shapley value of R squared, which Lindeman,
Merenda and Gold proposed. The parts are never negative and add up to R squared.

Lindeman, Merenda and Gold, "Introduction to Bivariate and Multivariate Analysis" (1980); Grömping,
"Relative Importance for Linear Regression in R: The Package relaimpo", Journal of Statistical
Software 17 (2006).
"""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np

from analytics.repeat_buying import Numbers

# There is a regression for each set of drivers, so each further one takes twice the time.
MOST_DRIVERS = 15


def r_squared_parts(drivers: Numbers, outcome: Numbers) -> Numbers:
    """The part of the outcome's variance that is each driver's, in the order of the columns.

    Args:
        drivers: rows of answers by drivers, each of which varies.
        outcome: one per row; it varies too.

    Raises:
        ValueError: more than `MOST_DRIVERS`, or a column that does not vary.
    """
    count = drivers.shape[1]
    if count > MOST_DRIVERS:
        raise ValueError(f"{count} drivers; their sets can be gone through for {MOST_DRIVERS}.")
    values = np.column_stack([drivers, outcome])
    if (np.ptp(values, axis=0) == 0).any():
        raise ValueError("What does not vary explains nothing and cannot be explained.")
    related = np.asarray(np.corrcoef(values, rowvar=False))
    among, to_outcome = related[:count, :count], related[:count, count]
    explained = _explained(among, to_outcome)
    parts = np.zeros(count)
    masks = np.arange(2**count)
    sizes = np.array([mask.bit_count() for mask in range(2**count)])
    for driver in range(count):
        without = masks[masks >> driver & 1 == 0]
        weights = np.array([1 / (count * comb(count - 1, size)) for size in range(count)])
        gained = explained[without | 1 << driver] - explained[without]
        parts[driver] = weights[sizes[without]] @ gained
    return np.maximum(parts, 0.0)


def _explained(among: Numbers, to_outcome: Numbers) -> Numbers:
    """R squared of each set of drivers; drivers of a set are the bits of its index."""
    count = len(to_outcome)
    explained = np.zeros(2**count)
    for size in range(1, count + 1):
        sets = np.array(list(combinations(range(count), size)))
        inner = among[sets[:, :, None], sets[:, None, :]]
        outer = to_outcome[sets]
        # where drivers say the same there is no inverse, and a pseudo-inverse does as well
        solved = np.einsum("sij,sj->si", np.linalg.pinv(inner, rcond=1e-10, hermitian=True), outer)
        explained[(1 << sets).sum(axis=1)] = (outer * solved).sum(axis=1)
    return explained
