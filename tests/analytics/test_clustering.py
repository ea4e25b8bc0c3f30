"""Clusters against published silhouettes, and what they must be whatever the data."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_iris, make_blobs
from sklearn.preprocessing import StandardScaler

from analytics.clustering import best, coordinates, customer_clusters, fit
from analytics.repeat_buying import NotEnoughHistoryError
from tests.analytics import cdnow


def test_silhouettes_of_scikit_learns_example_on_blobs():
    """In "Selecting the number of clusters with silhouette analysis", scikit-learn's user guide."""
    points, _ = make_blobs(
        n_samples=500, n_features=2, centers=4, cluster_std=1, center_box=(-10.0, 10.0),
        shuffle=True, random_state=1,
    )  # fmt: skip
    found = [round(fit(points, number).silhouette, 5) for number in (2, 3, 4)]
    assert found == [0.70498, 0.58820, 0.65052]
    assert len(best(points).nearest(points)) == 500


def test_iris_falls_into_three():
    points = load_iris().data
    found = fit(points, 3)
    assert round(found.silhouette, 4) == 0.5528
    assert round(found.inertia, 4) == pytest.approx(78.8514, abs=2e-4)


def test_silhouettes_of_cdnow():
    raw = cdnow.customers("1998-06-30")
    recency = raw["age_days"] - raw["last_days"]
    points = coordinates(recency, raw["repeats"] + 1, raw["total"])
    points = StandardScaler().fit_transform(points)
    found = [fit(points, number).silhouette for number in (2, 3, 4)]
    assert found == pytest.approx([0.5777, 0.4882, 0.4105], abs=0.004)


def customers(rows):
    recency, frequency, monetary = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        {
            "customer_id": [f"c{number}" for number in range(len(rows))],
            "recency_days": pa.array(recency, pa.int64()),
            "frequency": pa.array(frequency, pa.int64()),
            "monetary": pa.array(monetary, pa.float64()),
        }
    )


def two_kinds(number=100):
    random = np.random.default_rng(4)
    lively = [(int(random.integers(0, 9)), 20, float(random.uniform(900, 1100)))
              for _ in range(number)]  # fmt: skip
    quiet = [(int(random.integers(300, 400)), 1, float(random.uniform(5, 10)))
             for _ in range(2 * number)]  # fmt: skip
    return [*quiet, *lively]


def test_the_first_cluster_is_that_of_the_most_money():
    found = customer_clusters(customers(two_kinds()))
    assert found["cluster"].to_pylist() == [2] * 200 + [1] * 100


def test_the_same_customers_are_in_the_same_clusters_every_time_and_in_any_unit():
    rows = two_kinds()
    once = customer_clusters(customers(rows))
    assert customer_clusters(customers(rows)).equals(once)
    yuan = [(recency, frequency, 7 * monetary) for recency, frequency, monetary in rows]
    assert customer_clusters(customers(yuan))["cluster"].equals(once["cluster"])


@pytest.mark.parametrize(
    "rows",
    [[], [(3, 1, 5.0)], [(3, 1, 5.0)] * 5000, two_kinds(33)],
    ids=["none", "one", "alike", "99"],
)
def test_where_there_is_nothing_to_tell_apart_there_are_no_rows(rows):
    found = customer_clusters(customers(rows))
    assert len(found) == 0
    assert found.column_names == ["customer_id", "cluster", "silhouette"]


def test_a_handful_of_odd_customers_is_no_cluster():
    points = np.concatenate([np.random.default_rng(1).normal(0, 1, (500, 2)), [[90.0, 90.0]] * 2])
    assert fit(points, 2).smallest < 0.01
    with pytest.raises(NotEnoughHistoryError, match="502 customers"):
        best(points, [2])


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.integers(1, 40), st.floats(-50, 1e6)),
        min_size=100,
        max_size=140,
    )
)
def test_everyone_has_a_cluster_or_nobody(rows):
    found = customer_clusters(customers(rows))
    assert len(found) in {0, len(rows)}
    if len(found):
        numbers = set(found["cluster"].to_pylist())
        assert numbers == set(range(1, len(numbers) + 1))
        sizes = np.bincount(found["cluster"].to_numpy())[1:]
        assert sizes.min() >= 1


def test_a_cluster_of_which_nobody_is_compared_has_no_silhouette():
    # only every so many-th customer is compared, and the odd one is not among them
    points = np.concatenate([[[0.0, 0.0]] * 3001, [[90.0, 90.0]], [[0.0, 0.0]] * 1500])
    assert fit(points, 2).silhouette == -1.0
