"""Experience, against the answers of customers and the marts."""

import json
import statistics

import duckdb
import pytest

from dashboards.cards.journey import MOST_STEPS, MOST_WAYS
from dashboards.data import query
from dashboards.language import load_language
from tests.command_line import rows, value
from warehouse.database import published_folder
from warehouse.home import Home

pytestmark = pytest.mark.slow

# What speaks for us and against us, by the scores themselves; who is merely not satisfied is
# worth nothing.
WORTH = {
    "nps": "case when score >= 9 then 1 when score <= 6 then -1 else 0 end",
    "csat": "case when score >= 4 then 1 else 0 end",
    "ces": "case when score >= 5 then 1 else 0 end",
}
LABELS = {"nps": "Net promoter (NPS)", "csat": "Satisfaction (CSAT)", "ces": "Ease (CES)"}
LOW = """
    (kind = 'nps' and score <= 6 or kind = 'csat' and score <= 2 or kind = 'ces' and score <= 3)
"""


@pytest.fixture
def run_experience(open_page):
    return open_page("experience")


@pytest.fixture
def ask(demo_home):
    """Rows of a query of the app on the demo, over all time."""
    folder = published_folder(Home(demo_home))
    [(first, end)] = rows(demo_home, "select date '2000-01-01', as_of_date from core.as_of")
    free = {"first_month": first, "end": end, "with_undated": True, "touchpoint": None}
    free |= {"kind": None, "is_low": False, "row_limit": 100_000}
    return lambda name, **given: query(folder, name, **{**free, **given})


def tile(app, label):
    return next(metric.value for metric in app.metric if metric.label == label).replace("\\", "")


def captions(app):
    return "\n".join(caption.value for caption in app.caption)


def frames(app, column):
    return [one.value for one in app.dataframe if column in one.value]


def charts(app):
    return [json.loads(one.proto.spec) for one in app.get("plotly_chart")]


def worths(home, kind, where="true"):
    found = rows(
        home,
        f"select {WORTH[kind]} from core.fct_survey_response where kind = ? and {where}",
        [kind],
    )
    return [worth for (worth,) in found]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("period", ["30d", "12m", "all"])
def test_the_page_opens_in_every_language_and_period(run_experience, language, period):
    app = run_experience(lang=language, period=period)
    assert app.title[0].value == load_language(language)("page.experience.title")
    assert len(app.metric) == 4
    assert len(app.get("plotly_chart")) >= 7


@pytest.mark.parametrize("touchpoint", ["", "order", "ticket"])
def test_scores_and_their_margins_are_those_of_the_answers(run_experience, demo_home, touchpoint):
    app = run_experience(period="all", **({"touchpoint": touchpoint} if touchpoint else {}))
    where = f"touchpoint = '{touchpoint}'" if touchpoint else "true"
    for kind, label in LABELS.items():
        given = worths(demo_home, kind, where)
        if not given:
            assert tile(app, label) == "–"
            continue
        mean = statistics.fmean(given)
        margin = 1.96 * statistics.pstdev(given) / len(given) ** 0.5
        unit = "" if kind == "nps" else "%"
        assert tile(app, label) == f"{round(100 * mean)}{unit}"
        assert f"± {round(100 * margin)}{unit} · {len(given)} answers" in captions(app)
    assert app.query_params.get("touchpoint") == (touchpoint or None)


def test_the_response_rate_counts_those_known_to_be_asked(run_experience, demo_home):
    [(asked, answered)] = rows(
        demo_home,
        """
        select count(*) filter (where is_rating_asked or csat is not null), count(csat)
        from core.fct_ticket cross join core.as_of
        where is_rating_asked is not null and resolved_date <= as_of_date
        """,
    )
    app = run_experience(period="all")
    assert tile(app, "Response rate") == f"{100 * answered / asked:.1f}%"
    assert f"{asked} known to be asked" in captions(app)
    # surveys about orders say nothing of it, so nothing is divided
    app = run_experience(period="all", touchpoint="order")
    assert tile(app, "Response rate") == "–"
    assert any("nothing to divide by" in info.value for info in app.info)


def test_an_nps_is_in_points_in_its_chart_and_in_its_table(run_experience):
    app = run_experience(period="all")
    nps, csat = [one.value for one in app.dataframe if "satisfaction" in one.value][:2]
    assert nps["satisfaction"].abs().max() > 1
    assert csat["satisfaction"].max() <= 1


def test_one_touchpoint_is_the_mart_s_own_row(demo_home, ask):
    """What the query takes together for several is, for one, what the mart says itself."""
    found = ask("satisfaction_scores", by="touchpoint")
    assert len(found) > 3
    for row in found:
        [(score, margin, responses, note)] = rows(
            demo_home,
            "select coalesce(nps, csat, ces), margin_of_error, responses, note "
            "from marts.satisfaction_monthly where month is null and kind = ? and touchpoint = ?",
            [row["kind"], row["touchpoint"]],
        )
        assert row["satisfaction"] == pytest.approx(score)
        assert row["margin_of_error"] == pytest.approx(margin)
        assert (row["responses"], row["note"]) == (responses, note)


def test_each_month_has_its_own_answers_behind_it(demo_home, ask):
    months = ask("satisfaction_scores", by="month")
    given = dict.fromkeys(WORTH, 0)
    for row in months:
        where = f"date_trunc('month', responded_date) = date '{row['month']}'"
        counted = worths(demo_home, row["kind"], where)
        assert row["responses"] == len(counted)
        given[row["kind"]] += len(counted)
        if counted:
            assert row["satisfaction"] == pytest.approx(statistics.fmean(counted))
            assert (row["note"] is not None) == (len(counted) < 30)
    assert all(given.values())
    last = next(row for row in reversed(months) if row["responses"])
    behind = ask(
        "satisfaction_responses",
        kind=last["kind"],
        with_undated=False,
        first_month=last["month"],
        end=last["month"],
    )
    assert len(behind) == last["responses"] == behind[0]["answers"]
    assert {row["kind"] for row in behind} == {last["kind"]}


def test_low_scores_are_listed_newest_first_without_names_or_words(run_experience, demo_home):
    [table] = frames(run_experience(period="all"), "response_class")
    expected = rows(demo_home, f"select customer_id from core.fct_survey_response where {LOW}")
    assert sorted(table["customer_id"]) == sorted(customer for (customer,) in expected)
    dates = table["responded_date"].tolist()
    assert dates == sorted(dates, reverse=True)
    assert not {"customer_name", "answer_text", "response_id"} & set(table.columns)


def test_names_and_words_are_shown_where_the_setting_allows(run_experience, demo_home, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_SHOW_NAMES", "true")
    [table] = frames(run_experience(period="all"), "response_class")
    written = rows(demo_home, "select text from restricted.survey_text", restricted=True)
    told = table["answer_text"].dropna().tolist()
    assert told
    assert {text for (text,) in written} >= set(told)
    assert table["customer_name"].notna().any()


def test_low_scores_follow_the_touchpoint(run_experience, demo_home):
    [table] = frames(run_experience(period="all", touchpoint="ticket"), "response_class")
    assert len(table) == value(
        demo_home,
        f"select count(*) from core.fct_survey_response where touchpoint = 'ticket' and {LOW}",
    )
    assert set(table["touchpoint"]) == {"Ticket"}


def test_drivers_are_ranked_and_placed_by_what_the_mart_says(run_experience, demo_home):
    app = run_experience(survey="csat-order")
    expected = rows(
        demo_home,
        "select driver, performance, importance_share, responses from marts.satisfaction_driver "
        "where kind = 'csat' and touchpoint = 'order' order by importance desc",
    )
    text = load_language("en")
    names = [text.name("driver", driver) for driver, *_ in expected]
    [ranked, *_] = frames(app, "importance_share")
    assert ranked["driver"].tolist() == names
    assert ranked["responses"].tolist() == [count for *_, count in expected]
    spec = next(spec for spec in charts(app) if len(spec["layout"].get("shapes", [])) == 2)
    [points] = spec["data"]
    assert points["text"] == names
    assert points["x"] == pytest.approx([performance for _, performance, *_ in expected])
    assert points["y"] == pytest.approx([share for *_, share, _ in expected])
    assert app.query_params["survey"] == "csat-order"


@pytest.mark.parametrize(("touches", "who"), [("all", "new"), ("marketing", "known")])
def test_the_journey_is_the_mart_s(run_experience, demo_home, touches, who):
    app = run_experience(touches=touches, who=who)
    where = f"scope = '{touches}' and is_new_customer = {who == 'new'}"
    [(begun, direct)] = rows(
        demo_home,
        f"""
        select sum(journeys), sum(journeys) filter (where to_touchpoint = 'purchase')
        from marts.customer_journey where step = 1 and {where}
        """,
    )
    assert f"{begun:,} journeys over all time, {direct or 0:,} of them without" in captions(app)
    expected = rows(
        demo_home,
        f"""
        select journeys from marts.customer_journey where step <= {MOST_STEPS} and {where}
        qualify row_number() over (partition by step order by journeys desc) <= {MOST_WAYS}
        """,
    )
    ends = {load_language("en")(f"journey_end.{end}") for end in ("touch", "purchase", "none")}
    spec = next(s for s in charts(app) if {t.get("name") for t in s["data"]} & ends)
    drawn = [journeys for trace in spec["data"] for journeys in trace["x"]]
    assert sorted(drawn) == sorted(journeys for (journeys,) in expected)
    [table, *_] = frames(app, "from_touchpoint")
    for trace in spec["data"]:
        for place, journeys in zip(trace["customdata"], trace["x"], strict=True):
            assert table["journeys"].iloc[place] == journeys


def test_conversion_by_first_touchpoint_leaves_out_open_journeys(ask):
    found = ask("journey_steps", scope="marketing", is_new_customer=True)
    first = [row for row in found if row["step"] == 1]
    assert any(row["open_journeys"] for row in first)
    for row in first:
        ended = row["journeys"] - row["open_journeys"]
        expected = None if not ended else pytest.approx(row["purchases"] / ended)
        assert row["conversion_rate"] == expected
        assert row["step_journeys"] == sum(one["journeys"] for one in first)


def test_an_unknown_choice_in_a_link_is_ignored(run_experience):
    app = run_experience(touchpoint="<script>", survey="x-y", touches="1=1", who="nobody")
    assert len(app.metric) == 4
    assert not {"touchpoint", "survey", "touches", "who"} & set(app.query_params)


def test_a_change_is_shown_only_where_it_is_clear(run_experience, demo_home):
    """NPS of the last twelve months against the twelve before, from the answers themselves."""
    app = run_experience(period="12m")
    last = "date_diff('month', responded_date, (select as_of_date from core.as_of))"
    for kind, label in LABELS.items():
        now, before = (
            worths(demo_home, kind, f"{last} between {first} and {first + 11}") for first in (0, 12)
        )
        step = statistics.fmean(now) - statistics.fmean(before)
        errors = [statistics.pstdev(given) / len(given) ** 0.5 for given in (now, before)]
        shown = next(metric.delta for metric in app.metric if metric.label == label)
        # where all said the same, nothing tells how sure a change is
        if all(errors) and abs(step) > 1.96 * (errors[0] ** 2 + errors[1] ** 2) ** 0.5:
            assert shown == f"{100 * step:+.1f} pp"
        else:
            assert not shown
            few = " · few answers" if len(now) < 30 else ""
            assert f"· {len(now)} answers{few} · no clear change" in captions(app)


def test_a_run_without_surveys_and_touches_says_so(run_app):
    """The hand-made run has neither; the page is empty, not broken."""
    app = run_app("experience")
    assert not app.exception
    assert app.info
    assert not app.metric


def test_purchases_that_nothing_led_to_are_no_experience(home, run_app):
    with duckdb.connect(str(home.current.resolve() / "analytics.duckdb")) as connection:
        connection.execute(
            "insert into marts.customer_journey by name "
            "select 1 as step, 'start' as from_touchpoint, 'purchase' as to_touchpoint"
        )
    app = run_app("experience")
    assert [load_language("en")("empty.never") in said.value for said in app.info] == [True]
