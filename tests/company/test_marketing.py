"""What the demo company spent, and whom it won, by the truth of its files."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from tests.company.conftest import Company

pytestmark = pytest.mark.slow

PLATFORMS = {"google_ads", "meta_ads"}
MODELS = 7


def test_spend_is_what_the_platforms_reported_month_by_month(core: Company) -> None:
    true: Counter[dt.date] = Counter()
    for row in core.truth["spend"]:
        assert row["system"] in PLATFORMS
        assert row["currency"] == "USD"
        true[dt.date.fromisoformat(row["day"]).replace(day=1)] += Decimal(row["amount"])
    found = dict(
        core.ask(
            "select month, sum(spend) from marts.channel_acquisition"
            " where channel_group in ('paid search', 'paid social') group by month"
            " having sum(spend) > 0"
        )
    )
    assert found == true
    assert core.ask("select sum(spend) from marts.channel_acquisition") == [(sum(true.values()),)]


def test_spend_impressions_and_clicks_of_each_campaign(core: Company) -> None:
    true: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    for row in core.truth["spend"]:
        measures = Decimal(row["amount"]), row["impressions"], row["clicks"]
        key = row["system"], row["campaign"]
        true[key] = [a + b for a, b in zip(true[key], measures, strict=True)]
    found = core.ask(
        "select source_system, campaign_name, sum(spend), sum(impressions), sum(clicks)"
        " from marts.campaign_performance where source_system in ('google_ads', 'meta_ads')"
        " group by all"
    )
    assert {(system, name): measures for system, name, *measures in found} == true


def test_leads_customers_and_revenue_are_the_whole(core: Company) -> None:
    leads = len(core.truth["leads"])
    [(customers, revenue)] = core.ask(
        "select count(*), sum(net_amount) from core.dim_customer left join ("
        " select customer_id, sum(net_amount) as net_amount from intermediate.int_purchase_days"
        " group by all) using (customer_id) where is_customer"
    )
    for mart in ("channel_acquisition", "campaign_performance"):
        assert core.ask(f"select sum(leads), sum(customers), sum(revenue) from marts.{mart}") == [
            (leads, customers, revenue)
        ]


def test_leads_are_those_of_the_truth_month_by_month(core: Company) -> None:
    true = Counter(
        dt.date.fromisoformat(lead["created_at"][:10]).replace(day=1)
        for lead in core.truth["leads"]
    )
    found = dict(
        core.ask(
            "select month, sum(leads) from marts.channel_acquisition group by month"
            " having sum(leads) > 0"
        )
    )
    assert found == true


def test_every_model_divides_the_orders_and_the_deals_of_those_without(core: Company) -> None:
    """Orders in other currencies have no rate here: they are purchases and bring nothing."""
    [(orders,)] = core.ask(
        "select sum(net_amount) from core.fct_order where not is_cancelled and order_date is not"
        " null"
    )
    true = sum(
        Decimal(order["net_amount"])
        for order in core.truth["orders"]
        if order["currency"] == "USD" and not order["is_cancelled"]
    )
    [(deals,)] = core.ask(
        "select coalesce(sum(amount), 0) from core.fct_opportunity where category = 'won' and"
        " customer_id not in (select customer_id from core.fct_order where not is_cancelled)"
    )
    assert orders == true
    found = core.ask("select model, sum(revenue) from marts.attribution group by model")
    assert dict(found) == dict.fromkeys(dict(found), true + deals)
    assert len(found) == MODELS
