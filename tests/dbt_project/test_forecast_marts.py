"""Marts of what is to come and of what stands out, against figures made in another way."""

import datetime as dt
import shutil
from collections import Counter, defaultdict
from statistics import NormalDist, median

import duckdb
import numpy as np
import pytest
from statsmodels.tsa.holtwinters import ExponentialSmoothing

from demo.exports import write_exports
from tests.dbt_project.warehouses import add_rows, add_source, ask, ask_one, build, new_home
from warehouse.home import Home

pytestmark = pytest.mark.slow


def months_before(day, months):
    """The last day of the month so many months before."""
    first = day.year * 12 + day.month - months
    return dt.date(first // 12, first % 12 + 1, 1) - dt.timedelta(1)


class TestPipeline:
    """Maven's 8,800 opportunities: no stage of a closed one is known, amounts only of won ones."""

    AS_OF = dt.date(2017, 12, 31)

    @pytest.fixture(scope="class")
    @classmethod
    def deals(cls, maven):
        return ask(
            maven,
            "select created_date, coalesce(closed_date, '9999-12-31'),"
            " fct_opportunity.category, list_price, amount"
            " from core.fct_opportunity inner join core.dim_product using (product_id)"
            " where created_date is not null",
        )

    @pytest.fixture(scope="class")
    @classmethod
    def report(cls, maven):
        rows = ask(
            maven,
            "select forecast_date, method, open_count, forecast_amount, actual_amount, actual_wins,"
            " lower_80, upper_80, is_within_80, relative_error, expected_wins"
            " from marts.pipeline_forecast_report",
        )
        return {(day, method): row for day, method, *row in rows}

    def test_the_published_quarters(self, report):
        """Weighted 2.81 and 3.68 million, by age 2.10 and 2.03; 1.44 and 1.25 came.

        What was published rates the last quarter by value, and takes classes of age of its own.
        """
        summer, autumn = dt.date(2017, 6, 30), dt.date(2017, 9, 30)
        millions = {key: [float(one) / 1e6 for one in row[1:3]] for key, row in report.items()
                    if key[0] in {summer, autumn}}  # fmt: skip
        assert millions == {
            (summer, "closed_win_rate"): [pytest.approx(2.81, abs=0.005), pytest.approx(1.44145)],
            (autumn, "closed_win_rate"): [pytest.approx(3.68, rel=0.01), pytest.approx(1.251928)],
            (summer, "hazard"): [pytest.approx(2.10, rel=0.07), pytest.approx(1.44145)],
            (autumn, "hazard"): [pytest.approx(2.03, rel=0.01), pytest.approx(1.251928)],
        }

    def test_by_age_it_is_nearer_every_time(self, report):
        judged = {day for (day, _), row in report.items() if row[2] is not None}
        assert len(judged) == 7
        for day in judged - {dt.date(2017, 4, 30)}:
            by_age, weighted = (
                abs(row[1] - row[2]) for row in (report[day, "hazard"],
                                                 report[day, "closed_win_rate"])
            )  # fmt: skip
            assert by_age < weighted

    def test_counts_and_weighted_amounts_are_those_of_the_deals(self, report, deals):
        for (day, method), row in report.items():
            now_open = [deal for deal in deals if deal[0] <= day < deal[1]]
            assert row[0] == len(now_open)
            until = months_before(day, -3)
            won = [deal[4] for deal in now_open if deal[2] == "won" and deal[1] <= until]
            known = until <= self.AS_OF
            assert row[2:4] == ([sum(won), len(won)] if known else [None, None])
            if method == "closed_win_rate":
                closed = Counter(deal[2] for deal in deals if deal[1] <= day)
                rate = closed["won"] / closed.total()
                worth = sum(deal[3] for deal in now_open)
                assert float(row[1]) == pytest.approx(float(worth) * rate, abs=0.01)

    @staticmethod
    def chances(deals, day):
        """Probability of winning in three months by age in thirties of days, worked out by hand."""
        at_risk, seen = [], [months_before(day, number) for number in range(1, 13)]
        for start in seen:
            for created, closed, category, *_ in deals:
                for ahead in (1, 2, 3):
                    begin, end = months_before(start, 1 - ahead), months_before(start, -ahead)
                    if created <= start and closed > begin and start < closed and end <= day:
                        age = min((start - created).days // 30, 24) + ahead - 1
                        outcome = category if closed <= end else None
                        at_risk.append((ahead, min(age, 24), outcome))
        ages = defaultdict(Counter)
        for ahead, age, outcome in at_risk:
            if ahead == 1:
                ages[age][outcome] += 1
        rates = {}
        for age, found in ages.items():
            beside = sum((ages[one] for one in (age - 1, age, age + 1) if one in ages), Counter())
            rates[age] = {
                outcome: (found[outcome] + 20 * beside[outcome] / beside.total())
                / (found.total() + 20)
                for outcome in ("won", "lost")
            }
        nearest = {age: rates[max(one for one in rates if one <= age)] for age in range(27)}
        effect = {}
        for ahead in (1, 2, 3):
            of_month = [(age, outcome) for month, age, outcome in at_risk if month == ahead]
            for outcome in ("won", "lost"):
                came = sum(one == outcome for _, one in of_month)
                expected = sum(nearest[age][outcome] for age, _ in of_month)
                effect[ahead, outcome] = (came + 5) / (expected + 5)
        chance = {}
        for age in range(25):
            left, chance[age] = 1.0, 0.0
            for ahead in (1, 2, 3):
                won, lost = (nearest[min(age + ahead - 1, 24)][one] * effect[ahead, one]
                             for one in ("won", "lost"))  # fmt: skip
                chance[age] += left * won
                left *= 1 - won - lost
        return chance

    def test_probabilities_by_age(self, maven, report, deals):
        past = dt.date(2017, 9, 30)
        chance = self.chances(deals, past)
        ages = [(past - deal[0]).days // 30 for deal in deals if deal[0] <= past < deal[1]]
        expected = sum(chance[min(age, 24)] for age in ages)
        assert report[past, "hazard"][-1] == pytest.approx(expected, rel=1e-6)
        chance = self.chances(deals, self.AS_OF)
        for age_days, probability in ask(
            maven,
            "select distinct age_days, win_probability from marts.pipeline_forecast"
            " where model = 'hazard'",
        ):
            assert probability == pytest.approx(chance[min(age_days // 30, 24)], abs=1e-9)

    def test_the_undated_have_no_probability(self, maven):
        assert ask(
            maven,
            "select model, count(*), count(win_probability), count(amount)"
            " from marts.pipeline_forecast group by all order by all",
        ) == [("hazard", 1589, 1589, 1589), ("no date", 500, 0, 0)]

    def test_months_add_up_to_the_report(self, maven, report):
        months = ask(
            maven,
            "select first_date, last_date, forecast_amount from marts.pipeline_forecast_monthly"
            " order by month_ahead",
        )
        assert [row[:2] for row in months] == [
            (dt.date(2018, 1, 1), dt.date(2018, 1, 31)),
            (dt.date(2018, 2, 1), dt.date(2018, 2, 28)),
            (dt.date(2018, 3, 1), dt.date(2018, 3, 31)),
        ]
        total = float(sum(row[2] for row in months))
        assert total == pytest.approx(float(report[self.AS_OF, "hazard"][1]), abs=0.02)
        amount = ask_one(maven, "select sum(forecast_amount) from marts.pipeline_forecast")
        assert total == pytest.approx(float(amount), abs=5)

    def test_bands_are_of_errors_that_were_known(self, report):
        days = sorted(day for day, method in report if method == "hazard")
        for day in days:
            _, forecast, actual, _, lower, upper, within, error, _ = report[day, "hazard"]
            over = [report[one, "hazard"] for one in days if months_before(one, -3) <= day]
            if not over:
                assert (error, lower, upper, within) == (None, None, None, None)
                continue
            squares = [(float(row[2]) / float(row[1]) - 1) ** 2 for row in over]
            assert error == pytest.approx((sum(squares) / len(squares)) ** 0.5, rel=1e-6)
            # chance adds a little to it
            half = NormalDist().inv_cdf(0.9) * error * float(forecast)
            assert half < float(upper - forecast) < 1.3 * half
            if actual is not None:
                assert within == (lower <= actual <= upper)

    def test_a_day_of_the_past_is_forecast_as_it_would_have_been(self, maven, tmp_path, report):
        """The whole project as of that day gives the row that today's back-test has of it."""
        shutil.copytree(maven.build.parent, tmp_path / "home")
        past = Home(tmp_path / "home")
        build(past, "--select", "as_of", "int_opportunities_as_of", "int_pipeline_snapshots+",
              "--exclude", "dim_date", tested=False, as_of="2017-09-30")  # fmt: skip
        found = ask(
            past,
            "select forecast_date, method, forecast_amount, lower_80, upper_80, actual_amount"
            " from marts.pipeline_forecast_report where forecast_date = '2017-09-30'",
        )
        assert len(found) == 2
        for day, method, forecast, lower, upper, actual in found:
            wanted = report[day, method]
            assert [forecast, lower, upper, actual] == [wanted[1], wanted[4], wanted[5], None]


YEARS = [dt.date(2023, 7, 1) + dt.timedelta(n) for n in range(915)]
WEEK = (1, 1, 1, 1.1, 1.3, 0.6, 0.5)
# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: flow rates of ten batches
FLOW = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)


@pytest.fixture(scope="module")
def years():
    """Units and revenue of each day, weekly and yearly seasons, and ten planted days of 2025."""
    chance = np.random.default_rng(7)
    late = [number for number, day in enumerate(YEARS) if day.year == 2025]
    planted = {int(one): 2.5 if one % 2 else 0.2 for one in chance.choice(late, 10, False)}
    units, revenue = [], []
    for number, day in enumerate(YEARS):
        level = 200 * WEEK[day.weekday()] * (1 + number / 2000) * (1 + 0.2 * (day.month > 10))
        level *= planted.get(number, 1)
        units.append(int(chance.poisson(level)))
        revenue.append(round(float(level * 30 * np.exp(chance.normal(0, 0.1))), 2))
    return {"units": units, "revenue": revenue, "planted": {YEARS[one] for one in planted}}


def add_days(home, sold):
    """One order for each (day, units, revenue)."""
    add_source(home, "shop", currency="USD")
    keys = [{"order_id": str(day), "customer_id": "C1", "ordered_at": str(day)}
            for day, _, _ in sold]  # fmt: skip
    add_rows(home, "shop", "orders", [
        key | {"gross_amount": f"{revenue:.2f}"}
        for key, (_, _, revenue) in zip(keys, sold, strict=True)
    ])  # fmt: skip
    add_rows(home, "shop", "order_lines", [
        key | {"order_line_id": "1", "product_id": "P1", "quantity": str(units)}
        for key, (_, units, _) in zip(keys, sold, strict=True)
    ])  # fmt: skip


@pytest.fixture(scope="module")
def shop_of_years(years, tmp_path_factory):
    """One order a day; and NIST's ten flow rates as amounts won on the first ten days."""
    home = new_home(tmp_path_factory.mktemp("years") / "home")
    add_days(home, list(zip(YEARS, years["units"], years["revenue"], strict=True)))
    won = [
        {"opportunity_id": f"D{n}", "stage": "Won", "created_at": str(day), "closed_at": str(day),
         "amount": str(rate)} for n, (day, rate) in enumerate(zip(YEARS, FLOW, strict=False))
    ]  # fmt: skip
    add_rows(home, "shop", "opportunities", won)
    build(home, "--select", "+kpi_anomaly", "+sales_forecast", "+sales_forecast_report",
          tested=False)  # fmt: skip
    return home


class TestAnomalies:
    @pytest.mark.parametrize("metric", ["units_sold", "net_revenue"])
    def test_ten_planted_days_of_a_year_are_found(self, shop_of_years, years, metric):
        found = {
            day for (day,) in ask(
                shop_of_years,
                "select day from marts.kpi_anomaly where metric = ? and is_anomaly"
                " and year(day) = 2025", metric,
            )
        }  # fmt: skip
        assert found >= years["planted"]
        assert len(found - years["planted"]) <= 2

    def test_ten_planted_days_of_the_demo_s_last_year_are_found(self, tmp_path):
        """A shop of 20,000 customers; where nine orders a day are usual, chance hides a tenfold."""
        until = dt.date(2026, 5, 31)
        write_exports(tmp_path / "exports", customers=20_000, until=until)
        sold = duckdb.execute(
            """
            select
                ordered_at[:10]::date as day,
                sum(quantity::integer),
                sum(quantity::integer * unit_price::double)
            from read_csv(
                $files, all_varchar = true, union_by_name = true, ignore_errors = true
            )
            where status <> 'cancelled' and try_cast(ordered_at[:10] as date) is not null
            group by day
            order by day
            """,
            {"files": f"{tmp_path}/exports/order_lines_*.csv"},
        ).fetchall()
        year = [day for day, _, _ in sold if day > until - dt.timedelta(365)]
        drawn = np.random.default_rng(1).choice(len(year), 10, False)
        planted = {year[one]: 2.5 if number % 2 else 0.2 for number, one in enumerate(drawn)}
        home = new_home(tmp_path / "home")
        add_days(home, [
            (day, round(planted.get(day, 1) * units), planted.get(day, 1) * revenue)
            for day, units, revenue in sold
        ])  # fmt: skip
        build(home, "--select", "+kpi_anomaly", tested=False)
        for metric in ("units_sold", "net_revenue"):
            found = {
                day for (day,) in ask(
                    home,
                    "select day from marts.kpi_anomaly where metric = ? and is_anomaly"
                    " and day >= ?", metric, year[0],
                )
            }  # fmt: skip
            assert found >= set(planted), metric
            assert len(found - set(planted)) <= 2, metric

    def test_the_usual_chart_is_the_published_one_and_blind_to_weeks(self, shop_of_years, years):
        tenth = YEARS[9]
        [limits] = ask(
            shop_of_years,
            "select centre_line, lower_control_limit, upper_control_limit from marts.kpi_anomaly"
            " where metric = 'won_amount' and day = ?", tenth,
        )  # fmt: skip
        assert [round(one, 4) for one in limits] == [50.81, 45.8159, 55.8041]
        beyond = {
            day for (day,) in ask(
                shop_of_years,
                "select day from marts.kpi_anomaly where metric = 'units_sold' and year(day) = 2025"
                " and value not between lower_control_limit and upper_control_limit",
            )
        }  # fmt: skip
        assert not beyond >= years["planted"]

    def test_expected_values_and_scores(self, shop_of_years, years):
        """Worked out anew for some days, among them the first and the last."""
        roots = np.sqrt(np.array(years["units"]) + 0.375)
        days = len(roots)

        def others(number, around, step=1):
            places = [number + step * one for one in range(-around, around + 1) if one]
            return [one for one in places if 0 <= one < days]

        weekday = [median(roots[others(number, 6, 7)]) for number in range(days)]
        above = roots - weekday
        expected = [weekday[n] + median(above[others(n, 14)]) for n in range(days)]
        off = np.abs(roots - expected)
        for number in (0, 1, 300, 500, days - 1):
            spread = max(median(off[others(number, 45)]), 0.33725)
            score = 0.6745 * (roots[number] - expected[number]) / spread
            upper = (expected[number] + 3.5 * spread / 0.6745) ** 2 - 0.375
            [found] = ask(
                shop_of_years,
                "select modified_z, expected, upper_bound from marts.kpi_anomaly"
                " where metric = 'units_sold' and day = ?", YEARS[number],
            )  # fmt: skip
            assert [float(one) for one in found] == pytest.approx(
                [score, expected[number] ** 2 - 0.375, upper], abs=0.006
            )

    def test_days_without_a_sale_have_no_band(self, shop_of_years):
        assert ask(
            shop_of_years,
            "select distinct verdict from marts.kpi_anomaly where metric = 'won_amount'"
            " and day > '2023-10-01'",
        ) == [("no band",)]


class TestSales:
    @pytest.fixture(scope="class")
    @classmethod
    def monthly(cls, years):
        sums: dict[dt.date, float] = defaultdict(float)
        for day, paid in zip(YEARS, years["revenue"], strict=True):
            sums[day.replace(day=1)] += paid
        return np.array([sums[month] for month in sorted(sums)])

    def test_the_seasonal_naive_and_its_error(self, shop_of_years, monthly):
        errors = []
        for known in range(len(monthly) - 12, len(monthly)):
            seen = monthly[:known]
            scale = np.abs(seen[12:] - seen[:-12]).mean()
            actual = monthly[known : known + 6]
            errors += list(np.abs(actual - seen[known - 12 :][: len(actual)]) / scale)
        [(count, mase)] = ask(
            shop_of_years,
            "select forecasts, mase from marts.sales_forecast_report"
            " where metric = 'net_revenue' and method = 'seasonal_naive' and months_ahead is null",
        )
        assert count == len(errors) == 57
        assert mase == pytest.approx(np.mean(errors), rel=1e-6)

    def test_the_forecast_is_the_smoothing_that_another_program_finds(self, shop_of_years, monthly):
        rows = ask(
            shop_of_years,
            "select month, forecast, lower_80, upper_80, lower_95, upper_95, method"
            " from marts.sales_forecast"
            " where metric = 'net_revenue' order by month",
        )
        assert [row[0] for row in rows] == [dt.date(2026, number, 1) for number in range(1, 7)]
        [method] = {row[-1] for row in rows}
        season = {"seasonal": "add", "seasonal_periods": 12} if method == "seasonal_ets" else {}
        other = ExponentialSmoothing(
            monthly, trend="add", damped_trend=True, initialization_method="heuristic", **season
        ).fit()
        for (_, forecast, *bands, _), mean in zip(rows, other.forecast(6), strict=True):
            assert float(forecast) == pytest.approx(mean, rel=0.05)
            lower, upper, lowest, highest = bands
            assert 0 <= lowest < lower < forecast < upper < highest

    def test_the_used_method_is_the_least_wrong(self, shop_of_years):
        found = ask(
            shop_of_years,
            "select metric, count(*) filter (is_used), count(distinct method)"
            " from marts.sales_forecast_report where months_ahead is null group by all"
            " order by all",
        )
        assert found == [("net_revenue", 1, 3), ("orders", 1, 3), ("won_amount", 1, 3)]

    @pytest.mark.parametrize("home", ["cdnow", "shop_home"])
    def test_too_few_months_are_said_to_be(self, request, home):
        """CDNOW has 18 months, the hand-made shop three."""
        found = ask(
            request.getfixturevalue(home),
            "select count(*), count(forecast), max(known_months) < 24, min(method), max(method)"
            " from marts.sales_forecast",
        )
        assert found == [(18, 0, True, "not enough history", "not enough history")]
        assert ask(
            request.getfixturevalue(home), "select count(*) from marts.sales_forecast_report"
        ) == [(0,)]


def test_deals_that_nobody_saw_open_say_nothing_of_those_that_are(tmp_path):
    """Entered on the day on which they are won or lost, a hundred in half a year."""
    home = new_home(tmp_path / "home")
    add_source(home, "shop", currency="USD")
    days = [str(dt.date(2025, 7, 1) + dt.timedelta(2 * number)) for number in range(100)]
    closed = [
        {"opportunity_id": f"D{day}", "stage": "Lost" if number % 2 else "Won",
         "created_at": day, "closed_at": day} for number, day in enumerate(days)
    ]  # fmt: skip
    still_open = [{"opportunity_id": "D", "stage": "Demo", "created_at": days[9]}]
    add_rows(home, "shop", "opportunities", closed + still_open)
    build(home, "--select", "+pipeline_forecast", tested=False)
    assert ask(
        home, "select opportunity_id is not null, closed_win_rate, win_probability, model"
        " from marts.pipeline_forecast",
    ) == [(True, 0.5, None, "not enough history")]  # fmt: skip


def test_a_pipeline_of_a_few_deals_is_not_forecast(shop_home):
    assert ask(
        shop_home,
        "select count(*), count(win_probability), count(distinct model)"
        " from marts.pipeline_forecast where model <> 'no date'",
    ) == [(4, 0, 1)]
    assert ask(
        shop_home,
        "select count(*), count(forecast_amount), min(model) from marts.pipeline_forecast_monthly",
    ) == [(3, 0, "not enough history")]
    assert ask(shop_home, "select count(*) from marts.pipeline_forecast_report") == [(0,)]
