"""The page of loyalty: its numbers against the points of each member."""

import datetime as dt

import duckdb
import pytest

from dashboards.cards.loyalty_points import largest_first, totals
from dashboards.language import load_language
from tests.command_line import rows, value
from tests.dashboards.pages.asking import ask, change, digits, run_of, said, tile
from warehouse.home import Home

MONTHS = [dt.date(2026, month, 1) for month in (4, 5, 6)]


def programme(month, tier, members=10, earned=100, referral=0, redeemed=0, closing=0, **further):
    return {
        "month": month,
        "tier": tier,
        "members": members,
        "earned_points": earned,
        "referral_points": referral,
        "redeemed_points": redeemed,
        "expired_points": 0,
        "closing_points": closing,
        "liability": None,
        "referrers": 0,
    } | further


@pytest.fixture
def priced(home: Home) -> Home:
    """A home with a programme whose points are worth 0.05 each."""
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        for number, month in enumerate(MONTHS, start=1):
            for tier in ("gold", "none"):
                row = programme(
                    month,
                    tier,
                    members=10 * number,
                    redeemed=50 * number,
                    referral=20,
                    closing=1000 * number,
                    liability=50 * number,
                    referrers=1,
                )
                names = ", ".join(row)
                marks = ", ".join("?" for _ in row)
                writer.execute(
                    f"insert into marts.loyalty_programme ({names}, adjusted_points, "
                    f"unexplained_points) values ({marks}, 0, 0)",
                    list(row.values()),
                )
        for customer, tier, balance, net in (
            ("customer-1", "gold", 900, 300),
            ("customer-2", None, 700, 100),
            ("customer-3", "gold", 0, 500),
            ("customer-4", None, None, 50),
        ):
            writer.execute(
                "insert into marts.customer_360 (customer_id, loyalty_tier, points_balance, "
                "net_amount, orders) values (?, ?, ?, ?, 2)",
                [customer, tier, balance, net],
            )
        writer.execute(
            "insert into core.fct_loyalty_event (loyalty_event_id, customer_id, kind, points, "
            "occurred_date) values ('1', 'customer-1', 'redeemed', -50, '2026-05-05'), "
            "('2', 'customer-2', 'redeemed', -20, '2026-03-31'), "
            "('3', 'customer-2', 'tier_change', null, '2026-05-06')"
        )
    return home


def test_totals_are_sums_and_what_is_held_at_the_end():
    shown = {"redeemed": 30, "referral": 20, "referrers": 2, "is_partial": False}
    months = [programme(month, "all", **shown) for month in MONTHS]
    months[-1] |= {"members": 20, "closing_points": 77}
    found = totals(months)
    assert (found["members"], found["closing_points"], found["got_points"]) == (20, 77, 360)
    assert found["redemption_rate"] == 90 / 360
    # six referrers of ten, ten and twenty members
    assert found["referral_rate"] == 6 / 40
    # who will refer somebody in a month is not known before it is over
    months[-1] |= {"is_partial": True}
    assert totals(months) == found | {"referral_rate": 4 / 20}


def test_nothing_is_divided_where_there_is_nothing():
    months = [programme(MONTHS[0], "all", members=0, earned=0, is_partial=False)]
    assert totals(months)["redemption_rate"] is None
    assert totals(months)["referral_rate"] is None
    assert totals([]) == {}


def test_tiers_stand_by_what_they_have_in_the_last_month():
    held = [
        programme(MONTHS[0], "bronze", members=99),
        programme(MONTHS[2], "bronze", members=1),
        programme(MONTHS[2], "gold", members=5),
        programme(MONTHS[2], "silver", members=5),
    ]
    assert largest_first(held, "members") == ["gold", "silver", "bronze"]
    assert largest_first([], "members") == []


def test_points_have_a_worth_where_a_point_has_one(priced, run_app):
    app = run_app("loyalty", lang="en", period="90d")
    assert not app.exception
    assert not app.error
    # the period begins on 2 April, so only May and June begin in it
    assert tile(app, "Members") == "60"
    assert tile(app, "Points outstanding") == "6,000"
    assert tile(app, "Liability") == "$300"
    # 2 × (100 + 150) of 2 × 2 × (100 + 20)
    assert tile(app, "Redemption rate") == "104.2%"
    assert tile(app, "Points earned") == "480"
    assert load_language("en")("loyalty.no_point_value") not in said(app)


def test_changes_are_against_the_months_before(priced, run_app):
    june = run_app("loyalty", lang="en", period="mtd")
    assert change(june, "Members") == "+50.0%"
    # 150 of 120 and 100 of 120
    assert change(june, "Redemption rate") == "+41.7 pp"
    assert "Jun 2026 against May 2026" in said(june)
    # more that is owed is no good news, and so has no colour
    assert not change(june, "Points outstanding")
    assert not change(june, "Liability")
    assert said(june).count("+50.0% against the months before") == 2
    assert not change(run_app("loyalty", lang="en", period="mtd", compare="none"), "Members")


def test_members_with_points_who_redeemed_nothing(priced):
    since = {"start": dt.date(2026, 4, 1)}
    found = [
        (row["customer_id"], row["points_balance"])
        for row in ask(priced.root, "loyalty_unused", **since)
    ]
    assert found == [("customer-2", 700.0)]
    later = ask(priced.root, "loyalty_unused", start=dt.date(2026, 5, 6))
    assert [row["customer_id"] for row in later] == ["customer-1", "customer-2"]
    assert later[0]["last_redeemed_date"] == dt.date(2026, 5, 5)


def test_who_redeemed_only_later_redeemed_nothing_in_the_period(priced):
    period = {"start": dt.date(2026, 4, 1), "end": dt.date(2026, 4, 30)}
    found = ask(priced.root, "loyalty_unused", **period)
    assert [row["customer_id"] for row in found] == ["customer-1", "customer-2"]


def test_all_days_begin_with_the_first_points(priced, run_app):
    early = dt.date(2023, 2, 1)
    with duckdb.connect(str(priced.current / "analytics.duckdb")) as writer:
        writer.execute(
            "insert into marts.loyalty_programme by name select * replace (?::date as month)"
            " from marts.loyalty_programme where month = '2026-04-01' and tier = 'gold'",
            [early],
        )
    assert run_of(priced.root).first_day == early
    app = run_app("loyalty", lang="en", period="all")
    earned = value(
        priced.root, "select sum(earned_points + referral_points) from marts.loyalty_programme"
    )
    assert digits(tile(app, "Points earned")) == earned


def test_what_tiers_spend_and_who_is_behind_it(priced):
    found = {row["loyalty_tier"]: row for row in ask(priced.root, "loyalty_tiers")}
    assert {tier: row["net_amount_per_member"] for tier, row in found.items()} == {
        "gold": 400.0,
        "none": 100.0,
    }
    for tier, row in found.items():
        assert len(ask(priced.root, "loyalty_members", tier=tier)) == row["members"]


def test_only_the_month_of_the_as_of_date_may_be_partial(priced):
    for day, expected in ((dt.date(2026, 6, 10), MONTHS[-1:]), (dt.date(2026, 6, 30), ())):
        found = ask(priced.root, "loyalty_totals", as_of_date=day)
        assert [row["month"] for row in found if row["is_partial"]] == list(expected)


def test_changes_of_points_of_a_month_are_behind_its_bar(priced):
    found = ask(priced.root, "loyalty_events", month=dt.date(2026, 5, 1))
    # a change of tier without points is none
    assert [(row["customer_id"], row["points"]) for row in found] == [("customer-1", -50.0)]


def test_without_a_programme_the_page_says_so(run_app):
    app = run_app("loyalty", lang="en")
    assert not app.exception
    assert not app.metric
    text = load_language("en")
    assert text("empty.never") in app.info[0].value
    assert "has ever come from any source system." in app.info[0].value


def test_filters_of_customers_have_no_effect(priced, run_app):
    app = run_app("loyalty", lang="en", period="90d", source="zoho")
    assert tile(app, "Members") == "60"
    source = next(one for one in app.multiselect if one.key == "source")
    assert source.disabled


def test_more_tiers_than_can_be_told_apart(priced, run_app):
    with duckdb.connect(str(priced.current / "analytics.duckdb")) as writer:
        writer.execute(
            "insert into marts.loyalty_programme select loyalty_programme.* replace "
            "('tier ' || number as tier) "
            "from marts.loyalty_programme cross join range(7) as numbers(number) "
            "where tier = 'none'"
        )
    app = run_app("loyalty", lang="zh", period="all")
    assert not app.exception
    assert not app.error


@pytest.mark.slow
class TestDemo:
    """The whole night of a made-up shop."""

    @pytest.mark.parametrize("language", ["en", "zh"])
    @pytest.mark.parametrize("period", ["30d", "12m", "all"])
    def test_every_period_in_every_language(self, run_app, demo_home, language, period):
        app = run_app("loyalty", at=demo_home, lang=language, period=period)
        assert not app.exception
        assert not app.error
        assert load_language(language)("loyalty.no_point_value") in said(app)

    def test_tiles_are_the_points_added_up_one_by_one(self, run_app, demo_home):
        end = run_of(demo_home).as_of_date
        sums = dict(
            rows(
                demo_home,
                "select kind, abs(sum(points)) from core.fct_loyalty_event "
                "where occurred_date <= ? group by kind",
                [end],
            )
        )
        app = run_app("loyalty", at=demo_home, lang="en", period="all", compare="none")
        got, redeemed = sums["earned"] + sums["referral"], sums["redeemed"]
        months = ask(demo_home, "loyalty_totals")
        assert sum(row["earned_points"] + row["referral_points"] for row in months) == got
        assert tile(app, "Redemption rate") == f"{100 * redeemed / got:.1f}%"
        members = value(
            demo_home, "select count(*) from marts.customer_360 where points_balance is not null"
        )
        assert digits(tile(app, "Members")) == members
        balance = value(demo_home, "select sum(points_balance) from marts.customer_360")
        assert months[-1]["closing_points"] == balance

    def test_behind_each_month_is_what_changed_in_it(self, demo_home):
        for row in ask(demo_home, "loyalty_totals"):
            behind = ask(demo_home, "loyalty_events", month=row["month"])
            redeemed = -sum(one["points"] for one in behind if one["points_kind"] == "redeemed")
            assert redeemed == row["redeemed_points"]

    def test_members_by_tier_are_those_behind_what_tiers_spend(self, demo_home):
        last = ask(demo_home, "loyalty_months")[-1]["month"]
        held = {
            row["tier"]: row["members"]
            for row in ask(demo_home, "loyalty_months")
            if row["month"] == last
        }
        spending = {row["loyalty_tier"]: row["members"] for row in ask(demo_home, "loyalty_tiers")}
        assert spending == {tier: members for tier, members in held.items() if members}
