"""The models of repeat buying give the published figures, and nothing where there is nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from analytics import pareto
from analytics.repeat_buying import Histories, NotEnoughHistoryError, RepeatBuying, fit
from tests.analytics import cdnow

WEEK = 7


@pytest.fixture(scope="module")
def histories():
    return cdnow.histories()


def in_weeks(model, histories):
    """Log likelihood as the papers give it, with times in weeks."""
    return model.log_likelihood + float(histories.repeats.sum()) * np.log(WEEK)


class TestPublished:
    def test_bg_nbd(self, histories):
        """Fader, Hardie and Lee 2005, table 2."""
        model = fit(histories, "bg_nbd")
        found = (model.r, model.alpha_days / WEEK, model.a, model.b)
        assert np.round(found, 3).tolist() == [0.243, 4.414, 0.793, 2.426]
        assert round(in_weeks(model, histories), 2) == -9582.43

    def test_orders_to_come_of_a_customer_and_of_a_new_one(self, histories):
        """The worked example of Fader, Hardie and Lee's spreadsheet note."""
        model = fit(histories, "bg_nbd")
        customer = Histories.of(2, 30.43 * WEEK, 38.86 * WEEK)
        assert round(float(model.expected_orders(customer, 39 * WEEK)[0]), 3) == 1.226
        weeks = np.array([1 / 7, 1, 3, 31 + 6 / 7, 32, 78])
        found = model.expected_orders_of_new(weeks * WEEK).round(4)
        assert found.tolist() == [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8580]

    def test_mbg_nbd(self, histories):
        model = fit(histories, "mbg_nbd")
        found = (model.r, model.alpha_days / WEEK, model.a, model.b)
        assert np.round(found, 3).tolist() == [0.525, 6.183, 0.891, 1.614]
        # better than BG/NBD's
        assert round(in_weeks(model, histories), 2) == -9582.14

    def test_pareto_nbd(self, histories):
        model = pareto.fit(histories)
        found = (model.r, model.alpha_days / WEEK, model.s, model.beta_days / WEEK)
        assert np.round(found, 3).tolist() == [0.553, 10.578, 0.606, 11.669]
        assert round(in_weeks(model, histories), 2) == -9594.98
        best = Histories.of(26, 30.86 * WEEK, 31 * WEEK)
        assert round(float(model.expected_orders(best, 52 * WEEK)[0]), 2) == 25.46
        assert round(float(model.p_alive(best)[0]), 4) == 0.9979


def test_grouped_histories_give_the_same_model(histories):
    rows = np.stack([histories.repeats, histories.last_days, histories.age_days])
    unique, count = np.unique(rows, axis=1, return_counts=True)
    assert unique.shape[1] < rows.shape[1] / 2
    grouped = fit(Histories.of(*unique, count))
    one_by_one = fit(histories)
    assert grouped.alpha_days == pytest.approx(one_by_one.alpha_days, rel=1e-4)
    assert grouped.log_likelihood == pytest.approx(one_by_one.log_likelihood, abs=1e-4)


@pytest.mark.parametrize("name", ["bg_nbd", "mbg_nbd"])
def test_a_model_finds_the_truth_of_simulated_customers(name):
    truth = RepeatBuying(name, r=0.8, alpha_days=60, a=0.9, b=2.5, log_likelihood=0)
    chance = np.random.default_rng(5)
    simulated, later = simulate(truth, 20_000, age=540, later=365, chance=chance)
    model = fit(simulated, name)
    assert model.r / model.alpha_days == pytest.approx(truth.r / truth.alpha_days, rel=0.05)
    expected = model.expected_orders(simulated, 365).sum()
    assert expected == pytest.approx(later.sum(), rel=0.05)
    # the orders that a new customer may be expected to place are those that these placed
    placed = simulated.repeats.mean()
    assert model.expected_orders_of_new(540) == pytest.approx(placed, rel=0.02)


def simulate(truth, customers, *, age, later, chance):
    """Histories of so many days, and the orders of each customer in the days after them."""
    rate = chance.gamma(truth.r, 1 / truth.alpha_days, customers)
    leaving = chance.beta(truth.a, truth.b, customers)
    repeats, last, after = (np.zeros(customers) for _ in range(3))
    for one in range(customers):
        time = 0.0
        stays = truth.name == "bg_nbd" or chance.random() > leaving[one]
        while stays:
            time += chance.exponential(1 / rate[one])
            if time > age + later:
                break
            if time <= age:
                repeats[one] += 1
                last[one] = time
            else:
                after[one] += 1
            stays = chance.random() > leaving[one]
    return Histories.of(repeats, last, np.full(customers, float(age))), after


MODELS = [
    RepeatBuying("bg_nbd", 0.24, 31, 0.8, 2.4, 0),
    RepeatBuying("mbg_nbd", 0.52, 43, 0.9, 1.6, 0),
    RepeatBuying("mbg_nbd", 0.52, 43, 1.0, 1.6, 0),
    pareto.Pareto(0.55, 74, 0.6, 82, 0),
    pareto.Pareto(0.55, 74, 1.0, 60, 0),
    # a young shop, where all leave alike
    RepeatBuying("mbg_nbd", 8.4, 131, 907, 1097, 0),
]
HISTORY = st.tuples(
    st.integers(0, 300), st.floats(0.01, 1), st.floats(1, 4000), st.floats(0.1, 2000)
)


@pytest.mark.parametrize("model", MODELS)
@given(HISTORY)
@settings(max_examples=60, deadline=None)
def test_any_history_has_a_probability_and_orders_that_grow_with_time(model, drawn):
    repeats, share, age, days = drawn
    history = Histories.of(repeats, age * share if repeats else 0, age)
    alive = float(model.p_alive(history)[0])
    few = float(model.expected_orders(history, days)[0])
    more = float(model.expected_orders(history, 2 * days)[0])
    assert 0 <= alive <= 1
    assert 0 <= few <= more * (1 + 1e-9)


@pytest.mark.parametrize(("r", "alpha_days", "a", "b"), [
    (0.52, 43, 0.9, 1.6), (3, 60, 1.5, 4), (22, 317, 1038, 1097), (4, 397, 1097, 815),
    (1.5, 136, 1097, 1093), (0.3, 50, 40, 2), (900, 1000, 1090, 500),
])  # fmt: skip
@pytest.mark.parametrize(("repeats", "days"), [(0, 30), (1, 365.25), (4, 365.25)])
def test_orders_to_come_are_the_mean_over_all_rates_of_leaving(r, alpha_days, a, b, repeats, days):
    """Added up over a hundred thousand of them, also where they hardly differ."""
    model = RepeatBuying("mbg_nbd", r, alpha_days, a, b, 0)
    history = Histories.of(repeats, 9.0 * (repeats > 0), 20)
    leaving = beta.ppf((np.arange(100_000) + 0.5) / 100_000, a, b + repeats + 1)
    shape, scale = r + repeats, alpha_days + 20
    # of one who leaves after an order with that probability
    each = -np.expm1(-shape * np.log1p(leaving * days / scale)) / leaving
    expected = each.mean() * model.p_alive(history)[0]
    assert model.expected_orders(history, days)[0] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("model", MODELS[:4])
@given(st.integers(1, 60), st.floats(30, 2000))
@settings(max_examples=40, deadline=None)
def test_who_has_been_silent_for_longer_is_less_likely_a_customer(model, repeats, last):
    ages = last + np.array([1.0, 30, 90, 365, 1000])
    silent = Histories.of(np.full(5, repeats), np.full(5, last), ages)
    assert (np.diff(model.p_alive(silent)) < 1e-12).all()


def test_who_bought_once_is_alive_in_bg_nbd_and_may_have_left_in_mbg_nbd():
    """Why BG/NBD is no score of churn."""
    once = Histories.of(0, 0, 1000)
    assert MODELS[0].p_alive(once)[0] == 1
    assert MODELS[1].p_alive(once)[0] < 0.5


@pytest.mark.parametrize(
    ("repeats", "last", "age"),
    [(0, 1, 10), (1, 0, 10), (1, 11, 10), (-1, 0, 10), (1, -1, 10), (1, 5, float("nan"))],
)
def test_a_history_that_cannot_be_is_refused(repeats, last, age):
    with pytest.raises(ValueError, match="A history needs"):
        Histories.of(repeats, last, age)


@pytest.mark.parametrize(("customers", "repeaters"), [(0, 0), (99, 99), (1000, 29)])
def test_too_little_history_is_said_to_be_too_little(customers, repeaters):
    repeats = np.r_[np.ones(repeaters), np.zeros(customers - repeaters)]
    few = Histories.of(repeats, repeats * 20, np.full(customers, 100.0))
    with pytest.raises(NotEnoughHistoryError, match="a model needs 100 and 30"):
        fit(few)


def test_histories_of_all_one_kind_do_not_break_the_fit():
    """Everybody ordered on the same two days: parameters run to a bound, numbers stay numbers."""
    model = fit(Histories.of([1], [30], [60], [500]))
    assert np.isfinite([model.r, model.alpha_days, model.a, model.b]).all()
    assert np.isfinite(model.expected_orders(Histories.of(1, 30, 60), 365)).all()
