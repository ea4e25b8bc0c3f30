"""Parts of R squared, as published and as they must be."""

import csv
from itertools import permutations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.driver_importance import NO_DIFFERENCE, NOT_ENOUGH, TOO_MANY, importance
from analytics.drivers import MOST_DRIVERS, r_squared_parts
from tests.shared_data import shared_data

DRIVERS = ["Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"]


def test_the_parts_of_fertility_as_relaimpo_prints_them():
    """Grömping (2006): `calc.relimp(swiss)`, metric lmg, to seven decimals."""
    with shared_data("published_cases/swiss.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    drivers = np.array([[float(row[name]) for name in DRIVERS] for row in rows])
    fertility = np.array([float(row["Fertility"]) for row in rows])
    parts = r_squared_parts(drivers, fertility)
    assert parts.round(7).tolist() == [0.0570912, 0.1711730, 0.2601347, 0.1055702, 0.1127659]
    assert round(parts.sum(), 7) == 0.7067350


def drawn(count, *, rows=60, seed=1):
    rng = np.random.default_rng(seed)
    drivers = rng.normal(size=(rows, count)) @ rng.normal(size=(count, count))
    return drivers, drivers @ rng.normal(size=count) + rng.normal(size=rows)


def regression(drivers, outcome):
    """R squared by least squares with a constant."""
    design = np.column_stack([np.ones(len(outcome)), drivers])
    rest = outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]
    return 1 - (rest @ rest) / ((outcome - outcome.mean()) ** 2).sum()


@pytest.mark.parametrize("count", [1, 2, 4])
def test_they_are_the_mean_over_all_orders_of_what_each_driver_adds(count):
    drivers, outcome = drawn(count)
    orders = list(permutations(range(count)))
    expected = np.zeros(count)
    for order in orders:
        for at, driver in enumerate(order):
            before = regression(drivers[:, order[:at]], outcome)
            expected[driver] += regression(drivers[:, order[: at + 1]], outcome) - before
    assert r_squared_parts(drivers, outcome) == pytest.approx(expected / len(orders), abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 6), st.integers(0, 1000))
def test_they_add_up_and_no_scale_or_order_changes_them(count, seed):
    drivers, outcome = drawn(count, seed=seed)
    parts = r_squared_parts(drivers, outcome)
    assert parts.sum() == pytest.approx(regression(drivers, outcome), abs=1e-8)
    assert (parts >= 0).all()
    moved = r_squared_parts(drivers[:, ::-1] * 7 - 3, 5 - 2 * outcome)
    assert moved == pytest.approx(parts[::-1], abs=1e-8)


def test_drivers_that_say_the_same_share_their_part():
    drivers, outcome = drawn(2)
    alone = r_squared_parts(drivers, outcome)
    parts = r_squared_parts(drivers[:, [0, 1, 0]], outcome)
    assert parts[0] == pytest.approx(parts[2])
    assert parts.sum() == pytest.approx(alone.sum())


def test_what_says_nothing_has_nothing():
    rng = np.random.default_rng(4)
    heard, noise = rng.normal(size=(2, 20_000))
    parts = r_squared_parts(np.column_stack([heard, noise]), heard)
    assert parts == pytest.approx([1, 0], abs=1e-3)


def test_what_does_not_vary_or_is_too_much_is_refused():
    drivers, outcome = drawn(2)
    with pytest.raises(ValueError, match="does not vary"):
        r_squared_parts(drivers * [1, 0], outcome)
    with pytest.raises(ValueError, match="does not vary"):
        r_squared_parts(drivers, outcome * 0)
    with pytest.raises(ValueError, match="16 drivers"):
        r_squared_parts(*drawn(MOST_DRIVERS + 1))


def answers(values, outcome, *, kind="nps", touchpoint="order"):
    """A table of answers; NaN is no answer."""
    rows = [
        {"kind": kind, "touchpoint": touchpoint, "survey_response_id": f"{kind} {number}",
         "outcome": float(score), "driver": f"d{driver:02}", "answer": float(value)}
        for number, (row, score) in enumerate(zip(values, outcome, strict=True))
        for driver, value in enumerate(row)
        if not np.isnan(value)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=SCHEMA)


SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("kind", "touchpoint", "survey_response_id")]
    + [("outcome", pa.float64()), ("driver", pa.string()), ("answer", pa.float64())]
)


def found(*tables):
    rows = importance(pa.concat_tables(tables)).to_pylist()
    return {(row["kind"], row["driver"]): row for row in rows}


class TestImportance:
    def test_each_kind_at_each_touchpoint_by_itself(self):
        drivers, outcome = drawn(3)
        others, other = drawn(2, seed=9)
        rows = found(answers(drivers, outcome), answers(others, other, kind="csat"))
        assert list(rows) == [("csat", "d00"), ("csat", "d01"), ("nps", "d00"), ("nps", "d01"),
                              ("nps", "d02")]  # fmt: skip
        parts = r_squared_parts(drivers, outcome)
        for at, part in enumerate(parts):
            row = rows["nps", f"d0{at}"]
            assert row["importance"] == pytest.approx(part)
            assert row["r_squared"] == pytest.approx(parts.sum())
            assert (row["responses"], row["note"]) == (60, None)

    def test_a_new_question_costs_the_others_no_answers(self):
        drivers, outcome = drawn(3)
        drivers[:31, 2] = np.nan
        rows = found(answers(drivers, outcome))
        assert rows["nps", "d02"] == {
            "kind": "nps", "touchpoint": "order", "driver": "d02", "importance": None,
            "r_squared": None, "responses": None, "note": NOT_ENOUGH,
        }  # fmt: skip
        assert rows["nps", "d00"]["responses"] == 60

    def test_responses_that_left_out_a_question_are_left_out(self):
        drivers, outcome = drawn(2)
        drivers[:20, 0] = np.nan
        row = found(answers(drivers, outcome))["nps", "d01"]
        assert row["responses"] == 40
        assert row["importance"] == pytest.approx(r_squared_parts(drivers[20:], outcome[20:])[1])

    @pytest.mark.parametrize(("count", "rows"), [(2, 29), (7, 34)])
    def test_too_few_answers_give_words_and_no_number(self, count, rows):
        table = answers(*drawn(count, rows=rows))
        assert {row["note"] for row in found(table).values()} == {NOT_ENOUGH}
        enough = answers(*drawn(count, rows=rows + 1))
        assert {row["note"] for row in found(enough).values()} == {None}

    def test_a_driver_or_an_outcome_that_never_differs(self):
        drivers, outcome = drawn(2)
        rows = found(answers(drivers * [1, 0], outcome))
        assert rows["nps", "d01"]["note"] == NO_DIFFERENCE
        assert rows["nps", "d00"]["importance"] == pytest.approx(rows["nps", "d00"]["r_squared"])
        assert {row["note"] for row in found(answers(drivers, outcome * 0)).values()} == {
            NO_DIFFERENCE
        }

    def test_of_very_many_drivers_those_with_the_most_answers(self):
        drivers, outcome = drawn(MOST_DRIVERS + 1, rows=120)
        drivers[0, 3] = np.nan
        notes = {
            driver: row["note"] for (_, driver), row in found(answers(drivers, outcome)).items()
        }
        assert [driver for driver, note in notes.items() if note] == ["d03"]
        assert notes["d03"] == TOO_MANY

    def test_nothing_was_asked(self):
        assert importance(SCHEMA.empty_table()).num_rows == 0
