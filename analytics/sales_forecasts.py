"""Forecasts of monthly sales and their back-test, from table to table.

Each method of `analytics.forecasting` forecasts from the end of every one of the last twelve
months, with what was known then, and from the last month. The method that was least wrong is used.
A model's own band takes for granted that the model is right, so it is widened by how far outcomes
lay from forecasts that were over by then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from threadpoolctl import threadpool_limits

from analytics.forecasting import METHODS, Forecast, forecast, seasonal_scale
from analytics.repeat_buying import NotEnoughHistoryError, Numbers

AHEAD = 6
PERIOD = 12
# with less, a trend cannot be told from a season
LEAST_MONTHS = 2 * PERIOD
_ORIGINS = 12
# with fewer forecasts, a method cannot be compared
_LEAST_ORIGINS = 6
_SCHEMA = pa.schema(
    [
        ("metric", pa.string()),
        ("method", pa.string()),
        ("is_used", pa.bool_()),
        ("last_month", pa.date32()),
        ("months_ahead", pa.int32()),
        ("mean", pa.float64()),
        ("lower_80", pa.float64()),
        ("upper_80", pa.float64()),
        ("lower_95", pa.float64()),
        ("upper_95", pa.float64()),
        ("actual", pa.float64()),
        ("scale", pa.float64()),
    ]
)


@dataclass(frozen=True)
class _Made:
    """What a method said of the next months when it knew so many of the series.

    Attributes:
        known: how many months it saw.
        scale: unit of MASE by these.
        actual: what came, as far as it has.
    """

    method: str
    known: int
    forecast: Forecast
    scale: float
    actual: Numbers

    @property
    def errors(self) -> Numbers:
        """What came less what was forecast, for the months that are over."""
        return self.actual - self.forecast.mean[: len(self.actual)]

    def surprises(self, known: int) -> Numbers:
        """Errors in standard deviations, of months that were over when `known` months were."""
        errors = self.errors[: max(known - self.known, 0)]
        deviation = self.forecast.deviation[: len(errors)]
        return errors[deviation > 0] / deviation[deviation > 0]


def forecasts(months: pa.Table) -> pa.Table:
    """Forecasts of each metric, today's and those of the back-test.

    Args:
        months: metric, month (its first day) and value, without gaps, ordered by both.

    Returns:
        A row per metric, method, last month seen and month ahead: the mean, its bands, what came
        where it is known, and the unit of MASE. No rows of a metric with too little history.
    """
    rows: list[dict[str, object]] = []
    # threads of BLAS wait for each other longer than these small fits take
    with threadpool_limits(limits=1, user_api="blas"):
        for metric in pc.unique(months["metric"]).to_pylist():
            one = months.filter(pc.equal(months["metric"], metric))
            dates, values = one["month"].to_pylist(), one["value"].to_numpy().astype(float)
            made = list(_made(values)) if len(values) >= LEAST_MONTHS else []
            used = _best(made)
            for each in made:
                about = {
                    "metric": metric,
                    "method": each.method,
                    "is_used": each.method == used,
                    "last_month": dates[each.known - 1],
                    "scale": each.scale,
                }
                wider = _wider(made, each)
                least = 0.0 if values[: each.known].min() >= 0 else -np.inf
                rows += [about | row for row in _rows(each, wider, least)]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _made(values: Numbers) -> Iterator[_Made]:
    for known in range(max(PERIOD + 1, len(values) - _ORIGINS), len(values) + 1):
        for method in METHODS:
            try:
                scale = seasonal_scale(values[:known], PERIOD)
                found = forecast(values[:known], AHEAD, PERIOD, method)
            except NotEnoughHistoryError:
                continue
            yield _Made(method, known, found, scale, values[known : known + AHEAD])


def _best(made: list[_Made]) -> str | None:
    """The method with the least mean scaled error of the forecasts that all made."""
    errors: dict[str, dict[int, Numbers]] = {}
    for one in made:
        if len(one.actual):
            errors.setdefault(one.method, {})[one.known] = np.abs(one.errors) / one.scale
    compared = {name: found for name, found in errors.items() if len(found) >= _LEAST_ORIGINS}
    if not compared:
        return None
    common = sorted(set.intersection(*(set(found) for found in compared.values())))
    return min(
        compared,
        key=lambda name: float(np.concatenate([compared[name][known] for known in common]).mean()),
    )


def _wider(made: list[_Made], one: _Made) -> float:
    """By how much its band must be wider, by what had come of the forecasts before it."""
    before = [each.surprises(one.known) for each in made if each.method == one.method]
    surprises = np.concatenate(before)
    return max(1.0, float(np.sqrt((surprises**2).mean()))) if len(surprises) else 1.0


def _rows(one: _Made, wider: float, least: float) -> Iterator[dict[str, object]]:
    widened = Forecast(one.forecast.mean, one.forecast.deviation * wider)
    bands = {coverage: widened.band(coverage, least) for coverage in (0.8, 0.95)}
    for place, mean in enumerate(np.maximum(widened.mean, least)):
        yield {
            "months_ahead": place + 1,
            "mean": float(mean),
            **{
                f"{end}_{coverage * 100:.0f}": float(band[number][place])
                for coverage, band in bands.items()
                for number, end in enumerate(("lower", "upper"))
            },
            "actual": float(one.actual[place]) if place < len(one.actual) else None,
        }
