"""Forecasts of the demo company's shoppers, of whom it is known how they buy and who is lost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.company.conftest import Company, record_of

pytestmark = pytest.mark.slow

YEAR = 365.25


@pytest.fixture(scope="module")
def shoppers(core: Company) -> dict[str, np.ndarray]:
    """Shoppers with an order who are one customer and no other: forecasts and the truth."""
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
    rows = []
    for customer_id, p_alive, orders in core.ask(
        "select customer_id, p_alive, expected_orders_12m from marts.customer_clv"
    ):
        of_one = list(persons.get(customer_id, {}).values())
        if len(of_one) == 1 and "is_lost" in of_one[0]:
            truth = of_one[0]
            rows.append(
                (p_alive, orders, truth["is_lost"], truth["orders_a_year"], truth["lost_share"])
            )
    assert len(rows) > 5000
    names = ("p_alive", "expected", "is_lost", "orders_a_year", "lost_share")
    return dict(zip(names, np.array(rows, float).T, strict=True))


def test_the_orders_of_the_next_year_are_right_in_total(core, shoppers):
    """Of who buys at a known rate until lost, the expectation is known.

    The forecast is 6 % below it: spring is quiet, so the models take some for lost who only wait
    for the season. On a clock that runs with the season it would be within 1 %.
    """
    rate, lost = shoppers["orders_a_year"], np.maximum(shoppers["lost_share"], 1e-9)
    to_come = (1 - shoppers["is_lost"]) * (1 - np.exp(-rate * lost)) / lost
    ((cancelled,),) = core.ask("select avg(is_cancelled::int) from core.fct_order"
                               " where source_system in ('shopify', 'taobao')")  # fmt: skip
    true = to_come.sum() * (1 - cancelled)
    assert shoppers["expected"].sum() == pytest.approx(true, rel=0.065)


def test_who_is_said_to_be_alive_with_a_probability_is_so_often(shoppers):
    """The expected calibration error over ten classes of equal size; the season adds a third."""
    order = np.argsort(shoppers["p_alive"])
    error = 0.0
    for part in np.array_split(order, 10):
        said, is_so = shoppers["p_alive"][part].mean(), 1 - shoppers["is_lost"][part].mean()
        error += abs(said - is_so) * len(part) / len(order)
    assert error <= 0.032
