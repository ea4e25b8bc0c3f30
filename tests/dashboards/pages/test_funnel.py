"""The sales funnel, against numbers that can be counted by hand and against the demo's marts."""

import datetime as dt

import duckdb
import pytest

from dashboards.cards.funnel_cuts import CUTS
from dashboards.data import query
from dashboards.language import load_language
from tests.command_line import rows
from tests.dashboards.published import AS_OF

FILTERS = {
    "start": dt.date(2024, 1, 1),
    "end": AS_OF,
    "first_month": dt.date(2024, 1, 1),
    "with_undated": True,
    "as_of_date": AS_OF,
    "sources": ("zoho", "template"),
    "regions": None,
    "channels": None,
    "owners": None,
    "row_limit": 10,
}
NO_CUT = {"cut": None, "cut_value": None, "month": None}
EVERY = {**NO_CUT, "definition": None, "outcome": None, "reason": None, "any_reason": True}


@pytest.fixture
def ask(sales_home):
    folder = sales_home.current.resolve()
    return lambda name, **given: query(folder, name, **{**FILTERS, **given})


def test_the_tiles_say_what_was_counted_of_how_many(sales_page):
    page = sales_page("funnel")
    assert page.tiles == {
        "Funnel entries": "5",
        "Lead to won": "20.0%",
        "Still open": "40.0%",
        "Win rate, closed": "33.3%",
        "Win rate, created": "20.0%",
        "Went back": "33.3%",
    }
    asides = [one.value for one in page.app.caption if "÷" in str(one.value)]
    assert asides[:5] == ["1 ÷ 5", "2 ÷ 5", "1 ÷ 3", "1 ÷ 5", "1 ÷ 3"]


def test_the_table_of_conversions_has_the_numbers_of_its_chart(sales_page):
    cards = sales_page("funnel").app.session_state["view"].sheet.cards
    [card] = [one for one in cards if one.title == "Conversion from the stage before"]
    [table] = [
        one.value
        for one in sales_page("funnel").app.dataframe
        if "conversion_from_before" in one.value
    ]
    drawn = list(card.figure["data"][0]["x"])
    assert len(drawn) == len(table) > 1
    assert list(table["conversion_from_before"]) == pytest.approx(drawn)


@pytest.mark.parametrize(
    ("parameters", "entries", "closed"),
    [
        ({"region": "Texas"}, "3", "50.0%"),
        ({"channel": "fair"}, "2", "0.0%"),
        ({"owner": "ann"}, "3", "50.0%"),
        ({"source": "zoho"}, "5", "33.3%"),
        ({"period": "custom", "from": "2026-04-01", "to": "2026-04-10"}, "3", "100.0%"),
    ],
)
def test_every_filter_holds_on_entries_and_on_opportunities(
    sales_page, parameters, entries, closed
):
    tiles = sales_page("funnel", **parameters).tiles
    assert tiles["Funnel entries"] == entries
    assert tiles["Win rate, closed"] == closed


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("cut", CUTS)
def test_the_cut_is_kept_in_the_address(sales_page, language, cut):
    page = sales_page("funnel", cut=cut, lang=language)
    assert page.app.query_params.get("cut") == (None if cut == CUTS[0] else cut)
    text = load_language(language)
    assert text("funnel.by_cut") in page.titles
    assert text("funnel.win_rate_by_cut") in page.titles


def test_win_rates_of_an_owner_stand_with_both_parts(ask):
    found = {row["cut_value"]: row for row in ask("win_rate_by_cut", cut="owner")}
    ann, bob = found["ann"], found["bob"]
    assert (ann["closed_won_count"], ann["closed_base_count"]) == (1, 2)
    assert (ann["created_won_count"], ann["created_base_count"]) == (1, 3)
    assert (bob["closed_won_count"], bob["closed_base_count"]) == (0, 1)
    assert (ann["cut_label"], ann["closed_win_rate"]) == ("E-1 (North)", 0.5)
    assert ann["created_win_rate"] == pytest.approx(1 / 3)


def test_a_cut_gives_both_conversions_and_what_went_back(ask):
    found = {row["cut_label"]: row for row in ask("funnel_by_cut", cut="product")}
    pen = found["Pen"]
    assert (pen["entries"], pen["opportunities"], pen["won_count"]) == (2, 2, 1)
    assert (pen["lead_to_won_rate"], pen["opportunity_to_won_rate"]) == (0.5, 0.5)
    assert (pen["regressed"], pen["won_amount"]) == (1, 500.0)
    rest = found["unknown"]
    # of three, one has an opportunity, and nobody's was won
    assert (rest["entries"], rest["opportunities"], rest["opportunity_to_won_rate"]) == (3, 1, 0)


def test_a_bar_of_a_cut_has_its_entries_behind_it(ask):
    for row in ask("funnel_by_cut", cut="owner"):
        given = {"cut": "owner", "cut_value": row["cut_value"], "month": None, "stage_order": None}
        behind = ask("funnel_entries", **given)
        assert len(behind) == row["entries"]
        assert sum(one["outcome"] == "won" for one in behind) == row["won_count"]
        assert all(one["customer_id"] for one in behind)


def test_a_stage_has_those_who_came_to_it_or_further_behind_it(ask):
    for row in ask("funnel_stages"):
        behind = ask("funnel_entries", **NO_CUT, stage_order=row["stage_order"])
        assert len(behind) == row["reached"]


def test_a_stage_that_nobody_came_to_is_one_of_the_funnel(ask):
    came = ask("funnel_stages", owners=("bob",))
    assert [row["reached"] for row in came] == [2, 1, 0, 0, 0]
    # of one who was spoken to, nobody was found to fit
    assert [row["conversion_rate"] for row in came] == [0.5, 0.0, None, None, None]
    assert [row["cumulative_conversion_rate"] for row in came] == [1.0, 0.5, 0.0, 0.0, 0.0]
    assert ask("funnel_stages", owners=("nobody",)) == []


def test_a_company_of_opportunities_alone_has_no_stages_of_leads(sales_home, sales_page):
    """Nobody was a lead there; they were all shown as contacted and qualified."""
    with duckdb.connect(str(sales_home.current.resolve() / "analytics.duckdb")) as writer:
        writer.execute("delete from marts.sales_funnel_entry where furthest_stage_order < 4")
        writer.execute("update marts.sales_funnel_entry set lead_id = null")
    page = sales_page("funnel")
    assert [row["stage"] for row in page.table("stage", "cumulative_conversion_rate")] == [
        "Opportunity",
        "Won",
    ]
    assert page.tiles["Opportunity to won"] == "33.3%"
    assert "Lead to won" not in page.tiles
    assert "Opportunity to won, by the choice above" in page.titles
    assert not any("contacted" in one.value for one in page.app.dataframe)
    text = load_language("en")
    assert text("funnel.by_cut") not in page.titles


def test_a_cohort_is_closed_when_none_of_its_entries_is_open(ask):
    march, april = ask("funnel_cohorts")
    assert (march["entries"], march["won_count"], march["lost_count"]) == (2, 1, 1)
    assert (march["open_count"], march["is_closed"]) == (0, True)
    assert (april["open_count"], april["is_closed"]) == (2, False)
    behind = ask("funnel_entries", **{**NO_CUT, "month": april["cohort_month"]}, stage_order=None)
    assert len(behind) == april["entries"]


def test_the_page_tells_how_many_cohorts_are_closed(sales_page):
    assert "Months closed: 1 of 2" in sales_page("funnel").words


def test_reasons_are_shares_of_all_with_the_same_outcome(ask):
    found = {(row["outcome"], row["reason"]): row for row in ask("win_loss_reasons")}
    assert found["lost", "Price"]["outcome_share"] == 0.5
    assert found["won", None]["opportunities"] == 1
    closed = {**EVERY, "definition": "closed", "any_reason": False}
    given = {**closed, "outcome": "lost", "reason": "Price"}
    assert [one["opportunity_id"] for one in ask("sales_opportunities", **given)] == ["deal-2"]
    given = {**closed, "outcome": "won", "reason": None}
    assert [one["opportunity_id"] for one in ask("sales_opportunities", **given)] == ["deal-1"]


def test_a_month_of_either_win_rate_has_its_opportunities_behind_it(ask):
    for row in ask("win_rate"):
        if row["period_start"] is None:
            continue
        given = {**EVERY, "definition": row["definition"], "month": row["period_start"]}
        behind = ask("sales_opportunities", **given)
        assert len(behind) == row["base_count"], row
        assert sum(one["outcome"] == "won" for one in behind) == row["won_count"]


def test_a_stage_is_timed_by_the_visits_that_have_ended_by_the_as_of_date(ask):
    behind = {row["opportunity_id"]: row for row in ask("stage_visits", stage_id="demo")}
    # one left after the as-of date and is still there as of it, and its second visit is not seen
    assert behind["deal-4"]["exited_date"] is None
    assert behind["deal-4"]["days"] == (AS_OF - dt.date(2026, 5, 2)).days
    assert (behind["deal-1"]["days"], behind["deal-1"]["customer_id"]) == (6, "customer-1")
    assert len(behind) == 3


def test_stages_and_velocity_say_which_filters_they_follow(sales_page):
    page = sales_page("funnel", owner="ann")
    assert "Days at a stage" in page.titles
    assert "of the filters, only source systems have an effect here" in page.words
    assert "of the filters, only the period has an effect here" in page.words
    factors = page.table("team", "velocity_per_day", "open_count", "win_rate")
    assert factors[0]["team"] == "All teams"
    north = next(row for row in factors if row["team"] == "North")
    assert (north["velocity_per_day"], north["open_count"], north["win_rate"]) == (8.06, 1, 0.5)


def test_without_a_history_the_days_at_a_stage_are_said_to_be_unknown(sales_page, sales_home):
    with duckdb.connect(str(sales_home.current.resolve() / "analytics.duckdb")) as run:
        run.execute(
            "update marts.stage_velocity set advanced = 0, went_back = 0, lost = 0, "
            "still_here = visits, timed_visits = 0, median_days = null, p90_days = null"
        )
        run.execute("update core.fct_opportunity set win_loss_reason = null")
    page = sales_page("funnel")
    assert "nothing is known of how long they stayed" in page.words
    assert "Where they go from a stage" not in page.titles
    assert "No export gives a reason" in page.words


def test_what_went_back_is_a_share_of_systems_that_tell_of_it(sales_page, sales_home):
    with duckdb.connect(str(sales_home.current.resolve() / "analytics.duckdb")) as run:
        run.execute(
            "insert into marts.sales_funnel_entry by name select * replace ('other' as entry_id,"
            " 'template' as source_system) from marts.sales_funnel_entry where entry_id = 'entry-2'"
        )
    assert sales_page("funnel").tiles["Went back"] == "33.3%"
    # where no system tells, nobody knows
    assert "Went back" not in sales_page("funnel", source="template").tiles


def test_what_comes_from_data_is_not_read_as_markdown(sales_page):
    assert "Timing *soon*" not in "\n".join(
        str(one.value) for one in sales_page("funnel").app.markdown
    )


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("parameter", "column"),
    [("region", "region"), ("channel", "channel"), ("owner", "owner_employee_id")],
)
def test_the_demo_s_funnel_follows_each_filter(demo_page, demo_home, language, parameter, column):
    [(value,)] = rows(
        demo_home,
        f"select {column} from marts.sales_opportunity where {column} <> 'unknown' "
        f"group by 1 order by count(*) desc, 1 limit 1",
    )
    [(entries,)] = rows(
        demo_home, f"select count(*) from marts.sales_funnel_entry where {column} = ?", [value]
    )
    [(rate, base)] = rows(
        demo_home,
        "select avg((category = 'won')::integer), count(*) from marts.sales_opportunity "
        f"where category <> 'open' and {column} = ?",
        [value],
    )
    page = demo_page("funnel", lang=language, **{parameter: value})
    text = load_language(language)
    assert page.tiles[text("funnel.entries")] == f"{entries:,}"
    assert page.tiles[text("funnel.closed")] == f"{rate:.1%}"
    assert base > 0
    assert entries > 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_period_in_which_nothing_was_closed_says_so(sales_page, language):
    text = load_language(language)
    days = {"period": "custom", "from": "2026-03-02", "to": "2026-03-05"}
    words = sales_page("funnel", lang=language, **days).words
    for card in ("funnel.win_rate", "funnel.win_rate_by_cut"):
        assert text("empty.card", title=text(card)) in words
