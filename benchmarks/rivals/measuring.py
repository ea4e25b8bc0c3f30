"""Rivals on the same files in one run, each round all of them in turn; medians.

A rival does no more than it is asked for: none of them accounts for every row, tests what it makes
or keeps what was landed before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

from benchmarks.exports import write_exports
from benchmarks.measure import Ratio, UnavailableError, Verdict, compared
from benchmarks.rivals import frames, ours, repeat_buying, usual_stack
from benchmarks.rivals.frames import Answered
from benchmarks.rivals.ours import Built
from benchmarks.rivals.usual_stack import Usual
from warehouse.home import Home

T = TypeVar("T")
# Our own SQL for what the libraries of data frames answer, from `core` on.
_RETAIL = ("int_orders_as_of", "int_customer_order_days", "customer_rfm", "cohort_retention")
_PANDAS = (*_RETAIL, "sales_funnel_entry", "sales_funnel")
# Models that no one but the figures by day needs.
_OF_DAYS = ("kpi_daily", "kpi_daily_by_source_system", "int_daily_measures")


def measure(folder: Path, customers: int, rounds: int) -> Iterator[Ratio | Verdict]:
    """Ratios, whether the answers of each rival are ours, and last in what rivals are faster.

    Args:
        folder: an empty one.
        customers: as for `write_exports`.
        rounds: how often each way runs.
    """
    slower = []
    size = f"{customers:,} customers"
    for line in _lines(folder, customers, rounds):
        if isinstance(line, str):
            what, said = line.split(": ", 1)
            yield Verdict(what, None, size, said, "answers")
            continue
        if line.value > 1:
            slower.append(f"{line.name} ({line.value:.1f} x)")
        yield line
    yield Verdict("rivals are faster in", None, size, "; ".join(slower) or "nothing", "answers")


def _lines(folder: Path, customers: int, rounds: int) -> Iterator[Ratio | str]:
    exports, home = folder / "exports", Home(folder / "home")
    exports.mkdir()
    rows = sum(write_exports(exports, customers).values())
    size = f"{customers:,} customers, {rows:,} rows of CSV"
    day = frames.last_day(exports)
    built: list[Built] = []
    usual: Taken[Usual] = Taken(lambda: usual_stack.land_and_build(folder / "usual", exports))
    pandas: Taken[Answered] = Taken(lambda: frames.by_pandas(folder / "pandas", exports))
    retail: Taken[Answered] = Taken(
        lambda: frames.by_retail_science(folder / "retail", exports, day)
    )
    for _ in range(rounds):
        built.append(ours.land_and_build(home, exports))
        for rival in (usual, pandas, retail):
            rival.run()
    if usual.reason:
        yield f"dlt and dbt: not measured, {usual.reason}"
    else:
        yield from _against_usual(built, usual.times, size)
        yield f"dlt and dbt: {usual_stack.agreement(folder / 'usual', home)}"
    yield from _against_pandas(built, pandas.times, size)
    yield f"pandas: {frames.agreement_of_pandas(folder / 'pandas', home)}"
    if retail.reason:
        yield f"OpenRetailScience: not measured, {retail.reason}"
    else:
        yield from _against_retail(built, retail.times, size)
        yield f"OpenRetailScience: {frames.agreement_of_retail_science(folder / 'retail', home)}"
    try:
        yield from repeat_buying.measure(folder, customers, rounds)
    except UnavailableError as error:
        yield f"lifetimes: not measured, {error}"


def _against_usual(built: list[Built], usual: list[Usual], size: str) -> Iterator[Ratio]:
    yield compared(
        "files to four marts, against dlt and dbt, both as processes",
        [one.landing + one.building for one in built],
        [one.landing + one.building for one in usual],
        size=size,
    )
    yield compared(
        "landing alone, against dlt",
        [one.landing for one in built],
        [one.landing for one in usual],
        size=size,
    )
    yield compared(
        "models of four marts, against those of the usual project",
        [sum(one.nodes.values()) for one in built],
        [one.models for one in usual],
        size=size,
    )


def _against_pandas(built: list[Built], pandas: list[Answered], size: str) -> Iterator[Ratio]:
    yield compared(
        "files to RFM, cohorts and funnel, against pandas, both as processes",
        [one.landing + one.building - one.of(_OF_DAYS) for one in built],
        [one.whole for one in pandas],
        size=size,
    )
    yield compared(
        "landed rows to RFM, cohorts and funnel, against pandas without reading",
        [one.without(_OF_DAYS) for one in built],
        [one.preparing + one.answering for one in pandas],
        size=size,
    )
    yield compared(
        "orders to RFM, cohorts and funnel, against pandas from frames in memory",
        [one.of(_PANDAS) for one in built],
        [one.preparing + one.answering for one in pandas],
        size=size,
    )


def _against_retail(built: list[Built], retail: list[Answered], size: str) -> Iterator[Ratio]:
    yield compared(
        "orders to RFM and cohorts, against OpenRetailScience from a table in memory",
        [one.of(_RETAIL) for one in built],
        [one.answering for one in retail],
        size=size,
    )


class Taken(Generic[T]):
    """What a rival took in each round, or why it could not be had."""

    def __init__(self, way: Callable[[], T]) -> None:
        self._way = way
        self.times: list[T] = []
        self.reason = ""

    def run(self) -> None:
        """Run it once more, unless it cannot be had."""
        if not self.reason:
            try:
                self.times.append(self._way())
            except UnavailableError as error:
                self.reason = str(error)
