"""A night is compared with the last one that was published, and only where it can be."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from expectations import checking
from expectations.checking import check
from expectations.history import prepare, remember
from expectations.suite_files import SuiteFile, load_suites
from warehouse.home import Home

Failing = Callable[[], dict[str, str]]


@pytest.fixture(autouse=True)
def of_figures_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*arguments: Any) -> list[SuiteFile]:
        figures = "ops__reported_figures.yml"
        return [file for file in load_suites(*arguments) if file.place.endswith(figures)]

    monkeypatch.setattr(checking, "load_suites", load)


@pytest.fixture
def build(build: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Marts of a hundred-odd customers and a half year of revenue."""
    for statement in (
        "create schema core",
        "create schema marts",
        "create table core.as_of as select date '2026-06-30' as as_of_date",
        "create table marts.kpi_daily as select cast(range as date) as day,"
        " 'net_revenue' as metric, 10.00 as value, 'USD' as unit"
        " from range(timestamp '2026-01-01', timestamp '2026-07-01', interval 1 day)",
        "create table marts.customer_rfm as select 'c' || range as customer_id,"
        " if(range < 100, 'Champions', 'Lost') as segment from range(200)",
        "create table marts.kpi_anomaly as select range as number from range(10)",
    ):
        build.execute(statement)
    return build


@pytest.fixture
def publish(build: duckdb.DuckDBPyConnection) -> Callable[..., None]:
    """Publishes a run, as far as history can see."""

    def run(run_id: str, status: str = "succeeded") -> None:
        remember(build, run_id)
        build.execute(
            "insert into ops.run_steps (run_id, number, step, attempt, started_at, status) select"
            " ?, (select count(*) from ops.run_steps), 'publish', 1, now() at time zone 'UTC', ?",
            [run_id, status],
        )

    return run


@pytest.fixture
def failing(build: duckdb.DuckDBPyConnection, home: Home) -> Failing:
    def run() -> dict[str, str]:
        results = check(build, "marts", run_id="tonight", docs=home.docs)
        assert not any(result.is_error for result in results)
        return {
            result.description: f"{result.severity} {(result.observed or '').partition(': ')[2]}"
            for result in results
            if not result.success
        }

    return run


def test_the_first_night_has_nothing_to_compare(build, home) -> None:
    results = check(build, "marts", run_id="tonight", docs=home.docs)
    assert len(results) == 4
    assert {(result.success, result.observed) for result in results} == {(True, "no earlier night")}


def test_figures_are_totals(build, publish) -> None:
    publish("one")
    figures = {
        (figure, part): value
        for figure, part, value in build.execute(
            "select figure, part, value from ops.reported_figures where run_id = 'one'"
        ).fetchall()
    }
    assert figures["rows", "marts.customer_rfm"] == 200
    assert figures["net_revenue (USD)", "2026-02"] == 280
    assert figures["customers by segment", "Lost"] == 100
    # two nights, or the same one twice
    assert remember(build, "one") == len(figures)
    assert build.execute("select count(*) from ops.reported_figures").fetchall() == [
        (len(figures),)
    ]


def test_an_equal_night_is_met_with_silence(failing, publish) -> None:
    publish("one")
    assert failing() == {}


def test_a_table_that_fell(build, failing, publish) -> None:
    publish("one")
    build.execute("delete from marts.kpi_anomaly")
    assert failing() == {}, "it may have had its last few anomalies"
    build.execute("delete from marts.customer_rfm where customer_id > 'c15'")
    found = failing()
    assert "warning marts.customer_rfm" in found.values()
    assert not any(text.startswith("critical") for text in found.values())
    build.execute("delete from marts.customer_rfm")
    assert "critical marts.customer_rfm" in failing().values()


def test_a_table_of_another_version_is_not_missed(build, failing, publish) -> None:
    publish("one")
    build.execute("drop table marts.customer_rfm")
    assert failing() == {}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("value = 10.40", []),
        ("value = 10.60", ["net_revenue (USD) of 2026-05"]),
        ("value = 9.40", ["net_revenue (USD) of 2026-05"]),
        ("unit = 'EUR'", []),
    ],
)
def test_a_closed_month_that_is_restated(build, failing, publish, change, found) -> None:
    publish("one")
    where = "true" if "unit" in change else "month(day) = 5"
    build.execute(f"update marts.kpi_daily set {change} where {where}")
    assert [text.removeprefix("warning ") for text in failing().values()] == found


def test_a_month_that_is_gone_is_restated(build, failing, publish) -> None:
    publish("one")
    build.execute("delete from marts.kpi_daily where month(day) = 5")
    assert list(failing().values()) == ["warning net_revenue (USD) of 2026-05"]


def test_the_month_that_was_not_over_may_grow(build, failing, publish) -> None:
    publish("one")
    build.execute("update marts.kpi_daily set value = 50 where month(day) = 6")
    assert failing() == {}


def shifted(moved: int) -> float:
    """The population stability index of half and half against so many moved, by its definition."""
    before = [100.5 / 201, 100.5 / 201]
    now = [(100.5 + moved) / 201, (100.5 - moved) / 201]
    return sum((n - b) * math.log(n / b) for n, b in zip(now, before, strict=True))


@pytest.mark.parametrize("moved", [20, 45, 48, 49, 52, 90])
def test_drift_is_the_population_stability_index(build, failing, publish, moved) -> None:
    publish("one")
    build.execute(
        "update marts.customer_rfm set segment = 'Champions' where segment = 'Lost'"
        f" and substr(customer_id, 2)::integer < {100 + moved}"
    )
    expected = ["warning customers by segment"] if shifted(moved) >= 0.25 else []
    assert list(failing().values()) == expected


def test_drift_of_the_cases_lies_on_both_sides_of_the_threshold() -> None:
    assert shifted(45) < 0.25 < shifted(52)


def test_a_segment_that_is_new_or_gone_drifts(build, failing, publish) -> None:
    publish("one")
    build.execute("update marts.customer_rfm set segment = 'Others' where segment = 'Lost'")
    assert list(failing().values()) == ["warning customers by segment"]


def test_a_past_day_is_not_compared_with_a_later_one(build, home, publish) -> None:
    publish("one")
    build.execute("update core.as_of set as_of_date = '2026-03-31'")
    build.execute("delete from marts.customer_rfm")
    results = check(build, "marts", run_id="tonight", docs=home.docs)
    assert {result.observed for result in results} == {"no earlier night"}


def test_a_past_day_in_between_does_not_stand_in_the_way(build, publish) -> None:
    publish("one")
    build.execute("update core.as_of set as_of_date = '2026-03-31'")
    build.execute("delete from marts.customer_rfm where customer_id > 'c15'")
    publish("two")
    build.execute("update core.as_of set as_of_date = '2026-07-01'")
    with build.cursor() as cursor:
        assert prepare(cursor) > 0
        before = cursor.execute(
            "select value from figures_before where part = 'marts.customer_rfm'"
        ).fetchall()
    assert before == [(200,)]


@pytest.mark.parametrize("status", ["failed", "crashed", "running"])
def test_what_was_never_published_is_no_earlier_night(build, publish, status) -> None:
    publish("one", status)
    with build.cursor() as cursor:
        assert prepare(cursor) == 0


def test_a_build_without_a_day_remembers_nothing(build) -> None:
    build.execute("update core.as_of set as_of_date = null")
    assert remember(build, "one") == 0
    build.execute("drop table core.as_of")
    assert remember(build, "one") == 0


def test_nothing_is_left_on_the_caller_s_connection(build, publish, failing) -> None:
    publish("one")
    failing()
    tables = "select count(*) from duckdb_tables() where temporary and table_name like 'figures%'"
    assert build.execute(tables).fetchall() == [(0,)]
