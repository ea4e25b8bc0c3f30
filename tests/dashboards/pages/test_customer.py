"""Customer 360: finding a customer, all that is known of it, and nothing of anybody else."""

import datetime as dt
import json
from collections import Counter

import duckdb
import pytest

from dashboards.cards import customer_history
from dashboards.cards.customer_history import every_month
from dashboards.cards.customer_search import MOST_HITS, found
from dashboards.cards.customer_timeline import KINDS, PAGE_SIZE, measure
from dashboards.catalogue import PAGES
from dashboards.data import query
from dashboards.language import load_language
from dashboards.periods import Period
from dashboards.run import current_run
from dashboards.sheet import Sheet
from dashboards.view import View
from tests.command_line import rows, value
from tests.dashboards.opening import open_app
from warehouse.home import Home

# Where each kind of touch is counted, as anybody would write it.
TOUCHES = {
    "order": "select 1 from core.fct_order where customer_id = $1",
    "refund": "select 1 from core.fct_order_refund where customer_id = $1",
    "lead": """
        select 1 from core.fct_lead where customer_id = $1
        union all
        select 1 from core.fct_lead where customer_id = $1 and contacted_date is not null
        union all
        select 1 from core.fct_lead where customer_id = $1 and qualified_date is not null
        union all
        select 1 from core.fct_lead where customer_id = $1 and converted_date is not null
        union all
        select 1 from core.fct_lead where customer_id = $1 and disqualified_date is not null
    """,
    "interaction": """
        select 1 from core.fct_interaction, core.as_of
        where customer_id = $1 and coalesce(occurred_date, planned_date, as_of_date) <= as_of_date
    """,
    "loyalty": "select 1 from core.fct_loyalty_event where customer_id = $1",
    "campaign": "select 1 from core.fct_campaign_touch where customer_id = $1",
    "ticket": """
        select 1 from core.fct_ticket where customer_id = $1
        union all
        select 1 from core.fct_ticket where customer_id = $1 and resolved_date is not null
    """,
    "survey": """
        select 1 from core.fct_survey_response where customer_id = $1
        union all
        select 1 from core.fct_survey_answer where customer_id = $1 and driver <> 'overall'
    """,
}
NASTY = (
    "unknown",
    "%",
    "_",
    "*",
    "' or 1=1 --",
    '"; drop table core.customer_identity; --',
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "$customer_id",
    "\x00",
    "x" * 10_000,
)


@pytest.fixture
def run_customer(demo_home, monkeypatch):
    def run(customer=None, at=demo_home, names=False, **parameters):
        monkeypatch.setenv("WAREHOUSE_HOME", str(at))
        monkeypatch.setenv("WAREHOUSE_SHOW_NAMES", str(names))
        given = {"lang": "en", **parameters} | ({"customer": customer} if customer else {})
        app = open_app("customer", **given)
        assert not app.exception
        assert not app.error
        return app

    return run


@pytest.fixture
def view_of(demo_home):
    """A view of the page on a home, as the app would put it together."""

    def view(home=demo_home, *, names=False, language="en"):
        run = current_run(Home(home))
        return View(
            page=PAGES["customer"],
            run=run,
            period=Period(run.first_day, run.as_of_date),
            preset="all",
            compared=None,
            sources=tuple(source.source_system for source in run.sources),
            regions=None,
            channels=None,
            owners=None,
            text=load_language(language),
            show_names=names,
            targets={},
            sheet=Sheet(),
        )

    return view


@pytest.fixture
def busiest(demo_home):
    """The customer with most touches of all kinds."""
    return value(
        demo_home,
        "select customer_id from marts.customer_360 order by "
        "least(orders, 20) + 5 * least(tickets, 4) + 5 * least(interactions, 4) "
        "+ 9 * least(won_opportunities + open_opportunities, 2) desc, customer_id limit 1",
    )


def tiles(app):
    return {one.label: one.value.replace("\\", "") for one in app.metric}


def said(app):
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.success, *app.subheader]
    return "\n".join(str(part.value) for part in parts)


def frame(app, column):
    return next((one.value for one in app.dataframe if column in one.value), None)


def links(app):
    return [one.proto for one in app.get("page_link")]


def touches_of(home, customer, **further):
    run = current_run(Home(home))
    given = {"kinds": None, "row_limit": 100_000, "row_offset": 0, "as_of_date": run.as_of_date}
    return query(run.folder, "customer_timeline", customer_id=customer, **given | further)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "which",
    [
        "orders > 5",
        "alerts > 0",
        "stage = 'prospect'",
        "orders = 0 and won_opportunities > 0",
        "interactions > 0 and orders = 0",
        "last_nps_score is not null and points_balance is not null",
    ],
)
def test_the_page_shows_what_the_marts_know(run_customer, demo_home, which, language):
    [(customer, orders, alerts, net_amount)] = rows(
        demo_home,
        "select customer_id, orders, alerts, net_amount::double from marts.customer_360 "
        f"where {which} order by customer_id limit 1",
    )
    app = run_customer(customer, lang=language)
    text = load_language(language)
    assert app.subheader[0].value == text("customer.one", customer=customer)
    shown = tiles(app)
    assert shown[text("customer_tile.orders")] == f"{orders:,}"
    assert shown[text("customer_tile.alerts")] == f"{alerts:,}"
    amount = shown[text("customer_tile.net_amount")]
    assert any(digit in amount for digit in "123456789") == bool(net_amount)
    assert all(metric.help for metric in app.metric)
    groups = ("who", "value", "kind", "life", "expected", "risk", "sales", "service", "loyalty")
    assert all(f"**{text(f'customer.{name}')}**" in said(app) for name in groups)
    assert len(frame(app, "match_rule")) == value(
        demo_home,
        "select count(*) from core.customer_identity where customer_id = ?",
        [customer],
    )


def test_the_tier_of_a_customer_has_the_words_of_its_language(run_customer, demo_home):
    customer = value(
        demo_home,
        "select min(customer_id) from marts.customer_360 where loyalty_tier = 'bronze'",
    )
    for language in ("en", "zh"):
        written = said(run_customer(customer, lang=language)).splitlines()
        assert load_language(language)("tier.bronze") in [line.strip() for line in written]


def test_a_prospect_is_told_in_sentences_not_in_dashes(run_customer, demo_home):
    customer = value(
        demo_home,
        "select customer_id from marts.customer_360 where stage = 'prospect' and tickets = 0 "
        "and last_nps_score is null and last_csat_score is null order by customer_id limit 1",
    )
    app = run_customer(customer)
    text = load_language("en")
    for group in ("value", "kind", "expected", "risk", "service"):
        assert text(f"customer.{group}_none") in said(app)
    assert text("customer.no_products") in said(app)
    assert not app.get("plotly_chart")
    assert tiles(app)["Last purchase"] == "–"


def test_reasons_are_in_the_language_of_the_page(run_customer, demo_home):
    [(customer, reasons, reasons_zh, alert, alert_zh)] = rows(
        demo_home,
        "select customer_id, risk.reasons, risk.reasons_zh, alert.reason, alert.reason_zh "
        "from marts.customer_alert as alert "
        "inner join marts.customer_churn_risk as risk using (customer_id) "
        "where risk.reasons is not null order by customer_id, alert.rule limit 1",
    )
    for language, risk, reason, other in (
        ("en", reasons, alert, reasons_zh),
        ("zh", reasons_zh, alert_zh, reasons),
    ):
        app = run_customer(customer, lang=language)
        words = said(app).replace("\\", "")
        assert risk in words
        assert other not in words
        assert reason in set(frame(app, "action")["reason"])
        offers = frame(app, "product_name")
        label = "reason_zh" if language == "zh" else "reason"
        # whose best seller it is, the mart says by the key of a source system: no word for a reader
        best_seller = load_language(language)("customer.best_seller")
        assert list(offers["reason"]) == [
            best_seller if basis == "best_seller" else found
            for basis, found in rows(
                demo_home,
                f"select basis, {label} from marts.customer_recommendation where customer_id = ? "
                "order by rank",
                [customer],
            )
        ]


@pytest.mark.parametrize("asked", NASTY)
def test_an_unknown_id_says_so_and_shows_nothing(run_customer, asked):
    app = run_customer(asked)
    assert len(app.warning) == 1
    assert len(app.warning[0].value) < 400
    assert not app.metric
    assert not app.subheader
    assert frame(app, "match_rule") is None
    assert frame(app, "event") is None


def test_no_id_asks_for_one(run_customer):
    app = run_customer()
    assert app.info[0].value == load_language("en")("customer.choose")
    assert not app.metric


def test_an_id_that_a_customer_had_before_leads_to_it(run_customer, demo_home):
    [(earlier, customer)] = rows(
        demo_home,
        "select from_customer_id, customer_id from core.customer_forwarding order by 1 limit 1",
    )
    app = run_customer(earlier)
    text = load_language("en")
    assert app.subheader[0].value == text("customer.one", customer=customer)
    assert text("customer.forwarded", customer=earlier) in said(app)


@pytest.mark.parametrize("names", [False, True])
@pytest.mark.parametrize("wanted", NASTY)
def test_a_search_takes_anything_for_text(view_of, wanted, names):
    hits = found(view_of(names=names), wanted)
    # `x` alone and the like begin no id; nothing is a wildcard
    assert hits == []


def test_a_search_of_anything_is_shown_without_harm(run_customer):
    app = run_customer()
    for wanted in NASTY:
        app.text_input[0].set_value(wanted).run()
        assert not app.exception
        assert load_language("en")("customer.no_hits") in said(app)
        assert "customer-search" not in app.query_params
        assert wanted not in str(dict(app.query_params))


def test_an_id_or_its_beginning_is_found_best_first(view_of, demo_home, busiest):
    view = view_of()
    assert found(view, busiest)[0]["customer_id"] == busiest
    assert found(view, busiest[:12].upper())[0]["customer_id"] == busiest
    expected = rows(
        demo_home,
        "select customer_id, max(net_amount)::double from core.customer_identity "
        "inner join marts.customer_360 using (customer_id) where record_id like 'a%' "
        "group by 1 order by 2 desc, 1 limit 20",
    )
    assert len(expected) == MOST_HITS
    assert [row["customer_id"] for row in found(view, "a")][:MOST_HITS] == [
        customer for customer, _ in expected
    ]


def test_a_vendor_s_id_is_found_whole_and_in_part(view_of, demo_home):
    for vendor_id, customer in rows(
        demo_home,
        "select source_id, customer_id from core.customer_identity where customer_id <> 'unknown' "
        "using sample reservoir(5 rows) repeatable (1)",
    ):
        hits = found(view_of(), f"  {vendor_id} ")
        assert hits[0]["customer_id"] == customer
        assert customer in {row["customer_id"] for row in found(view_of(), vendor_id[-8:])}


def test_contacts_are_found_only_where_names_are_shown(view_of, demo_home):
    [(customer, name, email, phone)] = rows(
        demo_home,
        "select customer_id, customer_name, email, phone from restricted.customer_contact "
        "where length(regexp_replace(phone, '[^0-9]', '', 'g')) > 8 and email is not null "
        "and customer_name is not null order by customer_id limit 1",
        restricted=True,
    )
    digits = "".join(one for one in phone if one.isdigit())
    spaced = f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
    for wanted in (name, name.upper(), name[1:], email, email.split("@")[0], phone, spaced):
        with_names = {row["customer_id"] for row in found(view_of(names=True), wanted)}
        assert customer in with_names, wanted
        assert customer not in {row["customer_id"] for row in found(view_of(), wanted)}, wanted
    assert len(found(view_of(names=True), "a")) <= MOST_HITS
    assert len(found(view_of(names=True), "an")) == MOST_HITS


def test_a_hit_is_a_link_to_its_customer(run_customer, busiest):
    app = run_customer()
    app.text_input[0].set_value(busiest[:10]).run()
    [link] = [one for one in links(app) if busiest in one.query_string]
    assert link.query_string == f"customer={busiest}"
    assert busiest in link.label
    assert not app.metric


@pytest.fixture
def hostile_home(demo_home, copy_of):
    """A copy of the demo in which two customers have names that a page or a sheet could run."""
    home = copy_of(demo_home)
    folder = (home / "current").resolve()
    named = rows(demo_home, "select customer_id from marts.customer_360 order by 1 limit 2")
    ids = [customer for (customer,) in named]
    with duckdb.connect(str(folder / "restricted.duckdb")) as connection:
        for customer, name in zip(ids, ("<img src=x onerror=alert(1)>", "=cmd()"), strict=True):
            connection.execute(
                "update restricted.customer_contact set customer_name = ?, email = ?, street = ? "
                "where customer_id = ?",
                [name, name, name, customer],
            )
    return home, ids


def test_a_hostile_name_is_text_wherever_it_is_shown(run_customer, hostile_home):
    home, (image, formula) = hostile_home
    app = run_customer(image, at=home, names=True)
    heading = app.subheader[0].value
    assert "<" not in heading.replace("\\<", "")
    assert heading.replace("\\", "") == "<img src=x onerror=alert(1)>"
    assert "<" not in said(app).replace("\\<", "")
    assert all(not getattr(one.proto, "allow_html", False) for one in app.markdown)
    assert run_customer(formula, at=home, names=True).subheader[0].value == "\\=cmd\\(\\)"
    app.text_input[0].set_value("<img src=x").run()
    [link] = links(app)
    assert "<" not in link.label.replace("\\<", "")
    assert link.query_string == f"customer={image}"


def test_hostile_names_in_a_table_and_in_its_files(hostile_home, view_of):
    from dashboards.components.names import with_names
    from dashboards.exports import csv_bytes

    home, ids = hostile_home
    shown, columns, note = with_names(
        view_of(home, names=True), [{"customer_id": customer} for customer in ids], {}
    )
    assert note is None
    assert [row["customer_name"] for row in shown] == ["<img src=x onerror=alert(1)>", "=cmd()"]
    assert "'=cmd()" in csv_bytes(shown, list(columns)).decode("utf-8-sig")


def test_names_and_contacts_are_shown_only_where_they_may_be(run_customer, demo_home, busiest):
    [(name, email, phone)] = rows(
        demo_home,
        "select customer_name, email, phone from restricted.customer_contact where customer_id = ?",
        [busiest],
        restricted=True,
    )
    plain, named = run_customer(busiest), run_customer(busiest, names=True)
    for secret in (name, email, phone):
        assert secret not in said(plain).replace("\\", "")
        assert secret in said(named).replace("\\", "")


def test_a_process_that_may_not_read_names_shows_ids(run_customer, demo_home, copy_of, busiest):
    home = copy_of(demo_home)
    ((home / "current").resolve() / "restricted.duckdb").unlink()
    app = run_customer(busiest, at=home, names=True)
    assert app.subheader[0].value == f"Customer {busiest}"
    assert load_language("en")("customer.no_name") in said(app)
    assert load_language("en")("customer.texts_hidden") in said(app)
    assert "written" not in frame(app, "event")


def test_every_touch_of_every_kind_is_there(demo_home):
    seen = Counter()
    for (customer,) in rows(
        demo_home,
        "select customer_id from marts.customer_360 "
        "order by tickets + interactions + orders desc, customer_id limit 25",
    ):
        counted = Counter(row["kind"] for row in touches_of(demo_home, customer))
        for kind, sql in TOUCHES.items():
            expected = value(demo_home, f"select count(*) from ({sql})", [customer])
            assert counted[kind] == expected, (customer, kind)
        seen += counted
    assert set(seen) == set(KINDS)


def test_the_life_of_an_opportunity_is_told_step_by_step(demo_home):
    [(customer, opportunity, created, closed, amount)] = rows(
        demo_home,
        "select customer_id, opportunity_id, created_date, closed_date, amount::double "
        "from core.fct_opportunity where category = 'won' and customer_id in "
        "(select customer_id from marts.customer_360) order by opportunity_id limit 1",
    )
    own = [row for row in touches_of(demo_home, customer) if row["text_id"] == opportunity]
    events = {row["event"]: row for row in own}
    assert events["opportunity_created"]["happened_date"] == created
    assert events["opportunity_won"]["happened_date"] == closed
    assert events["opportunity_won"]["amount"] == amount
    stages = [row["detail"] for row in own if row["event"] == "opportunity_stage"]
    known = rows(
        demo_home,
        "select visit.stage from core.fct_opportunity_stage_visit as visit "
        "inner join core.dim_sales_stage as stage using (stage_id) "
        "where opportunity_id = ? and is_observed and category = 'open'",
        [opportunity],
    )
    assert sorted(stages) == sorted(stage for (stage,) in known)


def test_touches_are_newest_first_and_none_is_after_the_as_of_date(demo_home, busiest):
    as_of = value(demo_home, "select as_of_date from core.as_of")
    found = touches_of(demo_home, busiest)
    days = [row["happened_date"] for row in found]
    assert days == sorted(days, key=lambda day: day or dt.date.min, reverse=True)
    assert all(day is None or day <= as_of for day in days)
    # rebuilt as of an earlier day, what came later is not seen
    middle = days[len(days) // 2]
    earlier = touches_of(demo_home, busiest, as_of_date=middle)
    assert {row["record_id"] for row in earlier} <= {row["record_id"] for row in found}
    assert len(earlier) == sum(day is None or day <= middle for day in days)


def test_pages_of_touches_are_the_whole_without_repeats(demo_home, busiest):
    whole = touches_of(demo_home, busiest)
    parts = [
        row
        for offset in range(0, len(whole) + 7, 7)
        for row in touches_of(demo_home, busiest, row_limit=7, row_offset=offset)
    ]
    assert parts == whole
    assert {row["touches"] for row in whole} == {len(whole)}


def test_a_customer_sees_only_its_own_touches(demo_home, busiest):
    own = {row["record_id"] for row in touches_of(demo_home, busiest)}
    other = value(
        demo_home,
        "select customer_id from marts.customer_360 where customer_id <> ? "
        "order by orders desc limit 1",
        [busiest],
    )
    assert own.isdisjoint({row["record_id"] for row in touches_of(demo_home, other)})
    assert touches_of(demo_home, "%") == touches_of(demo_home, "") == []


def test_kinds_and_pages_of_a_link_are_kept(run_customer, demo_home, busiest):
    whole = touches_of(demo_home, busiest)
    app = run_customer(busiest, touch="order")
    assert set(frame(app, "event")["kind"]) == {"Order"}
    assert app.query_params["touch"] == "order"
    app = run_customer(busiest, touch="crime")
    assert "touch" not in app.query_params
    assert len(frame(app, "event")) == min(len(whole), PAGE_SIZE)
    for odd in ("99", "-1", "zero", "9" * 400):
        app = run_customer(busiest, page=odd)
        assert "page" not in app.query_params
        assert len(frame(app, "event")) == min(len(whole), PAGE_SIZE)


def test_the_second_page_of_touches_goes_on_where_the_first_ends(run_customer, demo_home):
    customer = value(
        demo_home,
        "select customer_id from core.fct_order group by 1 order by count(*) desc limit 1",
    )
    whole = touches_of(demo_home, customer)
    assert len(whole) > PAGE_SIZE
    table = frame(run_customer(customer, page="2"), "event")
    assert list(table["reference"]) == [row["reference"] for row in whole][PAGE_SIZE:][:PAGE_SIZE]


def test_a_kind_that_never_happened_says_so(run_customer, demo_home):
    customer = value(
        demo_home,
        "select customer_id from marts.customer_360 where stage = 'prospect' limit 1",
    )
    app = run_customer(customer, touch="order")
    assert load_language("en")("customer.no_touches") in said(app)


def test_texts_of_touches_are_restricted(run_customer, demo_home):
    [(customer, ticket)] = rows(
        demo_home,
        "select customer_id, max(ticket_id) from core.fct_ticket where customer_id <> 'unknown' "
        "group by 1 order by count(*), 1 limit 1",
    )
    [(subject,)] = rows(
        demo_home,
        "select subject from restricted.ticket_text where ticket_id = ?",
        [ticket],
        restricted=True,
    )
    hidden = run_customer(customer, touch="ticket")
    assert "written" not in frame(hidden, "event")
    assert load_language("en")("customer.texts_hidden") in said(hidden)
    shown = run_customer(customer, touch="ticket", names=True)
    assert subject in set(frame(shown, "event")["written"])


@pytest.mark.parametrize(
    ("known", "written"),
    [
        ({"amount": 12.5}, "$12.50"),
        ({"amount": -3.0}, "-$3.00"),
        ({"score": 9.0, "scale_max": 10.0}, "9 / 10"),
        ({"score": 4.5}, "4.5"),
        ({"points": 120.0}, "+120 points"),
        ({"points": -30.0}, "-30 points"),
        ({"points": 0.0}, ""),
        ({}, ""),
    ],
)
def test_what_a_touch_is_about_is_written_with_its_unit(view_of, known, written):
    nothing = dict.fromkeys(("amount", "score", "scale_max", "points"))
    view = view_of()
    assert view.run.currency == "USD"
    assert measure(view, nothing | known) == written


def test_orders_by_month_add_up_and_leave_no_month_out(run_customer, demo_home, busiest):
    [(orders, amount, first)] = rows(
        demo_home,
        "select count(*), sum(net_amount)::double, min(order_date) from core.fct_order "
        "where customer_id = ? and not is_cancelled",
        [busiest],
    )
    as_of = value(demo_home, "select as_of_date from core.as_of")
    app = run_customer(busiest)
    table = next(one.value for one in app.dataframe if next(iter(one.value)) == "month")
    [chart] = [json.loads(one.proto.spec) for one in app.get("plotly_chart")]
    # the year is on a line of its own, or months touch on a phone
    lines = [line for tick in chart["layout"]["xaxis"]["ticktext"] for line in tick.split("<br>")]
    assert max(map(len, lines)) <= len("2026")
    assert table["orders"].sum() == orders
    assert table["net_amount"].sum() == pytest.approx(amount, abs=0.01)
    assert len(table) == (as_of.year - first.year) * 12 + as_of.month - first.month + 1


def test_months_without_orders_are_zeros():
    months = [
        {"month": dt.date(2026, 1, 1), "orders": 2, "net_amount": 5.0},
        {"month": dt.date(2026, 3, 1), "orders": 1, "net_amount": -1.0},
    ]
    filled = every_month(months, Period(dt.date(2026, 1, 1), dt.date(2026, 4, 2)))
    assert [row["orders"] for row in filled] == [2, 0, 1, 0]
    assert [row["net_amount"] for row in filled] == [5.0, 0.0, -1.0, 0.0]


def test_a_month_of_the_chart_leads_to_its_orders(demo_home, busiest, view_of, monkeypatch):
    drawn = []
    monkeypatch.setattr(customer_history, "card", lambda *_, drill, **__: drawn.append(drill))
    view = view_of()
    customer_history.orders(view, busiest)
    [drill] = drawn
    months = view.rows("customer_order_months", customer_id=busiest)
    for row in months:
        behind = view.rows(drill.query, row_limit=1000, **drill.parameters(row))
        assert len(behind) == row["orders"] > 0
        assert set(drill.columns) <= set(behind[0])


def test_the_orders_behind_a_month_are_those_of_the_customer(demo_home, busiest):
    run = current_run(Home(demo_home))
    common = {"customer_id": busiest, "as_of_date": run.as_of_date}
    for row in query(run.folder, "customer_order_months", **common):
        behind = query(run.folder, "customer_orders", month=row["month"], row_limit=1000, **common)
        assert len(behind) == row["orders"]
        assert sum(one["net_amount"] for one in behind) == pytest.approx(row["net_amount"])
        assert all(
            one["net_amount"] == pytest.approx(one["amount"] - one["refund"]) for one in behind
        )
