"""Pipeline and forecast, against numbers counted by hand and against the demo's marts."""

import datetime as dt

import duckdb
import pytest

from dashboards.cards import pipeline_course
from dashboards.catalogue import PAGES
from dashboards.data import query
from dashboards.language import load_language
from tests.command_line import rows
from tests.dashboards.published import AS_OF
from warehouse.home import Home

FILTERS = {
    "start": dt.date(2024, 7, 1),
    "end": AS_OF,
    "first_month": dt.date(2024, 7, 1),
    "as_of_date": AS_OF,
    "sources": ("zoho", "template"),
    "owners": None,
    "row_limit": 10,
    "with_nobody": True,
}
ALL_OPEN = {"is_of_stage": False, "stage_id": None, "owner_employee_id": None}
STEPS = ("opening", "created", "reopened", "moved", "changed", "won", "lost", "closing")


@pytest.fixture
def ask(sales_home):
    folder = sales_home.current.resolve()
    return lambda name, **given: query(folder, name, **{**FILTERS, **given})


def amend(home: Home, sql: str) -> None:
    with duckdb.connect(str(home.current.resolve() / "analytics.duckdb")) as run:
        run.execute(sql)


def test_the_tiles_are_of_what_is_open(sales_page):
    page = sales_page("pipeline")
    assert page.tiles == {
        "Open pipeline": "$500",
        "Open opportunities": "2",
        "Weighted by stage": "$200",
        "2-month forecast": "$160",
        "Overdue": "50.0%",
    }
    assert "1 with $200" in page.words
    assert "has no probability: closed" not in page.words


def test_the_tiles_follow_owners_and_say_what_was_open_before_the_period(sales_page):
    page = sales_page("pipeline", owner="bob", period="30d")
    assert page.tiles["Open pipeline"] == "$300"
    assert page.tiles["Overdue"] == "0.0%"
    assert "$300 on May 31, 2026" in page.words
    # regions and channels are not among the filters of this page
    assert PAGES["pipeline"].filters == ("period", "source", "owner")


def test_a_weight_that_is_missing_is_told(sales_page, sales_home):
    amend(sales_home, "update marts.pipeline_daily set unweighted_count = 1 where stage = 'Demo'")
    assert "1 without a probability" in sales_page("pipeline").words


def test_without_any_probability_the_weight_is_unknown_and_not_zero(sales_page, sales_home, ask):
    amend(
        sales_home,
        "update marts.pipeline_daily set unweighted_count = open_count, weighted_amount = 0",
    )
    assert sales_page("pipeline").tiles["Weighted by stage"] == "–"
    for name in ("pipeline_stages", "pipeline_owners"):
        assert {row["weighted_amount"] for row in ask(name)} == {None}
    course = ask("pipeline_course", grain="week", start=dt.date(2026, 4, 12))
    assert course[-1]["amount"] == 500
    assert course[-1]["weighted_amount"] is None


@pytest.mark.parametrize("owners", [None, ("ann",), ("bob",)])
@pytest.mark.parametrize("start", [28, 29, 30])
def test_what_came_and_went_is_the_difference_of_closing_and_opening(ask, owners, start):
    steps = ask("pipeline_movement", owners=owners, start=dt.date(2026, 6, start))
    assert tuple(row["step"] for row in steps) == STEPS
    for measure in ("opportunities", "amount"):
        *others, closing = (row[measure] for row in steps)
        assert sum(others) == closing


def test_the_movement_of_three_days_by_hand(ask):
    steps = {row["step"]: row for row in ask("pipeline_movement")}
    assert [steps[name]["amount"] for name in STEPS] == [100, 120, 30, 0, 10, -60, -100, 100]
    assert [steps[name]["opportunities"] for name in STEPS] == [1, 2, 1, 0, 0, -1, -1, 2]
    # over all owners nothing is taken over, but of one of them it is
    bob = {row["step"]: row for row in ask("pipeline_movement", owners=("bob",))}
    assert (bob["moved"]["amount"], bob["opening"]["amount"]) == (50, 0)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_has_the_days_behind_it(ask, step):
    total = next(row for row in ask("pipeline_movement") if row["step"] == step)
    behind = ask("pipeline_movement_days", step=step)
    for measure in ("opportunities", "amount"):
        assert sum(row[measure] for row in behind) == total[measure]
    if step == "moved":
        assert {(row["owner"], row["amount"]) for row in behind} == {
            ("E-1 (North)", -50.0),
            ("E-2 (South)", 50.0),
        }


def test_a_day_on_which_nothing_was_open_is_zero(ask):
    course = ask("pipeline_course", grain="day", owners=("bob",), start=dt.date(2026, 4, 1))
    by_day = {row["day"]: row["amount"] for row in course}
    # the pipeline is known from the day of Ann's first opportunity on
    assert min(by_day) == dt.date(2026, 4, 12)
    assert (by_day[dt.date(2026, 5, 1)], by_day[dt.date(2026, 5, 2)]) == (0, 300)


def test_a_week_of_the_course_is_its_last_day(ask):
    course = ask("pipeline_course", grain="week", start=dt.date(2026, 4, 27))
    by_day = {row["day"]: row["amount"] for row in course}
    assert by_day[dt.date(2026, 5, 3)] == 500
    assert max(by_day) == AS_OF


def test_a_stage_and_an_owner_have_their_opportunities_behind_them(ask):
    for row in ask("pipeline_stages"):
        given = {**ALL_OPEN, "is_of_stage": True, "stage_id": row["stage_id"]}
        assert len(ask("pipeline_open", **given)) == row["open_count"]
    for row in ask("pipeline_owners"):
        given = {**ALL_OPEN, "owner_employee_id": row["owner_employee_id"]}
        assert len(ask("pipeline_open", **given)) == row["open_count"]


def test_the_list_has_what_most_is_expected_of_first(ask):
    first, second = ask("pipeline_open", **ALL_OPEN)
    assert (first["opportunity_id"], first["customer_id"]) == ("deal-3", "customer-3")
    assert (first["is_overdue"], first["overdue_days"]) == (True, 29)
    assert (second["is_overdue"], second["overdue_days"]) == (False, 0)
    assert (first["win_probability"], first["forecast_amount"]) == (0.5, 100.0)


def test_the_forecast_stands_with_amount_by_win_rate_beside_it(ask, sales_page):
    parts = ask("pipeline_forecast_months")
    assert [row["part"] for row in parts] == ["month", "month", "together", "weighted"]
    assert [row["forecast_amount"] for row in parts] == [100, 60, 160, 250]
    # the band of amount by win rate would be of another question: when it comes, it does not say
    assert parts[-1]["lower_80"] is None
    words = sales_page("pipeline", owner="ann").words
    assert "All source systems and owners: no filter has an effect here." in words


def test_the_back_test_is_told_in_words(sales_page):
    words = sales_page("pipeline").words
    # |80 - 100| + |150 - 100| of 200, and |160 - 100| + |240 - 100| of 200
    assert "Of 2 forecasts whose months are over, the errors were 35.0% of what came" in words
    assert "those of amount × closed win rate 100.0%" in words
    assert "within the 80 % band in 1 of 1" in words


def test_a_weight_of_which_too_much_is_missing_is_not_drawn(sales_page, sales_home, ask):
    amend(
        sales_home,
        "update marts.pipeline_daily set unweighted_count = 1, weighted_amount = 0 "
        "where stage = 'Demo' and day < '2026-06-01'",
    )
    course = ask("pipeline_course", grain="week", start=dt.date(2026, 4, 12))
    drawn = {row["day"]: pipeline_course._drawn(row, "weighted_amount") for row in course}
    assert drawn[dt.date(2026, 5, 31)] is None
    assert drawn[AS_OF] == course[-1]["weighted_amount"] == 200
    assert pipeline_course._drawn(course[0], "amount") == course[0]["amount"]
    assert "has no probability: closed" in sales_page("pipeline").words


def test_the_back_test_does_not_call_amount_by_win_rate_weighted_by_stage(sales_page, ask):
    assert [row["win_rate_amount"] for row in ask("pipeline_backtest")] == [160, 240, 250]
    table = sales_page("pipeline").table("forecast_date", "win_rate_amount", "actual_amount")
    assert [row["win_rate_amount"] for row in table] == [160, 240, 250]
    for language, name in {"en": "Amount × win rate", "zh": "金额 × 赢单率"}.items():
        assert load_language(language)("column.win_rate_amount") == name


def test_without_history_there_is_no_forecast_and_the_page_says_so(sales_page, sales_home):
    amend(
        sales_home,
        "delete from marts.pipeline_forecast_report; update marts.pipeline_forecast_monthly set "
        "model = 'not enough history', forecast_amount = null, lower_80 = null, upper_80 = null; "
        "update marts.pipeline_forecast set win_probability = null, forecast_amount = null",
    )
    page = sales_page("pipeline")
    assert "There is no forecast of the pipeline" in page.words
    # however many were won and lost that nobody ever saw open
    assert "too few were won or lost in the month after it" in page.words
    assert "2-month forecast" not in page.tiles


def test_the_sales_forecast_stands_against_last_year_s_months(sales_page):
    page = sales_page("pipeline")
    assert "In 57 earlier forecasts its error was 0.54 of what a year changes" in page.words
    assert "67% of outcomes were within the 80 % band, 90% within the 95 % band" in page.words
    assert "seasonal naive, 57 forecasts): MASE 1.34, 75% and 100%" in page.words
    table = page.table("month", "value", "forecast", "lower_80", "upper_95")
    assert len(table) == 24 + 6
    assert (table[0]["month"], table[0]["value"]) == ("Jul 2024", 70.0)
    assert (table[-1]["month"], table[-1]["forecast"]) == ("Dec 2026", 600.0)
    assert (table[-1]["lower_80"], table[-1]["upper_95"]) == (480.0, 780.0)


def test_too_few_months_are_said_plainly(sales_page):
    page = sales_page("pipeline", forecast="won_amount")
    assert "Too few months for a forecast: 7 whole months are known." in page.words
    assert page.app.query_params["forecast"] == "won_amount"
    # there never were orders, so they are not offered
    ignored = sales_page("pipeline", forecast="orders")
    assert "forecast" not in ignored.app.query_params


def test_sales_that_are_the_same_every_year_are_not_said_to_be_too_few_months(
    sales_page, sales_home
):
    amend(
        sales_home,
        "update marts.sales_forecast set known_months = 24 where metric = 'won_amount'",
    )
    words = sales_page("pipeline", forecast="won_amount").words
    assert "Too few months" not in words
    assert "of the 24 whole months that are known, each was as the one a year before" in words


def test_employees_are_measured_by_the_months_that_have_a_quota(ask, sales_page):
    ann, bob = ask("sales_reps")
    # 500 of 1,000 in May; June has no quota and its 300 do not count for it
    assert (ann["quota_amount"], ann["quota_attainment"]) == (1000, 0.5)
    assert (ann["won_amount"], ann["won_count"], ann["win_rate"]) == (800, 3, 0.75)
    assert (ann["open_count"], ann["touches"]) == (5, 13)
    # of one of the two that were won in May nobody says when it was created
    assert ann["average_days_to_win"] == pytest.approx((31 + 11) / 2)
    assert (bob["quota_attainment"], bob["average_days_to_win"]) == (0, None)
    assert "No quotas" not in sales_page("pipeline").words


def test_where_nobody_has_a_quota_the_page_says_how_to_give_one(sales_page, sales_home):
    amend(
        sales_home,
        "update marts.sales_rep_performance set quota_amount = null, quota_attainment = null",
    )
    assert "called quotas.csv" in sales_page("pipeline").words


def test_an_employee_has_the_opportunities_behind_the_bar(ask):
    behind = ask("sales_rep_opportunities", employee_id="ann")
    assert [row["opportunity_id"] for row in behind] == ["deal-1", "deal-2"]


def test_names_are_shown_only_where_they_may_be(sales_page, sales_home, monkeypatch):
    columns = ("employee", "won_amount")
    assert sales_page("pipeline").table(*columns)[0]["employee"] == "E-1 (North)"
    monkeypatch.setenv("WAREHOUSE_SHOW_NAMES", "true")
    [(name,)] = rows(
        sales_home.root,
        "select employee_name from restricted.employee_contact where employee_id = 'ann'",
        restricted=True,
    )
    assert name
    assert sales_page("pipeline").table(*columns)[0]["employee"] == name
    (sales_home.current.resolve() / "restricted.duckdb").unlink()
    assert sales_page("pipeline").table(*columns)[0]["employee"] in {"E-1 (North)", name}


def test_visits_are_kept_missed_or_not_planned(ask):
    may, june = ask("visit_months")
    assert (may["planned_visits"], may["kept_visits"], may["kept_rate"]) == (10, 8, 0.8)
    assert (june["planned_visits"], june["kept_visits"], june["unplanned_visits"]) == (7, 5, 3)
    [only] = ask("visit_months", owners=("bob",))
    assert (only["planned_visits"], only["kept_rate"]) == (2, 0)


def test_a_month_has_its_plans_and_visits_behind_it(ask):
    june = ask("visit_list", month=dt.date(2026, 6, 1))
    assert [(row["customer_id"], row["is_completed"]) for row in june] == [
        ("customer-1", True),
        ("customer-2", False),
        # it took place after the as-of date, so it is not seen to be done
        ("customer-1", False),
    ]
    assert [row["owner"] for row in ask("visit_list", month=dt.date(2026, 5, 1))] == ["E-2 (South)"]


def test_coverage_is_the_mean_of_the_months(ask):
    high, low = ask("visit_tiers")
    assert (high["value_group"], high["customers"], high["coverage_rate"]) == ("high", 4, 0.5)
    # none of 10, and 5 of 20
    assert low["coverage_rate"] == pytest.approx(5 / 30)
    # who will be visited in June is not known before it is over
    high, low = ask("visit_tiers", as_of_date=dt.date(2026, 6, 10))
    assert (high["coverage_rate"], low["coverage_rate"]) == (0.25, 0)


def test_coverage_of_no_month_that_is_over_is_said_to_be_none(sales_page, sales_home):
    amend(
        sales_home,
        "update core.as_of set as_of_date = date '2026-06-10';"
        "delete from marts.visit_coverage where month < date '2026-06-01'",
    )
    words = sales_page("pipeline").words
    assert "Customers visited in a month, by value group: there is nothing to show." in words


def test_who_was_never_visited_stands_first(ask):
    behind = ask("visit_customers", value_group="high")
    assert [row["customer_id"] for row in behind] == ["customer-2", "customer-3", "customer-1"]
    # a visit after the as-of date and one that did not take place are not seen
    assert behind[0]["last_visit_date"] is None
    assert behind[2]["days_since_visit"] == 20
    assert [
        row["customer_id"] for row in ask("visit_customers", value_group="high", owners=("bob",))
    ] == ["customer-3"]


def test_a_run_without_opportunities_still_forecasts_its_sales(sales_page, sales_home):
    amend(sales_home, "delete from marts.sales_opportunity")
    page = sales_page("pipeline")
    assert not page.tiles
    assert load_language("en")("empty.never") in page.words
    assert "Forecast of sales" in page.titles


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_card_is_there_in_every_language(sales_page, language):
    text = load_language(language)
    names = ("stages", "owners", "course", "movement", "forecast", "backtest", "list")
    names += ("sales_forecast", "reps", "visits", "coverage")
    expected = [text(f"pipeline.{name}") for name in names]
    assert sales_page("pipeline", lang=language, period="12m").titles == expected


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("is_of_one", [False, True])
def test_the_demo_s_pipeline_is_what_the_marts_say(demo_page, demo_home, language, is_of_one):
    condition, parameters = "true", {}
    if is_of_one:
        [(owner,)] = rows(
            demo_home,
            "select owner_employee_id from marts.pipeline_forecast "
            "group by 1 order by count(*) desc, 1 limit 1",
        )
        condition, parameters = f"owner_employee_id = '{owner}'", {"owner": owner}
    [(count, overdue)] = rows(
        demo_home,
        "select count(*), count(*) filter (where deal.expected_close_date < as_of.as_of_date) "
        "from core.fct_opportunity as deal cross join core.as_of "
        f"where deal.category = 'open' and deal.{condition}"
        if is_of_one
        else "select count(*), count(*) filter (where expected_close_date < as_of_date) "
        "from core.fct_opportunity cross join core.as_of where category = 'open'",
    )
    page = demo_page("pipeline", lang=language, **parameters)
    text = load_language(language)
    assert page.tiles[text("pipeline.open_count")] == f"{count:,}"
    assert page.tiles[text("pipeline.overdue")] == f"{overdue / count:.1%}"
    movement = page.table("step", "opportunities")
    values = [row["opportunities"] for row in movement]
    assert sum(values[:-1]) == values[-1] == count


@pytest.mark.parametrize("language", ["en", "zh"])
def test_days_without_a_pipeline_say_so_where_its_course_would_be(sales_page, language):
    text = load_language(language)
    days = {"period": "custom", "from": "2024-07-02", "to": "2024-07-03"}
    words = sales_page("pipeline", lang=language, **days).words
    for card in ("pipeline.course", "pipeline.movement"):
        assert text("empty.card", title=text(card)) in words
