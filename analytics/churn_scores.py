"""The risk of each customer not to buy again soon, from tables to tables.

The features are made in SQL, of the customers at four days, a horizon apart: 3, 2 and 1 horizons
ago, of which it is known what came, and today. The model and the judgement of it are in
`analytics.churn`.
"""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.churn import Churn, Flags, fit, quality, require_both
from analytics.repeat_buying import NotEnoughHistoryError, Numbers

# What speaks for churn, much (1) or little (-1) of it: a reason is only given where that is so, and
# none (0) where it would say nothing to anybody.
FEATURES = {
    "silence": 1,
    "overdue": 1,
    "orders": -1,
    "age": 0,
    "amount": -1,
    "lately": -1,
    "complaints": 1,
}
# What each model reads; silence alone is the baseline.
_MODELS = {"logistic": tuple(FEATURES), "silence": ("silence",)}
# Sums of fractions differ in their last digits.
_LEAST_DIFFERENCE = 1e-9
_CLASS = pa.struct(
    [
        ("risk_class", pa.int64()),
        ("customers", pa.int64()),
        ("risk", pa.float64()),
        ("churn_rate", pa.float64()),
    ]
)
_REPORT = pa.schema(
    [
        ("model", pa.string()),
        ("is_used", pa.bool_()),
        ("customers", pa.int64()),
        ("churn_rate", pa.float64()),
        ("auc", pa.float64()),
        ("brier", pa.float64()),
        ("calibration_error", pa.float64()),
        ("classes", pa.list_(_CLASS)),
    ]
)
_SCORES = pa.schema(
    [
        ("customer_id", pa.string()),
        ("risk", pa.float64()),
        ("model", pa.string()),
        ("reasons", pa.list_(pa.string())),
    ]
)


def back_test(customers: pa.Table) -> pa.Table:
    """Each model as it would have been one horizon ago, judged by what has come since.

    Args:
        customers: horizons_ago (3 to 0), customer_id, the features, and has_churned.

    Returns:
        A row per model; the logistic one `is_used` if it orders customers better than silence
        alone, else the latter. No rows where there is too little history, on the day of the test
        too: by the order of a few who stayed no model can be chosen.
    """
    values, outcome = _at(customers, 1)
    try:
        require_both(outcome)
        judged = {
            name: quality(_fit(customers, name, (3, 2)).risk(_columns(values, name)), outcome)
            for name in _MODELS
        }
    except NotEnoughHistoryError:
        return _REPORT.empty_table()
    best = "logistic" if judged["logistic"].auc > judged["silence"].auc else "silence"
    rows = [{"model": name, "is_used": name == best, **asdict(one)} for name, one in judged.items()]
    return pa.Table.from_pylist(rows, schema=_REPORT)


def scores(customers: pa.Table, report: pa.Table) -> pa.Table:
    """Today's risk of each customer by the model that the back-test chose, and why.

    Args:
        customers: as for `back_test`.
        report: what that gives.

    Returns:
        customer_id, risk, model and up to three reasons, the weightiest first; no rows where the
        report has none.
    """
    used = report.filter(report["is_used"])["model"].to_pylist()
    if not used:
        return _SCORES.empty_table()
    [name] = used
    try:
        model = _fit(customers, name, (2, 1))
    except NotEnoughHistoryError:
        return _SCORES.empty_table()
    today = customers.filter(pc.equal(customers["horizons_ago"], 0))
    values = _columns(_values(today), name)
    risk = model.risk(values) if len(values) else np.empty(0)
    reasons = _reasons(model, values) if len(values) else []
    return pa.table([today["customer_id"], risk, [name] * len(today), reasons], schema=_SCORES)


def _fit(customers: pa.Table, name: str, horizons: tuple[int, int]) -> Churn:
    (values, outcome), (later, later_outcome) = (_at(customers, one) for one in horizons)
    first, second = _columns(values, name), _columns(later, name)
    return fit(_MODELS[name], first, outcome, second, later_outcome)


def _at(customers: pa.Table, horizons_ago: int) -> tuple[Numbers, Flags]:
    known = customers.filter(pc.equal(customers["horizons_ago"], horizons_ago))
    return _values(known), known["has_churned"].to_numpy().astype(bool)


def _values(customers: pa.Table) -> Numbers:
    return np.column_stack([_known_or_mean(customers[name]) for name in FEATURES])


def _known_or_mean(column: pa.ChunkedArray) -> Numbers:
    """What nobody knows, such as an amount in a currency without a rate, speaks for nothing."""
    return np.asarray(column.fill_null(pc.mean(column).as_py() or 0.0).to_numpy(), np.float64)


def _columns(values: Numbers, name: str) -> Numbers:
    return values[:, [list(FEATURES).index(one) for one in _MODELS[name]]]


def _reasons(model: Churn, values: Numbers) -> list[list[str]]:
    adds = model.reasons(values)
    directions = np.array([FEATURES[name] for name in model.features])
    # what the regression makes of a value must be what its words say: that it is more, or less,
    # than others have; and below zero nobody is overdue, however early all others are
    usual = values.mean(axis=0)
    usual = np.where(directions > 0, np.maximum(usual, 0.0), usual)
    is_told = directions * (values - usual) > _LEAST_DIFFERENCE
    adds = np.where(is_told & (adds > 0), adds, 0.0)
    order = np.argsort(-adds, axis=1, kind="stable")[:, :3]
    names = np.array(model.features)[order]
    kept = np.take_along_axis(adds, order, axis=1) > 0
    return [list(row[told]) for row, told in zip(names, kept, strict=True)]
