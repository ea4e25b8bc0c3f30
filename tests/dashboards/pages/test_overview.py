"""The overview under each filter, against the marts."""

import datetime as dt
import re

import duckdb
import pytest

from dashboards.language import load_language
from dashboards.metrics import METRICS, target
from dashboards.periods import Period
from tests.command_line import rows, value
from tests.dashboards.opening import open_app

pytestmark = pytest.mark.slow


@pytest.fixture
def run_demo(demo_home, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_HOME", str(demo_home))

    def run(**parameters):
        app = open_app(**{"lang": "en", **parameters})
        assert not app.exception
        assert not app.error
        return app

    return run


def number(app, label):
    value = next(metric.value for metric in app.metric if metric.label == label)
    return int(re.sub(r"[^0-9]", "", value))


@pytest.mark.parametrize(
    ("parameter", "column"),
    [("region", "region"), ("channel", "acquisition_channel"), ("owner", "owner_employee_id")],
)
def test_orders_and_leads_follow_each_filter(run_demo, demo_home, parameter, column):
    """By joining orders and leads with their customers, which the mart's own SQL does not."""
    [(value,)] = rows(
        demo_home,
        f"select {column} from core.dim_customer where {column} <> 'unknown' "
        "and customer_id in (from (select customer_id from core.fct_lead)) "
        f"group by {column} order by count(*) desc, {column} limit 1",
    )
    [(leads,)] = rows(
        demo_home,
        f"""
        select count(*)
        from core.fct_lead as lead
        inner join core.dim_customer as customer using (customer_id)
        cross join core.as_of
        where
            lead.created_date > as_of.as_of_date - interval 90 day
            and lead.created_date <= as_of.as_of_date
            and {
            "coalesce(nullif(lead.owner_employee_id, 'unknown'), customer.owner_employee_id)"
            if parameter == "owner"
            else f"customer.{column}"
        } = ?
        """,
        [value],
    )
    app = run_demo(period="90d", **{parameter: value})
    assert number(app, "New leads") == leads > 0
    everybody = number(run_demo(period="90d"), "New leads")
    assert leads < everybody


def test_the_year_before_is_compared_with_the_same_days(run_demo, demo_home):
    [(now, before)] = rows(
        demo_home,
        """
        select
            count(*) filter (
                order_date > as_of_date - interval 30 day and order_date <= as_of_date
            ),
            count(*) filter (
                order_date > as_of_date - interval 30 day - interval 1 year
                and order_date <= as_of_date - interval 1 year
            )
        from core.fct_order cross join core.as_of
        where not is_cancelled
        """,
    )
    app = run_demo(period="30d", compare="year")
    orders = next(metric for metric in app.metric if metric.label == "Orders")
    assert int(orders.value.replace(",", "")) == now
    assert orders.delta == f"{(now - before) / before:+.1%}"
    quiet = run_demo(period="30d", compare="none")
    assert all(not metric.delta for metric in quiet.metric)


def test_customers_to_call_are_those_of_the_alerts(run_demo, demo_home):
    expected = rows(
        demo_home,
        "select customer_id from marts.customer_alert group by customer_id "
        "order by min(priority), max(value_at_stake) desc nulls last, customer_id limit 20",
    )
    table = next(frame.value for frame in run_demo().dataframe if "reason" in frame.value)
    assert list(table["customer_id"]) == [customer for (customer,) in expected]
    chinese = next(
        frame.value for frame in run_demo(lang="zh").dataframe if "reason" in frame.value
    )
    assert re.search("[\u4e00-\u9fff]", chinese["reason"][0])


def test_unusual_days_are_told_or_that_there_are_none(run_demo, demo_home):
    [(count,)] = rows(
        demo_home,
        "select count(*) from marts.kpi_anomaly cross join core.as_of "
        "where is_anomaly and day > as_of_date - 14 and day <= as_of_date",
    )
    app = run_demo()
    said = "\n".join(str(part.value) for part in [*app.markdown, *app.success])
    assert (f"Unusual days: {count}" if count else "No unusual day in the last 14 days") in said


def test_a_target_is_told_and_a_wrong_name_too(run_demo, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_KPI_TARGETS", '{"orders": 1000, "happiness": 1}')
    app = run_demo(period="mtd")
    orders = number(app, "Orders")
    captions = [caption.value for caption in app.caption]
    assert any(
        caption.startswith(f"{orders / 1000:.1%} of the target of 1,000") for caption in captions
    )
    assert "happiness" in app.warning[0].value


def test_a_part_of_the_company_is_not_measured_by_the_target_of_the_whole(
    run_demo, demo_home, monkeypatch
):
    monkeypatch.setenv("WAREHOUSE_KPI_TARGETS", '{"orders": 1000, "win_rate": 0.3}')
    channel = value(demo_home, "select min(channel) from marts.kpi_daily_by_cut")
    captions = [one.value for one in run_demo(period="mtd", channel=channel).caption]
    assert "Target of the whole company: 1,000" in captions
    # of a ratio every part has the same target
    assert not any("of the target of 1,000" in caption for caption in captions)
    ratios = [one for one in captions if "of the target of 30.0%" in one]
    assert len(ratios) <= 1


def test_what_filters_leave_out_is_not_said_to_be_missing_from_the_sources(home, run_app):
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        writer.execute(
            "insert into marts.filter_value values ('channel', 'fair', null, 1), "
            "('channel', 'post', null, 1)"
        )
        writer.execute(
            "insert into marts.kpi_daily_by_cut by name select * replace ('fair' as channel) "
            "from marts.kpi_daily_by_cut where metric = 'orders' limit 1"
        )
    app = run_app(lang="en", period="all", channel="fair")
    [words] = [one.value for one in app.caption if "New leads" in one.value]
    assert words.startswith("None of it under these filters: ")
    chinese = run_app(lang="zh", period="all", channel="fair")
    [listed] = [one.value for one in chinese.caption if "新线索" in one.value]
    assert "、新线索" in listed or "新线索、" in listed
    nothing = run_app(lang="en", period="all", channel="post")
    assert load_language("en")("empty.filtered") in nothing.info[0].value


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (dt.date(2026, 6, 1), dt.date(2026, 6, 30), 1.0),
        (dt.date(2026, 2, 1), dt.date(2026, 2, 14), 0.5),
        (dt.date(2025, 7, 1), dt.date(2026, 6, 30), 12.0),
        (dt.date(2026, 1, 31), dt.date(2026, 3, 1), 1 / 31 + 1 + 1 / 31),
    ],
)
def test_a_target_is_shared_out_over_the_days_of_its_months(start, end, months):
    period = Period(start, end)
    assert target(METRICS["orders"], 310, period) == pytest.approx(310 * months)
    assert target(METRICS["win_rate"], 0.4, period) == 0.4
