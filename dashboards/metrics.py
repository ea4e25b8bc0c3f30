"""The numbers of the overview: which daily facts each is made of, and how it is shown.

Labels and definitions are in `i18n/<language>/overview.po` under `metric.<name>`. A ratio is formed
from the sums of its parts over the period, never as a mean of daily ratios.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dashboards.periods import Bucket, Period

Kind = Literal["money", "count", "rate"]


@dataclass(frozen=True)
class Metric:
    """One number: the sum of `parts`, divided by the sum of `divisors` where there are any.

    Attributes:
        uncounted: what is among the divisors and has no share in the parts, so is taken off them.
    """

    name: str
    kind: Kind
    parts: tuple[str, ...]
    divisors: tuple[str, ...] = ()
    uncounted: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """The metrics of `kpi_daily_by_source_system` that it needs."""
        return tuple(dict.fromkeys(self.parts + self.divisors + self.uncounted))

    def value(self, sums: Mapping[str, float]) -> float | None:
        """The number from the sums of the daily facts; None where it would divide by zero."""
        total = sum(sums.get(fact, 0.0) for fact in self.parts)
        if not self.divisors:
            return total
        divisor = sum(sums.get(fact, 0.0) for fact in self.divisors)
        divisor -= sum(sums.get(fact, 0.0) for fact in self.uncounted)
        return total / divisor if divisor else None


METRICS = {
    metric.name: metric
    for metric in (
        Metric("net_revenue", "money", ("net_revenue",)),
        Metric("orders", "count", ("orders",)),
        Metric(
            "average_order_value",
            "money",
            ("net_revenue",),
            ("orders",),
            uncounted=("orders_without_amount",),
        ),
        Metric("units_sold", "count", ("units_sold",)),
        Metric("new_customers", "count", ("new_customers",)),
        Metric("ordering_customers", "count", ("ordering_customers",)),
        Metric("leads_created", "count", ("leads_created",)),
        Metric("opportunities_created", "count", ("opportunities_created",)),
        Metric("won_amount", "money", ("won_amount",)),
        Metric("opportunities_won", "count", ("opportunities_won",)),
        Metric(
            "win_rate", "rate", ("opportunities_won",), ("opportunities_won", "opportunities_lost")
        ),
    )
}

# What is looked at first, on the overview and in the morning report.
HEADLINE = (
    "net_revenue",
    "orders",
    "average_order_value",
    "new_customers",
    "leads_created",
    "opportunities_created",
    "won_amount",
    "win_rate",
)


def change(metric: Metric, now: float | None, before: float | None) -> float | None:
    """The change against the period before, as a fraction.

    Of a rate it is the difference (0.05 is five percentage points), of anything else the
    relative change. None where there is nothing to compare with, or that was zero.
    """
    if now is None or before is None:
        return None
    if metric.kind == "rate":
        return now - before
    return (now - before) / abs(before) if before else None


def target(metric: Metric, monthly: float, period: Period) -> float:
    """What a period is to bring, where a month is to bring `monthly`.

    Of a sum, each day is to bring its share of its month; a ratio is its own target.
    """
    if metric.divisors:
        return monthly
    share, day = 0.0, period.start
    while day <= period.end:
        length = calendar.monthrange(day.year, day.month)[1]
        last = min(day.replace(day=length), period.end)
        share += ((last - day).days + 1) / length
        day = last + dt.timedelta(days=1)
    return monthly * share


def series(
    rows: Sequence[Mapping[str, Any]], metric: Metric, over: Sequence[Bucket]
) -> list[float | None]:
    """The metric in each bucket, from rows of `bucket`, `metric` and `value`.

    A bucket in which nothing happened is zero for a sum, and None for a ratio.
    """
    sums: dict[Any, dict[str, float]] = {}
    for row in rows:
        if row["metric"] in metric.facts:
            sums.setdefault(row["bucket"], {})[row["metric"]] = row["value"]
    return [metric.value(sums.get(bucket.start, {})) for bucket in over]
