"""The page of service: its numbers against tickets counted one by one, and where bars lead."""

import datetime as dt
import json
import statistics
from itertools import product

import duckdb
import pytest

from dashboards.cards.service_figures import CUTS, MEASURES, clock_column
from dashboards.language import load_language
from dashboards.months import month_end
from tests.command_line import rows, value
from tests.dashboards.pages.asking import ask, change, digits, run_of, said, tile
from warehouse.home import Home

FILTERS = (
    ("region", "region"),
    ("channel", "acquisition_channel"),
    ("owner", "owner_employee_id"),
    ("source", "source_system"),
)
DAY = dt.date(2026, 6, 1)
COMPLAINTS = {"with_solved": False, "complaints_only": True, "with_undated": False}


@pytest.fixture
def desk(home: Home) -> Home:
    """A home with a help desk of its own beside the shop and the CRM."""
    tickets = [
        # id, priority, opened, solved, open minutes, business minutes, SLA, reopened, first contact
        ("a", "high", 1, 2, 10, 5, "met", False, True),
        ("b", "high", 1, 3, 20, 15, "missed", True, False),
        ("c", "low", 2, None, 50, 25, "running", None, None),
        ("d", "low", 20, None, None, None, "missed", None, None),
        ("e", "low", None, 4, None, None, None, False, None),
    ]
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        for name, priority, opened, solved, minutes, business, sla, again, first in tickets:
            opened_date = None if opened is None else DAY + dt.timedelta(days=opened)
            writer.execute(
                "insert into marts.service_ticket (ticket_id, source_system, customer_id, region, "
                "acquisition_channel, owner_employee_id, channel, team, kind, priority, "
                "opened_date, is_resolved, resolved_date, age_days, first_response_minutes, "
                "first_response_business_minutes, resolution_minutes, sla_due_at, sla_outcome, "
                "is_reopened, is_first_contact_resolution) values "
                "(?, 'desk', ?, 'North', 'web', 'unknown', 'chat', 'Blue', 'request', ?, ?, ?, ?, "
                "?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    name,
                    f"customer-{name}",
                    priority,
                    opened_date,
                    solved is not None,
                    None if solved is None else DAY + dt.timedelta(days=solved),
                    None if solved is not None else (dt.date(2026, 6, 30) - opened_date).days,
                    minutes,
                    business,
                    None if solved is None else 1440 * solved,
                    None if sla is None else dt.datetime(2026, 6, 29),  # noqa: DTZ001
                    sla,
                    again,
                    first,
                ],
            )
    return home


def test_the_tickets_of_the_period_by_hand(desk, run_app):
    app = run_app("service", lang="en", period="30d", compare="none")
    assert not app.exception
    assert not app.error
    assert tile(app, "Tickets opened") == "4"
    assert tile(app, "Tickets solved") == "3"
    # 10, 20 and 50 minutes
    assert tile(app, "First response") == "20 min"
    # one and two days of 1440 minutes and three
    assert tile(app, "Resolution") == "2.5 days"
    assert tile(app, "SLA met") == "33.3%"
    assert tile(app, "Reopened") == "50.0%"
    assert tile(app, "First-contact rate") == "50.0%"
    assert tile(app, "Open now") == "2"
    words = said(app)
    assert "1 of 3 tickets" in words
    assert "1 overdue" in words
    assert "Not compared." in words


def test_an_undated_ticket_counts_with_all_days_only(desk, run_app):
    everything = run_app("service", lang="en", period="all", compare="none")
    assert tile(everything, "Tickets opened") == "5"
    assert tile(run_app("service", lang="en", period="12m"), "Tickets opened") == "4"


def test_business_hours_have_no_days(desk, run_app):
    app = run_app("service", lang="en", period="30d", clock="business")
    assert tile(app, "First response") == "15 min"
    assert app.query_params["clock"] == "business"


def test_tickets_alone_make_a_source_system(desk):
    sources = {source.source_system: source for source in run_of(desk.root).sources}
    assert sources["desk"].first_day == DAY + dt.timedelta(days=1)
    assert set(sources) == {"desk", "template", "zoho"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_company_of_tickets_alone_is_led_to_them_from_the_first_page(desk, run_app, language):
    with duckdb.connect(str(desk.current / "analytics.duckdb")) as writer:
        writer.execute("delete from marts.kpi_daily_by_cut")
    app = run_app("overview", lang=language)
    assert not app.exception
    text = load_language(language)
    links = [link.proto.label for link in app.get("page_link")]
    assert text("page.service.title") in links
    assert text("page.experience.title") not in links


def test_open_tickets_by_age_and_the_ones_behind_them(desk):
    ages = {row["youngest_days"]: row["open_tickets"] for row in ask(desk.root, "service_open")}
    # c is 27 days old, d 9
    assert ages == {8: 2}
    behind = ask(
        desk.root, "service_open_tickets", only_overdue=False, youngest_days=8, oldest_days=30
    )
    assert [row["ticket_id"] for row in behind] == ["d", "c"]
    overdue = ask(
        desk.root, "service_open_tickets", only_overdue=True, youngest_days=None, oldest_days=None
    )
    # from the beginning of 29 June to the end of 30 June
    assert [(row["customer_id"], row["overdue_hours"]) for row in overdue] == [("customer-d", 48.0)]


def test_where_nothing_is_open_a_sentence_says_so_and_no_table_of_headings(desk, run_app):
    with duckdb.connect(str(desk.current / "analytics.duckdb")) as writer:
        writer.execute("update marts.service_ticket set is_resolved = true, age_days = null")
    app = run_app("service", lang="en", period="30d")
    assert not app.exception
    text = load_language("en")
    captions = [str(one.value) for one in app.caption]
    assert text("service.none_overdue") in captions
    assert text("empty.card", title=text("service.ages")) in captions
    assert all(len(frame.value) for frame in app.dataframe)


@pytest.mark.parametrize(
    ("orders", "title", "height"),
    [(None, "Complaints by month", 3), (200, "Complaints per 1,000 orders", 15)],
)
def test_where_nobody_orders_complaints_are_counted_not_drawn_as_none(
    desk, run_app, orders, title, height
):
    with duckdb.connect(str(desk.current / "analytics.duckdb")) as writer:
        writer.execute(
            "insert into marts.complaint_cause by name select date '2026-05-01' as month, "
            "'price' as cause, 3 as complaints, coalesce(?::bigint, 0) as orders",
            [orders],
        )
    app = run_app("service", lang="en", period="90d")
    assert not app.exception
    assert f"**{title}**" in said(app)
    specs = [json.loads(one.proto.spec) for one in app.get("plotly_chart")]
    assert [height] in [spec["data"][0].get("y") for spec in specs]


def test_a_source_without_tickets_says_so(desk, run_app):
    app = run_app("service", lang="en", source="zoho")
    assert not app.metric
    assert load_language("en")("empty.never") in app.info[0].value


def test_a_period_without_new_tickets_still_shows_the_open_ones(desk, run_app):
    app = run_app(
        "service", lang="en", period="custom", **{"from": "2025-01-01", "to": "2025-02-01"}
    )
    assert not app.exception
    assert (tile(app, "Tickets opened"), tile(app, "Open now")) == ("0", "2")
    assert tile(app, "SLA met") == "–"
    assert not any(str(one.value).startswith("0 of 0") for one in app.caption)


def test_every_measure_by_every_cut_in_both_languages(desk, run_app):
    for measure, cut in product(MEASURES, CUTS):
        for language in ("en", "zh"):
            app = run_app("service", lang=language, measure=measure, cut=cut, period="90d")
            assert not app.exception, (measure, cut, language)
            assert not app.error


def test_times_have_a_column_for_either_clock():
    assert clock_column("p90_resolution_minutes", "calendar") == "p90_resolution_minutes"
    assert clock_column("p90_resolution_minutes", "business") == "p90_resolution_business_minutes"
    assert clock_column("sla_met_rate", "business") == "sla_met_rate"


@pytest.mark.slow
class TestDemo:
    """The whole night of a made-up shop."""

    @pytest.mark.parametrize(("parameter", "column"), [(None, None), *FILTERS])
    def test_tiles_are_the_tickets_counted_one_by_one(self, run_app, demo_home, parameter, column):
        chosen = None
        if column is not None:
            chosen = value(
                demo_home,
                f"select {column} from marts.service_ticket group by all "
                f"order by count(*) desc, {column} limit 1",
            )
        tickets = rows(
            demo_home,
            "select ticket.opened_date, ticket.resolved_date, ticket.sla_outcome, "
            "ticket.resolution_minutes, ticket.is_resolved, ticket.is_reopened, as_of.as_of_date "
            "from marts.service_ticket as ticket cross join core.as_of where "
            + ("true" if column is None else f"{column} = ?"),
            [] if column is None else [chosen],
        )
        end = tickets[0][-1]
        start = end - dt.timedelta(days=89)
        opened = [row for row in tickets if row[0] is not None and start <= row[0] <= end]
        parameters = {} if parameter is None else {parameter: chosen}
        app = run_app(
            "service", at=demo_home, lang="en", period="90d", compare="none", **parameters
        )
        assert not app.exception
        assert digits(tile(app, "Tickets opened")) == len(opened) > 0
        solved = [row for row in tickets if row[1] is not None and start <= row[1] <= end]
        assert digits(tile(app, "Tickets solved")) == len(solved)
        met = sum(row[2] == "met" for row in opened)
        decided = met + sum(row[2] == "missed" for row in opened)
        assert tile(app, "SLA met") == f"{100 * met / decided:.1f}%"
        assert f"{met} of {decided} tickets" in said(app)
        again = [row[5] for row in opened if row[5] is not None]
        assert tile(app, "Reopened") == f"{100 * sum(again) / len(again):.1f}%"
        hours = statistics.median(row[3] for row in opened if row[3] is not None) / 60
        shown = f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.1f} hr"
        assert tile(app, "Resolution").replace(".0 ", " ") == shown.replace(".0 ", " ")
        assert digits(tile(app, "Open now")) == sum(not row[4] for row in tickets)

    def test_changes_are_against_the_year_before(self, run_app, demo_home):
        end = run_of(demo_home).as_of_date
        start = end - dt.timedelta(days=89)
        before = (start.replace(year=start.year - 1), end.replace(year=end.year - 1))
        met = [
            value(
                demo_home,
                "select count(*) filter (where sla_outcome = 'met') / count(*) "
                "from marts.service_ticket "
                "where sla_outcome in ('met', 'missed') and opened_date between ? and ?",
                days,
            )
            for days in ((start, end), before)
        ]
        app = run_app("service", at=demo_home, lang="en", period="90d", compare="year")
        assert change(app, "SLA met") == f"{100 * (met[0] - met[1]):+.1f} pp"

    def test_months_are_those_of_the_mart_and_so_are_its_quantiles(self, demo_home):
        expected = rows(
            demo_home,
            "select month::varchar, sum(tickets)::bigint, sum(complaints)::bigint, "
            "sum(sla_met)::bigint, sum(sla_missed)::bigint, sum(reopened)::bigint, "
            "sum(first_contact_known)::bigint from marts.service_performance "
            "where month is not null group by month order by month",
        )
        names = ("part", "tickets", "complaints", "sla_met", "sla_missed", "reopened")
        names += ("first_contact_known",)
        found = ask(demo_home, "service_figures", cut="time", grain="month")
        assert sorted(tuple(row[name] for name in names) for row in found) == expected
        minutes = [
            row[0]
            for row in rows(
                demo_home,
                "select first_response_business_minutes from marts.service_ticket "
                "where team = 'Delivery Desk' and first_response_business_minutes is not null",
            )
        ]
        by_team = {
            row["part"]: row for row in ask(demo_home, "service_figures", cut="team", grain="month")
        }
        row = by_team["Delivery Desk"]
        tenths = statistics.quantiles(minutes, n=10, method="inclusive")
        assert row["p90_first_response_business_minutes"] == pytest.approx(tenths[8])
        assert row["median_first_response_business_minutes"] == statistics.median(minutes)

    def test_behind_each_week_are_the_tickets_opened_and_those_solved_in_it(self, demo_home):
        opened = ask(demo_home, "service_figures", cut="time", grain="week")
        solved = ask(demo_home, "service_solved", grain="week")
        solved = {row["bucket"]: row["solved"] for row in solved}
        for row in [one for one in opened if one["part"]][-20:]:
            start = dt.date.fromisoformat(row["part"])
            end = start + dt.timedelta(days=6)
            week = {"start": start, "end": end, "with_undated": False, "complaints_only": False}
            behind = ask(
                demo_home, "service_tickets", **week, with_solved=True, cut="all", part=None
            )
            in_week = [
                [one for one in behind if one[day] and start <= one[day] <= end]
                for day in ("opened_date", "resolved_date")
            ]
            assert [len(one) for one in in_week] == [row["tickets"], solved.get(start, 0)]

    @pytest.mark.parametrize("cut", CUTS)
    def test_behind_each_bar_are_as_many_tickets(self, demo_home, cut):
        figures = ask(demo_home, "service_figures", cut=cut, grain="month")
        assert len(figures) > 1
        for row in figures:
            behind = ask(
                demo_home,
                "service_tickets",
                cut=cut,
                part=row["part"],
                complaints_only=False,
                with_solved=False,
            )
            assert len(behind) == row["tickets"]
            assert {one["ticket_channel" if cut == "channel" else cut] for one in behind} == {
                row["part"]
            }

    def test_the_backlog_is_that_of_the_last_day_of_each_week(self, demo_home):
        weeks = ask(demo_home, "service_backlog", grain="week")
        days = dict(rows(demo_home, "select day, backlog from marts.service_backlog_daily"))
        for row in weeks:
            last = min(row["bucket"] + dt.timedelta(days=6), max(days))
            assert row["backlog"] == days[last]
            assert row["open_up_to_7_days"] + row["open_over_7_days"] == row["backlog"]
            assert (row["mean_age_days"] is None) == (row["backlog"] == 0)
        assert sum(row["opened"] for row in weeks) == value(
            demo_home, "select count(*) from marts.service_ticket where opened_date is not null"
        )

    def test_complaints_per_order_over_all_months_are_those_of_the_mart(self, demo_home):
        expected = rows(
            demo_home,
            "select cause, complaints, orders from marts.complaint_cause "
            "where month is null and product_id is null",
        )
        orders = value(demo_home, "select count(*) from core.fct_order where not is_cancelled")
        found = ask(demo_home, "complaint_causes")
        assert {(row["cause"], row["complaints"]) for row in found} == {
            (cause, complaints) for cause, complaints, _ in expected if complaints
        }
        for row in found:
            behind = ask(demo_home, "service_tickets", cut="cause", part=row["cause"], **COMPLAINTS)
            assert len(behind) == row["complaints"]
            assert row["orders"] == orders
        months = ask(demo_home, "complaint_months")
        assert sum(row["complaints"] for row in months) == sum(row["complaints"] for row in found)
        for row in months:
            behind = ask(
                demo_home,
                "service_tickets",
                cut="all",
                part=None,
                start=row["month"],
                end=month_end(row["month"]),
                **COMPLAINTS,
            )
            assert len(behind) == row["complaints"]

    def test_complaints_about_a_product_are_against_its_own_orders(self, demo_home):
        expected = {
            name: (complaints, orders)
            for name, complaints, orders in rows(
                demo_home,
                """
                select
                    product.product_name,
                    count(*) filter (where ticket.kind = 'complaint'),
                    (
                        select count(distinct line.order_id)
                        from core.fct_order_line as line
                        cross join core.as_of
                        where
                            line.product_id = product.product_id and not line.is_cancelled
                            and line.order_date <= as_of.as_of_date
                    )
                from core.dim_product as product
                inner join marts.service_ticket as ticket using (product_id)
                where product_id <> 'unknown'
                group by product.product_id, product.product_name
                """,
            )
        }
        found = ask(demo_home, "complaint_products")
        assert len(found) > 3
        for row in found:
            if row["product_id"] == "unknown":
                assert row["complaints_per_1000_orders"] is None
                continue
            complaints, orders = expected[row["product_name"]]
            behind = ask(
                demo_home, "service_tickets", cut="product", part=row["product_id"], **COMPLAINTS
            )
            assert len(behind) == complaints
            assert (row["complaints"], row["orders"]) == (complaints, orders)
            assert row["complaints_per_1000_orders"] == pytest.approx(1000 * complaints / orders)

    def test_what_cannot_follow_a_filter_says_so(self, run_app, demo_home):
        region = value(demo_home, "select min(region) from marts.service_ticket")
        narrowed = said(run_app("service", at=demo_home, lang="en", region=region))
        assert narrowed.count(load_language("en")("service.all_complaints")) == 3
        assert load_language("en")("service.all_tickets") in narrowed
        assert load_language("en")("service.all_tickets") not in said(
            run_app("service", at=demo_home, lang="en")
        )
