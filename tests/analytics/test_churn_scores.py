"""Risks and the report of them, from tables to tables."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from analytics.churn_scores import FEATURES, back_test, scores


def customers(number=2000, *, seed=3, speaks=("silence", "complaints")):
    """Customers at four days, whose churn is drawn from some of what is known of them."""
    rng = np.random.default_rng(seed)
    tables = []
    for ago in (3, 2, 1, 0):
        values = {name: rng.normal(size=number) for name in FEATURES}
        logit = sum(FEATURES[name] * values[name] for name in speaks)
        outcome = rng.random(number) < 1 / (1 + np.exp(-logit))
        tables.append(
            pa.table(
                {
                    "horizons_ago": pa.array([ago] * number, pa.int32()),
                    "customer_id": [f"c{one}" for one in range(number)],
                    **values,
                    "has_churned": outcome,
                }
            )
        )
    return pa.concat_tables(tables)


@pytest.fixture(scope="module")
def known():
    return customers()


@pytest.fixture(scope="module")
def report(known):
    return {row["model"]: row for row in back_test(known).to_pylist()}


def test_the_model_is_judged_beside_silence_alone_and_used_where_it_is_better(report):
    assert report.keys() == {"logistic", "silence"}
    assert report["logistic"]["auc"] > report["silence"]["auc"] + 0.05
    assert report["logistic"]["is_used"]
    assert not report["silence"]["is_used"]
    assert report["logistic"]["customers"] == 2000
    assert report["logistic"]["calibration_error"] < 0.05
    for row in report.values():
        assert [one["risk_class"] for one in row["classes"]] == list(range(1, 11))
        assert sum(one["customers"] for one in row["classes"]) == 2000
        assert np.mean([one["churn_rate"] for one in row["classes"]]) == pytest.approx(
            row["churn_rate"]
        )


def test_where_the_model_says_no_more_silence_is_used():
    """Six values that say nothing cost more than they bring."""
    for seed in range(20):
        found = {
            row["model"]: row
            for row in back_test(customers(400, seed=seed, speaks=["silence"])).to_pylist()
        }
        used = [name for name, row in found.items() if row["is_used"]]
        assert used == ["logistic" if found["logistic"]["auc"] > found["silence"]["auc"]
                        else "silence"]  # fmt: skip
        if used == ["silence"]:
            return
    raise AssertionError("no draw in which silence alone was better")


def test_each_customer_of_today_has_a_risk_and_up_to_three_reasons(known):
    found = scores(known, back_test(known))
    assert found["customer_id"].to_pylist() == [f"c{one}" for one in range(2000)]
    risk = found["risk"].to_numpy()
    assert ((risk > 0) & (risk < 1)).all()
    today = known.slice(6000)
    complaints = today["complaints"].to_numpy()
    assert np.corrcoef(risk, complaints)[0, 1] > 0.4
    reasons = found["reasons"].to_pylist()
    assert {len(one) for one in reasons} <= {0, 1, 2, 3}
    for name, direction in FEATURES.items():
        values = today[name].to_numpy() - today[name].to_numpy().mean()
        told = [value for value, one in zip(values, reasons, strict=True) if name in one]
        # a reason is given only where it is one
        assert all(value * direction > 0 for value in told)
    assert sum("silence" in one[:2] for one in reasons) > 500
    assert not any("age" in one for one in reasons)


def test_nobody_is_told_to_be_overdue_who_is_early(known):
    """Of a grocer's customers, who come by the week, most are within their own rhythm."""
    place = known.column_names.index("overdue")
    early = known.set_column(place, "overdue", pc.subtract(known["overdue"], 1.0))
    # who is late stays away, so that being late is a reason
    raised = pc.add(early["overdue"], pc.cast(known["has_churned"], pa.float64()))
    early = early.set_column(place, "overdue", raised)
    found = scores(early, back_test(early))
    overdue = early.slice(6000)["overdue"].to_pylist()
    assert sum(overdue) < 0
    told = [
        value
        for value, one in zip(overdue, found["reasons"].to_pylist(), strict=True)
        if "overdue" in one
    ]
    assert len(told) > 100
    assert min(told) > 0


@pytest.mark.parametrize("known_share", [0.5, 0.0])
def test_an_amount_that_nobody_knows_is_no_small_one(known_share):
    every = customers(speaks=("silence", "amount"))
    place = every.column_names.index("amount")
    is_known = np.random.default_rng(1).random(len(every)) < known_share
    amounts = pa.array(every["amount"].to_numpy() + 5, mask=~is_known)
    every = every.set_column(place, "amount", amounts)
    found = scores(every, back_test(every))
    assert np.isfinite(found["risk"].to_numpy()).all()
    told = ["amount" in one for one in found["reasons"].to_pylist()]
    assert not any(np.array(told) & ~is_known[6000:])
    assert (sum(told) > 100) == (known_share > 0)


def test_with_silence_alone_that_is_the_only_reason(known):
    report = back_test(known)
    used = pa.array([name == "silence" for name in report["model"].to_pylist()])
    report = report.set_column(report.column_names.index("is_used"), "is_used", used)
    found = scores(known, report)
    assert set(found["model"].to_pylist()) == {"silence"}
    assert {tuple(one) for one in found["reasons"].to_pylist()} == {(), ("silence",)}


@pytest.mark.parametrize("number", [0, 40])
def test_too_little_history_gives_no_rows(number):
    few = customers(number)
    report = back_test(few)
    assert len(report) == 0
    assert len(scores(few, report)) == 0


@pytest.mark.parametrize("came_back", [True, False])
def test_customers_who_all_came_to_the_same_end_cannot_judge_a_model(known, came_back):
    place = known.column_names.index("has_churned")
    ago = known["horizons_ago"].to_numpy()
    outcome = np.where(ago == 1, not came_back, known["has_churned"].to_numpy())
    report = back_test(known.set_column(place, "has_churned", pa.array(outcome)))
    assert len(report) == 0


@pytest.mark.parametrize(("stayed", "rows"), [(49, 0), (50, 2)])
def test_a_model_is_not_chosen_by_a_few_customers(known, stayed, rows):
    """As where hardly anybody bought in the last 90 days: nobody has a risk by that model."""
    ago = known["horizons_ago"].to_numpy()
    outcome = known["has_churned"].to_numpy() | (ago == 1)
    outcome[np.flatnonzero(ago == 1)[:stayed]] = False
    place = known.column_names.index("has_churned")
    few = known.set_column(place, "has_churned", pa.array(outcome))
    report = back_test(few)
    assert len(report) == rows
    assert len(scores(few, report)) == (2000 if rows else 0)


def test_customers_of_today_alone_are_no_history(known):
    today = known.slice(6000)
    assert len(back_test(today)) == 0


def test_the_order_of_rows_changes_nothing(known):
    shuffled = known.take(np.random.default_rng(1).permutation(len(known)))
    first, again = back_test(known).to_pylist(), back_test(shuffled).to_pylist()
    for one, other in zip(first, again, strict=True):
        assert one["auc"] == pytest.approx(other["auc"], abs=1e-3)
        assert one["is_used"] == other["is_used"]
