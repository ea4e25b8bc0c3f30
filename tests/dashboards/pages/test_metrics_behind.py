"""What lies behind the trend of each metric, counted by hand and against the demo's marts."""

import datetime as dt
from collections import defaultdict

import duckdb
import pytest

from dashboards.cards.forecasts import METRICS as FORECAST
from dashboards.cards.metrics_behind import metric_behind
from dashboards.metrics import METRICS
from tests.command_line import rows
from tests.dashboards.pages.asking import ask

# What the rows behind a metric add up to, and the daily facts that they are to equal.
SUMS = {"net_revenue": "net_amount", "units_sold": "units", "won_amount": "amount"}
COUNTED = {
    "average_order_value": ("orders",),
    "win_rate": ("opportunities_won", "opportunities_lost"),
}
ORDERS = """
insert into core.dim_customer by name
select * from (values
    ('a', 'template', 'N', 'web', 'ann'), ('b', 'template', null, null, 'bob'),
    ('unknown', 'unknown', null, null, 'unknown')
) as t(customer_id, source_system, region, acquisition_channel, owner_employee_id);
insert into marts.customer_360 by name
select * from (values
    ('a', 'template', 'N', 'web', 'ann', date '2026-05-02'),
    ('b', 'template', 'unknown', 'unknown', 'bob', date '2026-04-30')
) as t(customer_id, source_system, region, channel, owner_employee_id, first_purchase_date);
insert into core.fct_order by name
select * from (values
    ('1', 'a', 'template', date '2026-05-02', false, 10, 'unknown'),
    ('2', 'a', 'zoho', date '2026-05-02', false, 20, 'bob'),
    ('3', 'b', 'template', date '2026-05-03', false, 5, 'unknown'),
    ('4', 'b', 'template', date '2026-05-03', true, 99, 'unknown'),
    ('5', 'unknown', 'template', date '2026-05-31', false, 7, 'unknown'),
    ('6', 'b', 'template', date '2026-04-30', false, 3, 'unknown'),
    ('7', 'a', 'template', date '2026-07-01', false, 50, 'unknown')
) as t(order_id, customer_id, source_system, order_date, is_cancelled, net_amount, employee_id);
insert into core.fct_order_line by name
select * from (values
    ('1', 'template', date '2026-05-02', false, 1), ('1', 'template', date '2026-05-02', false, 2),
    ('2', 'zoho', date '2026-05-02', false, 9), ('3', 'template', date '2026-05-03', false, null),
    ('4', 'template', date '2026-05-03', true, 5)
) as t(order_id, source_system, order_date, is_cancelled, quantity);
insert into core.fct_lead by name
select * from (values
    ('old', 'b', 'zoho', date '2026-05-01', 'unknown', null, null),
    ('late', 'a', 'zoho', date '2026-05-31', 'unknown', date '2026-06-01', date '2026-07-02'),
    ('next', 'a', 'zoho', date '2026-06-01', 'unknown', null, null)
) as t(lead_id, customer_id, source_system, created_date, owner_employee_id, qualified_date,
    converted_date);
"""
MAY = {"start": dt.date(2026, 5, 1), "end": dt.date(2026, 5, 31)}


def behind(home, metric, days, **filters):
    """The rows behind a metric in these days."""
    drill = metric_behind(metric, lambda row: row, lambda row: metric)
    found = ask(home, drill.query, **filters | drill.parameters(days))
    assert all(set(drill.columns) <= set(row) for row in found)
    return found


@pytest.fixture
def shop(home):
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        writer.execute(ORDERS)
    return home.root


@pytest.mark.parametrize(
    ("filters", "orders"),
    [
        ({}, ["2", "1", "5", "3"]),
        ({"sources": ("template",)}, ["1", "5", "3"]),
        ({"regions": ("N",)}, ["2", "1"]),
        ({"channels": ("unknown",)}, ["5", "3"]),
        # an order's own employee owns it, else the owner of its customer
        ({"owners": ("bob",)}, ["2", "3"]),
    ],
)
def test_orders_under_each_filter(shop, filters, orders):
    for metric in ("orders", "net_revenue", "average_order_value"):
        assert [row["order_id"] for row in behind(shop, metric, MAY, **filters)] == orders
    with_units = [row for row in ("2", "1") if row in orders]
    found = behind(shop, "units_sold", MAY, **filters)
    assert [row["order_id"] for row in found] == with_units
    assert [row["units"] for row in found] == [{"1": 3, "2": 9}[row] for row in with_units]


def test_an_order_of_which_nobody_knows_the_amount_shows_none(home):
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        writer.execute(ORDERS)
        writer.execute("update core.fct_order set net_amount = null where order_id = '2'")
    amounts = {r["order_id"]: r["net_amount"] for r in behind(home.root, "orders", MAY)}
    assert amounts == {"1": 10, "2": None, "3": 5, "5": 7}


def test_refunds_after_the_as_of_date_are_not_taken_off(home):
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        writer.execute(ORDERS)
        writer.execute("update core.fct_order set gross = 20, discount = 0, refund = 8, "
            "net_amount = 12 where order_id = '2'")  # fmt: skip
        writer.execute("insert into core.fct_order_refund by name select * from (values"
            " ('r1', '2', 3, date '2026-05-09'), ('r2', '2', 5, date '2026-07-02'))"
            " as t(order_refund_id, order_id, amount, refunded_date)")  # fmt: skip
    found = {row["order_id"]: row for row in behind(home.root, "orders", MAY)}
    assert (found["2"]["refund"], found["2"]["net_amount"]) == (3, 17)
    assert found["1"]["net_amount"] == 10
    units = {row["order_id"]: row["net_amount"] for row in behind(home.root, "units_sold", MAY)}
    assert units == {"1": 10, "2": 17}
    customers = behind(home.root, "ordering_customers", MAY, sources=("zoho",))
    assert [row["net_amount"] for row in customers] == [17]
    of_a = {"customer_id": "a", "month": dt.date(2026, 5, 1)}
    [order, other] = ask(home.root, "customer_orders", **of_a)
    assert {(one["refund"], one["net_amount"]) for one in (order, other)} == {(3, 17), (None, 10)}
    assert [row["net_amount"] for row in ask(home.root, "customer_order_months", **of_a)] == [27]


def test_an_order_of_nobody_leads_to_no_customer(shop):
    customers = {row["order_id"]: row["customer_id"] for row in behind(shop, "orders", MAY)}
    assert customers == {"1": "a", "2": "a", "3": "b", "5": None}


def test_nothing_is_seen_after_the_as_of_date(shop):
    july = {"start": dt.date(2026, 7, 1), "end": dt.date(2026, 7, 31)}
    for metric in ("orders", "units_sold", "ordering_customers", "new_customers", "leads_created"):
        assert behind(shop, metric, july) == []


def test_a_customer_counts_on_each_day_and_system_and_is_new_once(shop):
    def told(metric, **filters):
        return [
            (row["customer_id"], row["source_system"], row["orders"], row["net_amount"])
            for row in behind(shop, metric, MAY, **filters)
        ]

    assert told("ordering_customers") == [
        ("a", "zoho", 1, 20),
        ("a", "template", 1, 10),
        ("b", "template", 1, 5),
    ]
    assert told("new_customers") == [("a", "template", 1, 10)]
    # it is new in the first of two systems, whichever of them is looked at
    assert told("new_customers", sources=("zoho",)) == []
    assert told("ordering_customers", owners=("bob",)) == [("b", "template", 1, 5)]


def test_leads_are_those_created_then_and_what_became_of_them_by_the_as_of_date(shop):
    late, old = behind(shop, "leads_created", MAY)
    assert (late["lead_id"], old["lead_id"]) == ("late", "old")
    assert (late["qualified_date"], late["converted_date"]) == (dt.date(2026, 6, 1), None)
    assert [row["lead_id"] for row in behind(shop, "leads_created", MAY, owners=("ann",))] == [
        "late"
    ]


@pytest.mark.parametrize(
    ("metric", "opportunities"),
    [
        ("opportunities_created", ["deal-3"]),
        ("won_amount", ["deal-1"]),
        ("opportunities_won", ["deal-1"]),
        ("win_rate", ["deal-1", "deal-2"]),
    ],
)
def test_opportunities_by_the_day_that_the_metric_counts_by(sales_home, metric, opportunities):
    april = {"start": dt.date(2026, 4, 1), "end": dt.date(2026, 4, 30)}
    found = behind(sales_home.root, metric, april)
    assert [row["opportunity_id"] for row in found] == opportunities


def added_up(metric, found):
    return sum(row[SUMS[metric]] or 0 for row in found) if metric in SUMS else len(found)


def last_of(bucket, grain):
    if grain == "month":
        return (bucket + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    return bucket + dt.timedelta(days=6 if grain == "week" else 0)


@pytest.mark.slow
@pytest.mark.parametrize(("grain", "step"), [("month", 4), ("week", 23), ("day", 149)])
@pytest.mark.parametrize("cut", [None, "source_system", "region", "channel", "owner_employee_id"])
def test_rows_behind_every_metric_add_up_to_it(demo_home, cut, grain, step):
    filters = {}
    if cut:
        name = {"source_system": "sources", "owner_employee_id": "owners"}.get(cut, f"{cut}s")
        [(value,)] = rows(
            demo_home,
            f"select {cut} from marts.kpi_daily_by_cut where {cut} <> 'unknown' "
            "group by 1 order by count(*) desc, 1 limit 1",
        )
        filters[name] = (value,)
    facts = defaultdict(lambda: defaultdict(float))
    for row in ask(demo_home, "kpi_trend", grain=grain, **filters):
        facts[row["bucket"]][row["metric"]] = row["value"]
    for bucket in sorted(facts)[::step]:
        days = {"start": bucket, "end": last_of(bucket, grain)}
        for metric in METRICS:
            found = behind(demo_home, metric, days, **filters)
            expected = sum(facts[bucket][fact] for fact in COUNTED.get(metric, (metric,)))
            assert added_up(metric, found) == pytest.approx(expected, abs=0.01), (metric, bucket)


@pytest.mark.slow
@pytest.mark.parametrize("metric", FORECAST)
def test_months_of_a_forecast_lead_to_what_they_were_made_of_and_no_filter(demo_home, metric):
    history = ask(demo_home, "sales_forecast_history", metric=metric)
    assert len(history) > 20
    for row in history:
        days = {"start": row["month"], "end": last_of(row["month"], "month")}
        assert added_up(metric, behind(demo_home, metric, days)) == pytest.approx(
            row["value"], abs=0.01
        ), row["month"]


@pytest.mark.slow
@pytest.mark.parametrize("metric", sorted(set(METRICS) - set(COUNTED)))
def test_the_chosen_part_of_the_trend_opens_its_rows(open_page, opened, metric):
    # a month, and a week that the period cuts short
    for period, by in (("12m", "month"), ("mtd", "week")):
        open_page("overview")(metric=metric, by=by, period=period, lang="zh")
        [(found, row)] = [one[1:] for one in opened if one[0] == "overview.trend"][-1:]
        if len(found) <= 500:
            assert added_up(metric, found) == pytest.approx(row["value"], abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("metric", FORECAST)
def test_the_chosen_month_of_the_forecast_opens_its_rows(open_page, opened, metric):
    # one owner and one month of the filters change nothing
    open_page("pipeline")(period="30d", forecast=metric)
    [(found, row)] = [one[1:] for one in opened if one[0] == "pipeline.sales_forecast"][-1:]
    if len(found) <= 500:
        assert added_up(metric, found) == pytest.approx(row["value"], abs=0.01)
