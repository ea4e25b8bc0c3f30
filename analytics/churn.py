"""Who will probably not buy in the days to come, how sure that is, and why.

A logistic regression on what is known of customers at one day, its probabilities put right on a
later day (Platt's sigmoid), judged on a day later still: three cuts of time, since a split at
random lets a model see the future. Whoever only wants to know who has been silent longest needs no
model, so the same is done with the days of silence alone, and the model is of use only where it
orders customers better than that.

Platt, "Probabilistic Outputs for Support Vector Machines" (1999); Brier, "Verification of Forecasts
Expressed in Terms of Probability", Monthly Weather Review 78 (1950) 1-3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from analytics.repeat_buying import NotEnoughHistoryError, Numbers

Flags = npt.NDArray[np.bool_]

# Of either outcome; with fewer, neither a model nor a judgement of it means anything.
_LEAST_OF_EITHER = 50
_CLASSES = 10


@dataclass(frozen=True)
class Churn:
    """A fitted model.

    Attributes:
        features: names of the columns that it reads, in their order.
    """

    features: tuple[str, ...]
    _model: Pipeline
    _calibrated: CalibratedClassifierCV

    def risk(self, values: Numbers) -> Numbers:
        """Probability of no purchase, one per row of `values`."""
        return np.asarray(self._calibrated.predict_proba(values)[:, 1], np.float64)

    def reasons(self, values: Numbers) -> Numbers:
        """What each value adds to the logit of churn against the mean customer: rows by features.

        Source: the terms of the regression; they add up to its logit less that of the means.
        """
        scaled = self._model[0].transform(values)
        return np.asarray(scaled * self._model[1].coef_[0], np.float64)


@dataclass(frozen=True)
class RiskClass:
    """A tenth of the customers, by their risk.

    Attributes:
        risk_class: 1, of the lowest risk, to 10.
        customers: how many there are.
        risk: mean of what was foretold of them.
        churn_rate: share of them that churned.
    """

    risk_class: int
    customers: int
    risk: float
    churn_rate: float


@dataclass(frozen=True)
class Quality:
    """How well probabilities foretold what came.

    Attributes:
        customers: how many there were.
        churn_rate: share of them that churned.
        auc: probability that of one who churned and one who did not the former had the higher risk.
        brier: mean square of the difference between risk and outcome.
        calibration_error: mean difference between risk and share of churned, over the classes.
        classes: ten of equal size, or fewer where there are not so many customers.
    """

    customers: int
    churn_rate: float
    auc: float
    brier: float
    calibration_error: float
    classes: tuple[RiskClass, ...]


def require_both(has_churned: Flags) -> None:
    """Refuse a day that can neither teach a model nor judge it.

    Raises:
        NotEnoughHistoryError: fewer than 50 churned, or did not.
    """
    least = min(int(has_churned.sum()), int((~has_churned).sum()))
    if least < _LEAST_OF_EITHER:
        raise NotEnoughHistoryError(
            f"{least} of {len(has_churned):,} customers with one of both outcomes: a model needs"
            f" {_LEAST_OF_EITHER}."
        )


def fit(
    features: Sequence[str],
    values: Numbers,
    has_churned: Flags,
    later_values: Numbers,
    later_has_churned: Flags,
) -> Churn:
    """Fit the model on one day and put its probabilities right on a later one.

    Args:
        features: names of the columns of the values.
        values: rows of customers on the first day, no NULL among them.
        has_churned: which of them did not buy in the time after it.
        later_values: rows of customers on the later day.
        later_has_churned: which of these did not.

    Raises:
        NotEnoughHistoryError: on one of the days fewer than 50 churned, or did not.
    """
    for outcome in (has_churned, later_has_churned):
        require_both(outcome)
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    model.fit(values, has_churned)
    calibrated = CalibratedClassifierCV(FrozenEstimator(model), method="sigmoid")
    calibrated.fit(later_values, later_has_churned)
    return Churn(tuple(features), model, calibrated)


def quality(risk: Numbers, has_churned: Flags) -> Quality:
    """Judge probabilities by what came.

    Args:
        risk: foretold, one per customer.
        has_churned: what came; both outcomes among them.
    """
    order = np.argsort(risk, kind="stable")
    classes = tuple(
        RiskClass(place, len(part), float(risk[part].mean()), float(has_churned[part].mean()))
        for place, part in enumerate(np.array_split(order, _CLASSES), 1)
        if len(part)
    )
    error = sum(abs(one.risk - one.churn_rate) * one.customers for one in classes)
    return Quality(
        customers=len(risk),
        churn_rate=float(has_churned.mean()),
        auc=float(roc_auc_score(has_churned, risk)),
        brier=float(brier_score_loss(has_churned, risk)),
        calibration_error=error / len(risk),
        classes=classes,
    )
