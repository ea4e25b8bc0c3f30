"""The queries, against other ways to the same numbers."""

import datetime as dt
import threading
from importlib import resources
from itertools import pairwise

import pytest
import streamlit as st

from dashboards import data
from dashboards.data import query, query_text, restricted_query
from dashboards.run import current_run, failing_checks
from tests.dashboards.published import AS_OF, FIRST_DAY, point_current_at, write_run
from warehouse.database import published_folder
from warehouse.errors import PublishError, WarehouseError
from warehouse.home import Home

YEAR = {
    "start": dt.date(2025, 7, 1),
    "end": AS_OF,
    "previous_start": dt.date(2024, 7, 1),
    "previous_end": dt.date(2025, 6, 30),
    "first_month": dt.date(2025, 7, 1),
    "with_undated": False,
    "sources": ("template", "zoho"),
    "grain": "month",
    "row_limit": 5,
    "run_id": "20260701T021200Z-aaaa",
    "customer_ids": ("customer-1",),
}
ALL = {**YEAR, "start": FIRST_DAY, "first_month": FIRST_DAY, "with_undated": True}
NAMES = sorted(
    file.name.removesuffix(".sql")
    for file in resources.files("dashboards").joinpath("queries").iterdir()
)


@pytest.fixture
def folder(home):
    return published_folder(home)


def asked(folder, sql, *parameters):
    with data._connection(str(folder)).cursor() as cursor:
        return cursor.execute(sql, parameters).fetchall()


@pytest.mark.parametrize("name", [name for name in NAMES if name != "customer_names"])
def test_every_query_says_what_it_is_and_runs(folder, name):
    assert query_text(name).startswith("-- ")
    rows = query(folder, name, **YEAR)
    assert rows or name == "failing_checks"


@pytest.mark.parametrize("name", [name for name in NAMES if name != "customer_names"])
def test_no_query_minds_sources_that_do_not_exist(folder, name):
    for source in ("'; drop table marts.customer_rfm; --", "$sources", "", "a'b\"c"):
        query(folder, name, **{**YEAR, "sources": (source,)})
    assert asked(folder, "select count(*) from marts.customer_rfm") == [(300,)]


def test_values_are_only_ever_bound():
    for name in NAMES:
        text = query_text(name)
        assert "{" not in text
        if "$sources" in text:
            assert "list_contains($sources," in text
    # the one place where SQL is run knows no string formatting
    source = resources.files("dashboards").joinpath("data.py").read_text("utf-8")
    assert source.count(".execute(") == 1
    assert ".execute(query_text(name), values)" in source


def test_totals_are_sums_of_the_days_in_both_periods(folder):
    rows = {row["metric"]: row for row in query(folder, "kpi_totals", **YEAR)}
    for metric in ("orders", "leads_created"):
        for field, first, last in (
            ("value", YEAR["start"], AS_OF),
            ("previous_value", YEAR["previous_start"], YEAR["previous_end"]),
        ):
            [(expected,)] = asked(
                folder,
                "select sum(value)::double from marts.kpi_daily_by_source_system "
                "where metric = ? and day >= ? and day <= ?",
                metric,
                first,
                last,
            )
            assert rows[metric][field] == expected


def test_a_source_has_only_the_facts_it_ever_had(folder):
    shop = query(folder, "kpi_totals", **{**YEAR, "sources": ("template",)})
    assert {row["metric"] for row in shop} == {
        "orders",
        "net_revenue",
        "units_sold",
        "new_customers",
        "ordering_customers",
    }


@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_a_trend_adds_up_to_the_total_at_every_grain(folder, grain):
    trend = query(folder, "kpi_trend", **{**YEAR, "grain": grain})
    totals = {row["metric"]: row["value"] for row in query(folder, "kpi_totals", **YEAR)}
    for metric, total in totals.items():
        assert sum(row["value"] for row in trend if row["metric"] == metric) == total


def test_segments_and_grid_hold_the_same_customers(folder):
    segments = query(folder, "rfm_segments", **YEAR)
    grid = query(folder, "rfm_grid", **YEAR)
    assert sum(row["customers"] for row in segments) == 300
    assert sum(row["customers"] for row in grid) == 300
    assert sum(row["customer_share"] for row in segments) == pytest.approx(1)
    assert sum(row["monetary_share"] for row in segments) == pytest.approx(1)
    assert sum(row["monetary"] for row in grid) == sum(row["monetary"] for row in segments)


def test_customers_are_those_whose_last_order_is_in_the_period(folder):
    month = {**YEAR, "start": dt.date(2026, 6, 1)}
    # recency 0 only: a fifth of the customers
    assert sum(row["customers"] for row in query(folder, "rfm_segments", **month)) == 60


def test_top_customers_are_ordered_by_value_and_limited(folder):
    rows = query(folder, "rfm_top_customers", **YEAR)
    values = [row["monetary"] for row in rows]
    assert len(rows) == 5
    assert values == sorted(values, reverse=True)
    assert (
        max(values) == asked(folder, "select max(monetary)::double from marts.customer_rfm")[0][0]
    )


def test_a_cohort_rate_is_a_sum_divided_by_a_sum(tmp_path):
    home = Home(tmp_path / "two")
    folder = write_run(home, "run", crm=None)
    import duckdb

    with duckdb.connect(str(folder / "analytics.duckdb")) as connection:
        connection.execute(
            """insert into marts.cohort_retention_by_source_system
            values ('2026-05-01', 'other', 0, 945, 945, 945, 1, 10, 10),
                   ('2026-05-01', 'other', 1, 945, 0, 0, 0, 0, 10)"""
        )
    both = {**YEAR, "sources": ("template", "other")}
    rows = {
        (row["cohort_month"], row["months_since"]): row
        for row in query(folder, "cohort_retention", **both)
    }
    # 55 customers of whom 18 came back, and 945 of whom nobody did
    row = rows[dt.date(2026, 5, 1), 1]
    assert (row["cohort_size"], row["customers_on"]) == (1000, 18)
    assert row["retention_rate"] == pytest.approx(0.018)
    # revenue of the months so far, per customer: (5500 + 10 + 2750 + 0) / 1000
    assert row["cumulative_revenue_per_customer"] == pytest.approx(8.26)


def test_the_curve_counts_only_cohorts_that_have_reached_a_month(folder):
    curve = {row["months_since"]: row for row in query(folder, "retention_curve", **YEAR)}
    cohorts = query(folder, "cohort_retention", **YEAR)
    for months, row in curve.items():
        reached = [cohort for cohort in cohorts if cohort["months_since"] == months]
        assert row["cohort_size"] == sum(cohort["cohort_size"] for cohort in reached)
        assert row["customers_on"] == sum(cohort["customers_on"] for cohort in reached)
    assert curve[11]["cohort_size"] < curve[0]["cohort_size"]


def test_repeat_purchase_leaves_out_who_has_not_reached_the_horizon(folder):
    rows = {row["horizon_days"]: row for row in query(folder, "repeat_purchase", **YEAR)}
    assert list(rows) == [30, 60, 90, 180, 365, None]
    assert rows[365]["customers"] == 0
    assert rows[365]["repeat_rate"] is None
    assert rows[None]["customers"] == 714


def test_reaching_a_stage_implies_the_stages_before(folder):
    stages = query(folder, "funnel_stages", **ALL)
    assert [row["stage"] for row in stages] == [
        "lead",
        "contacted",
        "qualified",
        "opportunity",
        "won",
    ]
    reached = [row["reached"] for row in stages]
    assert reached == sorted(reached, reverse=True)
    for row, following in pairwise(stages):
        assert row["converted"] == following["reached"]
        assert row["reached"] == row["converted"] + row["still_open"] + row["lost"]
        assert row["conversion_rate"] == following["reached"] / row["reached"]
    assert stages[-1]["converted"] is None
    assert stages[-1]["conversion_rate"] is None
    assert stages[0]["cumulative_conversion_rate"] == 1
    assert [row["median_days"] for row in stages] == [None, 2, 3, 4, 21]


def test_entries_without_a_date_count_only_in_the_whole_history(folder):
    whole = query(folder, "funnel_stages", **ALL)[0]["reached"]
    dated = query(folder, "funnel_stages", **{**ALL, "with_undated": False})[0]["reached"]
    assert (whole, dated) == (2001, 2000)
    by_source = query(folder, "funnel_by_source", **ALL)
    assert sum(row["entries"] for row in by_source) == 2001
    assert {row["source"] for row in by_source} == {"Web", "Referral", "Trade fair", None}


def test_won_by_source_adds_up_to_the_funnel(folder):
    stages = query(folder, "funnel_stages", **YEAR)
    by_source = query(folder, "funnel_by_source", **YEAR)
    assert sum(row["won"] for row in by_source) == stages[-1]["reached"]
    assert sum(row["entries"] for row in by_source) == stages[0]["reached"]


def test_win_rates_are_counted_over_the_months_of_the_period(folder):
    rows = query(folder, "win_rate", **YEAR)
    total = {row["definition"]: row for row in rows if row["period_start"] is None}
    months = [row for row in rows if row["period_start"] is not None]
    assert len(months) == 24
    for definition, row in total.items():
        own = [month for month in months if month["definition"] == definition]
        assert row["won_count"] == sum(month["won_count"] for month in own)
        assert row["win_rate"] == row["won_count"] / row["base_count"]
    # months 1..12: won 10 + month, lost 6
    assert total["closed"]["won_count"] == 198
    assert total["closed"]["base_count"] == 270


def test_win_rates_of_the_whole_history_hold_the_undated_too(folder):
    total = {
        row["definition"]: row
        for row in query(folder, "win_rate", **ALL)
        if row["period_start"] is None
    }
    assert total["closed"]["base_count"] == 540
    assert total["created"]["base_count"] == 880


def test_the_run_says_what_it_is(home):
    run = current_run(home)
    assert run.run_id == "20260701T021200Z-aaaa"
    assert run.as_of_date == AS_OF
    assert run.first_day == FIRST_DAY
    assert run.currency == "USD"
    assert [(source.source_system, source.title) for source in run.sources] == [
        ("template", "Web shop"),
        ("zoho", "Zoho CRM"),
    ]
    assert run.title("zoho") == "Zoho CRM"
    assert run.title("unheard of") == "unheard of"
    assert run.age(dt.datetime(2026, 7, 1, 4, 15)) == dt.timedelta(hours=2)  # noqa: DTZ001


def test_a_run_that_the_log_does_not_know_has_no_age(tmp_path):
    home = Home(tmp_path / "renamed")
    folder = write_run(home, "first")
    point_current_at(home, folder.rename(folder.with_name("second")))
    run = current_run(home)
    assert run.published_at is None
    assert run.age(dt.datetime(2026, 7, 1)) is None  # noqa: DTZ001


def test_nothing_published_is_said_so(tmp_path):
    with pytest.raises(PublishError, match="Nothing is published"):
        current_run(Home(tmp_path))


def test_a_damaged_file_is_one_sentence(tmp_path):
    home = Home(tmp_path / "broken")
    folder = home.published / "run"
    folder.mkdir(parents=True)
    (folder / "analytics.duckdb").write_bytes(b"not a database" * 1000)
    point_current_at(home, folder)
    with pytest.raises(WarehouseError, match="analytics"):
        current_run(home)


def test_only_the_failing_checks_of_this_run_are_told(tmp_path):
    home = Home(tmp_path / "checks")
    point_current_at(home, write_run(home, "one", failing_checks=2))
    found = failing_checks(current_run(home))
    assert [row["description"] for row in found] == [
        "check 0 has a $ and a *",
        "check 1 has a $ and a *",
    ]


def test_names_come_from_the_restricted_file_and_are_not_kept(folder):
    rows = restricted_query(folder, "customer_names", customer_ids=("customer-7", "nobody"))
    assert rows == [{"customer_id": "customer-7", "customer_name": "Name 7"}]
    (folder / "restricted.duckdb").unlink()
    st.cache_resource.clear()
    with pytest.raises(WarehouseError):
        restricted_query(folder, "customer_names", customer_ids=("customer-7",))


def test_a_result_is_remembered_by_run_and_parameters(folder, monkeypatch):
    asked_for = []
    run = data._run
    monkeypatch.setattr(
        data,
        "_run",
        lambda connection, name, values: asked_for.append(name) or run(connection, name, values),
    )
    first = query(folder, "rfm_grid", **YEAR)
    first.clear()  # what a page does to its rows is its own affair
    assert query(folder, "rfm_grid", **YEAR)
    query(folder, "rfm_grid", **{**YEAR, "sources": ("template",)})
    assert len(asked_for) == 2


def test_many_threads_get_their_own_rows(folder):
    expected = {
        limit: query(folder, "rfm_top_customers", **{**YEAR, "row_limit": limit})
        for limit in range(1, 9)
    }
    st.cache_data.clear()
    wrong = []

    def work(limit):
        for _ in range(10):
            rows = data._run(
                data._connection(str(folder)),
                "rfm_top_customers",
                data._used("rfm_top_customers", {**YEAR, "row_limit": limit}),
            )
            if rows != expected[limit]:
                wrong.append(limit)

    threads = [threading.Thread(target=work, args=(limit,)) for limit in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
