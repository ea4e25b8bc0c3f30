"""Churn: on purchases of CDNOW and contracts of Telco, against silence alone, and by hand."""

import duckdb
import numpy as np
import pytest
from sklearn.model_selection import StratifiedKFold

from analytics.churn import fit, quality
from analytics.repeat_buying import NotEnoughHistoryError
from tests.analytics.cdnow import DAYS
from tests.shared_data import shared_data

FEATURES = ("silence", "orders", "age", "gap", "overdue", "amount", "lately")


def cdnow_at(day, horizon=91):
    """What is known of each customer on a day, and whether it does not buy in the days after."""
    known = duckdb.execute(
        DAYS
        + """
        , known as (
            select
                customer,
                count(*) as orders,
                $day::date - max(day) as silence,
                $day::date - min(day) as age,
                avg(amount) as amount,
                count(*) filter (where day > $day::date - 90) as lately
            from days
            where day <= $day::date
            group by customer
        )

        select
            known.*,
            not exists (
                from days
                where
                    days.customer = known.customer
                    and day > $day::date
                    and day <= $day::date + $horizon
            ) as has_churned
        from known
        order by customer
        """,
        {"path": str(shared_data("cdnow/CDNOW_sample.txt")), "day": day, "horizon": horizon},
    ).fetchnumpy()
    one = {name: np.log1p(known[name].astype(float)) for name in known if name != "customer"}
    span = (known["age"] - known["silence"]) / np.maximum(known["orders"] - 1, 1)
    one["gap"] = np.log1p(np.where(known["orders"] > 1, span, known["age"]))
    one["overdue"] = one["silence"] - one["gap"]
    return np.column_stack([one[name] for name in FEATURES]), known["has_churned"].astype(bool)


def test_on_cdnow_it_orders_customers_better_than_silence_alone_and_is_calibrated():
    """Three cuts of time; 83.6 % of the sample do not buy in the quarter after 1997."""
    first, second, last = (cdnow_at(day) for day in ("1997-06-30", "1997-09-30", "1997-12-31"))
    model = quality(fit(FEATURES, *first, *second).risk(last[0]), last[1])
    alone = [(values[:, :1], outcome) for values, outcome in (first, second, last)]
    baseline = quality(fit(("silence",), *alone[0], *alone[1]).risk(alone[2][0]), last[1])
    assert model.customers == 2357
    assert model.churn_rate == pytest.approx(0.836, abs=0.001)
    assert model.auc == pytest.approx(0.809, abs=0.002)
    assert model.auc > baseline.auc > 0.79
    assert model.brier < baseline.brier
    assert model.calibration_error <= 0.03


def test_on_telco_it_is_as_good_as_is_known():
    """7,043 contracts, 26.54 % ended; logistic regression gives an AUC of .8451 over five folds."""
    file = str(shared_data("telco_churn/Telco-Customer-Churn.csv"))
    table = duckdb.execute("from read_csv(?, all_varchar = true)", [file]).fetchnumpy()
    measured = ("tenure", "MonthlyCharges", "TotalCharges")
    # of eleven new customers the total is blank
    columns = [np.array([float(text.strip() or 0) for text in table[name]]) for name in measured]
    for name in table.keys() - {*measured, "customerID", "Churn"}:
        columns += [(table[name] == one).astype(float) for one in sorted(set(table[name]))[1:]]
    values, outcome = np.column_stack(columns), table["Churn"] == "Yes"
    assert outcome.mean() == pytest.approx(0.2654, abs=5e-5)
    found = []
    for train, test in StratifiedKFold(5, shuffle=True, random_state=0).split(values, outcome):
        first, second = train[: len(train) * 3 // 4], train[len(train) * 3 // 4 :]
        names = [str(number) for number in range(values.shape[1])]
        model = fit(names, values[first], outcome[first], values[second], outcome[second])
        found.append(quality(model.risk(values[test]), outcome[test]))
    assert np.mean([one.auc for one in found]) == pytest.approx(0.8451, abs=0.003)
    assert np.mean([one.calibration_error for one in found]) <= 0.035


@pytest.fixture(scope="module")
def drawn():
    """Churn that depends on the first of two values, twice as much on it as the other way round."""
    rng = np.random.default_rng(7)
    values = rng.normal(size=(20_000, 2))
    risk = 1 / (1 + np.exp(-(2 * values[:, 0] - 1)))
    return values, rng.random(20_000) < risk, risk


def test_probabilities_are_those_that_the_outcome_was_drawn_with(drawn):
    values, outcome, risk = drawn
    model = fit(("much", "nothing"), values[:9000], outcome[:9000], values[9000:], outcome[9000:])
    assert model.risk(values) == pytest.approx(risk, abs=0.03)


def test_reasons_add_up_and_are_zero_for_the_mean_customer(drawn):
    values, outcome, _ = drawn
    model = fit(("much", "nothing"), values[:9000], outcome[:9000], values[9000:], outcome[9000:])
    reasons = model.reasons(values)
    assert reasons.shape == values.shape
    assert np.abs(reasons[:9000].mean(axis=0)).max() < 1e-9
    assert reasons[:, 0] == pytest.approx(2 * values[:, 0], abs=0.2)
    assert np.abs(reasons[:, 1]).max() < 0.2
    # who has more reasons has the higher risk
    order = np.argsort(reasons.sum(axis=1))
    assert (np.diff(model.risk(values)[order]) >= -1e-12).all()


@pytest.mark.parametrize("churned", [0, 49, 951, 1000])
def test_too_few_of_either_outcome_are_no_history(churned):
    outcome = np.arange(1000) < churned
    other = np.arange(1000) < 500
    values = np.arange(1000.0).reshape(-1, 1)
    with pytest.raises(NotEnoughHistoryError, match="a model needs 50"):
        fit(("one",), values, outcome, values, other)
    with pytest.raises(NotEnoughHistoryError, match="a model needs 50"):
        fit(("one",), values, other, values, outcome)


def test_no_customers_are_no_history():
    nothing = np.zeros((0, 1))
    with pytest.raises(NotEnoughHistoryError, match="0 of 0 customers"):
        fit(("one",), nothing, nothing[:, 0] > 0, nothing, nothing[:, 0] > 0)


def test_quality_by_hand():
    found = quality(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True]))
    assert (found.customers, found.churn_rate) == (4, 0.5)
    assert found.auc == 0.75  # three of four pairs are in order
    assert found.brier == pytest.approx((0.01 + 0.16 + 0.4225 + 0.04) / 4)
    assert found.calibration_error == pytest.approx((0.1 + 0.4 + 0.65 + 0.2) / 4)
    # fewer customers than classes: each is one, from the lowest risk on
    assert [vars(one) for one in found.classes] == [
        {"risk_class": 1, "customers": 1, "risk": 0.1, "churn_rate": 0.0},
        {"risk_class": 2, "customers": 1, "risk": 0.35, "churn_rate": 1.0},
        {"risk_class": 3, "customers": 1, "risk": 0.4, "churn_rate": 0.0},
        {"risk_class": 4, "customers": 1, "risk": 0.8, "churn_rate": 1.0},
    ]


def test_classes_are_tenths_by_risk_and_hold_what_came():
    """Risks in a mixed order, of which the outcome is known by their size alone."""
    risk = np.random.default_rng(3).permutation(np.arange(205) / 205)
    found = quality(risk, risk >= 0.5)
    assert [one.customers for one in found.classes] == [21] * 5 + [20] * 5
    assert [one.risk_class for one in found.classes] == list(range(1, 11))
    first = found.classes[0]
    assert (first.risk, first.churn_rate) == (pytest.approx(10 / 205), 0.0)
    # ranks 84 to 104 are the fifth class; from rank 103 on, the risk is at least a half
    assert found.classes[4].churn_rate == pytest.approx(2 / 21)
    assert {one.churn_rate for one in found.classes[5:]} == {1.0}
