"""BG/NBD on the same histories: our fit against that of lifetimes.

The histories are drawn from the model itself, with the parameters that its paper found for buyers
of CDs (Fader, Hardie and Lee 2005), so that both fits have a known truth to come near to.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import betaln, gammaln

from analytics.repeat_buying import Histories, fit
from benchmarks.measure import Ratio, compare
from benchmarks.rival import environment
from benchmarks.rivals.ours import ROOT, said

# Its last release is of 2020: it runs with today's numpy, scipy and pandas, but is pinned to those
# of this project, so that only the two fits differ.
LIFETIMES = "lifetimes==0.11.3"
_SHARED = ("numpy", "scipy", "pandas")
_SCRIPT = Path(__file__).with_name("scripts") / "lifetimes_fit.py"
_TRUTH = (0.243, 4.414 * 7, 0.793, 2.426)  # r, alpha in days, a, b
_TOLERANCE = 0.01  # of a parameter, as a part of it


def measure(folder: Path, customers: int, rounds: int) -> list[Ratio | str]:
    """The ratio of the two fits, and what they found.

    Args:
        folder: for the histories.
        customers: how many.
        rounds: how often each way fits, in turn.

    Raises:
        UnavailableError: lifetimes cannot be installed.
    """
    python = environment(LIFETIMES, *(f"{name}=={version(name)}" for name in _SHARED))
    histories = drawn(customers)
    file = folder / "histories.csv"
    histories.to_csv(file, index=False)
    given = Histories.of(histories["repeats"], histories["last_days"], histories["age_days"])
    found: dict[str, Sequence[float]] = {}

    def ours() -> float:
        begin = time.perf_counter()
        model = fit(given, "bg_nbd")
        seconds = time.perf_counter() - begin
        found["ours"] = (model.r, model.alpha_days, model.a, model.b)
        return seconds

    def theirs() -> float:
        seconds, *found["lifetimes"] = map(
            float, said([str(python), str(_SCRIPT), str(file)], ROOT).split()
        )
        return seconds

    ratio = compare(
        f"a fit of BG/NBD, against {LIFETIMES}",
        ours,
        theirs,
        size=f"{customers:,} customers",
        rounds=rounds,
    )
    return [ratio, _told(found, given)]


def drawn(customers: int, seed: int = 7) -> pd.DataFrame:
    """Histories of made-up customers, of half a year to two years: the columns of `Histories`.

    Args:
        customers: how many.
        seed: of the draws.
    """
    chance = np.random.default_rng(seed)
    r, alpha, a, b = _TRUTH
    rates = chance.gamma(r, 1 / alpha, customers)
    leaves = chance.beta(a, b, customers)
    ages = chance.integers(180, 730, customers).astype(float)
    repeats, last = np.zeros(customers), np.zeros(customers)
    alive = np.arange(customers)
    while len(alive):
        with np.errstate(divide="ignore"):
            orders = last[alive] + chance.exponential(1, len(alive)) / rates[alive]
        alive, orders = alive[orders <= ages[alive]], orders[orders <= ages[alive]]
        repeats[alive] += 1
        last[alive] = orders
        alive = alive[chance.random(len(alive)) >= leaves[alive]]
    return pd.DataFrame({"repeats": repeats, "last_days": last, "age_days": ages})


def log_likelihood(parameters: Sequence[float], histories: Histories) -> float:
    """Of BG/NBD, written down as in the paper (equation 6), with times in days."""
    r, alpha, a, b = parameters
    x, last, age = histories.repeats, histories.last_days, histories.age_days
    begun = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stayed = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age)
    left = np.where(
        x > 0,
        betaln(a + 1, b + np.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * np.log(alpha + last),
        -np.inf,
    )
    return float((begun + np.logaddexp(stayed, left)).sum())


def _told(found: dict[str, Sequence[float]], histories: Histories) -> str:
    both = {name: log_likelihood(parameters, histories) for name, parameters in found.items()}
    apart = max(abs(mine / other - 1) for mine, other in zip(*found.values(), strict=True))
    verdict = "the same" if apart <= _TOLERANCE else "NOT the same"
    parts = [
        f"{name} r {r:.4f}, alpha {alpha:.3f} days, a {a:.4f}, b {b:.4f}, log-likelihood"
        f" {both[name]:,.4f}"
        for name, (r, alpha, a, b) in found.items()
    ]
    more = both["ours"] - both["lifetimes"]
    return (
        f"parameters of BG/NBD: {verdict} to {_TOLERANCE:.0%} ({apart:.3%} apart at most): "
        f"{'; '.join(parts)}; ours is more likely by {more:,.5f}"
    )
