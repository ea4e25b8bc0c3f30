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

from benchmarks.exports import write_exports
from benchmarks.measure import Ratio, UnavailableError, Verdict, amount
from benchmarks.watched_night import Night, NightError, run_night

SIZES = (10_000, 100_000, 1_000_000)
EXPONENT = 1.1
LONG = 0.2  # seconds at the largest size, from which a model's growth can be told
LITTLE = "2GiB"  # memory_limit of one more night at the largest size
PEAK = 6 * 2**30 / 1e6  # megabytes at the largest of the sizes above


def measure(
    folder: Path, sizes: Sequence[int] = SIZES, only: Sequence[str] = (), long: float = LONG
) -> list[Ratio | Verdict]:
    """A night of each size, and one of the largest with little memory.

    Args:
        folder: an empty one; a home in it is gone when its night has ended.
        sizes: customers, each with about ten order lines.
        only: models, where not the whole night is to run.
        long: seconds at the largest size, from which a model's growth is told.

    Raises:
        UnavailableError: memory cannot be read here, or there are no two sizes.
    """
    ordered = sorted(set(sizes))
    if len(ordered) < 2:
        raise UnavailableError("growth is told from two sizes or more")
    nights: dict[int, Night] = {}
    exports = folder / "exports"
    for size in ordered:
        shutil.rmtree(exports, ignore_errors=True)
        exports.mkdir()
        write_exports(exports, size)
        nights[size] = run_night(folder / f"{size} home", exports, only=only)
        shutil.rmtree(folder / f"{size} home", ignore_errors=True)
    return [
        *_totals(nights),
        *_steps(nights),
        *_models(nights, long),
        *_with_little_memory(folder / "little", exports, ordered[-1], nights[ordered[-1]], only),
    ]


def exponent(sizes: tuple[float, float], seconds: tuple[float, float]) -> float:
    """The power of the size that seconds grow with: the slope between two points, both as logs."""
    return math.log(seconds[1] / seconds[0]) / math.log(sizes[1] / sizes[0])


def _totals(nights: dict[int, Night]) -> list[Ratio]:
    return [
        one
        for size, night in nights.items()
        for one in (
            amount("night", [night.seconds], size=_size(size), group="nights", scale=size),
            amount(
                "peak memory",
                [night.peak / 1e6],
                size=_size(size),
                unit="MB",
                group="nights",
                scale=size,
                target=round(PEAK) if size == max(nights) else None,
            ),
        )
    ]


def _steps(nights: dict[int, Night]) -> list[Ratio]:
    return [
        one
        for size, night in nights.items()
        for name, step in night.steps.items()
        for one in (
            amount(name, [step.seconds], size=_size(size), group="steps", scale=size),
            amount(
                name,
                [step.peak / 1e6],
                size=_size(size),
                unit="MB",
                group="memory of steps",
                scale=size,
            ),
        )
    ]


def _models(nights: dict[int, Night], long: float) -> list[Ratio]:
    *_, before, last = sorted(nights)
    seconds = {size: nights[size].models for size in (before, last)}
    told = [
        name
        for name, taken in sorted(seconds[last].items(), key=lambda one: -one[1])
        if taken >= long and name in seconds[before]
    ]
    sizes = f"{before:,} to {last:,} customers"
    times = [
        amount(name, [night.models[name]], size=_size(size), group="models", scale=size)
        for name in told
        for size, night in nights.items()
        if name in night.models
    ]
    grown = [
        amount(
            name,
            [exponent((before, last), (seconds[before][name], seconds[last][name]))],
            size=sizes,
            target=EXPONENT,
            unit="",
            group="exponents",
        )
        for name in told
    ]
    whole = exponent((before, last), (nights[before].seconds, nights[last].seconds))
    return [
        amount("the whole night", [whole], size=sizes, unit="", group="exponent of the night"),
        *sorted(grown, key=lambda one: -one.ours),
        *times,
    ]


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
