"""The app, page by page, as Streamlit runs it, without a browser."""

import datetime as dt
import json
import re

import duckdb
import pytest

from dashboards.catalogue import PAGES
from dashboards.language import load_language
from dashboards.periods import PRESETS
from tests.dashboards.published import point_current_at, write_run

LANGUAGES = ("en", "zh")
# The pages of which the hand-made run has numbers; it has no rows for the others.
NUMBERED = ("overview", "customers", "retention", "funnel")


def metrics(app) -> dict[str, str]:
    return {metric.label: metric.value.replace("\\", "") for metric in app.metric}


def words(app) -> str:
    parts = [*app.markdown, *app.caption, *app.title, *app.info, *app.error]
    return "\n".join(str(part.value) for part in parts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("preset", ["30d", "ytd", "12m", "all"])
def test_every_page_shows_numbers_in_every_language(run_app, page, language, preset):
    app = run_app(page, lang=language, period=preset)
    assert not app.exception
    assert not app.error
    assert app.title[0].value == load_language(language)(f"page.{page}.title")
    if page in NUMBERED:
        assert len(app.metric) >= 4
        assert app.get("plotly_chart")
    # every number tells its definition
    assert all(metric.help for metric in app.metric)


@pytest.mark.parametrize("page", NUMBERED)
@pytest.mark.parametrize("source", ["template", "zoho"])
def test_every_page_bears_a_single_source(run_app, page, source):
    app = run_app(page, source=source)
    assert not app.exception
    has_data = {"customers": "template", "retention": "template", "funnel": "zoho"}
    if has_data.get(page, source) == source:
        assert app.metric
    else:
        assert not app.metric
        assert load_language("en")("empty.never") in app.info[0].value


@pytest.mark.parametrize("preset", [preset for preset in PRESETS if preset != "custom"])
def test_the_period_of_a_link_is_kept(run_app, preset):
    app = run_app(period=preset)
    assert app.get("pills")[0].value == preset
    assert app.query_params.get("period") == (None if preset == "12m" else preset)


def test_a_deep_link_opens_with_all_its_filters(run_app):
    app = run_app(
        "funnel", **{"period": "custom", "from": "2025-01-01", "to": "2025-03-31", "lang": "zh"}
    )
    assert not app.exception
    assert "2025年1月1日 – 2025年3月31日" in words(app)
    assert app.query_params["from"] == "2025-01-01"
    assert app.query_params["to"] == "2025-03-31"
    assert app.query_params["lang"] == "zh"


@pytest.mark.parametrize(("language", "heading"), [("en", "Value ($)"), ("zh", "数值（US$）")])
def test_amounts_in_a_table_have_their_currency_above_them(run_app, language, heading):
    def headings(metric: str) -> set[str]:
        app = run_app(lang=language, metric=metric)
        columns = [json.loads(one.proto.columns) for one in app.dataframe]
        return {column.get("label") for table in columns for column in table.values()}

    assert heading in headings("net_revenue")
    assert heading not in headings("orders")


def test_dates_outside_the_data_are_not_cut_off_without_a_word(run_app):
    outside = {"period": "custom", "from": "2020-01-01", "to": "2030-01-01"}
    said = "asked for Jan 1, 2020 – Jan 1, 2030, and there is nothing outside these days"
    assert said in words(run_app(**outside))
    assert said in words(run_app("funnel", **outside))
    inside = {"period": "custom", "from": "2025-01-01", "to": "2025-03-31"}
    assert "asked for" not in words(run_app(**inside))
    app = run_app(**outside)
    again = run_app(**{name: app.query_params[name] for name in outside})
    assert said in words(again), "the address keeps the days that were asked for"
    app.date_input[0].set_value((dt.date(2025, 1, 1), dt.date(2025, 3, 31))).run()
    assert app.query_params["from"] == "2025-01-01"
    assert app.query_params["to"] == "2025-03-31"
    assert "Jan 1, 2025 – Mar 31, 2025" in words(app)
    assert "asked for" not in words(app)


def test_where_nothing_is_the_days_that_were_asked_for_are_named(run_app):
    app = run_app("customers", **{"period": "custom", "from": "2024-01-05", "to": "2024-01-20"})
    [said] = [info.value for info in app.info]
    assert "between Jan 5, 2024 and Jan 20, 2024" in said


def test_chosen_dates_are_brought_inside_a_run_that_has_fewer_days(home, run_app):
    app = run_app(**{"period": "custom", "from": "2026-05-01", "to": "2026-06-30"})
    folder = write_run(home, "20260629T021200Z-aaaa")
    with duckdb.connect(str(folder / "analytics.duckdb")) as connection:
        connection.execute("update core.as_of set as_of_date = date '2026-06-15'")
    point_current_at(home, folder)  # gone back to
    app.run()
    assert not app.exception
    assert app.date_input[0].value == (dt.date(2026, 5, 1), dt.date(2026, 6, 15))
    assert "May 1, 2026 – Jun 15, 2026" in words(app)
    assert "asked for May 1, 2026 – Jun 30, 2026" in words(app)


def test_a_date_alone_changes_nothing_until_the_other_is_picked(home, run_app):
    app = run_app(**{"period": "custom", "from": "2026-05-01", "to": "2026-06-30"})
    app.date_input[0].set_value((dt.date(2026, 6, 20),)).run()
    assert "May 1, 2026 – Jun 30, 2026" in words(app)
    folder = write_run(home, "20260629T021200Z-aaaa")
    with duckdb.connect(str(folder / "analytics.duckdb")) as connection:
        connection.execute("update core.as_of set as_of_date = date '2026-06-15'")
    point_current_at(home, folder)
    app.run()
    assert not app.exception
    assert app.date_input[0].value == (dt.date(2026, 6, 15),)
    assert "May 1, 2026 – Jun 15, 2026" in words(app)


def test_dates_that_were_asked_for_outlive_another_run(home, run_app):
    outside = {"period": "custom", "from": "2020-01-01", "to": "2030-01-01"}
    app = run_app(**outside)
    folder = write_run(home, "20260702T021200Z-aaaa")
    with duckdb.connect(str(folder / "analytics.duckdb")) as connection:
        connection.execute("update core.as_of set as_of_date = date '2026-07-01'")
    point_current_at(home, folder)  # while the page is open
    app.run()
    assert not app.exception
    assert "Jul 1, 2024 – Jul 1, 2026" in words(app), "the day that came is shown, too"
    assert "asked for Jan 1, 2020 – Jan 1, 2030" in words(app)
    assert {name: app.query_params[name] for name in outside} == outside


@pytest.mark.parametrize(
    "parameters",
    [
        {"period": "century"},
        {"lang": "xx"},
        {"source": "'; drop table marts.customer_rfm; --"},
        {"source": "<script>alert(1)</script>"},
        {"period": "custom", "from": "yesterday", "to": "9999-99-99"},
        {"period": "custom", "from": "2031-01-01", "to": "1950-01-01"},
        {"metric": "__import__", "by": "second"},
        {"measure": "$sources"},
    ],
)
@pytest.mark.parametrize("page", NUMBERED)
def test_an_unknown_value_in_a_link_is_ignored(run_app, page, parameters):
    app = run_app(page, **parameters)
    assert not app.exception
    assert app.metric
    # a page leaves the parameters of other pages alone
    owners = {"metric": "overview", "by": "overview", "measure": "retention"}
    for name, value in parameters.items():
        if owners.get(name, page) == page and value != "custom":
            assert app.query_params.get(name) != value


def test_the_filters_stay_across_pages_and_stand_in_the_url(run_app):
    app = run_app()
    app.get("pills")[0].set_value("90d").run()
    app.multiselect[0].set_value(["zoho"]).run()
    assert dict(app.query_params) == {"period": "90d", "source": "zoho"}
    app.switch_page("../pages/funnel.py").run()
    assert app.get("pills")[0].value == "90d"
    assert app.multiselect[0].value == ["zoho"]
    assert app.query_params["period"] == "90d"


def test_choosing_a_source_changes_the_numbers(run_app):
    both = metrics(run_app("overview"))
    shop = metrics(run_app("overview", source="template"))
    assert both["Orders"] == shop["Orders"]
    assert "New leads" in both
    assert "New leads" not in shop


def test_what_a_source_does_not_have_is_said_not_shown_as_zero(run_app):
    app = run_app(source="template")
    assert "Not in the chosen source systems: New leads, New opportunities" in words(app)


def test_a_shorter_period_has_fewer_orders(run_app):
    def orders(preset):
        return int(metrics(run_app(period=preset))["Orders"].replace(",", ""))

    assert orders("30d") < orders("90d") < orders("12m") < orders("all")


def test_tiles_compare_with_the_period_before(run_app):
    app = run_app(period="12m")
    orders = next(metric for metric in app.metric if metric.label == "Orders")
    # the shop's orders grow from 1 and 2 times to 2 and 3 times their wave
    assert re.fullmatch(r"\+66\.\d%", orders.delta)
    assert "compared with Jul 1, 2024 – Jun 30, 2025" in words(app)


def test_a_period_before_the_data_is_not_compared_with(run_app):
    app = run_app(period="all")
    assert all(not metric.delta for metric in app.metric)
    assert "not compared" in words(app)
    assert "Not compared" in app.metric[0].help


def test_the_language_switch_changes_every_word(run_app):
    app = run_app()
    switch = next(group for group in app.get("segmented_control") if group.key == "lang")
    switch.set_value("zh").run()
    assert app.title[0].value == "总览"
    assert app.query_params["lang"] == "zh"
    assert "净收入" in metrics(app)
    labels = " ".join([*metrics(app), *(str(widget.label) for widget in app.get("pills"))])
    assert not re.search(r"[A-Za-z]{3,}", labels)


def test_the_browser_s_language_is_the_first_choice(run_app, home, monkeypatch):
    from streamlit.testing.v1 import AppTest

    from dashboards.serve import SCRIPT

    monkeypatch.setenv("WAREHOUSE_HOME", str(home.root))
    app = AppTest.from_file(str(SCRIPT), default_timeout=120)
    app.context = {"locale": "zh-CN"}
    app.run()
    assert app.title[0].value == "总览"
    assert "lang" not in app.query_params


def test_the_trend_shows_the_chosen_number_at_the_chosen_grain(run_app):
    app = run_app(metric="leads_created", by="week")
    assert not app.exception
    assert app.selectbox[0].value == "leads_created"
    table = app.dataframe[0].value
    # 365 days touch 53 weeks, the first and the last of them only in part
    assert len(table) == 53
    assert list(table["is_partial"]).count(True) == 2
    app.selectbox[0].set_value("win_rate").run()
    assert not app.exception
    assert app.query_params["metric"] == "win_rate"


def test_the_cohort_measure_is_part_of_the_link(run_app):
    app = run_app("retention", measure="revenue")
    # a page has its own parameters only once it is open
    switch = next(group for group in app.get("segmented_control") if group.key == "measure")
    switch.set_value("revenue").run()
    assert not app.exception
    assert app.query_params["measure"] == "revenue"


def test_nothing_published_is_an_invitation_not_an_error(run_app, tmp_path):
    for language in LANGUAGES:
        app = run_app(at=tmp_path / "nowhere", lang=language)
        assert not app.exception
        assert not app.metric
        assert load_language(language)("empty.unpublished") in app.info[0].value


def test_a_damaged_publish_is_one_sentence(run_app, home):
    folder = home.current.resolve()
    (folder / "analytics.duckdb").write_bytes(b"damaged" * 4096)
    app = run_app()
    assert not app.exception
    assert "analytics" in app.error[0].value


def test_settings_that_cannot_be_read_are_one_sentence(run_app, home):
    (home.root / "warehouse.toml").write_text("time_zone = 'Mars/Base'", encoding="utf-8")
    app = run_app()
    assert not app.exception
    assert "Mars" in app.error[0].value


@pytest.mark.parametrize("page", NUMBERED)
def test_a_filter_that_leaves_nothing_says_so(run_app, home, page):
    folder = home.current.resolve()
    with duckdb.connect(str(folder / "analytics.duckdb")) as connection:
        # everything happened in one week of 2024
        connection.execute("delete from marts.customer_rfm where r_score > 1")
        connection.execute("update marts.customer_rfm set last_order_date = '2024-07-02'")
        connection.execute(
            "delete from marts.cohort_retention_by_cut where cohort_month > '2024-07-31'"
        )
        connection.execute("delete from marts.sales_funnel_entry where created_date > '2024-07-09'")
        connection.execute("delete from marts.sales_opportunity")
    app = run_app(page, period="30d")
    assert not app.exception
    if page == "overview":
        assert app.metric
    else:
        assert load_language("en")("empty.filtered") in app.info[0].value


def test_a_new_publish_is_noticed_without_a_restart(run_app, home):
    app = run_app(period="30d")
    before = metrics(app)["Orders"]
    point_current_at(home, write_run(home, "20260702T021200Z-bbbb", scale=10))
    app.run()
    assert not app.exception
    after = metrics(app)["Orders"]
    assert int(after.replace(",", "")) == 10 * int(before.replace(",", ""))


def test_the_watch_runs_the_app_again_only_for_another_run(home, monkeypatch):
    from dashboards.components import watch as module

    asked = []
    monkeypatch.setattr(module.st, "rerun", lambda: asked.append(True))
    check = module.watch.__wrapped__
    check(home, home.current.resolve().name)
    assert asked == []
    point_current_at(home, write_run(home, "20260702T021200Z-bbbb"))
    check(home, "20260701T021200Z-aaaa")
    assert asked == [True]
    check(home, None)
    assert asked == [True, True]


def test_a_first_publish_is_noticed_too(run_app, tmp_path):
    from warehouse.home import Home

    home = Home(tmp_path / "new")
    app = run_app(at=home.root)
    assert not app.metric
    point_current_at(home, write_run(home, "first"))
    app.run()
    assert app.metric


def test_the_badges_tell_how_fresh_and_how_sound_the_data_are(run_app, home):
    app = run_app()
    assert "Data as of Jun 30, 2026" in words(app)
    assert "Checks passed" in words(app)
    point_current_at(home, write_run(home, "20260702T021200Z-bbbb", failing_checks=3))
    app.run()
    assert "Checks passed" not in words(app)
    checks = next(frame.value for frame in app.dataframe if "severity" in frame.value)
    assert len(checks) == 3
    assert set(checks["severity"]) == {"warning"}


@pytest.mark.parametrize(("language", "night"), [("en", "Night"), ("zh", "日期")])
def test_the_nights_before_are_told_with_what_failed_in_them(run_app, home, language, night):
    def history(app):
        frames = [frame for frame in app.dataframe if "criticals" in frame.value]
        return frames[0].value if frames else None

    assert history(run_app()) is None, "nothing was checked"
    point_current_at(home, write_run(home, "20260702T021200Z-bbbb", failing_checks=3, nights=20))
    shown = history(run_app(lang=language))
    assert len(shown) == 14
    assert [str(day)[:10] for day in shown["night"]][:2] == ["2026-07-01", "2026-06-30"]
    columns = list(zip(shown["checks"], shown["warnings"], shown["criticals"], strict=True))
    assert columns == [(3, 3, 0)] + 13 * [(2, 0, 1)]
    assert load_language(language)("column.night") == night


@pytest.mark.parametrize(("hours", "color"), [(1, "gray"), (48, "orange")])
def test_old_data_are_marked(run_app, home, hours, color):
    at = dt.datetime.now(dt.UTC).replace(tzinfo=None) - dt.timedelta(hours=hours)
    point_current_at(home, write_run(home, "20260703T021200Z-cccc", published_at=at))
    app = run_app()
    badge = next(part.value for part in app.markdown if "Published" in str(part.value))
    assert badge.startswith(f":{color}-badge")


def test_customers_are_ids_unless_names_are_switched_on(run_app, monkeypatch):
    def top(app):
        return next(frame.value for frame in app.dataframe if "rfm_cell" in frame.value)

    assert "customer_name" not in top(run_app("customers"))
    monkeypatch.setenv("WAREHOUSE_SHOW_NAMES", "true")
    table = top(run_app("customers"))
    for customer, name in zip(table["customer_id"], table["customer_name"], strict=True):
        assert name == customer.replace("customer-", "Name ")


def test_names_that_may_not_be_read_are_said_to_be_missing(run_app, home, monkeypatch):
    (home.current.resolve() / "restricted.duckdb").unlink()
    monkeypatch.setenv("WAREHOUSE_SHOW_NAMES", "true")
    app = run_app("customers")
    assert not app.exception
    assert load_language("en")("app.names_unavailable") in words(app)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "a'; drop table t; --", "$x$ **b**"],
)
def test_a_source_may_have_any_name(run_app, home, page, name):
    folder = write_run(home, "20260704T021200Z-dddd", shop=name, shop_title=name, crm=None)
    point_current_at(home, folder)
    app = run_app(page, source=name)
    assert not app.exception
    shown = "\n".join(str(part.value) for part in [*app.markdown, *app.caption, *app.info])
    assert name not in shown


def test_a_company_without_any_data_sees_no_false_zeros(run_app, home):
    point_current_at(home, write_run(home, "20260705T021200Z-eeee", shop=None, crm=None))
    for page in NUMBERED:
        app = run_app(page)
        assert not app.exception
        assert not app.metric
        assert app.info


def test_every_chart_has_its_data_and_a_download(run_app):
    for page in NUMBERED:
        app = run_app(page)
        charts = len(app.get("plotly_chart"))
        kinds = [button.label for button in app.get("download_button")]
        assert charts >= 1
        # a table that is a card of its own has them too
        assert kinds.count("CSV") == kinds.count("Excel") >= charts
        assert len(app.dataframe) >= kinds.count("CSV")
