"""The page of retention, against orders counted one by one."""

import datetime as dt
import json
import re
from collections import Counter
from itertools import pairwise

import duckdb
import pytest

from dashboards.cards.retention_cohorts import MEASURES
from dashboards.language import load_language
from tests.command_line import rows, value
from tests.dashboards.pages.asking import ask, digits, said, tile

FILTERS = (
    ("region", "coalesce(customer.region, 'unknown')"),
    ("channel", "coalesce(customer.acquisition_channel, 'unknown')"),
    ("owner", "customer.owner_employee_id"),
    ("source", "customer.source_system"),
)
FLOWS = ("new_customers", "won_back", "churned")
# Customers by the month of their first order, and every day on which they ordered.
ORDERS = """
with
    days as (
        select
            customer_id,
            order_date,
            sum(net_amount)::double as amount,
            min(order_date) over (partition by customer_id) as first_date
        from core.fct_order, core.as_of
        where
            not is_cancelled and order_date <= as_of.as_of_date and customer_id <> 'unknown'
        group by customer_id, order_date
    ),
    orders as (
        select
            days.*,
            date_trunc('month', first_date)::date as cohort,
            date_diff('month', first_date, order_date) as since,
            {filtered} as filtered
        from days
        inner join core.dim_customer as customer using (customer_id)
        where {condition}
    )
"""


def orders(home, select, condition="true", filtered="null", parameters=()):
    return rows(home, ORDERS.format(condition=condition, filtered=filtered) + select, parameters)


def table(app, *columns):
    """The rows of the first table with these columns."""
    for frame in app.dataframe:
        if set(columns) <= set(frame.value.columns):
            return frame.value.to_dict("records")
    raise AssertionError(f"no table has {columns}")


@pytest.fixture
def run_demo(demo_home, run_app):
    def run(**parameters):
        app = run_app("retention", demo_home, **{"period": "all", "lang": "en", **parameters})
        assert not app.exception
        assert not app.error
        return app

    return run


def test_a_page_by_month_names_the_months_that_it_counts(run_app):
    named = {"en": "Jun 2026", "zh": "2026年6月"}
    for language, month in named.items():
        days = {"period": "custom", "from": "2026-06-01", "to": "2026-06-02"}
        app = run_app("retention", lang=language, **days)
        assert any(str(one.value).startswith(f"{month} · ") for one in app.caption)


def test_a_longer_horizon_of_repeat_purchase_is_said_to_be_of_fewer_customers(run_app):
    for language in ("en", "zh"):
        app = run_app("retention", lang=language, period="all")
        note = load_language(language)("retention.repeat_note")
        assert note in [str(one.value) for one in app.caption]


def test_days_in_which_no_month_begins_are_not_said_to_be_without_data(run_app):
    for language in ("en", "zh"):
        text = load_language(language)
        days = {"period": "custom", "from": "2026-06-22", "to": "2026-06-28"}
        told = run_app("retention", lang=language, **days).info[0].value
        assert text("empty.monthless") in told
        assert text("empty.filtered") not in told


@pytest.mark.slow
@pytest.mark.parametrize(("parameter", "column"), FILTERS)
def test_tiles_follow_every_filter(run_demo, demo_home, parameter, column):
    [(chosen, customers)] = orders(
        demo_home,
        "select filtered, count(distinct customer_id) from orders group by 1 "
        "order by 2 desc, 1 limit 1",
        filtered=column,
    )
    app = run_demo(**{parameter: chosen})
    assert digits(tile(app, "Cohort customers")) == customers
    [(reached, back, base, revenue)] = orders(
        demo_home,
        """
        select
            count(distinct customer_id) filter (where can_be_back),
            count(distinct customer_id) filter (where can_be_back and since = 1),
            sum(amount) filter (where can_be_back and since = 0),
            sum(amount) filter (where can_be_back and since = 1)
        from (
            select
                *,
                date_diff('month', cohort, (select as_of_date from core.as_of)) >= 1 as can_be_back
            from orders
        )
        """,
        condition=f"{column} = ?",
        parameters=[chosen],
    )
    assert tile(app, "Back next month") == f"{back / reached:.1%}"
    assert tile(app, "Revenue retained") == f"{(revenue or 0) / base:.1%}"


@pytest.mark.slow
def test_cohorts_by_count_and_by_revenue_are_those_of_the_orders(run_demo, demo_home):
    shown = table(run_demo(), "cohort_month", "revenue_retention_rate")
    found = ask(demo_home, "cohort_retention")
    assert len(shown) == len(found) > 100
    expected = {
        (cohort, since): (customers, amount)
        for cohort, since, customers, amount in orders(
            demo_home,
            "select cohort, since, count(distinct customer_id), sum(amount) from orders "
            "group by 1, 2",
        )
    }
    sizes = {cohort: found_ for (cohort, since), (found_, _) in expected.items() if since == 0}
    so_far = dict.fromkeys(sizes, 0.0)
    for row in found:
        cohort = row["cohort_month"]
        customers, amount = expected.get((cohort, row["months_since"]), (0, 0.0))
        so_far[cohort] += amount
        assert (row["cohort_size"], row["customers_on"]) == (sizes[cohort], customers)
        assert row["retention_rate"] == pytest.approx(customers / sizes[cohort])
        assert row["revenue"] == pytest.approx(amount, abs=0.01)
        assert row["revenue_retention_rate"] == pytest.approx(amount / expected[cohort, 0][1])
        assert row["cumulative_revenue_per_customer"] == pytest.approx(
            so_far[cohort] / sizes[cohort]
        )


@pytest.mark.slow
def test_behind_each_cell_are_the_customers_who_ordered_in_that_month(demo_home):
    cohorts = ask(demo_home, "cohort_retention")
    for row in cohorts[::9]:
        behind = ask(
            demo_home,
            "cohort_customers",
            cohort_month=row["cohort_month"],
            months_since=row["months_since"],
            channel=None,
        )
        assert len(behind) == row["customers_on"]
        assert sum(one["revenue"] for one in behind) == pytest.approx(row["revenue"])
        assert all(one["first_order_date"].replace(day=1) == row["cohort_month"] for one in behind)


@pytest.mark.slow
def test_channels_add_up_to_all_and_lead_to_their_customers(demo_home):
    channels = ask(demo_home, "retention_by_channel")
    curve = {row["months_since"]: row for row in ask(demo_home, "retention_curve")}
    for months, row in curve.items():
        those = [one for one in channels if one["months_since"] == months]
        assert sum(one["cohort_size"] for one in those) == row["cohort_size"]
        assert sum(one["customers_on"] for one in those) == row["customers_on"]
    sizes = [row["cohort_size"] for row in channels if row["months_since"] == 0]
    assert sizes == sorted(sizes, reverse=True)
    for row in channels[:40:7]:
        behind = ask(
            demo_home,
            "cohort_customers",
            cohort_month=None,
            months_since=row["months_since"],
            channel=row["channel"],
        )
        assert len(behind) == row["customers_on"]
        assert {one["channel"] for one in behind} <= {row["channel"]}


@pytest.mark.slow
@pytest.mark.parametrize("horizon", [30, 90, 365, None])
def test_repeat_purchase_whole_by_channel_and_one_by_one(demo_home, horizon):
    whole = next(row for row in ask(demo_home, "repeat_purchase") if row["horizon_days"] == horizon)
    channels = ask(demo_home, "repeat_by_channel", horizon_days=horizon)
    assert sum(row["customers"] for row in channels) == whole["customers"]
    assert sum(row["repeaters"] for row in channels) == whole["repeaters"]
    behind = ask(demo_home, "repeat_customers", horizon_days=horizon, channel=None)
    assert len(behind) == whole["repeaters"] > 0
    assert all(0 < row["days_between"] <= (horizon or 10_000) for row in behind)
    largest = channels[0]
    of_it = ask(demo_home, "repeat_customers", horizon_days=horizon, channel=largest["channel"])
    assert len(of_it) == largest["repeaters"]
    [(reached, repeaters)] = orders(
        demo_home,
        """
        select count(*), count(*) filter (where next <= coalesce(?, 100000)) from (
            select min(order_date) filter (where order_date > first_date) - first_date as next
            from orders
            group by customer_id, first_date
            having first_date <= (select as_of_date from core.as_of) - coalesce(?, 0)::integer
        )
        """,
        parameters=[horizon, horizon],
    )
    assert (whole["customers"], whole["repeaters"]) == (reached, repeaters)


@pytest.mark.slow
def test_survival_is_told_whole_and_by_channel(run_demo, demo_home):
    app = run_demo()
    curve = rows(
        demo_home,
        "select days, at_risk, events, censored, survival, standard_error "
        "from marts.customer_survival where cut_name = 'all' order by days",
    )
    shown = table(app, "at_risk", "survival_lower")
    names = ("days", "at_risk", "events", "censored")
    assert [tuple(row[name] for name in names) for row in shown] == [row[:4] for row in curve]
    # nobody comes and goes unseen: who was at risk and did not leave is at risk on the next day
    for (_, at_risk, events, censored, *_), after in pairwise(curve):
        assert at_risk - events - censored == after[1]
    for row, (*_, survival, error) in zip(shown, curve, strict=True):
        if error is None:
            continue
        assert row["survival_lower"] == pytest.approx(max(survival - 1.96 * error, 0))
        assert row["survival_upper"] == pytest.approx(min(survival + 1.96 * error, 1))
    half = next(days for days, *_, survival, _ in curve if survival <= 0.5)
    assert f"Half of the customers have left after {half} days." in said(app)
    assert "it follows no filter" in said(app)

    channel = value(
        demo_home,
        "select cut_value from marts.customer_survival where cut_name = 'channel' "
        "order by at_risk desc, 1 limit 1",
    )
    by_channel = run_demo(survival="channel", channel=channel)
    assert by_channel.query_params["survival"] == "channel"
    named = load_language("en").name("channel", channel)
    assert {row["cut_value"] for row in table(by_channel, "at_risk")} == {named}
    assert "follows only that of channels" in said(by_channel)


@pytest.mark.slow
def test_the_flow_adds_up_and_follows_the_period_only(run_demo, demo_home):
    names = ("opening", "new_customers", "won_back", "churned", "closing")
    whole = table(run_demo(), *names)
    assert len(whole) == value(demo_home, "select count(*) from marts.customer_flow_monthly")
    for row in whole:
        opening, new, back, churned, closing = (row[name] for name in names)
        assert opening + new + back - churned == closing
        assert row["net_customers"] == closing - opening
    region = value(
        demo_home, "select value from marts.filter_value where filter = 'region' limit 1"
    )
    app = run_demo(period="12m", region=region)
    if app.metric:
        assert table(app, *names) == whole[-12:]
        assert "it follows only the period" in said(app)


@pytest.mark.slow
def test_behind_each_month_are_those_who_came_and_went_in_it(demo_home):
    for row in ask(demo_home, "customer_flow"):
        behind = Counter(
            one["flow"] for one in ask(demo_home, "customer_flow_customers", month=row["month"])
        )
        assert behind == Counter({flow: row[flow] for flow in FLOWS}), row["month"]


def test_revenue_of_customers_sees_no_refund_that_came_later(home):
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        writer.execute(
            "insert into core.fct_order by name select * from (values"
            " ('1', date '2026-05-01', 10), ('2', date '2026-06-01', 20))"
            " as t(order_id, order_date, net_amount),"
            " (values ('a', false)) as c(customer_id, is_cancelled)"
        )
        writer.execute(
            "insert into core.fct_order_refund by name select * from (values"
            " ('r1', '2', 3, date '2026-06-09'), ('r2', '2', 5, date '2026-07-02'))"
            " as t(order_refund_id, order_id, amount, refunded_date)"
        )
        writer.execute(
            "insert into marts.customer_360 (customer_id, source_system, region, channel, "
            "owner_employee_id) values ('a', 'template', 'N', 'web', 'unknown')"
        )
    may = {"cohort_month": dt.date(2026, 5, 1), "channel": None}
    [row] = ask(home.root, "cohort_customers", months_since=1, **may)
    assert row["revenue"] == 25
    [row] = ask(home.root, "repeat_customers", horizon_days=None, channel=None)
    assert row["revenue"] == 35


@pytest.mark.slow
@pytest.mark.parametrize("cut", ["all", "channel"])
def test_behind_each_day_of_survival_are_those_who_left_on_it(demo_home, cut):
    curve = ask(demo_home, "customer_survival", cut=cut)
    left = [row for row in curve if row["events"]]
    stayed = [row for row in curve if not row["events"]]
    assert left
    assert stayed
    for row in left[:40] + left[40::9] + stayed[::40]:
        channel = None if cut == "all" else row["cut_value"]
        behind = ask(demo_home, "customer_survival_customers", days=row["days"], channel=channel)
        assert len(behind) == row["events"], row
        assert all(
            (one["left_date"] - one["first_purchase_date"]).days == row["days"] for one in behind
        )


@pytest.mark.slow
@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_in_both_languages(run_demo, measure):
    for language in ("en", "zh"):
        app = run_demo(measure=measure, lang=language, period="12m")
        titles = [str(part.value) for part in app.markdown]
        assert f"**{load_language(language)('retention.heat')}**" in titles
        if language == "zh":
            own = [title for title in titles if title.startswith("**")]
            assert not [title for title in own if re.search("[A-Za-z]{4,}", title)]


def test_customers_of_two_cohorts_by_hand(home):
    """Of three customers of May one came back in June, after 31 days, with twice the money."""
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        for customer, day, amount, is_cancelled in (
            ("a", dt.date(2026, 5, 1), 10, False),
            ("a", dt.date(2026, 6, 1), 20, False),
            ("b", dt.date(2026, 5, 31), 5, False),
            ("b", dt.date(2026, 6, 2), 99, True),
            ("c", dt.date(2026, 5, 9), 7, False),
            ("c", dt.date(2026, 7, 1), 7, False),
        ):
            writer.execute(
                "insert into core.fct_order (customer_id, order_date, net_amount, is_cancelled) "
                "values (?, ?, ?, ?)",
                [customer, day, amount, is_cancelled],
            )
        writer.execute(
            "insert into marts.customer_360 (customer_id, source_system, region, channel, "
            "owner_employee_id) select unnest(['a', 'b', 'c']), 'template', 'N', 'web', 'unknown'"
        )
    may = {"cohort_month": dt.date(2026, 5, 1), "channel": None}
    first = ask(home.root, "cohort_customers", months_since=0, **may)
    assert [row["customer_id"] for row in first] == ["a", "c", "b"]
    [later] = ask(home.root, "cohort_customers", months_since=1, **may)
    assert (later["customer_id"], later["order_days"], later["revenue"]) == ("a", 1, 20)
    assert ask(home.root, "cohort_customers", months_since=1, **{**may, "channel": "shop"}) == []
    for horizon, found in ((30, []), (31, ["a"]), (None, ["a"])):
        again = ask(home.root, "repeat_customers", horizon_days=horizon, channel="web")
        assert [row["customer_id"] for row in again] == found


@pytest.mark.slow
@pytest.mark.parametrize("cut", ["all", "channel"])
def test_the_chosen_month_and_day_open_their_customers(run_demo, opened, cut):
    # of the filters, the flow follows the period, and survival that of channels only
    run_demo(survival=cut, period="12m", lang="zh")
    chosen = {key: (found, row) for key, found, row in opened}
    found, row = chosen["retention.flow"]
    assert Counter(one["flow"] for one in found) == Counter({flow: row[flow] for flow in FLOWS})
    found, row = chosen["retention.survival"]
    assert len(found) == row["events"]


@pytest.fixture
def coming_and_going(home):
    """Three customers of whom ten days without a purchase are one too many.

    The orders of `a` end on 5 January and go on, with money back, on 1 March; `b` orders once, on
    3 January; `c` has no order, but an opportunity that was won on 20 June.
    """
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        writer.execute(
            """
            delete from marts.customer_360;
            insert into marts.customer_360 by name
            select * from (values
                ('a', 'web', 'loyal', date '2026-01-01', 4, 60),
                ('b', 'shop', 'churned', date '2026-01-03', 1, 70),
                ('c', 'web', 'first_purchase', date '2026-06-20', 0, 0)
            ) as t(customer_id, channel, stage, first_purchase_date, orders, net_amount);
            insert into marts.customer_lifecycle by name
            select customer_id, 10 as churned_after_days from marts.customer_360;
            insert into core.fct_order by name
            select * from (values
                ('a', date '2026-01-01', false), ('a', date '2026-01-01', false),
                ('a', date '2026-01-05', false), ('a', date '2026-01-15', true),
                ('a', date '2026-03-01', false), ('b', date '2026-01-03', false),
                ('unknown', date '2026-01-03', false)
            ) as t(customer_id, order_date, is_cancelled);
            delete from marts.sales_opportunity;
            insert into marts.sales_opportunity by name
            select * from (values
                ('a', 'won', date '2026-02-01', 500), ('c', 'won', date '2026-06-20', 8),
                ('c', 'lost', date '2026-06-01', 9)
            ) as t(customer_id, category, closed_date, amount);
            """
        )
    return home.root


@pytest.mark.parametrize(
    ("month", "moved"),
    [
        (
            1,
            [
                ("b", "new_customers", 3, 70),
                ("b", "churned", 14, 70),
                ("a", "new_customers", 1, 60),
                ("a", "churned", 16, 60),
            ],
        ),
        # what was won of a customer with orders is no purchase
        (2, []),
        (3, [("a", "won_back", 1, 60), ("a", "churned", 12, 60)]),
        # until the as-of date, 30 June, nobody knows that it will be gone the day after
        (6, [("c", "new_customers", 20, 8)]),
        (7, []),
    ],
)
def test_who_came_and_went_by_hand(coming_and_going, month, moved):
    day = dt.date(2026, month, 1)
    assert [
        (row["customer_id"], row["flow"], row["day"].day, row["revenue"])
        for row in ask(coming_and_going, "customer_flow_customers", month=day)
    ] == moved


def test_a_gap_as_long_as_may_be_ends_nothing(coming_and_going, home):
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        writer.execute("update core.fct_order set is_cancelled = false")
    january = ask(coming_and_going, "customer_flow_customers", month=dt.date(2026, 1, 1))
    assert [(row["flow"], row["day"].day) for row in january if row["customer_id"] == "a"] == [
        ("new_customers", 1),
        ("churned", 26),
    ]
    # it stays from 1 to 15 January, its two orders of a day counting once
    [one] = ask(coming_and_going, "customer_survival_customers", days=25, channel=None)
    assert (one["customer_id"], one["purchase_days"]) == ("a", 3)


@pytest.mark.parametrize(
    ("days", "channel", "left"),
    [
        (11, None, [("b", dt.date(2026, 1, 14), 1, 70)]),
        (15, None, [("a", dt.date(2026, 1, 16), 2, 60)]),
        (15, "web", [("a", dt.date(2026, 1, 16), 2, 60)]),
        (15, "shop", []),
        # who comes back and goes again has left before
        (70, None, []),
        (10, None, []),
    ],
)
def test_who_left_after_so_many_days_by_hand(coming_and_going, days, channel, left):
    assert [
        (row["customer_id"], row["left_date"], row["purchase_days"], row["revenue"])
        for row in ask(coming_and_going, "customer_survival_customers", days=days, channel=channel)
    ] == left


def test_a_run_without_survival_or_flow_says_so(run_app):
    app = run_app("retention", lang="en")
    assert not app.exception
    words = "\n".join(info.value for info in app.info)
    assert "How long customers stay: there is nothing to show." in words
    assert "Customers who come and go: there is nothing to show." in words


def test_unknown_choices_of_a_link_are_ignored(run_app):
    app = run_app("retention", measure="gold", survival="moon")
    assert not app.exception
    assert "measure" not in app.query_params
    assert "survival" not in app.query_params


def test_a_month_that_is_not_over_is_in_no_rate_of_several_cohorts(home, run_app):
    """Of May's 55 customers one has come back by 10 June, of April's 52 there were 17 in May."""
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        writer.execute("update core.as_of set as_of_date = date '2026-06-10'")
        writer.execute(
            "update marts.cohort_retention_by_cut set customers_on = 1 "
            "where cohort_month = date '2026-05-01' and months_since = 1"
        )
        writer.execute(
            "insert into core.fct_order (customer_id, order_date, net_amount, is_cancelled) "
            "select 'a', unnest([date '2026-05-09', date '2026-06-09']), 10, false"
        )
        writer.execute(
            "insert into marts.customer_360 (customer_id, source_system, region, channel, "
            "owner_employee_id) values ('a', 'template', 'N', 'web', 'unknown')"
        )
    app = run_app("retention", lang="en", period="custom", **{"from": "2026-04-01"})
    assert not app.exception
    assert tile(app, "Cohort customers") == f"{52 + 55 + 58}"
    assert tile(app, "Back next month") == f"{17 / 52:.1%}"
    cohorts = table(app, "cohort_month", "is_partial")
    partial = {(row["cohort_month"], row["months_since"]) for row in cohorts if row["is_partial"]}
    assert partial == {("Apr 2026", 2), ("May 2026", 1), ("Jun 2026", 0)}
    assert any("Jun 2026 is not over" in caption.value for caption in app.caption)
    [channel] = [row for row in ask(home.root, "retention_by_channel") if row["months_since"] == 1]
    curve = {row["months_since"]: row for row in ask(home.root, "retention_curve")}
    assert channel["cohort_size"] == curve[1]["cohort_size"]
    behind = {"months_since": 1, "channel": None}
    assert ask(home.root, "cohort_customers", cohort_month=None, **behind) == []
    [back] = ask(home.root, "cohort_customers", cohort_month=dt.date(2026, 5, 1), **behind)
    assert back["customer_id"] == "a"


def test_a_day_on_which_the_last_ones_leave_has_no_band_of_nothing(home, run_app):
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        writer.execute(
            "insert into marts.customer_survival by name "
            "select * from (values ('all', 'all', 90, 8, 2, 0, 0.75, 0.15), "
            "('all', 'all', 181, 6, 6, 0, 0.0, null)) as days(cut_name, cut_value, days, at_risk, "
            "events, censored, survival, standard_error)"
        )
    app = run_app("retention", lang="en")
    charts = " ".join(str(json.loads(one.proto.spec)) for one in app.get("plotly_chart"))
    assert "90 days: 75.0% (45.6% – 100.0%); 8 customers were still there the day before" in charts
    assert "181 days: 0.0%; 6 customers were still there the day before" in charts
