"""What customers are worth, and how long subscribers stay, as published."""

import numpy as np
import pytest

from analytics import contracts, spend
from analytics.lifetime_value import ends_of_months, lifetime_value, orders_by_month
from analytics.repeat_buying import Histories, NotEnoughHistoryError, fit
from tests.analytics import cdnow

LIFETIMES_MONTH = 30.415  # 4.345 weeks


@pytest.fixture(scope="module")
def fitted():
    found = cdnow.customers()
    return found, spend.fit(found["repeats"], found["amount"])


@pytest.fixture(scope="module")
def in_cents():
    """Mean amounts as the published file has them, which rounds each to the cent."""
    found = cdnow.customers()
    amount = np.floor(found["amount"] * 100 + 0.5 + 1e-6) / 100
    return found["repeats"], amount, spend.fit(found["repeats"], amount)


class TestSpend:
    def test_gamma_gamma_as_published(self, fitted):
        """Fader and Hardie 2013: p, q and v of CDNOW, and the means of 946 customers."""
        found, model = fitted
        assert np.round([model.p, model.q, model.v], 2).tolist() == [6.25, 3.74, 15.44]
        assert round(model.log_likelihood, 2) == -4055.92
        repeaters = found["repeats"] > 0
        assert repeaters.sum() == 946
        # nobody's first order is in the mean, so who has no repeat is expected to spend the mean
        assert model.expected_amount(0, 0) == pytest.approx(35.17, abs=0.01)

    def test_to_the_last_digit_on_amounts_in_cents(self, in_cents):
        """The first three are expected to spend 24.6586, 35.1710 (no repeat) and 18.9115."""
        repeats, amount, model = in_cents
        assert [model.p, model.q, model.v] == pytest.approx([6.2488, 3.7446, 15.4479], abs=2e-4)
        assert round(model.log_likelihood, 2) == -4055.92
        expected = model.expected_amount(repeats, amount)
        assert expected[:3] == pytest.approx([24.6586, 35.1710, 18.9115], abs=1e-4)

    def test_few_orders_are_drawn_to_the_mean_of_all(self, fitted):
        _, model = fitted
        means = model.expected_amount([0, 1, 5, 500], [90, 90, 90, 90])
        assert (np.diff(means) > 0).all()
        assert means[-1] == pytest.approx(90, rel=0.01)

    def test_the_currency_changes_the_amounts_and_nothing_else(self, fitted):
        found, model = fitted
        cents = spend.fit(found["repeats"], found["amount"] * 100)
        assert cents.v == pytest.approx(model.v * 100, rel=1e-3)
        assert cents.p == pytest.approx(model.p, rel=1e-3)

    def test_who_ordered_once_is_not_worth_hundreds_of_others(self):
        """Orders of companies, which differ by powers of ten, make q run towards 1."""
        chance = np.random.default_rng(7)
        usual = np.exp(chance.normal(6, 1.6, 300))
        repeats = np.r_[np.zeros(141, int), chance.integers(1, 9, 159)]
        noise = [np.exp(chance.normal(0, 0.8, max(count, 1))).mean() for count in repeats]
        amount = np.where(repeats > 0, usual * noise, 0)
        model = spend.fit(repeats, amount)
        assert model.q >= 1.5
        assert model.expected_amount(0, 0) < 3 * amount[repeats > 0].mean()

    def test_where_all_pay_the_same_the_next_order_is_worth_that(self):
        """A subscription of one price: half a percent and more was added to it."""
        orders = np.random.default_rng(0).poisson(1.5, 400) + 1
        model = spend.fit(orders, np.full(400, 50.0))
        assert model.expected_amount([0, 1, 9], [0, 50, 50]) == pytest.approx(50, rel=1e-5)

    def test_amounts_that_are_none_are_left_out(self):
        with pytest.raises(NotEnoughHistoryError, match="29 customers with an amount"):
            spend.fit(np.ones(60), np.r_[np.full(29, 10.0), np.zeros(20), np.full(11, -5.0)])


class TestLifetimeValue:
    @pytest.fixture
    def values(self, in_cents):
        repeats, mean, paid = in_cents
        amount = paid.expected_amount(repeats, mean)
        model = fit(cdnow.histories(), "bg_nbd")
        by_month = orders_by_month(
            model, cdnow.histories(), ends_of_months(days_of_a_month=LIFETIMES_MONTH)
        )
        return lifetime_value(by_month, amount, monthly_discount=0.01)

    def test_twelve_months_of_three_customers(self, values):
        """As lifetimes gives it where it is told that a time is a week."""
        names = cdnow.customers()["customer"]
        found = [float(values[list(names).index(name)]) for name in ("00004", "00021", "00050")]
        assert np.round(found, 2).tolist() == [36.28, 4.64, 8.34]

    def test_weeks_cannot_be_taken_for_days(self):
        """Where they are, the same customer is worth 140.10, as was once published."""
        found = cdnow.customers()
        weeks = Histories.of(found["repeats"], found["last_days"] / 7, found["age_days"] / 7)
        right = fit(cdnow.histories(), "bg_nbd")
        wrong = fit(weeks, "bg_nbd")
        first = slice(0, 1)
        one = Histories.of(*(found[name][first] for name in ("repeats", "last_days", "age_days")))
        slipped = Histories.of(one.repeats, one.last_days / 7, one.age_days / 7)
        amount = np.array([24.65])
        value = lifetime_value(orders_by_month(right, one), amount, monthly_discount=0.01)[0]
        assert value == pytest.approx(36.3, abs=0.1)
        slip = lifetime_value(orders_by_month(wrong, slipped), amount, monthly_discount=0.01)[0]
        assert slip == pytest.approx(140.1, rel=0.01)
        # the names say which it is, so that nobody gives one where the other is wanted
        assert {"last_days", "age_days"} <= set(Histories.__dataclass_fields__)
        assert "alpha_days" in type(right).__dataclass_fields__

    def test_money_that_comes_later_is_worth_less(self):
        model = fit(cdnow.histories())
        amount = np.full(len(cdnow.histories().repeats), 10.0)
        by_month = orders_by_month(model, cdnow.histories())
        plain = lifetime_value(by_month, amount)
        later = lifetime_value(by_month, amount, monthly_discount=0.02)
        assert (later < plain).all()
        orders = model.expected_orders(cdnow.histories(), 365.25)
        assert plain == pytest.approx(orders * 10)


class TestContracts:
    """Fader and Hardie 2007; the Regular log likelihood is our own."""

    HIGH_END = (1000, 869, 743, 653, 593, 551, 517, 491)
    REGULAR = (1000, 631, 468, 382, 326, 289, 262, 241)

    @pytest.mark.parametrize(
        ("survivors", "alpha", "beta", "likelihood"),
        [(HIGH_END, 0.668, 3.806, -1611.16), (REGULAR, 0.704, 1.182, -1680.27)],
    )
    def test_published_parameters(self, survivors, alpha, beta, likelihood):
        model = contracts.fit(survivors)
        assert (round(model.alpha, 3), round(model.beta, 3)) == (alpha, beta)
        assert round(model.log_likelihood, 2) == likelihood

    def test_published_likelihoods(self):
        survivors = np.array(self.HIGH_END, float)
        assert round(contracts.log_likelihood(1, 1, survivors), 2) == -2115.55
        assert round(contracts.log_likelihood(0.01, 0.01, survivors), 2) == -2741.70

    def test_retention_rises_and_gives_the_survival(self):
        model = contracts.fit(self.HIGH_END)
        retention = model.retention(np.arange(1, 20))
        assert (np.diff(retention) > 0).all()
        assert np.cumprod(retention) == pytest.approx(model.survival(np.arange(1, 20)))
        assert model.survival(0) == 1

    @pytest.mark.parametrize("survivors", [(), (10,), (10, 11)])
    def test_what_is_no_cohort_is_refused(self, survivors):
        with pytest.raises(ValueError, match="Survivors are"):
            contracts.fit(survivors)
