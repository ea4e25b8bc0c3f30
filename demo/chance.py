"""Draws from distributions, the same on every machine for the same seed."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

from demo.market import LogNormal

T = TypeVar("T")


class Weighted(Generic[T]):
    """A choice with weights, prepared once and drawn many times."""

    def __init__(self, items: Iterable[T], weights: Iterable[float]) -> None:
        self.items = list(items)
        cumulative = list(accumulate(weights))
        self._shares = [weight / cumulative[-1] for weight in cumulative[:-1]]

    @classmethod
    def of(cls, weights: Mapping[T, float]) -> Weighted[T]:
        """From a table of item and weight."""
        return cls(weights, weights.values())

    def pick(self, rng: random.Random) -> T:
        """One item, drawn with its weight."""
        return self.items[bisect_right(self._shares, rng.random())]


def stream(seed: int, purpose: str) -> random.Random:
    """An own sequence of random numbers for a purpose, so that one part can change alone."""
    return random.Random(f"{seed}/{purpose}")  # noqa: S311 - invented data, not a secret


def one_of(rng: random.Random, items: Sequence[T]) -> T:
    """One item, all equally likely."""
    return items[int(rng.random() * len(items))]


def log_normal(rng: random.Random, shape: LogNormal) -> float:
    """A draw in the unit of the distribution's median."""
    return shape.median * rng.lognormvariate(0.0, shape.sigma)
