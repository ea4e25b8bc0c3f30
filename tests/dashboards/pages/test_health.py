"""Data health, against the tables of `ops` and the models."""

import datetime as dt
import json
import re

import duckdb
import pytest

from dashboards.data import query
from dashboards.language import load_language
from tests.command_line import rows, value
from warehouse.database import published_folder
from warehouse.home import Home

pytestmark = pytest.mark.slow


@pytest.fixture
def run_health(open_page):
    return open_page("health")


def frame(app, column):
    return next(one.value for one in app.dataframe if column in one.value)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("part", ["runs", "checks", "sources", "rejected", "tables"])
def test_every_part_opens(run_health, part, language):
    app = run_health(part=part, lang=language)
    assert app.title[0].value == load_language(language)("page.health.title")
    assert len(app.metric) == 4


def test_every_row_of_every_file_is_accounted_for(run_health, demo_home):
    table = frame(run_health(part="sources"), "rows_landed")
    [(landed, rejected)] = rows(
        demo_home,
        "select sum(rows_landed), sum(rows_rejected) from ops.files "
        "where source_system is not null",
    )
    assert table["rows_landed"].sum() == landed
    assert table["rows_rejected"].sum() == rejected > 0
    left_out = frame(run_health(part="rejected"), "outcome")
    assert len(left_out) == value(demo_home, "select count(*) from ops.rejected_rows")
    assert "line_text" not in left_out


def test_the_steps_of_the_run_are_told(run_health, demo_home):
    steps = frame(run_health(part="runs"), "step_seconds")
    names = list(steps["step"])
    assert names[:3] == ["Write demo exports", "Verify", "Ingest"]
    assert "Build" in names
    # the run is published before it can log its last steps
    assert 0.99 < steps["share"].sum() < 1.01


@pytest.mark.parametrize(("language", "unit"), [("en", " s"), ("zh", " 秒")])
def test_how_long_the_runs_took_has_its_unit_and_year(run_health, language, unit):
    runs = json.loads(run_health(part="runs", lang=language).get("plotly_chart")[0].proto.spec)
    layout = runs["layout"]
    assert all(tick.endswith(unit) for tick in layout["yaxis"]["ticktext"])
    assert re.search(r"20\d\d", layout["xaxis"]["ticktext"][0])


def test_what_every_column_means_is_said_in_chinese(run_health):
    meanings = frame(run_health(part="tables", lang="zh"), "meaning")["meaning"]
    assert len(meanings) > 40
    assert [one for one in meanings if not re.search("[一-鿿]", one)] == []


def test_lineage_goes_all_the_way_to_the_raw_tables(demo_home):
    folder = published_folder(Home(demo_home))
    found = query(folder, "health_lineage", published_table="marts.customer_rfm")
    made_from = {
        row["related_table"]: row["steps"] for row in found if row["direction"] == "made_from"
    }
    used_by = {row["related_table"] for row in found if row["direction"] == "used_by"}
    assert made_from["intermediate.int_customer_order_days"] == 1
    assert "raw.template__order_lines" in made_from
    assert "core.as_of" in made_from
    assert "marts.customer_360" in used_by
    assert not made_from.keys() & used_by


def test_every_published_table_and_column_says_what_it_is(demo_home):
    folder = published_folder(Home(demo_home))
    tables = [row["published_table"] for row in query(folder, "health_tables")]
    described = {row["about"]: row["description"] for row in query(folder, "descriptions")}
    for table in tables:
        if table.startswith("ops."):
            continue
        assert described[table], table
        columns = query(folder, "health_columns", published_table=table)
        assert [column["column_name"] for column in columns if not column["meaning"]] == [], table


def test_a_table_that_there_is_not_is_ignored(run_health):
    app = run_health(part="tables", table="marts.customer_rfm'; drop table x; --")
    assert app.selectbox[0].value == "marts.customer_360"


def test_a_file_that_failed_makes_no_source_fresh(home):
    """It landed five days before the run was published, and failed an hour before."""
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        for load, status, finished in (
            ("a", "landed", "2026-06-26 02:15:00"),
            ("b", "failed", "2026-07-01 01:15:00"),
        ):
            writer.execute(
                "insert into ops.files by name select ? as load_id, ? as status, "
                "?::timestamp as finished_at, finished_at as started_at, 'run' as run_id, "
                "'template' as source_system, 'orders' as table_name, 'orders.csv' as file_name, "
                "0 as rows_read, 0 as rows_landed, 0 as rows_rejected, 0 as rows_dropped",
                [load, status, finished],
            )
    folder = published_folder(home)
    [found] = query(folder, "health_freshness", run_id=folder.name)
    assert (found["files"], found["files_failed"]) == (2, 1)
    assert found["last_landed_at"] == dt.datetime(2026, 6, 26, 2, 15)  # noqa: DTZ001
    assert found["hours_before_publish"] == 5 * 24
