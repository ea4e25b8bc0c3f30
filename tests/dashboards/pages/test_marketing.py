"""Marketing, against the marts and the facts behind them."""

import datetime as dt
import json
import re

import duckdb
import pytest

from dashboards.cards.acquisition import MEASURES, short_number
from dashboards.cards.attribution import CREDITS, MODELS
from dashboards.data import query, query_text
from dashboards.language import load_language
from tests.command_line import rows, value
from warehouse.database import published_folder
from warehouse.home import Home

FIRST, MOST = dt.date(2000, 1, 1), 100_000
FREE = {"campaign_id": None, "channel_group": None, "first_month": FIRST, "row_limit": MOST}


@pytest.fixture
def run_marketing(open_page):
    return open_page("marketing")


@pytest.fixture
def ask(demo_home):
    """Rows of a query of the app on the demo."""
    folder = published_folder(Home(demo_home))
    end = value(demo_home, "select as_of_date from core.as_of")
    return lambda name, **given: query(folder, name, **{**FREE, "end": end, **given})


def tile(app, label):
    return next(metric.value for metric in app.metric if metric.label == label).replace("\\", "")


def notes(app):
    return "\n".join(caption.value for caption in app.caption)


def frame(app, column):
    return next(one.value for one in app.dataframe if column in one.value)


def chart(app, column):
    """The charts' first one that has a trace of this name."""
    specs = [json.loads(one.proto.spec) for one in app.get("plotly_chart")]
    return next(
        spec for spec in specs if any(trace.get("name") == column for trace in spec["data"])
    )


@pytest.mark.parametrize("leads", [0, 2])
def test_a_company_without_leads_has_no_number_of_them(home, run_app, leads):
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        writer.execute(
            "insert into marts.channel_acquisition by name select date '2026-05-01' as month, "
            "'direct' as channel_group, ?::bigint as leads, 3 as customers, 0 as spend",
            [leads],
        )
    app = run_app("marketing", lang="en", period="90d")
    assert not app.exception
    labels = [metric.label for metric in app.metric]
    assert "Customers" in labels
    assert ("Leads" in labels) == bool(leads)
    [measures] = [one for one in app.segmented_control if one.key == "marketing-measure"]
    assert ("Leads" in measures.options) == bool(leads)
    assert any("leads" in one.value for one in app.dataframe) == bool(leads)


def test_a_company_of_leads_alone_is_not_told_of_none_of_its_customers(home, run_app):
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        writer.execute(
            "insert into marts.channel_acquisition by name select date '2026-05-01' as month, "
            "'direct' as channel_group, 7 as leads, 0 as customers, 0 as spend"
        )
    app = run_app("marketing", lang="en", period="90d")
    assert not app.exception
    assert tile(app, "Leads") == "7"
    assert "Channels without one: 1." in notes(app)
    assert "0 of 0" not in notes(app)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("period", ["30d", "ytd", "12m", "all"])
def test_the_page_opens_in_every_language_and_period(run_marketing, language, period):
    app = run_marketing(lang=language, period=period)
    assert app.title[0].value == load_language(language)("page.marketing.title")
    assert len(app.metric) == 4
    assert len(app.get("plotly_chart")) == 5


@pytest.mark.slow
@pytest.mark.parametrize("parameter", ["source", "region", "channel", "owner"])
def test_filters_that_it_does_not_follow_leave_its_numbers_alone(
    run_marketing, demo_home, parameter
):
    filters = {"source": "source_system", "owner": "owner_employee_id"}
    chosen = value(
        demo_home,
        "select value from marts.filter_value where filter = ? order by customers desc limit 1",
        [filters.get(parameter, parameter)],
    )
    free = run_marketing(period="12m")
    narrowed = run_marketing(period="12m", **{parameter: str(chosen)})
    assert [one.value for one in narrowed.metric] == [one.value for one in free.metric]


@pytest.mark.slow
def test_the_tiles_are_the_facts_of_the_months_of_the_period(run_marketing, demo_home):
    app = run_marketing(period="12m")
    # whole months that begin in the last twelve, counted where they come from
    since = """
        (select case when day(first_day) = 1 then first_day
            else date_trunc('month', first_day + interval 1 month) end
        from (select (as_of_date + 1 - interval 12 month)::date as first_day from core.as_of))
    """
    leads = value(demo_home, f"select count(*) from core.fct_lead where created_date >= {since}")
    customers = value(
        demo_home,
        f"select count(*) from marts.customer_360 where first_purchase_date >= {since}",
    )
    assert tile(app, "Leads") == f"{leads:,}"
    assert tile(app, "Customers") == f"{customers:,}"
    paid, bought = rows(
        demo_home,
        f"""
        select sum(spend), sum(customers) from (
            select channel_group, sum(spend) as spend, sum(customers) as customers
            from marts.channel_acquisition where month >= {since} group by channel_group
        ) where spend > 0
        """,
    )[0]
    assert tile(app, "CAC, paid channels") == f"${paid / bought:,.2f}"
    assert f"{bought:,} of {customers:,} new customers" in notes(app)


@pytest.mark.slow
def test_nothing_is_divided_where_the_cost_is_not_known(run_marketing, ask):
    found = ask("acquisition_channels")
    free = [row for row in found if not row["spend"]]
    assert free
    for row in free:
        assert (row["cac"], row["cost_per_lead"], row["roi"], row["roas"]) == (None,) * 4
        assert row["payback_months"] is None
    brought = sum(row["customers"] for row in free)
    said = f"nothing is divided. Channels without one: {len(free)}; they brought {brought:,} of"
    assert said in notes(run_marketing(period="all"))


def acquired(*months):
    """The rows of `acquisition_channels` on hand-made months of one channel."""
    made = duckdb.connect()
    made.execute("create schema marts")
    made.execute(
        """
        create table marts.channel_acquisition (
            month date, channel_group varchar, leads bigint, customers bigint,
            spend decimal(18, 2), revenue decimal(18, 2), margin decimal(18, 2),
            months_observed integer
        )
        """
    )
    made.executemany(
        "insert into marts.channel_acquisition values (?, 'email', ?, ?, ?, ?, ?, ?)", months
    )
    given = {"first_month": FIRST, "end": dt.date(2026, 12, 31)}
    cursor = made.execute(query_text("acquisition_channels"), given)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_cost_and_payback_over_several_months():
    """900 for 3 customers; they have left 40 a month each, so it takes seven and a half months."""
    january, february = dt.date(2026, 1, 1), dt.date(2026, 2, 1)
    [row] = acquired((january, 5, 1, 500, 300, 240, 6), (february, 4, 2, 400, 600, 400, 5))
    assert (row["leads"], row["customers"], row["spend"]) == (9, 3, 900)
    assert row["cost_per_lead"] == 100
    assert row["cac"] == 300
    assert row["payback_months"] == pytest.approx(300 / (640 / (1 * 6 + 2 * 5)))
    assert row["roi"] == pytest.approx((640 - 900) / 900)
    assert row["roas"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("spend", "margin", "unknown"),
    [
        # a month at a missing rate: the sum is not known, so nothing is divided
        (None, 240, {"spend", "cac", "cost_per_lead", "roi", "roas", "payback_months"}),
        # without the cost of what was sold, what it costs is known and what it earns is not
        (400, None, {"margin", "roi", "payback_months"}),
        # customers who have left less than nothing never pay back
        (400, -900, {"payback_months"}),
    ],
)
def test_one_month_that_is_not_known_leaves_the_sum_unknown(spend, margin, unknown):
    january, february = dt.date(2026, 1, 1), dt.date(2026, 2, 1)
    [row] = acquired((january, 5, 1, 500, 300, 240, 6), (february, 4, 2, spend, 600, margin, 5))
    assert {name for name, found in row.items() if found is None} == unknown


def test_a_channel_without_anything_has_no_row():
    assert acquired((dt.date(2026, 1, 1), 0, 0, 0, 0, 0, 6)) == []


@pytest.mark.slow
def test_the_customers_behind_channels_and_months_are_those_counted(demo_home, ask):
    counted = rows(
        demo_home,
        "select channel_group, month, customers, revenue from marts.channel_acquisition "
        "where customers > 0",
    )
    assert len(counted) > 50
    behind = ask("acquisition_customers")
    for channel, month, customers, revenue in counted:
        found = [
            row
            for row in behind
            if row["channel_group"] == channel
            and row["first_purchase_date"].replace(day=1) == month
        ]
        assert len(found) == customers
        assert sum(row["revenue"] for row in found) == pytest.approx(float(revenue), abs=0.01)
    channel, month, customers, _ = counted[0]
    chosen = ask("acquisition_customers", channel_group=channel, first_month=month, end=month)
    assert len(chosen) == customers
    assert {row["channel_group"] for row in chosen} == {channel}


@pytest.mark.slow
def test_a_campaign_drills_to_the_customers_that_it_brought(demo_home, ask):
    campaigns = ask("campaigns")
    assert len(campaigns) == value(demo_home, "select count(*) from marts.campaign_performance")
    brought = [row for row in campaigns if row["customers"] and row["campaign_id"] != "unknown"]
    assert brought
    for row in brought:
        found = ask(
            "acquisition_customers", campaign_id=row["campaign_id"], first_month=dt.date.min
        )
        assert len(found) == row["customers"]
        assert sum(one["revenue"] for one in found) == pytest.approx(row["revenue"], abs=0.01)
        assert all(one["customer_id"] for one in found)


@pytest.mark.slow
def test_the_dearest_campaign_comes_first_and_none_last(run_marketing, demo_home):
    tables = [one.value for one in run_marketing().dataframe if "campaign_name" in one.value]
    # the chart's own data has the dearest only
    table = max(tables, key=len)
    costs = table["cost"].dropna().tolist()[:-1]
    assert costs == sorted(costs, reverse=True)
    assert table["campaign_name"].tolist()[-1] == "No campaign"
    known = rows(
        demo_home,
        "select campaign_name, revenue::double / cost::double from marts.campaign_performance "
        "where cost > 0",
    )
    shown = dict(zip(table["campaign_name"], table["roas"], strict=True))
    for name, ratio in known:
        assert shown[name] == pytest.approx(ratio, abs=0.051)


@pytest.mark.slow
@pytest.mark.parametrize("credit", CREDITS)
@pytest.mark.parametrize("period", ["ytd", "all"])
def test_every_model_adds_up_to_all_purchases(run_marketing, demo_home, ask, credit, period):
    app = run_marketing(credit=credit, period=period)
    assert app.query_params.get("credit") == (None if credit == "revenue" else credit)
    table = frame(app, "shapley")
    sums = [float(table[model].sum()) for model in MODELS]
    # a table shows money to the cent and parts of purchases to a tenth
    assert max(sums) - min(sums) < 0.1 * len(table)
    agreed = next(c.value for c in app.caption if "adds up to the same total" in c.value)
    if period == "all":
        total = purchases(demo_home)[credit]
        exact = ask("attribution_channels", credit=credit)
        for model in MODELS:
            assert sum(row[model] for row in exact) == pytest.approx(total, abs=0.005)
        assert re.search(rf"total, \$?{round(total):,}[,.]", agreed)


def purchases(home):
    """Days on which somebody bought, and what for, from the orders and deals themselves."""
    [(days, revenue)] = rows(
        home,
        """
        with
            ordered as (
                select customer_id, order_date as day, sum(net_amount) as amount
                from core.fct_order where not is_cancelled group by all
            ),
            won as (
                select customer_id, closed_date as day, sum(amount) as amount
                from marts.sales_opportunity
                where category = 'won' and closed_date is not null
                    and customer_id not in (select customer_id from ordered)
                group by all
            )
        select count(*), sum(amount) from (from ordered union all from won)
        """,
    )
    return {"purchases": days, "revenue": float(revenue)}


@pytest.mark.slow
def test_the_chart_has_every_model_and_leaves_out_what_no_touch_led_to(run_marketing, demo_home):
    spec = chart(run_marketing(period="all"), "Shapley")
    names = [trace["name"] for trace in spec["data"] if trace["type"] == "scatter"]
    text = load_language("en")
    assert names == [text(f"column.{model}") for model in MODELS]
    channels = value(
        demo_home,
        "select count(distinct channel_group) from marts.attribution "
        "where channel_group <> 'unattributed'",
    )
    assert all(
        len(trace["x"]) == len(trace["customdata"]) == channels
        for trace in spec["data"]
        if trace["type"] == "scatter"
    )


@pytest.mark.slow
def test_a_channel_drills_to_its_campaigns_which_add_up_to_it(ask):
    for channel in ask("attribution_channels", credit="revenue"):
        parts = ask(
            "attribution_campaigns", credit="revenue", channel_group=channel["channel_group"]
        )
        for model in MODELS:
            assert sum(part[model] for part in parts) == pytest.approx(channel[model], abs=0.005)


@pytest.mark.slow
@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_can_be_shown_by_month(run_marketing, measure):
    app = run_marketing(acquisition=measure, period="12m")
    specs = [json.loads(one.proto.spec) for one in app.get("plotly_chart")]
    [heat] = [spec["data"][0] for spec in specs if spec["data"][0]["type"] == "heatmap"]
    shown = [found for line in heat["z"] for found in line if found is not None]
    table = frame(app, "month")
    assert sorted(shown) == pytest.approx(
        sorted(float(one) for one in table[measure].dropna() if one), abs=0.06
    )


@pytest.mark.slow
def test_an_unknown_choice_in_a_link_is_ignored(run_marketing):
    app = run_marketing(credit="'; drop table marts.attribution; --", acquisition="$end")
    assert "adds up to the same total, $" in notes(app)
    assert "credit" not in app.query_params
    assert "acquisition" not in app.query_params


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [
        (1.62, "1.6", "1.6"),
        (50.53, "51", "51"),
        (1512.9, "1.5K", "1512.9"),
        (23456, "23.5K", "2.3万"),
    ],
)
def test_a_number_fits_into_a_cell(number, english, chinese):
    assert short_number(load_language("en"), number) == english
    assert short_number(load_language("zh"), number) == chinese


@pytest.mark.slow
def test_changes_are_those_of_whole_months_against_whole_months(run_marketing, demo_home):
    """The demo's data begin in the middle of a month, so the last six months have six before."""
    [(now, before)] = rows(
        demo_home,
        """
        select
            count(*) filter (where months between 0 and 5),
            count(*) filter (where months between 6 and 11)
        from (
            select date_diff('month', first_purchase_date, as_of.as_of_date) as months
            from marts.customer_360 cross join core.as_of
        )
        """,
    )
    [(start, end)] = rows(
        demo_home,
        "select (date_trunc('month', as_of_date) - interval 5 month)::date, as_of_date "
        "from core.as_of",
    )
    period = {"period": "custom", "from": str(start), "to": str(end)}
    found = run_marketing(**period)
    change = next(metric.delta for metric in found.metric if metric.label == "Customers")
    assert change == f"{(now - before) / before:+.1%}"
    alone = run_marketing(**period, compare="none")
    assert not any(metric.delta for metric in alone.metric)
