"""The queries, against other ways to the same numbers."""

import datetime as dt
import re
import threading
from importlib import resources
from itertools import pairwise

import duckdb
import pytest
import streamlit as st

from dashboards import data
from dashboards.data import query, query_text, restricted_query
from dashboards.run import current_run, failing_checks
from tests.broken_database import broken
from tests.dashboards.published import AS_OF, FIRST_DAY, point_current_at, write_run
from warehouse.database import published_folder
from warehouse.errors import BrokenError, PublishError, WarehouseError
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
    "as_of_date": AS_OF,
    "regions": None,
    "channels": None,
    "owners": None,
}
ALL = {**YEAR, "start": FIRST_DAY, "first_month": FIRST_DAY, "with_undated": True}
NAMES = sorted(
    file.name.removesuffix(".sql")
    for file in resources.files("dashboards").joinpath("queries").iterdir()
)
# Queries on the restricted file, which are never remembered.
RESTRICTED = {name for name in NAMES if "runs on restricted" in query_text(name)}
# What the hand-made run has rows of.
ANSWERED = {
    "cohort_ever",
    "cohort_retention",
    "descriptions",
    "funnel_by_cut",
    "funnel_cohorts",
    "funnel_entries",
    "funnel_ever",
    "funnel_regressions",
    "funnel_stages",
    "kpi_totals",
    "kpi_trend",
    "repeat_purchase",
    "retention_by_channel",
    "retention_curve",
    "rfm_ever",
    "rfm_grid",
    "rfm_segments",
    "run",
    "sources",
    "sales_opportunities",
    "win_loss_reasons",
    "win_rate",
    "win_rate_by_cut",
}


def values(name, **given):
    """A value for everything that a query names; NULL for what only its page can say."""
    named = re.findall(r"\$(\w+)", re.sub(r"--.*", "", query_text(name)))
    return {**dict.fromkeys(named), **YEAR, **given}


@pytest.fixture
def folder(home):
    return published_folder(home)


def asked(folder, sql, *parameters):
    with data._connection(str(folder)).cursor() as cursor:
        return cursor.execute(sql, parameters).fetchall()


@pytest.mark.parametrize("name", sorted(set(NAMES) - RESTRICTED))
def test_every_query_says_what_it_is_and_runs(folder, name):
    assert query_text(name).startswith("-- ")
    rows = query(folder, name, **values(name))
    assert rows or name not in ANSWERED


@pytest.mark.parametrize("name", sorted(set(NAMES) - RESTRICTED))
def test_no_query_minds_sources_that_do_not_exist(folder, name):
    for source in ("'; drop table marts.customer_rfm; --", "$sources", "", "a'b\"c"):
        query(folder, name, **values(name, sources=(source,)))
    assert asked(folder, "select count(*) from marts.customer_rfm") == [(300,)]


def test_values_are_only_ever_bound():
    for name in NAMES:
        text = query_text(name)
        # braces are structs of DuckDB, never a place for Python to fill in
        assert not re.search(r"\{\w*\}|%s|%\(", text)
        if "$sources" in text:
            assert "list_contains($sources," in text
    # the one place where SQL is run knows no string formatting
    source = resources.files("dashboards").joinpath("data.py").read_text("utf-8")
    assert source.count("rows_of(") == 1
    assert "rows_of(cursor, query_text(name), values)" in source
    assert ".execute(" not in source


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


def test_a_list_of_customers_is_ordered_by_value_and_limited(folder):
    rows = query(folder, "customer_list", **values("customer_list"))
    amounts = [row["net_amount"] for row in rows]
    assert len(rows) == 5
    assert amounts == sorted(amounts, reverse=True)
    assert (
        max(amounts) == asked(folder, "select max(monetary)::double from marts.customer_rfm")[0][0]
    )


def test_a_cohort_rate_is_a_sum_divided_by_a_sum(tmp_path):
    home = Home(tmp_path / "two")
    folder = write_run(home, "run", crm=None)
    import duckdb

    with duckdb.connect(str(folder / "analytics.duckdb")) as connection:
        connection.execute(
            """insert into marts.cohort_retention_by_cut (
                cohort_month, source_system, region, channel, owner_employee_id, months_since,
                cohort_size, customers_on, customers_on_or_after, retention_rate, revenue,
                cumulative_revenue_per_customer
            ) values ('2026-05-01', 'other', 'r', 'c', 'o', 0, 945, 945, 945, 1, 10, 10),
                   ('2026-05-01', 'other', 'r', 'c', 'o', 1, 945, 0, 0, 0, 0, 10)"""
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
    # the shop's 2750 and nothing more, of 5500 and 10
    assert row["revenue_retention_rate"] == pytest.approx(2750 / 5510)
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


def test_the_curve_of_revenue_holds_a_month_against_the_first_of_the_same_cohorts(folder):
    curve = {row["months_since"]: row for row in query(folder, "retention_curve", **YEAR)}
    cohorts = query(folder, "cohort_retention", **YEAR)
    first = {row["cohort_month"]: row["revenue"] for row in cohorts if row["months_since"] == 0}
    so_far = 0.0
    for months, row in curve.items():
        reached = [cohort for cohort in cohorts if cohort["months_since"] == months]
        revenue = sum(cohort["revenue"] for cohort in reached)
        base = sum(first[cohort["cohort_month"]] for cohort in reached)
        assert row["revenue_retention_rate"] == pytest.approx(revenue / base)
        so_far += revenue / sum(cohort["cohort_size"] for cohort in reached)
        assert row["cumulative_revenue_per_customer"] == pytest.approx(so_far)


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
    by_source = query(folder, "funnel_by_cut", **ALL, cut="source")
    assert sum(row["entries"] for row in by_source) == 2001
    assert {row["cut_value"] for row in by_source} == {"Web", "Referral", "Trade fair", "unknown"}


@pytest.mark.parametrize("cut", ["source", "owner", "product", "team"])
def test_won_by_each_cut_adds_up_to_the_funnel(folder, cut):
    stages = query(folder, "funnel_stages", **YEAR)
    rows = query(folder, "funnel_by_cut", **YEAR, cut=cut)
    for column, stage in (("entries", 0), ("contacted", 1), ("qualified", 2), ("won_count", 4)):
        assert sum(row[column] for row in rows) == stages[stage]["reached"]
    for row in rows:
        assert row["won_count"] + row["lost_count"] + row["open_count"] == row["entries"]
        assert row["lead_to_won_rate"] == row["won_count"] / row["entries"]


def hand_made_opportunities():
    """What `published.py` writes, by another way: day of creation, day of closing, category."""
    for number in range(1, 2001):
        if number % 8 > 2:
            continue
        created = FIRST_DAY + dt.timedelta(days=number % 730)
        opened = created + dt.timedelta(days=9)
        outcome = "won" if number % 8 == 0 else "lost" if number % 3 == 0 else "open"
        closed = created + dt.timedelta(days={"won": 30, "lost": 44, "open": 9999}[outcome])
        if opened <= AS_OF:
            yield opened, closed if closed <= AS_OF else None, outcome


def test_win_rates_are_counted_over_the_days_of_the_period(folder):
    rows = query(folder, "win_rate", **YEAR)
    total = {row["definition"]: row for row in rows if row["period_start"] is None}
    months = [row for row in rows if row["period_start"] is not None]
    assert len(months) == 24
    for definition, row in total.items():
        own = [month for month in months if month["definition"] == definition]
        assert row["won_count"] == sum(month["won_count"] for month in own)
        assert row["win_rate"] == row["won_count"] / row["base_count"]
    made = list(hand_made_opportunities())
    closed = [one for one in made if one[1] and one[1] >= YEAR["start"]]
    created = [one for one in made if one[0] >= YEAR["start"]]
    assert total["closed"]["base_count"] == len(closed) > 100
    assert total["closed"]["won_count"] == sum(one[2] == "won" for one in closed)
    assert total["created"]["base_count"] == len(created) > 200
    assert total["created"]["won_count"] == sum(bool(one[1]) and one[2] == "won" for one in created)


def test_win_rates_of_the_whole_history_hold_the_undated_too(folder):
    rows = query(folder, "win_rate", **ALL)
    total = {row["definition"]: row for row in rows if row["period_start"] is None}
    made = list(hand_made_opportunities())
    # one was won, and nobody says when
    assert total["closed"]["base_count"] == sum(bool(one[1]) for one in made) + 1
    assert total["created"]["base_count"] == len(made) + 1


@pytest.mark.parametrize("cut", ["source", "owner", "product", "team"])
@pytest.mark.parametrize("parameters", [YEAR, ALL])
def test_win_rates_of_each_cut_add_up_to_the_whole(folder, cut, parameters):
    whole = {
        row["definition"]: row
        for row in query(folder, "win_rate", **parameters)
        if row["period_start"] is None
    }
    rows = query(folder, "win_rate_by_cut", **parameters, cut=cut)
    for definition, total in whole.items():
        for part in ("won_count", "base_count"):
            found = sum(row[f"{definition}_{part}"] for row in rows)
            assert found == total[part], (definition, part)


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
        limit: query(folder, "customer_list", **values("customer_list", row_limit=limit))
        for limit in range(1, 9)
    }
    st.cache_data.clear()
    wrong = []

    def work(limit):
        for _ in range(10):
            rows = data._run(
                data._connection(str(folder)),
                "customer_list",
                data._used("customer_list", values("customer_list", row_limit=limit)),
            )
            if rows != expected[limit]:
                wrong.append(limit)

    threads = [threading.Thread(target=work, args=(limit,)) for limit in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def opens(monkeypatch, connections):
    """Gives these connections to whoever opens a run, one after the other, then real ones."""
    real, given = data.connect_published, list(connections)

    def connect(folder, *, restricted=False):
        opened.append(folder)
        return given.pop(0) if given else real(folder, restricted=restricted)

    opened = []
    monkeypatch.setattr(data, "connect_published", connect)
    return opened


@pytest.mark.parametrize(
    ("asked", "name", "given"),
    [
        (query, "rfm_grid", YEAR),
        (restricted_query, "customer_names", {"customer_ids": ("customer-7",)}),
    ],
)
def test_a_run_that_duckdb_gave_up_is_opened_anew(
    folder, tmp_path, monkeypatch, asked, name, given
):
    gave_up = broken(tmp_path / "gave_up.duckdb")
    opened = opens(monkeypatch, [gave_up])
    assert asked(folder, name, **given)
    assert asked(folder, name, **given | {"customer_ids": ("customer-1",)})
    assert len(opened) == 2, "and kept"
    with pytest.raises(duckdb.ConnectionException, match="closed"):
        gave_up.execute("select 1")


def test_readers_who_meet_it_at_once_open_it_once(folder, tmp_path, monkeypatch):
    opened = opens(monkeypatch, [broken(tmp_path / "gave_up.duckdb")])
    met, run = threading.Barrier(6, timeout=60), data._run
    found = []

    def meeting(connection, name, parameters):
        try:
            return run(connection, name, parameters)
        except BrokenError:
            met.wait()
            raise

    def read(limit):
        found.append(query(folder, "customer_list", **values("customer_list", row_limit=limit)))

    monkeypatch.setattr(data, "_run", meeting)
    threads = [threading.Thread(target=read, args=(limit,)) for limit in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(len, found)) == [1, 2, 3, 4, 5, 6]
    assert len(opened) == 2


def test_a_run_that_stays_broken_is_told_and_tried_again_by_the_next_reader(
    folder, tmp_path, monkeypatch
):
    gave_up = [broken(tmp_path / f"{number}.duckdb") for number in (1, 2)]
    opens(monkeypatch, gave_up)
    with pytest.raises(BrokenError, match="try again"):
        query(folder, "rfm_grid", **YEAR)
    assert query(folder, "rfm_grid", **YEAR)
