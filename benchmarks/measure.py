"""Timing two ways of doing the same work, side by side."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass


class UnavailableError(Exception):
    """A measurement needs something that cannot be had here; the message says what."""


@dataclass(frozen=True)
class Ratio:
    """How many times as much our way takes as the other one.

    Attributes:
        name: of the work, and of the other way.
        ours: seconds, or megabytes.
        other: the same, of the other way.
        size: of the work.
        target: that the ratio should not exceed; None where none is set.
        unit: of `ours` and `other`.
    """

    name: str
    ours: float
    other: float
    size: str
    target: float | None = None
    unit: str = "s"

    @property
    def value(self) -> float:
        """The ratio itself."""
        return self.ours / self.other

    def __str__(self) -> str:
        digits = 2 if self.unit == "s" else 0
        verdict = ""
        if self.target is not None:
            verdict = f"; target {self.target}: {'met' if self.value <= self.target else 'not met'}"
        return (
            f"{self.name}: {self.value:.2f} x ({self.ours:,.{digits}f} {self.unit} to "
            f"{self.other:,.{digits}f} {self.unit}; {self.size}{verdict})"
        )


def compare(
    name: str,
    ours: Callable[[], float],
    other: Callable[[], float],
    *,
    size: str,
    rounds: int,
    target: float | None = None,
) -> Ratio:
    """Run both ways in turn, so that a slow moment of the machine meets both; medians.

    Args:
        name: of the work, and of the other way.
        ours: does the work once and says how many seconds it took.
        other: the same.
        size: of the work.
        rounds: how often each way runs.
        target: that the ratio should not exceed.
    """
    times = [(ours(), other()) for _ in range(rounds)]
    mine, others = (statistics.median(way) for way in zip(*times, strict=True))
    return Ratio(name, mine, others, size, target)
