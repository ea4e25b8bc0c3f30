"""How seconds and memory of a night grow with the company, by step and by model.

An exponent of 1 is work in proportion to the size; 1.1 is a quarter more for ten times the size.
It is taken between the two largest sizes, and only of models that take a while at the largest one:
what a model costs whatever its size, some hundredths of a second of dbt and DuckDB, would otherwise
hide how the rest of it grows.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from benchmarks.exports import write_exports
from benchmarks.measure import Ratio, UnavailableError, Verdict, amount
from benchmarks.watched_night import Night, NightError, run_night

SIZES = (10_000, 100_000, 1_000_000)
EXPONENT = 1.1
LONG = 0.2  # seconds at the largest size, from which a model's growth can be told
LITTLE = "2GiB"  # memory_limit of one more night at the largest size
PEAK = 6 * 2**30 / 1e6  # megabytes at the largest of the sizes above


def measure(
    folder: Path,
    sizes: Sequence[int] = SIZES,
    only: Sequence[str] = (),
    long: float = LONG,
    rounds: int = 1,
) -> list[Ratio | Verdict]:
    """Nights of each size in turn, and one of the largest with little memory.

    Args:
        folder: an empty one; a home in it is gone when its night has ended.
        sizes: customers, each with about ten order lines.
        only: models, where not the whole night is to run.
        long: seconds at the largest size, from which a model's growth is told.
        rounds: how often a night of each size runs.

    Raises:
        UnavailableError: memory cannot be read here, or there are no two sizes.
    """
    ordered = sorted(set(sizes))
    if len(ordered) < 2:
        raise UnavailableError("growth is told from two sizes or more")
    for size in ordered:
        (folder / f"{size} exports").mkdir()
        write_exports(folder / f"{size} exports", size)
    nights: dict[int, list[Night]] = {size: [] for size in ordered}
    for _ in range(rounds):
        for size in ordered:
            home = folder / f"{size} home"
            nights[size].append(run_night(home, folder / f"{size} exports", only=only))
            shutil.rmtree(home, ignore_errors=True)
    largest = ordered[-1]
    return [
        *_totals(nights),
        *_steps(nights),
        *_models(nights, long),
        *_with_little_memory(
            folder / "little", folder / f"{largest} exports", largest, nights[largest][-1], only
        ),
    ]


def exponent(sizes: tuple[float, float], seconds: tuple[float, float]) -> float:
    """The power of the size that seconds grow with: the slope between two points, both as logs."""
    return math.log(seconds[1] / seconds[0]) / math.log(sizes[1] / sizes[0])


def _totals(nights: dict[int, list[Night]]) -> list[Ratio]:
    return [
        one
        for size, each in nights.items()
        for one in (
            amount(
                "night",
                [night.seconds for night in each],
                size=_size(size),
                group="nights",
                scale=size,
            ),
            amount(
                "peak memory",
                [night.peak / 1e6 for night in each],
                size=_size(size),
                unit="MB",
                group="nights",
                scale=size,
                target=round(PEAK) if size == max(nights) else None,
            ),
        )
    ]


def _steps(nights: dict[int, list[Night]]) -> list[Ratio]:
    return [
        one
        for size, each in nights.items()
        for name in each[0].steps
        for one in (
            amount(
                name,
                [night.steps[name].seconds for night in each],
                size=_size(size),
                group="steps",
                scale=size,
            ),
            amount(
                name,
                [night.steps[name].peak / 1e6 for night in each],
                size=_size(size),
                unit="MB",
                group="memory of steps",
                scale=size,
            ),
        )
    ]


def _models(nights: dict[int, list[Night]], long: float) -> list[Ratio]:
    *_, before, last = sorted(nights)
    seconds = {
        size: {name: [night.models[name] for night in each] for name in each[0].models}
        for size, each in nights.items()
    }
    told = [
        name
        for name, taken in sorted(seconds[last].items(), key=lambda one: -median(one[1]))
        if median(taken) >= long and name in seconds[before]
    ]
    sizes = f"{before:,} to {last:,} customers"
    times = [
        amount(name, seconds[size][name], size=_size(size), group="models", scale=size)
        for name in told
        for size in nights
        if name in seconds[size]
    ]
    grown = [
        amount(
            name,
            _exponents((before, last), seconds[before][name], seconds[last][name]),
            size=sizes,
            target=EXPONENT,
            unit="",
            group="exponents",
        )
        for name in told
    ]
    whole = _exponents(
        (before, last),
        [night.seconds for night in nights[before]],
        [night.seconds for night in nights[last]],
    )
    return [
        amount("the whole night", whole, size=sizes, unit="", group="exponent of the night"),
        *sorted(grown, key=lambda one: -one.ours),
        *times,
    ]


def _exponents(
    sizes: tuple[int, int], before: Sequence[float], last: Sequence[float]
) -> list[float]:
    """That of each round."""
    return [exponent(sizes, pair) for pair in zip(before, last, strict=True)]


def _with_little_memory(
    home: Path, exports: Path, size: int, usual: Night, only: Sequence[str]
) -> list[Ratio | Verdict]:
    name = f"a night with memory_limit {LITTLE} ends well"
    try:
        night = run_night(home, exports, settings={"WAREHOUSE_MEMORY_LIMIT": LITTLE}, only=only)
    except NightError as error:
        note = str(error).replace(str(home), "its home").splitlines()[-1]
        return [Verdict(name, is_met=False, size=_size(size), note=note, group="little memory")]
    found: list[Ratio | Verdict] = [
        Verdict(name, is_met=True, size=_size(size)),
        Ratio(
            "its seconds, against a night with the default of 4GB",
            night.seconds,
            usual.seconds,
            _size(size),
        ),
        Ratio(
            "its peak memory, against that night's",
            night.peak / 1e6,
            usual.peak / 1e6,
            _size(size),
            unit="MB",
        ),
        amount(
            "what it spilled to disk at once", [night.spilled / 1e6], size=_size(size), unit="MB"
        ),
    ]
    return [replace(one, group="little memory") for one in found]


def _size(customers: int) -> str:
    return f"{customers:,} customers"
