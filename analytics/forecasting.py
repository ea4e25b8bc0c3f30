"""What the next months of a series will bring: exponential smoothing, judged by its own past.

Hyndman, Koehler, Ord and Snyder, "Forecasting with Exponential Smoothing" (2008): additive errors,
a trend that fades, and a season where there are enough years of it; the band follows from the
variance of the model. Judged by forecasts from earlier days against what has come since, in the
unit of Hyndman and Koehler, "Another look at measures of forecast accuracy", International Journal
of Forecasting 22 (2006) 679-688: below 1 it is better than saying that a month will be as it was a
year ago.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from analytics.repeat_buying import NotEnoughHistoryError, Numbers

METHODS = ("ets", "seasonal_ets", "seasonal_naive")


@dataclass(frozen=True)
class Forecast:
    """What is to come, one entry per period ahead.

    Attributes:
        mean: what is expected, in the unit of the series.
        deviation: standard deviation of what may come instead.
    """

    mean: Numbers
    deviation: Numbers

    def band(self, coverage: float, least: float = -np.inf) -> tuple[Numbers, Numbers]:
        """Lower and upper end of what holds the outcome with a probability of `coverage`.

        Args:
            coverage: probability, such as 0.8.
            least: what the series cannot fall below.
        """
        half = NormalDist().inv_cdf((1 + coverage) / 2) * self.deviation
        return np.maximum(self.mean - half, least), np.maximum(self.mean + half, least)


@dataclass(frozen=True)
class Accuracy:
    """How far forecasts were from what came.

    Attributes:
        rmse: root mean square error, in the unit of the series.
        mae: mean absolute error.
        mape: mean absolute error as a fraction of what came.
        mase: mean absolute error over the scale.
    """

    rmse: float
    mae: float
    mape: float
    mase: float


def seasonal_scale(values: Numbers, period: int) -> float:
    """Mean difference of two values one season apart, the unit of MASE.

    Raises:
        NotEnoughHistoryError: no two values are a season apart, or none differs.
    """
    if len(values) <= period:
        raise NotEnoughHistoryError(f"{len(values)} values: two a season apart are {period} apart.")
    scale = float(np.abs(values[period:] - values[:-period]).mean())
    if scale == 0:
        raise NotEnoughHistoryError("Every season is as the one before: errors have no unit.")
    return scale


def accuracy(actual: Numbers, mean: Numbers, scale: float) -> Accuracy:
    """Judge forecasts by what came.

    Args:
        actual: what came, not 0.
        mean: what was forecast, of the same shape.
        scale: `seasonal_scale` of what the forecast saw.
    """
    error = np.abs(actual - mean)
    return Accuracy(
        rmse=float(np.sqrt((error**2).mean())),
        mae=float(error.mean()),
        mape=float((error / np.abs(actual)).mean()),
        mase=float(error.mean() / scale),
    )


def forecast(values: Numbers, ahead: int, period: int, method: str) -> Forecast:
    """Forecast the next values of a series.

    Args:
        values: the series, oldest first, without gaps.
        ahead: how many values to forecast.
        period: values in a season, 12 for months.
        method: one of METHODS.

    Raises:
        NotEnoughHistoryError: of less than ten values, or for a season less than two seasons of
            values, nothing can be said.
    """
    if method == "seasonal_naive":
        return _seasonal_naive(values, ahead, period)
    needed = 2 * period if method == "seasonal_ets" else 10
    if len(values) < needed:
        raise NotEnoughHistoryError(f"{len(values)} values: {method} needs {needed}.")
    return _smoothing(values, ahead, period if method == "seasonal_ets" else None)


def _seasonal_naive(values: Numbers, ahead: int, period: int) -> Forecast:
    if len(values) <= period:
        raise NotEnoughHistoryError(f"{len(values)} values: a season before needs {period + 1}.")
    steps = np.arange(ahead)
    errors = values[period:] - values[:-period]
    # a forecast two seasons ahead errs twice
    deviation = np.sqrt((errors**2).mean() * (steps // period + 1))
    return Forecast(values[len(values) - period + steps % period], deviation)


def _smoothing(values: Numbers, ahead: int, period: int | None) -> Forecast:
    # both take a while, and only a warehouse with years of data needs them
    from pandas import Series  # noqa: PLC0415
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel  # noqa: PLC0415

    level = float(np.abs(values).mean()) or 1.0
    model = ETSModel(
        # on a flat ridge the search would take the last bits of a division, thus the unit, for news
        Series(np.round(values / level, 10)),
        error="add",
        trend="add",
        damped_trend=True,
        seasonal="add" if period else None,
        seasonal_periods=period,
        initialization_method="heuristic",
    )
    with warnings.catch_warnings():
        # an optimum at the edge, as of a level that never moves, is one too
        warnings.simplefilter("ignore")
        fitted = model.fit(disp=False)
    last = len(values)
    predicted = fitted.get_prediction(start=last, end=last + ahead - 1)
    return Forecast(
        np.asarray(predicted.predicted_mean, float) * level,
        np.sqrt(np.asarray(predicted.forecast_variance, float)) * level,
    )
