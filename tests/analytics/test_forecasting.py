"""Exponential smoothing and its judgement, against published figures and what must always hold."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analytics.forecasting import METHODS, Forecast, accuracy, forecast, seasonal_scale
from analytics.repeat_buying import NotEnoughHistoryError
from analytics.sales_forecasts import AHEAD, LEAST_MONTHS, forecasts

# Australian beer, megalitres a quarter from 1992 (Hyndman and Athanasopoulos, Forecasting:
# principles and practice): 14 years are known, eleven quarters are to be forecast.
BEER = np.array([
    443, 410, 420, 532, 433, 421, 410, 512, 449, 381, 423, 531, 426, 408, 416, 520, 409, 398, 398,
    507, 432, 398, 406, 526, 428, 397, 403, 517, 435, 383, 424, 521, 421, 402, 414, 500, 451, 380,
    416, 492, 428, 408, 406, 506, 435, 380, 421, 490, 435, 390, 412, 454, 416, 403, 408, 482, 438,
    386, 405, 491, 427, 383, 394, 473, 420, 390, 410,
], float)  # fmt: skip
KNOWN, TO_COME = BEER[:56], BEER[56:]


class TestBeer:
    """The accuracy that the book prints: RMSE, MAE, MAPE and MASE."""

    @staticmethod
    def judged(mean):
        found = accuracy(TO_COME, mean, seasonal_scale(KNOWN, 4))
        values = (found.rmse, found.mae, 100 * found.mape, found.mase)
        return tuple(round(value, 2) for value in values)

    def test_mean_and_naive(self):
        assert self.judged(np.full(11, KNOWN.mean())) == (38.01, 33.78, 8.17, 2.30)
        assert self.judged(np.full(11, KNOWN[-1])) == (70.91, 63.91, 15.88, 4.35)

    def test_seasonal_naive(self):
        found = forecast(KNOWN, 11, 4, "seasonal_naive")
        assert self.judged(found.mean) == (12.97, 11.27, 2.73, 0.77)

    def test_exponential_smoothing_is_better(self):
        """A figure of ours: the book does not print it."""
        found = forecast(KNOWN, 11, 4, "seasonal_ets")
        assert self.judged(found.mean) == pytest.approx((7.95, 6.56, 1.56, 0.45), abs=0.1)
        lower, upper = found.band(0.95)
        assert ((lower <= TO_COME) & (upper >= TO_COME)).all()

    def test_without_a_season_it_is_as_bad_as_the_mean(self):
        found = forecast(KNOWN, 11, 4, "ets")
        assert self.judged(found.mean)[3] > 2


class TestForecast:
    def test_a_level_that_never_moves_goes_on(self):
        for method in METHODS:
            found = forecast(np.full(30, 7.0), 6, 12, method)
            assert found.mean == pytest.approx(np.full(6, 7.0), abs=1e-6)
            assert found.deviation == pytest.approx(np.zeros(6), abs=1e-6)

    def test_nothing_at_all_is_nothing(self):
        assert forecast(np.zeros(30), 6, 12, "ets").mean == pytest.approx(np.zeros(6))

    def test_the_same_month_of_the_year_before(self):
        values = np.arange(26.0)
        found = forecast(values, 14, 12, "seasonal_naive")
        assert list(found.mean) == [*range(14, 26), 14, 15]
        # two years ahead, the difference of a year is there twice
        assert found.deviation == pytest.approx([12.0] * 12 + [12 * 2**0.5] * 2)

    def test_a_band_is_as_wide_as_the_normal_distribution_says(self):
        lower, upper = Forecast(np.array([10.0]), np.array([2.0])).band(0.95, least=7.0)
        assert (lower[0], upper[0]) == (7.0, pytest.approx(13.919928))

    @pytest.mark.parametrize(("method", "least"), [
        ("ets", 10), ("seasonal_ets", 24), ("seasonal_naive", 13),
    ])  # fmt: skip
    def test_too_few_values_are_refused(self, method, least):
        values = np.sin(np.arange(least))
        assert len(forecast(values, 6, 12, method).mean) == 6
        with pytest.raises(NotEnoughHistoryError):
            forecast(values[1:], 6, 12, method)

    def test_what_is_the_same_every_year_has_no_scale(self):
        with pytest.raises(NotEnoughHistoryError):
            seasonal_scale(np.tile(np.arange(12.0), 3), 12)
        with pytest.raises(NotEnoughHistoryError):
            seasonal_scale(np.arange(12.0), 12)

    @settings(max_examples=20, deadline=None)
    @given(st.integers(0, 999), st.floats(0.01, 1e6))
    @example(450, 5.0)  # a flat ridge
    def test_the_unit_changes_nothing(self, seed, unit):
        values = np.random.default_rng(seed).gamma(5, 20, 30)
        for method in METHODS:
            plain, scaled = (forecast(one, 3, 12, method) for one in (values, values * unit))
            assert scaled.mean == pytest.approx(plain.mean * unit, rel=1e-4)
            assert scaled.deviation == pytest.approx(plain.deviation * unit, rel=1e-4)


def series(values, metric="orders"):
    months = [dt.date(2020 + n // 12, n % 12 + 1, 1) for n in range(len(values))]
    return pa.table({"metric": [metric] * len(values), "month": months, "value": list(values)})


def seasonal(months, seed=0):
    """A series that grows, with a strong December."""
    chance = np.random.default_rng(seed)
    count = np.arange(months)
    return 100 + count + 80 * (count % 12 == 11) + chance.normal(0, 5, months)


class TestSalesForecasts:
    def test_with_less_than_two_years_there_is_nothing(self):
        assert forecasts(series(seasonal(LEAST_MONTHS - 1))).num_rows == 0
        assert forecasts(series([])).num_rows == 0
        assert forecasts(series(np.full(40, 3.0))).num_rows == 0
        # today and eleven back-tests, from 13 months on; no season is fitted to less than two years
        methods = forecasts(series(seasonal(LEAST_MONTHS)))["method"].to_pylist()
        assert {name: methods.count(name) for name in METHODS} == {
            "ets": 12 * AHEAD, "seasonal_ets": AHEAD, "seasonal_naive": 12 * AHEAD,
        }  # fmt: skip

    def test_no_forecast_knows_what_came_after(self):
        """Forecasts of the past are those that the shorter series gives as today's."""
        values = seasonal(40)
        whole = forecasts(series(values))
        for known in (30, 36):
            short = forecasts(series(values[:known]))
            month = short["last_month"].to_pylist()[-1]
            wanted = {
                (row["method"], row["months_ahead"]): row["mean"]
                for row in short.to_pylist() if row["last_month"] == month
            }  # fmt: skip
            found = {
                (row["method"], row["months_ahead"]): row["mean"]
                for row in whole.to_pylist() if row["last_month"] == month
            }  # fmt: skip
            assert found == wanted

    def test_what_came_stands_beside_what_was_said(self):
        values = seasonal(40)
        rows = forecasts(series(values)).to_pylist()
        start = dt.date(2020, 1, 1)
        for row in rows:
            last = (row["last_month"].year - start.year) * 12 + row["last_month"].month - 1
            place = last + row["months_ahead"]
            assert row["actual"] == (values[place] if place < 40 else None)
        assert {row["last_month"] for row in rows if row["actual"] is None} >= {dt.date(2023, 4, 1)}

    def test_a_season_is_found_and_used(self):
        rows = forecasts(series(seasonal(60))).to_pylist()
        today = [
            row for row in rows if row["is_used"] and row["last_month"] == dt.date(2024, 12, 1)
        ]
        assert {row["method"] for row in today} == {"seasonal_ets"}
        assert len(today) == AHEAD
        december = forecasts(series(seasonal(55))).to_pylist()
        [row] = [
            row for row in december
            if row["is_used"] and row["actual"] is None and row["months_ahead"] == 5
            and row["last_month"] == dt.date(2024, 7, 1)
        ]  # fmt: skip
        assert row["mean"] == pytest.approx(239, abs=12)

    @pytest.mark.parametrize(("months", "is_used"), [(29, False), (30, True)])
    def test_a_season_is_used_from_six_back_tests_on(self, months, is_used):
        found = forecasts(series(seasonal(months))).to_pylist()
        used = {row["method"] for row in found if row["is_used"]}
        assert (used == {"seasonal_ets"}) == is_used

    def test_the_best_of_the_back_test_is_used(self):
        rows = forecasts(series(np.tile(seasonal(12), 5) + np.arange(60) % 7)).to_pylist()
        errors: dict[str, dict[tuple, float]] = {}
        for row in rows:
            if row["actual"] is not None:
                key = row["last_month"], row["months_ahead"]
                error = abs(row["actual"] - row["mean"]) / row["scale"]
                errors.setdefault(row["method"], {})[key] = error
        assert {len(found) for found in errors.values()} == {57}
        best = min(errors, key=lambda method: sum(errors[method].values()))
        assert {row["method"] for row in rows if row["is_used"]} == {best}

    def test_bands_of_a_series_that_is_as_the_model_says_hold_what_they_promise(self):
        hits = {"80": [], "95": []}
        for seed in range(12):
            values = 200 + np.random.default_rng(seed).normal(0, 10, 48)
            for row in forecasts(series(values)).to_pylist():
                if row["is_used"] and row["actual"] is not None:
                    for band, found in hits.items():
                        found.append(row[f"lower_{band}"] <= row["actual"] <= row[f"upper_{band}"])
        assert np.mean(hits["80"]) == pytest.approx(0.80, abs=0.07)
        assert np.mean(hits["95"]) == pytest.approx(0.95, abs=0.05)

    def test_sales_do_not_fall_below_nothing_unless_they_have(self):
        falling = np.maximum(100 - 4 * np.arange(30.0), 0)
        rows = forecasts(series(falling)).to_pylist()
        assert min(min(row["mean"], row["lower_95"]) for row in rows) == 0
        refunds = forecasts(series(falling - 20)).to_pylist()
        assert min(row["lower_95"] for row in refunds) < -20

    def test_metrics_do_not_know_of_each_other(self):
        first, second = seasonal(30, 1), seasonal(26, 2)
        both = forecasts(pa.concat_tables([series(first, "a"), series(second, "b")]))
        apart = [forecasts(series(first, "a")), forecasts(series(second, "b"))]
        assert both.to_pylist() == pa.concat_tables(apart).to_pylist()
