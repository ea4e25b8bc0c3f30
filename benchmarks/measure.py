"""Timing two ways of doing the same work, side by side, and what is known of the times."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass


class UnavailableError(Exception):
    """A measurement needs something that cannot be had here; the message says what."""


@dataclass(frozen=True)
class Ratio:
    """How many times as much our way takes as the other one; or, without another, how much.

    Attributes:
        name: of the work, and of the other way.
        ours: seconds, or megabytes: the median of the rounds.
        other: the same, of the other way; None where there is none to compare with.
        size: of the work.
        target: that the ratio, or `ours` where there is no other way, should not exceed; None where
            none is set.
        unit: of `ours` and `other`.
        ours_each: of each round, in turn with `other_each`; empty where it was measured once.
        other_each: the same, of the other way.
        group: the table of the page in which it stands among its like.
        scale: the size as a number, where the same work is measured at several.
    """

    name: str
    ours: float
    other: float | None
    size: str
    target: float | None = None
    unit: str = "s"
    ours_each: tuple[float, ...] = ()
    other_each: tuple[float, ...] = ()
    group: str = ""
    scale: float | None = None

    @property
    def value(self) -> float:
        """The ratio itself; what our way takes where there is no other."""
        return self.ours if self.other is None else self.ours / self.other

    @property
    def ratios(self) -> tuple[float, ...]:
        """The ratio of each round; the median of a way divided by the other's is among them."""
        pairs = zip(self.ours_each, self.other_each, strict=True) if self.other_each else ()
        return tuple(mine / other for mine, other in pairs)

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        return None if self.target is None else self.value <= self.target

    @property
    def rounds(self) -> int:
        """How often each way ran."""
        return max(1, len(self.ours_each))

    def __str__(self) -> str:
        mine = self._amount(self.ours, self.ours_each)
        verdict = ""
        if self.target is not None:
            verdict = f"; target {self.target:g}: {'met' if self.is_met else 'not met'}"
        if self.other is None:
            return f"{self.name}: {mine} ({self.size}{verdict})"
        among = f"{_spread(self.ratios, 2)} " if self.rounds > 1 else ""
        return (
            f"{self.name}: {self.value:.2f} x {among}({mine} to "
            f"{self._amount(self.other, self.other_each)}; {self.size}{verdict})"
        )

    def _amount(self, median: float, each: Sequence[float]) -> str:
        digits = 0 if self.unit in {"MB", "ms", "rows"} else 2
        return " ".join(
            part for part in (f"{median:,.{digits}f}", self.unit, _spread(each, digits)) if part
        )


@dataclass(frozen=True)
class Verdict:
    """Something that holds or does not, where there is nothing to measure.

    Attributes:
        name: what must hold.
        is_met: whether it does; None where it could not be tried, or where the note says all.
        size: of the work.
        note: what happened.
        group: as of a ratio.
    """

    name: str
    is_met: bool | None
    size: str
    note: str = ""
    group: str = ""

    def __str__(self) -> str:
        if self.is_met is None:
            return f"{self.name}: {self.note} ({self.size})"
        held = "holds" if self.is_met else "DOES NOT HOLD"
        return f"{self.name}: {held} ({self.size}{'; ' if self.note else ''}{self.note})"


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
    mine, others = zip(*times, strict=True)
    return compared(name, mine, others, size=size, target=target)


def compared(
    name: str,
    ours: Sequence[float],
    other: Sequence[float],
    *,
    size: str,
    target: float | None = None,
    group: str = "",
    scale: float | None = None,
) -> Ratio:
    """A ratio of what was timed in turn, round by round.

    Args:
        name: of the work, and of the other way.
        ours: seconds of each round.
        other: the same, of the other way.
        size: of the work.
        target: that the ratio should not exceed.
        group: as of a ratio.
        scale: as of a ratio.
    """
    medians = statistics.median(ours), statistics.median(other)
    each = tuple(ours), tuple(other)
    return Ratio(name, *medians, size, target, "s", *each, group, scale)


def amount(
    name: str,
    each: Sequence[float],
    *,
    size: str,
    target: float | None = None,
    unit: str = "s",
    group: str = "",
    scale: float | None = None,
) -> Ratio:
    """What some work takes, where there is no other way to compare it with.

    Args:
        name: of the work.
        each: what it took in each round.
        size: of the work.
        target: that the median should not exceed.
        unit: of what it takes.
        group: as of a ratio.
        scale: as of a ratio.
    """
    return Ratio(
        name, statistics.median(each), None, size, target, unit, tuple(each), (), group, scale
    )


def _spread(each: Sequence[float], digits: int) -> str:
    if len(each) < 2:
        return ""
    return f"[{min(each):,.{digits}f}–{max(each):,.{digits}f}]"
