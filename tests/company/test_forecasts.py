"""Forecasts of the demo company's shoppers, of whom it is known how they buy and who is lost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from tests.company.conftest import Company, record_of

pytestmark = pytest.mark.slow

YEAR = 365.25


@pytest.fixture(scope="module")
def truths(core: Company) -> dict[str, dict[str, Any]]:
    """What is true of the shoppers that are one customer and no other, by customer_id."""
    true: dict[tuple[str, str, str], dict[str, Any]] = {
        record_of(record["system"], record["table"], record["id"]): customer
        for customer in core.truth["customers"]
        for record in customer["records"]
    }
    persons: dict[str, dict[str, dict[str, Any]]] = {}
    for *record, customer_id in core.ask(
        "select source_system, source_table, source_id, customer_id from core.customer_identity"
    ):
        if customer := true.get(tuple(record)):
            persons.setdefault(customer_id, {})[customer["customer_id"]] = customer
    alone = {key: next(iter(one.values())) for key, one in persons.items() if len(one) == 1}
    return {key: one for key, one in alone.items() if "is_lost" in one}


@pytest.fixture(scope="module")
def shoppers(core: Company, truths: dict[str, dict[str, Any]]) -> dict[str, np.ndarray]:
    """Shoppers with an order: forecasts and the truth."""
    names = ("is_lost", "orders_a_year", "lost_share")
    rows = [
        (p_alive, orders, *(truths[customer_id][name] for name in names))
        for customer_id, p_alive, orders in core.ask(
            "select customer_id, p_alive, expected_orders_12m from marts.customer_clv"
        )
        if customer_id in truths
    ]
    assert len(rows) > 5000
    return dict(zip(("p_alive", "expected", *names), np.array(rows, float).T, strict=True))


def test_the_orders_of_the_next_year_are_right_in_total(core, shoppers):
    """Of who buys at a known rate until lost, the expectation is known."""
    rate, lost = shoppers["orders_a_year"], np.maximum(shoppers["lost_share"], 1e-9)
    to_come = (1 - shoppers["is_lost"]) * (1 - np.exp(-rate * lost)) / lost
    ((cancelled,),) = core.ask("select avg(is_cancelled::int) from core.fct_order"
                               " where source_system in ('shopify', 'taobao')")  # fmt: skip
    true = to_come.sum() * (1 - cancelled)
    assert shoppers["expected"].sum() == pytest.approx(true, rel=0.05)


def test_who_is_said_to_be_alive_with_a_probability_is_so_often(shoppers):
    """The expected calibration error over ten classes of equal size."""
    order = np.argsort(shoppers["p_alive"])
    error = 0.0
    for part in np.array_split(order, 10):
        said, is_so = shoppers["p_alive"][part].mean(), 1 - shoppers["is_lost"][part].mean()
        error += abs(said - is_so) * len(part) / len(order)
    assert error <= 0.03


def test_churn_is_told_nearly_as_well_as_by_who_knows_each_customer(core, truths):
    """The back-test's AUC beside the best there is.

    That is of who knows how often each customer orders and how easily it is lost, and lacks only
    whether it has been: the probability of that follows from the days of silence.
    """
    rows = core.ask(
        "with days as (select *, as_of_date - 90 as cut from intermediate.int_customer_order_days)"
        " select customer_id, min(cut) - max(order_date) filter (order_date <= cut),"
        " count(*) filter (order_date > cut) from days group by customer_id"
        " having min(order_date) <= min(cut)"
    )
    risk, churned = [], []
    for customer_id, silent_days, orders in rows:
        if truth := truths.get(customer_id):
            daily, lost = truth["orders_a_year"] / 365.25, truth["lost_share"]
            stayed = (1 - lost) * np.exp(-daily * silent_days)
            alive = stayed / (lost + stayed)
            risk.append(1 - alive * (1 - np.exp(-daily * 90)))
            churned.append(not orders)
    report = dict(core.ask("select model, auc from marts.churn_model_report"))
    possible = roc_auc_score(churned, risk)
    print(f"churn: AUC {report['logistic']:.3f}, by silence alone {report['silence']:.3f},"
          f" by who knows each customer {possible:.3f}")  # fmt: skip
    assert report["silence"] < report["logistic"] < possible
    assert report["logistic"] - report["silence"] > (possible - report["silence"]) / 10
