"""The dashboards' sums, over all sources and all days, are the marts' own totals."""

import datetime as dt

import pytest

from tests.dashboards.pages.asking import ask
from warehouse.database import connect_published

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def whole(demo_home):
    """Asks a query of the app with nothing filtered away."""
    never = {"previous_start": dt.date.min, "previous_end": dt.date.min}
    return lambda name, **further: ask(demo_home, name, **never, **further)


@pytest.fixture(scope="module")
def marts(demo_home, tmp_path_factory):
    """Runs SQL on a copy, because the app's own connection to the run is locked."""
    import shutil

    folder = tmp_path_factory.mktemp("copy")
    shutil.copy((demo_home / "current").resolve() / "analytics.duckdb", folder)
    connection = connect_published(folder)
    yield lambda sql: connection.execute(sql).fetchall()
    connection.close()


def test_the_daily_facts(whole, marts):
    expected = dict(marts("select metric, sum(value)::double from marts.kpi_daily group by metric"))
    found = {row["metric"]: row["value"] for row in whole("kpi_totals")}
    assert found == pytest.approx({name: value for name, value in expected.items() if value})


def test_the_segments(whole, marts):
    expected = marts(
        "select segment, count(*), sum(monetary)::double from marts.customer_rfm group by segment"
    )
    found = {(row["segment"], row["customers"]): row["monetary"] for row in whole("rfm_segments")}
    assert found == pytest.approx({(name, count): value for name, count, value in expected})


def test_the_cohorts(whole, marts):
    columns = (
        "cohort_month, months_since, cohort_size, customers_on, customers_on_or_after, "
        "retention_rate, revenue::double, cumulative_revenue_per_customer::double"
    )
    expected = marts(f"select {columns} from marts.cohort_retention order by 1, 2")
    found = whole("cohort_retention")
    assert len(found) == len(expected) > 100
    for row, other in zip(found, expected, strict=True):
        assert (row["cohort_month"], row["months_since"], row["cohort_size"]) == other[:3]
        assert (row["customers_on"], row["customers_on_or_after"]) == other[3:5]
        assert (row["retention_rate"], row["revenue"]) == pytest.approx(other[5:7])
        # the mart rounds to the cent
        assert row["cumulative_revenue_per_customer"] == pytest.approx(other[7], abs=0.0051)


def test_the_repeat_purchases(whole, marts):
    expected = marts(
        "select horizon_days, customers, repeaters from marts.repeat_purchase "
        "where cohort_month is null order by horizon_days nulls last"
    )
    found = [
        (row["horizon_days"], row["customers"], row["repeaters"])
        for row in whole("repeat_purchase")
    ]
    assert found == expected


def test_the_funnel(whole, marts):
    columns = (
        "stage, stage_order, reached, converted, still_open, lost, conversion_rate, "
        "cumulative_conversion_rate, median_days::double"
    )
    expected = marts(
        f"select {columns} from marts.sales_funnel where cohort_month is null order by stage_order"
    )
    assert [tuple(row.values()) for row in whole("funnel_stages")] == expected


def test_the_funnel_by_source(whole, marts):
    expected = marts(
        "select sum(reached) filter (where stage = 'lead'), sum(reached) filter (where stage = "
        "'won') from marts.sales_funnel_by_source where cohort_month is null"
    )
    found = whole("funnel_by_cut", cut="source")
    sums = tuple(sum(row[name] for row in found) for name in ("entries", "won_count"))
    assert [sums] == expected


def test_both_win_rates(whole, marts):
    expected = marts(
        "select definition, period_start, won_count, base_count, win_rate from marts.win_rate "
        "where cut_name = 'all' order by definition, period_start nulls last"
    )
    names = ("definition", "period_start", "won_count", "base_count", "win_rate")
    assert [tuple(row[name] for name in names) for row in whole("win_rate")] == expected
