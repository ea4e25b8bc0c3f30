"""Timing two ways of doing the same work, side by side."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """How many times as long our way takes as the bare way; medians of interleaved runs."""

    name: str
    ours_seconds: float
    bare_seconds: float
    unit: str

    def __str__(self) -> str:
        ratio = self.ours_seconds / self.bare_seconds
        return (
            f"{self.name}: {ratio:.2f} x (ours {self.ours_seconds:.2f} s, "
            f"bare {self.bare_seconds:.2f} s; {self.unit})"
        )


def compare(
    name: str, ours: Callable[[], object], bare: Callable[[], object], unit: str, rounds: int = 5
) -> Ratio:
    """Run both ways in turn, so that a slow moment of the machine meets both."""
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    for _ in range(rounds):
        for way, work in (("ours", ours), ("bare", bare)):
            started = time.perf_counter()
            work()
            times[way].append(time.perf_counter() - started)
    return Ratio(name, statistics.median(times["ours"]), statistics.median(times["bare"]), unit)
