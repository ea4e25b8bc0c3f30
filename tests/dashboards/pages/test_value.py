"""The page of value and churn, against the marts read customer by customer."""

import duckdb
import pytest

from dashboards.cards.churn_report import verdict
from dashboards.cards.value_customers import behind
from dashboards.language import load_language
from tests.command_line import rows, value
from tests.dashboards.pages.asking import ask, digits, said, tile

FILTERS = (
    ("region", "coalesce(customer.region, 'unknown')"),
    ("channel", "coalesce(customer.acquisition_channel, 'unknown')"),
    ("owner", "customer.owner_employee_id"),
    ("source", "customer.source_system"),
)
CUSTOMERS = """
    select
        {filtered} as filtered, count(*), sum(historic_value)::double,
        sum(expected_value_12m)::double, avg(p_alive), count(*) filter (where band = 'high'),
        sum(expected_value_12m) filter (where band in ('high', 'medium'))::double
    from marts.customer_clv
    inner join marts.customer_churn_risk using (customer_id)
    inner join core.dim_customer as customer using (customer_id)
    group by 1
    order by 2 desc, 1
    limit 1
"""


def table(app, *columns):
    """The rows of the first table with these columns."""
    for frame in app.dataframe:
        if set(columns) <= set(frame.value.columns):
            return frame.value.to_dict("records")
    raise AssertionError(f"no table has {columns}")


@pytest.fixture
def run_demo(demo_home, run_app):
    def run(**parameters):
        app = run_app("value", demo_home, **{"lang": "en", **parameters})
        assert not app.exception
        assert not app.error
        return app

    return run


@pytest.mark.slow
@pytest.mark.parametrize(("parameter", "column"), FILTERS)
def test_tiles_follow_every_filter(run_demo, demo_home, parameter, column):
    found = rows(demo_home, CUSTOMERS.format(filtered=column))
    [(chosen, customers, historic, expected, alive, high, stake)] = found
    app = run_demo(**{parameter: chosen})
    assert digits(tile(app, "Customers")) == customers
    assert digits(tile(app, "At high risk")) == high
    assert tile(app, "Still customers") == f"{alive:.1%}"
    [totals] = ask(demo_home, "value_totals", **filtered(parameter, chosen))
    assert totals["historic_value"] == pytest.approx(historic)
    assert totals["expected_value_12m"] == pytest.approx(expected)
    bands = ask(demo_home, "churn_bands", **filtered(parameter, chosen))
    of_those = [row["value_at_stake"] for row in bands if row["band"] in ("high", "medium")]
    assert sum(of_those) == pytest.approx(stake)
    # the period is no filter of this page
    assert digits(tile(run_demo(period="30d", **{parameter: chosen}), "Customers")) == customers


def filtered(parameter, chosen):
    return {f"{parameter}s": (chosen,)}


@pytest.mark.slow
@pytest.mark.parametrize("measure", ["historic_value", "expected_value_12m"])
def test_classes_hold_every_customer_once_and_lead_to_them(demo_home, measure):
    classes = ask(demo_home, "value_classes", measure=measure)
    every = [float(one) for (one,) in rows(demo_home, f"select {measure} from marts.customer_clv")]
    assert sum(row["customers"] for row in classes) == len(every)
    assert sum(row["value"] for row in classes) == pytest.approx(sum(every))
    assert sum(row["customer_share"] for row in classes) == pytest.approx(1)
    for row in classes:
        lower, upper = row["lower_value"] or float("-inf"), row["upper_value"]
        assert row["customers"] == len([one for one in every if lower <= one < upper])
        # 1, 2 and 5 times a power of ten
        assert f"{row['lower_value']:.0e}"[0] in "0125"
        of_it = ask(
            demo_home,
            "value_customers",
            **behind(measure=measure, lower=row["lower_value"] or None, upper=upper),
        )
        assert len(of_it) == row["customers"]
        assert sum(one[measure] for one in of_it) == pytest.approx(row["value"], abs=1e-6)


@pytest.mark.slow
def test_tenths_of_being_a_customer_still_lead_to_their_customers(demo_home):
    tenths = ask(demo_home, "alive_classes")
    whole = value(demo_home, "select count(p_alive) from marts.customer_clv")
    assert sum(row["customers"] for row in tenths) == whole > 0
    for row in tenths:
        upper = row["upper_p_alive"] if row["upper_p_alive"] < 1 else None
        of_it = ask(
            demo_home,
            "value_customers",
            **behind(measure="p_alive", lower=row["lower_p_alive"], upper=upper),
        )
        assert len(of_it) == row["customers"]
        assert sum(one["expected_value_12m"] for one in of_it) == pytest.approx(
            row["expected_value_12m"], abs=1e-6
        )


@pytest.mark.slow
@pytest.mark.parametrize("cut", ["segment", "channel", "region"])
def test_groups_add_up_and_lead_to_their_customers(run_demo, demo_home, cut):
    groups = ask(demo_home, "value_groups", cut=cut, measure="historic_value")
    historic, expected = rows(
        demo_home,
        "select sum(historic_value)::double, sum(expected_value_12m)::double "
        "from marts.customer_clv",
    )[0]
    assert sum(row["historic_value"] for row in groups) == pytest.approx(historic)
    assert sum(row["expected_value_12m"] for row in groups) == pytest.approx(expected)
    values = [row["historic_value"] for row in groups]
    assert values == sorted(values, reverse=True)
    largest = groups[0]
    of_it = ask(demo_home, "value_customers", **behind(cut=cut, group=largest["group_name"]))
    assert len(of_it) == largest["customers"]
    assert sum(one["historic_value"] for one in of_it) == pytest.approx(largest["historic_value"])
    app = run_demo(value="historic", group=cut)
    assert len(table(app, "group_name")) == len(groups)
    assert f"**{load_language('en')('value.groups_historic_value')}**" in said(app)


@pytest.mark.slow
def test_bands_and_win_backs_lead_to_their_customers(demo_home):
    bands = ask(demo_home, "churn_bands")
    assert [row["band"] for row in bands] == ["high", "medium", "low"]
    expected = dict(
        rows(demo_home, "select band, count(*) from marts.customer_churn_risk group by 1")
    )
    for row in bands:
        of_it = ask(demo_home, "value_customers", **behind(cut="band", group=row["band"]))
        assert len(of_it) == row["customers"] == expected[row["band"]]
        assert sum(one["expected_value_12m"] for one in of_it) == pytest.approx(
            row["value_at_stake"]
        )
    actions = ask(demo_home, "churn_actions", language="en")
    assert sum(row["customers"] for row in actions) == expected["high"] + expected["medium"]
    for row in actions:
        of_it = ask(
            demo_home,
            "value_customers",
            **behind(cut="win_back", group=row["win_back"], bands=("high", "medium")),
        )
        assert len(of_it) == row["customers"]
        assert {one["band"] for one in of_it} <= {"high", "medium"}


@pytest.mark.slow
@pytest.mark.parametrize("band", ["high", "medium", "low"])
def test_the_list_has_those_with_most_at_stake_and_speaks_the_language(run_demo, demo_home, band):
    # what is NULL to DuckDB is NaN to a frame
    for language, suffix in (("en", ""), ("zh", "_zh")):
        expected = rows(
            demo_home,
            f"""
            select customer_id, coalesce(reasons{suffix}, ''), coalesce(win_back{suffix}, '')
            from marts.customer_churn_risk inner join marts.customer_clv using (customer_id)
            where band = ?
            order by expected_value_12m desc, risk desc, customer_id limit 200
            """,
            [band],
        )
        frame = next(
            one.value
            for one in run_demo(lang=language, band=band).dataframe
            if {"reasons", "win_back"} <= set(one.value.columns)
        )
        shown = frame.fillna({"reasons": "", "win_back": ""}).to_dict("records")
        names = ("customer_id", "reasons", "win_back")
        assert [tuple(row[name] for name in names) for row in shown] == expected
        stakes = [row["value_at_stake"] for row in shown]
        assert stakes == sorted(stakes, reverse=True)
        assert all(row["reasons"].count(";") <= 2 for row in shown)


@pytest.mark.slow
def test_the_report_is_told_in_both_languages(run_demo, demo_home):
    [(customers, auc)] = rows(
        demo_home, "select customers, auc from marts.churn_model_report where is_used"
    )
    words = said(run_demo())
    assert f"Tested on the {customers:,} customers" in words
    assert f"{round(auc * 100, 1):g} are in the right order" in words
    words = said(run_demo(lang="zh"))
    assert "风险预测可信吗" in words
    assert f"{round(auc * 100, 1):g} 对排序正确" in words


@pytest.mark.slow
def test_what_was_foretold_stands_beside_what_came(run_demo, demo_home):
    expected = rows(
        demo_home,
        "select risk_class, customers, risk, churn_rate from marts.churn_model_calibration"
        " where is_used order by risk_class",
    )
    shown = table(run_demo(), "risk_class")
    assert [tuple(row.values()) for row in shown] == expected
    assert [row["risk_class"] for row in shown] == list(range(1, 11))
    # the demo's risks are not far off
    assert max(abs(row["risk"] - row["churn_rate"]) for row in shown) < 0.25


@pytest.mark.parametrize(
    ("auc", "said_of_it"),
    [(0.5, "weak"), (0.69, "weak"), (0.7, "fair"), (0.8, "good"), (1, "good")],
)
def test_how_good_an_order_is(auc, said_of_it):
    assert verdict(auc) == said_of_it


# customer_360 says of each customer what the other marts say, as a build leaves it
AS_BUILT = (
    "update marts.customer_360 set orders = 0",
    """
    update marts.customer_360 as customer
    set orders = 1, net_amount = clv.historic_value, p_alive = clv.p_alive,
        expected_orders_12m = clv.expected_orders_12m, expected_value_12m = clv.expected_value_12m
    from marts.customer_clv as clv
    where clv.customer_id = customer.customer_id
    """,
    """
    update marts.customer_360 as customer
    set churn_risk = risk.risk, churn_band = risk.band
    from marts.customer_churn_risk as risk
    where risk.customer_id = customer.customer_id
    """,
)


def write(home, *statements):
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        for statement in (*statements, *AS_BUILT):
            writer.execute(statement)


CUSTOMER = """
insert into marts.customer_360 (
    customer_id, source_system, region, channel, owner_employee_id, segment, last_purchase_date
) values ('a', 'template', 'North', 'web', 'unknown', 'Champions', '2026-06-01'),
    ('b', 'template', 'South', 'web', 'unknown', 'Lost', '2025-01-01')
"""
HISTORIC = """
insert into marts.customer_clv (customer_id, historic_value, model)
values ('a', 120, 'not enough history'), ('b', -3, 'not enough history')
"""
UNKNOWN_RISK = """
insert into marts.customer_churn_risk (customer_id, horizon_days, model)
values ('a', 90, 'not enough history'), ('b', 90, 'not enough history')
"""


def test_without_enough_history_there_is_historic_value_and_the_reason(run_app, home):
    write(home, CUSTOMER, HISTORIC, UNKNOWN_RISK)
    for language in ("en", "zh"):
        app = run_app("value", lang=language)
        text = load_language(language)
        assert not app.exception
        assert tile(app, text("value.customers")) == "2"
        assert tile(app, text("value.expected")) == tile(app, text("value.at_stake")) == "–"
        assert tile(app, text("value.high_risk")) == "–"
        told = said(app)
        for key in ("value.no_forecast", "value.no_risk", "value.no_report"):
            assert text(key) in told
    classes = ask(home.root, "value_classes", measure="historic_value")
    assert [(row["lower_value"], row["customers"], row["value"]) for row in classes] == [
        (0, 1, -3),
        (100, 1, 120),
    ]
    [of_it] = ask(
        home.root, "value_customers", **behind(measure="historic_value", lower=None, upper=1)
    )
    assert of_it["customer_id"] == "b"


@pytest.mark.parametrize(
    ("amount", "lower", "upper"),
    [
        (0.99, 0, 1),
        (1, 1, 2),
        (2, 2, 5),
        (4.99, 2, 5),
        (5, 5, 10),
        (10, 10, 20),
        (1000, 1000, 2000),
    ],
)
def test_an_amount_is_in_the_class_that_begins_with_it(home, amount, lower, upper):
    write(
        home,
        CUSTOMER,
        f"insert into marts.customer_clv (customer_id, historic_value) values ('a', {amount})",
    )
    [row] = ask(home.root, "value_classes", measure="historic_value")
    assert (row["lower_value"], row["upper_value"]) == (lower, upper)


REPORT = """
insert into marts.churn_model_report values
    ('logistic', {logistic}, '2026-04-01', 90, 1000, 0.6, {auc}, {brier}, 0.05),
    ('silence', not {logistic}, '2026-04-01', 90, 1000, 0.6, {silence}, 0.2, 0.08)
"""


@pytest.mark.parametrize(
    ("logistic", "auc", "silence", "brier", "told"),
    [
        (True, 0.85, 0.75, 0.12, "The model is used: it puts 85 pairs"),
        (True, 0.76, 0.75, 0.12, "only a small lead: 76 pairs in the right order, the days of"),
        (False, 0.7, 0.75, 0.12, "silence alone are used: they put 75 pairs"),
        (False, 0.745, 0.75, 0.12, "because the model is no better: 75 pairs"),
        # 0.6 × 0.4
        (True, 0.85, 0.75, 0.12, "giving everybody the mean risk would make 0.24"),
        (True, 0.85, 0.75, 0.12, "The risks take 50.0% of that error away."),
        (True, 0.85, 0.75, 0.30, "no better than giving everybody the mean risk"),
        (True, 0.85, 0.75, 0.12, "on average 5 percentage points off"),
        (True, 0.65, 0.55, 0.12, "That is weak"),
    ],
)
def test_the_report_says_what_a_manager_is_to_make_of_it(
    run_app, home, logistic, auc, silence, brier, told
):
    report = REPORT.format(logistic=str(logistic).lower(), auc=auc, silence=silence, brier=brier)
    write(home, CUSTOMER, HISTORIC, UNKNOWN_RISK, report)
    app = run_app("value", lang="en")
    assert not app.exception
    assert told in said(app)
    assert table(app, "auc")[0]["is_used"]


FORECASTS = """
insert into marts.customer_clv (
    customer_id, historic_value, expected_value_12m, p_alive, model
) values ('a', 120, 50, 1.0, 'mbg_nbd'), ('b', 9, 5, 0.05, 'mbg_nbd')
"""
RISKS = """
insert into marts.customer_churn_risk (
    customer_id, horizon_days, risk, band, reasons, reasons_zh, win_back, win_back_zh
) values ('a', 90, 0.6, 'medium', 'why; how', '乙；甲', 'call', '致电'),
    ('b', 90, 0.9, 'high', null, null, null, null)
"""


def test_customers_without_a_win_back_are_not_left_out(run_app, home):
    write(home, CUSTOMER, FORECASTS, RISKS)
    app = run_app("value", lang="zh", band="medium")
    assert not app.exception
    assert [(row["action"], row["reason"], row["customers"]) for row in table(app, "action")] == [
        ("致电", "乙", 1),
        ("无建议", "无突出原因", 1),
    ]
    [row] = table(app, "win_back")
    assert (row["reasons"], row["win_back"], row["value_at_stake"]) == ("乙；甲", "致电", 50)
    assert tile(app, "涉及价值").endswith("55")
    # certain to be one still: in the last tenth
    assert [row["lower_p_alive"] for row in table(app, "lower_p_alive")] == [0.0, 0.9]


def test_a_filter_that_leaves_nobody_names_no_days(run_app, home):
    write(home, CUSTOMER, HISTORIC, "update marts.filter_value set value = 'West'")
    app = run_app("value", region="West", lang="en")
    assert not app.exception
    assert not app.metric
    told = said(app)
    assert load_language("en")("empty.filtered") in told
    assert "Nothing is left for all source systems · West" in told
    assert "Nothing falls between" not in told


def test_a_company_without_orders_is_told_that_it_has_none(run_app):
    app = run_app("value", lang="en", source="zoho")
    assert not app.exception
    assert load_language("en")("empty.never") in said(app)


def test_unknown_choices_of_a_link_are_ignored(run_app, home):
    write(home, CUSTOMER, FORECASTS, RISKS)
    app = run_app("value", value="gold", group="$sources", band="'; drop table x; --")
    assert not app.exception
    for name in ("value", "group", "band"):
        assert name not in app.query_params
