"""The night as a whole: what it does, what stops it, and that it does the same twice."""

import json
import re
from pathlib import Path

import pytest

from pipeline import steps
from pipeline.building import Built
from tests.command_line import DEMO_CUSTOMERS, rows, run_here, run_warehouse, value
from warehouse.database import connect_published, quoted

pytestmark = pytest.mark.slow

# what is not dated in the export is as old as its landing
LOAD_METADATA = {"load_id", "loaded_at", "run_id", "file_name", "checked_at", "first_exported_at"}


def marts(home: Path) -> dict[str, list[tuple]]:
    """Every row of core and marts but for the load metadata, in a fixed order."""
    folder = (home / "current").resolve()
    found = {}
    with connect_published(folder) as reader:
        tables = reader.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where schema_name in ('core', 'marts')"
        ).fetchall()
        for schema, table in tables:
            columns = [
                name
                for name, *_ in reader.execute(f"describe {schema}.{quoted(table)}").fetchall()
                if name not in LOAD_METADATA
            ]
            chosen = ", ".join(map(quoted, columns))
            found[f"{schema}.{table}"] = reader.execute(
                f"select {chosen} from {schema}.{quoted(table)} order by all"
            ).fetchall()
    return found


def test_the_demo_tells_what_it_did(demo_home):
    said = (demo_home / "said.txt").read_text(encoding="utf-8")
    for word in ("Files", "Built:", "Checked:", "Published:", "make dashboards"):
        assert word in said
    assert "\x1b" not in said, "a log file wants plain text"
    assert re.search(r"read\s.*landed\s.*rejected", said)


def test_every_row_of_every_file_is_accounted_for(demo_home):
    assert rows(demo_home, "select count(*) from ops.files where status = 'landed'")[0][0] > 5
    assert not rows(
        demo_home,
        "select file_name from ops.files "
        "where rows_read is distinct from "
        "rows_landed + rows_rejected + rows_dropped + rows_quarantined",
    )
    rejected = value(demo_home, "select sum(rows_rejected) from ops.files")
    assert rejected > 0
    assert value(demo_home, "select count(*) from ops.rejected_rows") == rejected
    dropped = value(demo_home, "select sum(rows_dropped) from ops.files")
    assert value(demo_home, "select count(*) from ops.dropped_rows") == dropped


def test_landing_the_same_exports_again_changes_nothing(demo_home, copy_of):
    home = copy_of(demo_home)
    before = marts(home)
    done = run_here(home, "nightly")
    assert "0 files landed" in json.dumps(
        json.loads(run_here(home, "status", "--json").stdout)["runs"][0]
    )
    assert "unchanged" in done.stdout
    assert marts(home) == before


def test_a_file_that_fails_does_not_hold_up_the_others(demo_home, copy_of, tmp_path):
    home = copy_of(demo_home)
    published = (home / "current").resolve()
    orders = "select count(*) from core.fct_order"
    before = value(home, orders)
    (tmp_path / "opportunities.csv").write_text("opportunity_id\no1\n", encoding="utf-8")
    (tmp_path / "sales.csv").write_text(
        "order_id,customer_id,ordered_at,product_id,quantity,unit_price\n"
        "new-1,c-1,2026-06-01,p-1,1,10\n",
        encoding="utf-8",
    )
    done = run_here(home, "nightly", tmp_path, exit_code=1)
    assert "opportunities.csv could not be landed, everything else is published" in done.stderr
    assert (home / "current").resolve() != published
    assert value(home, orders) == before + 1
    run_id = (home / "current").resolve().name
    logged = rows(home, "select status, message from ops.runs where run_id = ?", [run_id])
    assert [status for status, _ in logged] == ["failed"]
    assert "opportunities.csv" in logged[0][1]


def test_the_same_exports_give_the_same_marts_on_another_machine(demo_home, tmp_path):
    """Another home, another locale, another time zone."""
    home = tmp_path / "elsewhere"
    run_warehouse(
        home,
        "demo",
        "--customers",
        str(DEMO_CUSTOMERS),
        settings={"LC_ALL": "C.UTF-8", "TZ": "Pacific/Kiritimati"},
    )
    here, there = marts(demo_home), marts(home)
    assert here.keys() == there.keys()
    for name, expected in here.items():
        assert there[name] == expected, name


def test_a_past_day_is_rebuilt_as_if_nothing_had_happened_since(demo_home, copy_of):
    home = copy_of(demo_home)
    day = "2026-01-31"
    run_here(home, "nightly", "--as-of", day)
    assert str(value(home, "select as_of_date from core.as_of")) == day
    assert str(value(home, "select max(day) from marts.kpi_daily")) == day
    assert str(value(home, "select max(last_order_date) from marts.customer_rfm")) <= day
    revenue = "select sum(value) from marts.kpi_daily where metric = 'net_revenue'"
    assert value(home, revenue) == value(demo_home, f"{revenue} and day <= date '{day}'")
    status = json.loads(run_here(home, "status", "--json").stdout)
    assert status["runs"][0]["as_of"] == day


def test_a_user_s_critical_expectation_stops_the_night_before_publishing(
    demo_home, copy_of, monkeypatch
):
    home = copy_of(demo_home)
    # on the same exports it would build the same marts
    monkeypatch.setattr(steps, "build", lambda *_, **__: Built(models=0, tests=0, warnings=()))
    published = (home / "current").resolve()
    suites = home / "expectations" / "marts"
    suites.mkdir(parents=True)
    (suites / "customer_rfm.yml").write_text(
        """
table: marts.customer_rfm
expectations:
  - expectation: no_rows_where
    severity: critical
    description: Every customer of ours has spent a million
    arguments:
      where: monetary < 1000000
""",
        encoding="utf-8",
    )
    done = run_here(home, "nightly", exit_code=1)
    assert "Every customer of ours has spent a million" in done.stderr
    assert (home / "current").resolve() == published
    status = json.loads(run_here(home, "status", "--json").stdout)
    assert status["runs"][0]["status"] == "failed"
    assert any("a million" in check["description"] for check in status["failing_checks"])
    # The build itself cannot be published by hand either.
    done = run_here(home, "publish", exit_code=1)
    assert "check of the marts failed" in done.stderr

    # As a warning it is reported, and the build may be published.
    file = suites / "customer_rfm.yml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("critical", "warning"), encoding="utf-8"
    )
    done = run_here(home, "check", "marts")
    assert "a million" in done.stdout
    run_here(home, "publish")
    assert (home / "current").resolve() != published
    assert value(
        home, "select count(*) from ops.check_results where not success and severity = 'warning'"
    )


def test_the_verbs_one_by_one_do_what_the_night_does(demo_home, tmp_path):
    home = tmp_path / "steps"
    run_warehouse(home, "ingest", demo_home / "exports")
    run_warehouse(home, "check", "raw")
    run_warehouse(home, "build")
    assert "warehouse check marts" in run_warehouse(home, "publish", exit_code=1).stderr
    run_warehouse(home, "check", "marts")
    run_warehouse(home, "publish")
    first = (home / "current").resolve().name
    assert marts(home) == marts(demo_home)
    run_warehouse(home, "build", "--select", "as_of")
    assert "warehouse check marts" in run_warehouse(home, "publish", exit_code=1).stderr
    run_warehouse(home, "check")
    run_warehouse(home, "publish")
    assert (home / "current").resolve().name != first
    run_warehouse(home, "rollback")
    assert (home / "current").resolve().name == first
    assert run_warehouse(home, "build", "--select", "nonsense", exit_code=2).stderr


def test_an_empty_warehouse_builds_and_publishes(tmp_path):
    home = tmp_path / "empty"
    for verb in (["build"], ["check", "marts"], ["publish"]):
        run_here(home, *verb)
    assert value(home, "select count(*) from marts.customer_rfm") == 0


def test_a_night_of_a_home_in_which_nothing_ever_landed_publishes_nothing(tmp_path):
    home = tmp_path / "wrong"
    channel = {"WAREHOUSE_SLACK_WEBHOOK": "http://127.0.0.1:9/x", "NO_PROXY": "127.0.0.1"}
    done = run_warehouse(home, "nightly", settings=channel, exit_code=2)
    said = done.stdout + done.stderr
    assert "There is nothing to build" in said
    assert str(home / "exports") in said
    assert not (home / "current").exists()
    # whom it could not tell is said once, and is in its log
    assert said.count("could not be told by Slack") == 1
    (log,) = (home / "logs").glob("*.jsonl")
    assert "could not be told by Slack" in log.read_text(encoding="utf-8")


def test_a_country_without_holidays_is_refused(tmp_path):
    settings = {"WAREHOUSE_BUSINESS_COUNTRY": "DE"}
    said = run_here(tmp_path, "build", settings=settings, exit_code=2).stderr
    assert "CN and US only" in said


def test_a_second_demo_is_not_mixed_with_other_data(demo_home, copy_of, tmp_path):
    home = copy_of(demo_home)
    done = run_here(home, "demo", "--customers", "90", exit_code=2)
    assert "--home" in done.stderr
    own = tmp_path / "own"
    file = tmp_path / "deals.csv"
    file.write_text("opportunity_id,stage\no1,Won\n", encoding="utf-8")
    run_here(own, "ingest", file)
    assert "data of your own" in run_here(own, "demo", exit_code=2).stderr


def test_only_so_many_published_runs_stay(demo_home, copy_of):
    home = copy_of(demo_home)
    for _ in range(2):
        run_here(home, "check", "marts")
        run_here(home, "publish", settings={"WAREHOUSE_KEEP_PUBLISHED": "2"})
    assert len(list((home / "published").iterdir())) == 2


def test_the_documentation_is_written(demo_home):
    assert (demo_home / "docs" / "dbt" / "static_index.html").is_file()
    assert (demo_home / "docs" / "checks" / "raw" / "index.html").is_file()
    assert (demo_home / "docs" / "checks" / "marts" / "index.html").is_file()
    assert list((demo_home / "logs").glob("*.jsonl"))


def test_a_day_before_all_that_happened_is_refused(tmp_path):
    """Mistyped, it would have emptied what all readers see."""
    home, exports = tmp_path / "home", tmp_path / "exports"
    exports.mkdir()
    (exports / "sales.csv").write_text(
        "order_id,customer_id,ordered_at,product_id,quantity,unit_price\nO1,C1,2026-06-01,P,1,9.90\n",
        encoding="utf-8",
    )
    done = run_here(home, "nightly", exports, "--as-of", "2016-06-01", exit_code=2)
    assert "As of 2016-06-01 nothing had happened" in done.stderr
    assert "is of 2026-06-01" in done.stderr
    assert not (home / "current").exists()
