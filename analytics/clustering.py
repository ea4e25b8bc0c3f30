"""Groups of customers who buy alike: k-means on how long ago, how often and for how much they buy.

The three are skewed, and on the raw numbers the best clusters are those of one customer each; so
they are logarithms, and measured in standard deviations. The number of clusters is the one with the
highest mean silhouette of those of which no cluster is tiny. It is fitted on a part of the
customers where there are many, which changes nothing that anybody would see.

MacQueen, "Some Methods for Classification and Analysis of Multivariate Observations" (1967);
Arthur and Vassilvitskii, "k-means++" (2007); Rousseeuw, "Silhouettes", Journal of Computational and
Applied Mathematics 20 (1987) 53-65.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from analytics.repeat_buying import NotEnoughHistoryError, Numbers

Labels = npt.NDArray[np.int32]

_NUMBERS = range(2, 9)
_LEAST_CUSTOMERS = 100
_LEAST_SHARE = 0.02  # of the customers in the smallest cluster
# More do not change the centres; the silhouette compares each with each.
_MOST_FITTED = 10_000
_MOST_COMPARED = 2_500
_STARTS = 5
_SCHEMA = pa.schema(
    [("customer_id", pa.string()), ("cluster", pa.int32()), ("silhouette", pa.float64())]
)


@dataclass(frozen=True)
class Clusters:
    """A fitted clustering.

    Attributes:
        silhouette: mean over the points of how much nearer they are to their own cluster than to
            the next one, from -1 to 1.
        inertia: sum of the squared distances to the centres.
        smallest: share of the points in the smallest cluster.
    """

    silhouette: float
    inertia: float
    smallest: float
    _model: KMeans

    def nearest(self, points: Numbers) -> Labels:
        """The cluster of each row of `points`, from 0."""
        with threadpool_limits(1):
            return np.asarray(self._model.predict(points), np.int32)


def fit(points: Numbers, number: int) -> Clusters:
    """k-means with the same result every time.

    Args:
        points: rows of coordinates, at least `number` of them different.
        number: of clusters.
    """
    compared = _evenly(len(points), _MOST_COMPARED)
    # several threads add up in an order of their own, and wait for each other on a busy machine
    with threadpool_limits(1):
        model = KMeans(number, n_init=_STARTS, random_state=0).fit(points)
    labels = model.labels_[compared]
    # a cluster of a few customers may have none among those that are compared
    is_told = len(np.unique(labels)) > 1
    return Clusters(
        silhouette=float(silhouette_score(points[compared], labels)) if is_told else -1.0,
        inertia=float(model.inertia_),
        smallest=float(np.bincount(model.labels_, minlength=number).min() / len(points)),
        _model=model,
    )


def best(points: Numbers, numbers: Sequence[int] = _NUMBERS) -> Clusters:
    """The clustering with the highest silhouette of those without a tiny cluster.

    Args:
        points: rows of coordinates.
        numbers: of clusters to try.

    Raises:
        NotEnoughHistoryError: there are fewer than 100 points, or each number has a tiny cluster.
    """
    different = len(np.unique(points, axis=0))
    found = []
    if len(points) >= _LEAST_CUSTOMERS:
        found = [fit(points, number) for number in numbers if number < different]
    found = [one for one in found if one.smallest >= _LEAST_SHARE]
    if not found:
        raise NotEnoughHistoryError(f"{len(points):,} customers do not fall into clusters.")
    return max(found, key=lambda one: one.silhouette)


def coordinates(recency_days: Numbers, frequency: Numbers, monetary: Numbers) -> Numbers:
    """Logarithms of the three, one row per customer; less than nothing counts as nothing."""
    columns = [recency_days, frequency, np.maximum(monetary, 0)]
    return np.asarray(np.log1p(np.column_stack(columns)), np.float64)


def customer_clusters(customers: pa.Table) -> pa.Table:
    """The cluster of each customer.

    Args:
        customers: customer_id, recency_days, frequency and monetary, in an order that says nothing
            of how they buy.

    Returns:
        customer_id, cluster (from 1, the one with the highest mean of monetary) and the silhouette
        of the clustering; no rows where there are too few customers.
    """
    monetary = customers["monetary"].to_numpy().astype(float)
    recency, frequency = (customers[name].to_numpy() for name in ("recency_days", "frequency"))
    points = coordinates(recency, frequency, monetary)
    if not len(points):
        return _SCHEMA.empty_table()
    points = np.asarray(StandardScaler().fit_transform(points), np.float64)
    try:
        clusters = best(points[_evenly(len(points), _MOST_FITTED)])
    except NotEnoughHistoryError:
        return _SCHEMA.empty_table()
    labels = clusters.nearest(points)
    sizes = np.bincount(labels)
    means = np.bincount(labels, monetary) / np.maximum(sizes, 1)
    places = np.empty(len(sizes), np.int32)
    places[np.argsort(-means, kind="stable")] = np.arange(1, len(sizes) + 1)
    silhouette = np.full(len(points), clusters.silhouette)
    return pa.table([customers["customer_id"], places[labels], silhouette], schema=_SCHEMA)


def _evenly(length: int, most: int) -> npt.NDArray[np.int64]:
    """Places of at most so many rows, evenly over all of them."""
    return np.linspace(0, length - 1, min(length, most)).astype(np.int64)
