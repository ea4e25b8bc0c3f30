"""The night in Dagster is the night: same lock, run log, gates and publishing."""

import importlib
import re
import tomllib

import pytest
import yaml

from tests.command_line import ROOT, rows, value
from warehouse.database import connect_build, read_build
from warehouse.home import Home
from warehouse.lock import writing

SALES = "order_id,customer_id,ordered_at,product_id,quantity,unit_price\n"
EXTRA = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
DOCUMENT = (ROOT / "docs" / "dagster.md").read_text(encoding="utf-8")
LAYERS = {"staging", "intermediate", "core", "marts", "restricted", "ops"}


def test_the_extra_and_its_document_agree_and_the_locks_are_free_of_it():
    names = {re.match(r"[a-z-]+", one)[0]: one for one in EXTRA["dagster"]}
    assert names.keys() == {"dagster", "dagster-dbt"}
    told = re.search(r"their range \((\S+) and (\S+)\)", DOCUMENT)
    assert f">={told[1]}," in names["dagster"]
    assert f">={told[2]}," in names["dagster-dbt"]
    assert "[dagster]'" in DOCUMENT
    for lock in ROOT.glob("requirements*.lock"):
        assert not re.search(r"^dagster", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_every_module_that_the_document_starts_is_there():
    modules = set(re.findall(r"-m (pipeline[\w.]+)", DOCUMENT))
    assert modules == {"pipeline.dagster_definitions"}
    assert (ROOT / "pipeline" / "dagster_definitions.py").is_file()
    instance = yaml.safe_load((ROOT / "examples" / "dagster.yaml").read_text(encoding="utf-8"))
    assert instance["concurrency"]["runs"]["max_concurrent_runs"] == 1
    assert instance["telemetry"]["enabled"] is False


@pytest.fixture
def dagster(monkeypatch):
    module = pytest.importorskip(
        "dagster", reason="Dagster is an optional extra in its own environment: docs/dagster.md"
    )
    pytest.importorskip("dagster_dbt", reason="see docs/dagster.md")
    monkeypatch.setenv("DAGSTER_DISABLE_TELEMETRY", "1")
    return module


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home with one export, and settings of its own."""
    home = tmp_path / "home"
    (home / "exports").mkdir(parents=True)
    export(home, "sales.csv", "O1,C1,2026-06-01 20:00:00,P1,1,10\n")
    monkeypatch.setenv("WAREHOUSE_HOME", str(home))
    monkeypatch.setenv("WAREHOUSE_TIME_ZONE", "America/New_York")
    monkeypatch.setenv("WAREHOUSE_NIGHT_AT", "04:30")
    return home


@pytest.fixture
def definitions(dagster, home):
    module = importlib.import_module("pipeline.dagster_definitions")
    from warehouse.settings import load_settings

    return module.make_definitions(load_settings())


@pytest.fixture
def night(definitions, dagster):
    """Runs the job, or some of its assets, and gives the result."""

    def execute(*assets):
        selection = [dagster.AssetKey(asset.split(".")) for asset in assets] or None
        with dagster.DagsterInstance.ephemeral() as instance:
            return definitions.resolve_job_def("night").execute_in_process(
                instance=instance, asset_selection=selection, raise_on_error=False
            )

    return execute


def export(home, name, lines):
    (home / "exports" / name).write_text(SALES + lines, encoding="utf-8")


def logged(home):
    """Command, status and message of each run of the warehouse, the first one first."""
    with read_build(Home(home)) as build:
        return build.execute(
            "select command, status, message from ops.runs order by started_at, run_id"
        ).fetchall()


def ended(result):
    """Each step and whether it succeeded; what was not started is not in it."""
    return {
        event.step_key: event.event_type_value == "STEP_SUCCESS"
        for event in result.all_events
        if event.event_type_value in {"STEP_SUCCESS", "STEP_FAILURE"}
    }


def said(result):
    """What the steps that failed said."""
    errors = [event.step_failure_data for event in result.get_step_failure_events()]
    return " ".join(
        str(error.user_failure_data.description if error.user_failure_data else error.error)
        for error in errors
    )


def test_there_is_one_asset_per_model_in_the_group_of_its_layer(definitions):
    graph = definitions.resolve_asset_graph()
    groups = {key.path[-1]: graph.get(key).group_name for key in graph.get_all_asset_keys()}
    models = {
        path.stem: path.relative_to(ROOT / "dbt_project" / "models").parts[0]
        for pattern in ("*.sql", "*.py")
        for path in (ROOT / "dbt_project" / "models").rglob(pattern)
    }
    assert {name: group for name, group in groups.items() if group in LAYERS} == models
    seeds = {path.stem for path in (ROOT / "dbt_project" / "seeds").rglob("*.csv")}
    assert {name for name, group in groups.items() if group == "seeds"} == seeds
    assert {groups["exports"], groups["published"]} == {"ingest", "publish"}
    assert len(groups) == len(models) + len(seeds) + 2


def test_what_is_read_comes_from_the_exports_and_ends_in_what_is_published(definitions, dagster):
    graph = definitions.resolve_asset_graph()
    staged = graph.get(dagster.AssetKey(["staging", "stg_template__orders"]))
    assert dagster.AssetKey("exports") in staged.parent_keys
    parents = {".".join(key.path) for key in graph.get(dagster.AssetKey("published")).parent_keys}
    published = {"core", "marts", "restricted", "ops"}
    found = list((ROOT / "dbt_project" / "models").rglob("*.sql"))
    found += (ROOT / "dbt_project" / "models").rglob("*.py")
    layers = [path.relative_to(ROOT / "dbt_project" / "models").parts[0] for path in found]
    assert len(parents) == sum(layer in published for layer in layers)
    checks = {(".".join(key.asset_key.path), key.name) for key in graph.asset_check_keys}
    assert {("exports", "raw_expectations"), ("core.fct_order", "expectations")} <= checks
    assert all(graph.get(key).blocking for key in graph.asset_check_keys)


def test_the_schedule_is_the_business_s_and_a_time_that_is_skipped_is_refused(
    definitions, monkeypatch
):
    from pipeline.dagster_definitions import make_definitions
    from warehouse.errors import UsageError
    from warehouse.settings import load_settings

    (schedule,) = definitions.schedules
    assert schedule.cron_schedule == "30 4 * * *"
    assert schedule.execution_timezone == "America/New_York"
    assert schedule.job_name == "night"
    monkeypatch.setenv("WAREHOUSE_NIGHT_AT", "02:30")
    with pytest.raises(UsageError, match="night_at 02:30 does not exist"):
        make_definitions(load_settings())


def test_the_instance_of_the_example_is_one_that_dagster_takes(dagster, tmp_path):
    (tmp_path / "dagster.yaml").write_bytes((ROOT / "examples" / "dagster.yaml").read_bytes())
    with dagster.DagsterInstance.from_config(str(tmp_path)) as instance:
        assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 1
        assert instance.telemetry_enabled is False


@pytest.mark.slow
def test_a_run_is_a_night_and_a_gate_stops_the_next_one(night, home):
    result = night()
    assert result.success, said(result)
    assert logged(home) == [("nightly", "succeeded", logged(home)[0][2])]
    assert "published as" in logged(home)[0][2]
    assert value(home, "select count(*) from core.fct_order") == 1
    made = {
        ".".join(event.asset_key.path): event.materialization.metadata
        for event in result.get_asset_materialization_events()
    }
    assert made["exports"]["rows_landed"].value == 1
    assert made["core.fct_order"]["dagster/row_count"].value == 1
    assert made["published"]["run_id"].value == (home / "current").resolve().name
    # built is what landed, and nothing else is said to be
    assert "staging.stg_template__orders" in made
    assert not any(name.startswith("staging.stg_zoho__") for name in made)
    checks = result.get_asset_check_evaluations()
    assert {"exports", "core/fct_order", "marts/customer_rfm"} <= {
        each.asset_key.to_user_string() for each in checks
    }
    assert all(each.passed for each in checks if each.severity.value == "ERROR")

    # an expectation that does not hold for what is built
    suites = home / "expectations" / "marts"
    suites.mkdir(parents=True)
    (suites / "orders.yml").write_text(
        "table: core.fct_order\nexpectations:\n"
        "  - expectation: no_rows_where\n    arguments: {where: net_amount > 5}\n"
        "    severity: critical\n    description: orders are small\n"
    )
    before = (home / "current").resolve()
    result = night()
    assert not result.success
    failed = [each for each in result.get_asset_check_evaluations() if not each.passed]
    assert ("core/fct_order", "ERROR", "core.fct_order: orders are small") in [
        (each.asset_key.to_user_string(), each.severity.value, each.description) for each in failed
    ]
    assert ended(result)["marts_expectations"] is False
    assert "published" not in ended(result)
    assert (home / "current").resolve() == before
    command, status, message = logged(home)[1]
    assert (command, status) == ("nightly", "failed")
    assert "orders are small" in message

    # some of the assets: nothing is published that does not pass, or was not checked
    result = night("core.fct_order", "published")
    assert ended(result) == {"models": True, "marts_expectations": False}
    result = night("core.dim_sales_stage", "published")
    assert ended(result) == {"models": True, "published": False}
    assert "was not checked since it was made" in said(result)
    assert [run[:2] for run in logged(home)[2:]] == [("build", "failed")] * 2
    assert (home / "current").resolve() == before


@pytest.mark.slow
def test_a_file_that_cannot_be_landed_fails_the_night_after_it_has_published(night, home):
    # a required column, the stage, is missing
    (home / "exports" / "opportunities.csv").write_text("opportunity_id,amount\no1,2\n")
    result = night()
    assert not result.success
    assert (home / "current").exists()
    assert ended(result)["models"]
    assert ended(result)["published"] is False
    assert "opportunities.csv could not be landed, everything else is published" in said(result)
    assert logged(home)[0][:2] == ("nightly", "failed")
    assert rows(home, "select status from ops.runs") == [("failed",)]


def test_the_raw_gate_stops_what_follows(night, home):
    export(home, "sales.csv", "".join(f"O{n},C1,someday,P1,1,10\n" for n in range(20)))
    result = night()
    assert ended(result) == {"exports": True, "exports_raw_expectations": False}
    assert not (home / "current").exists()
    ((command, status, message),) = logged(home)
    assert (command, status) == ("nightly", "failed")
    assert message.startswith("A critical expectation does not hold")


def test_another_run_is_waited_for_by_nobody(night, home):
    with connect_build(Home(home)):
        pass
    with writing(Home(home), "nightly"):
        result = night()
        assert ended(result) == {"exports": False}
        assert "Another process is writing" in said(result)
    assert logged(home) == []


def test_a_run_of_the_exports_alone_is_called_ingest(night, home):
    assert night("exports").success
    assert [run[:2] for run in logged(home)] == [("ingest", "succeeded")]


def test_what_fails_in_dagster_alone_has_failed_in_the_run_log(night, home, monkeypatch):
    from pipeline import dagster_gates

    def broken(*given):
        raise RuntimeError("not of ours")

    monkeypatch.setattr(dagster_gates, "_verdict", broken)
    assert not night("exports").success
    ((command, status, message),) = logged(home)
    assert (command, status) == ("ingest", "failed")
    assert "exports_raw_expectations failed: see Dagster's run" in message
