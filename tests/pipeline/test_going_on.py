"""A night goes on without the files that fail and ends as failed; dbt and checks are stood in."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from rich.console import Console
from typer.testing import CliRunner

from expectations.results import CheckResult
from pipeline import report, steps, upkeep
from pipeline.building import Built
from pipeline.cli import app
from pipeline.days import days_between
from pipeline.nightly import Night, demo, nightly
from pipeline.running import Run
from pipeline.status import read_status
from pipeline.summary import print_built
from tests.command_line import rows
from tests.pipeline.alerts.receivers import http_receiver
from warehouse.database import connect_build, read_build
from warehouse.errors import (
    BuildError,
    CheckError,
    DamagedError,
    LandingError,
    LockedError,
    TransientError,
    UsageError,
    WarehouseError,
)
from warehouse.home import Home
from warehouse.lock import writing
from warehouse.publishing import published_runs
from warehouse.settings import Settings, load_settings

GOOD = "opportunity_id,stage,amount\no1,Won,10\no2,Lost,20\n"
BAD = "opportunity_id,amount\no1,2\n"
HEADER = "order_id,customer_id,ordered_at,product_id,quantity,unit_price\n"

DoNight = Callable[..., Night]
pytestmark = pytest.mark.usefixtures("without_dbt")


def write(folder: Path, **contents: str) -> None:
    for name, content in contents.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")


def runs(settings: Settings) -> list[tuple[object, object]]:
    return [(run["status"], run["message"]) for run in read_status(Home(settings.home))["runs"]]


def test_a_night_without_a_fault(exports, settings):
    write(exports, deals=GOOD)
    night = nightly(settings, [exports])
    assert not night.fault
    assert [status for status, _ in runs(settings)] == ["succeeded"]


def test_marts_that_did_not_hold_are_made_anew_although_nothing_has_changed(
    exports, settings, monkeypatch
):
    write(exports, deals=GOOD)
    first = nightly(settings, [exports])
    assert nightly(settings, [exports]).built.stands_since == first.run_id
    wrong = CheckResult(
        run_id="",
        stage="marts",
        table_name="marts.customer_rfm",
        expectation="no_rows_where",
        column_name=None,
        description="No one is missing.",
        severity="critical",
        success=False,
        rows_checked=1,
        rows_failed=1,
        observed=None,
        checked_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC),
    )
    with monkeypatch.context() as failing, pytest.raises(CheckError, match="No one is missing"):
        failing.setattr(steps, "check", lambda _, stage, **__: [wrong] if stage == "marts" else [])
        nightly(settings, [exports])
    assert nightly(settings, [exports]).built == Built(models=1, tests=1, warnings=())


def test_a_failed_file_fails_alone_and_the_run_ends_as_failed(exports, settings):
    write(exports, deals=GOOD, opportunities=BAD)
    night = nightly(settings, [exports])
    assert [file.status for file in night.files] == ["landed", "failed"]
    assert night.fault.startswith(
        "opportunities.csv could not be landed, everything else is published: By its name it is "
        "template.opportunities, but it has no column for stage"
    )
    assert night.fault.endswith("Land it again when that is mended.")
    assert (Home(settings.home).current).resolve() == night.published.resolve()
    assert runs(settings) == [("failed", night.fault)]
    published = rows(settings.home, "select status, message from ops.runs")
    assert published == [("failed", night.fault)]


def test_several_failed_files_are_one_sentence(exports, settings):
    write(exports, deals=GOOD, opportunities_1=BAD, opportunities_2="opportunity_id\no9\n")
    fault = nightly(settings, [exports]).fault
    assert fault.startswith("opportunities_1.csv, opportunities_2.csv could not be landed, ever")
    assert fault.count("By its name") == 1
    assert fault.endswith("Land them again when that is mended.")


def test_the_next_night_on_a_mended_file_succeeds(exports, settings):
    write(exports, deals=GOOD, opportunities=BAD)
    nightly(settings, [exports])
    write(exports, opportunities=GOOD.replace("o1", "o3"))
    assert not nightly(settings, [exports]).fault
    assert [status for status, _ in runs(settings)] == ["succeeded", "failed"]


def test_a_failed_file_again_fails_the_next_night_too(exports, settings):
    write(exports, deals=GOOD, opportunities=BAD)
    assert nightly(settings, [exports]).fault
    assert nightly(settings, [exports]).fault
    with connect_build(Home(settings.home)) as build:
        assert build.execute("select status from ops.files order by 1").fetchall() == [
            ("failed",), ("landed",)
        ]  # fmt: skip


def test_nothing_but_failed_files_stops_the_first_night_and_no_later_one(exports, settings):
    write(exports, opportunities=BAD)
    with pytest.raises(LandingError, match=r"opportunities\.csv could not be landed: By its name"):
        nightly(settings, [exports])
    assert not Home(settings.home).current.exists()
    write(exports, deals=GOOD)
    nightly(settings, [exports / "deals.csv"])
    assert nightly(settings, [exports / "opportunities.csv"]).fault


def test_files_without_rows_fail_nothing(exports, settings):
    write(exports, sales=HEADER, deals="")
    night = nightly(settings, [exports])
    assert [file.status for file in night.files] == ["empty", "empty"]
    assert not night.fault


def test_the_command_tells_what_was_done_and_then_what_failed(exports, settings):
    write(exports, deals=GOOD, opportunities=BAD)
    done = CliRunner().invoke(app, ["nightly", str(exports), "--home", str(settings.home)])
    assert isinstance(done.exception, LandingError)
    assert "everything else is published" in str(done.exception)
    assert "Published:" in done.stdout
    assert "opportunities.csv: By its name" in done.stdout
    status = CliRunner().invoke(app, ["status", "--json", "--home", str(settings.home)])
    assert json.loads(status.stdout)["runs"][0]["status"] == "failed"


def steps_of(settings: Settings, run: int = 0) -> dict[str, str]:
    """Of a run, counted from the newest, its steps and how each ended."""
    with read_build(Home(settings.home)) as build:
        found = build.execute(
            """
            select step, status from ops.run_steps
            where run_id = (select run_id from ops.runs order by run_id desc limit 1 offset ?)
            order by number
            """,
            [run],
        ).fetchall()
    return dict(found)


def answer(settings: Settings) -> str:
    ((said,),) = rows(settings.home, "select answer from marts.answer")
    return said.split(" ", 1)[1]


def failing(
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    error: Exception,
    times: int = 1,
    of: ModuleType = steps,
) -> None:
    """Let a step fail a number of times before it works as it did."""
    works, left = getattr(of, step), [times]

    def work(*arguments: object, **options: object) -> object:
        if left[0]:
            left[0] -= 1
            raise error
        return works(*arguments, **options)

    monkeypatch.setattr(of, step, work)


ALL = ["verify", "ingest", "check raw", "build", "check marts", "document", "publish", "back up"]


class TestSteps:
    def test_all_are_in_the_run_log_and_published(self, exports, settings):
        write(exports, deals=GOOD)
        nightly(settings, [exports])
        assert steps_of(settings) == dict.fromkeys(ALL, "succeeded")
        published = dict(rows(settings.home, "select step, status from ops.run_steps"))
        assert published == dict.fromkeys(ALL[:-1], "succeeded")
        shown = read_status(Home(settings.home))["steps"]
        assert [row["step"] for row in shown] == ALL
        assert sum(int(str(row["share"]).split()[0]) for row in shown) == pytest.approx(100, abs=5)
        assert shown[1]["rows"] == 2

    def test_a_fault_that_passes_is_tried_again(self, exports, settings, monkeypatch):
        write(exports, deals=GOOD)
        patient = settings.model_copy(update={"retry_wait_seconds": 0.0})
        failing(monkeypatch, "land", TransientError("The disk does not answer."), 2)
        nightly(patient, [exports])
        with read_build(Home(settings.home)) as build:
            tries = build.execute(
                "select attempt, status, rows from ops.run_steps where step = 'ingest' order by all"
            ).fetchall()
        assert tries == [(1, "failed", None), (2, "failed", None), (3, "succeeded", 2)]
        assert runs(settings)[0][0] == "succeeded"

    def test_nights_that_were_missed_are_told(self, exports, settings):
        write(exports, deals=GOOD)
        nightly(settings, [exports])
        with connect_build(Home(settings.home)) as build:
            build.execute("update ops.runs set started_at = started_at - interval 4 day")
        nightly(settings, [exports])
        assert "3 were missed since" in str(runs(settings)[0][1])
        nightly(settings, [exports])
        assert "were missed" not in str(runs(settings)[0][1])

    def test_targets_of_numbers_that_there_are_not_are_told(self, exports, settings, monkeypatch):
        write(exports, deals=GOOD)
        command = ["nightly", str(exports), "--home", str(settings.home)]
        monkeypatch.setenv("WAREHOUSE_KPI_TARGETS", '{"orders": 9, "win_rat": 0.4, "happiness": 1}')
        done = CliRunner().invoke(app, command)
        said = (
            "kpi_targets sets happiness, win_rat, and the overview has no such number: it has net"
        )
        assert done.exit_code == 0
        assert f"Warning: {said}" in done.stdout
        assert any(said in log.read_text() for log in Home(settings.home).logs.iterdir())
        monkeypatch.setenv("WAREHOUSE_KPI_TARGETS", '{"orders": 9, "win_rate": 0.4}')
        assert "kpi_targets" not in CliRunner().invoke(app, command).stdout


def test_the_demo_is_not_mixed_with_exports_that_wait_to_be_landed(settings):
    waiting = settings.home / "exports"
    waiting.mkdir(parents=True)
    write(waiting, deals=GOOD)
    with pytest.raises(UsageError, match="holds data of your own"):
        demo(settings, customers=50, seed=1)
    assert [path.name for path in settings.home.rglob("*")] == ["exports", "deals.csv"]


def test_a_source_that_has_another_name_now_is_told(settings):
    """Its exports land again under that name, and what landed under the old one stays."""
    home = Home(settings.home)
    home.sources.mkdir(parents=True)
    (home.root / "exports").mkdir()
    write(home.root / "exports", deals=GOOD)
    for name in ("shop", "our_shop"):
        (home.sources / "shop.yml").write_text(
            f"source: {name}\nmaps_to: template\ntables:\n  deals:\n    table: opportunities\n"
            "    files: ['deals*']\n    key: [opportunity_id]\n    columns:\n"
            "      opportunity_id: opportunity_id\n      stage: stage\n      amount: amount\n",
            encoding="utf-8",
        )
        done = CliRunner().invoke(
            app, ["--home", str(home.root), "ingest", str(home.root / "exports")]
        )
        assert done.exit_code == 0
        assert ("count twice" in done.stdout) == (name == "our_shop")
    assert "1 of the files that landed as shop, which has no source file any more" in done.stdout


class TestResume:
    def test_it_goes_on_at_the_step_that_failed(self, exports, settings, monkeypatch):
        write(exports, deals=GOOD)
        failing(monkeypatch, "document", BuildError("No ink."))
        with pytest.raises(BuildError):
            nightly(settings, [exports])
        assert not Home(settings.home).current.exists()
        (exports / "deals.csv").unlink()
        nightly(settings, resume=True)
        done = dict.fromkeys(["ingest", "check raw", "build", "check marts"], "skipped")
        assert steps_of(settings) == {
            "verify": "succeeded", **done, **dict.fromkeys(ALL[5:], "succeeded"),
        }  # fmt: skip
        with read_build(Home(settings.home)) as build:
            ((resumed,),) = build.execute(
                "select resumed_run_id from ops.runs where resumed_run_id is not null"
            ).fetchall()
            ids = build.execute("select run_id from ops.runs order by run_id").fetchall()
        assert (resumed,) == ids[0]
        # built by the first, published by the second
        assert rows(settings.home, "select answer from marts.answer")[0][0].startswith(resumed)

    @pytest.mark.parametrize("is_mended", [False, True])
    def test_decisions_that_are_mended_since_are_built_anew(
        self, exports, settings, monkeypatch, is_mended
    ):
        write(exports, deals=GOOD)
        decisions = Home(settings.home).root / "customer_decisions.csv"
        decisions.parent.mkdir()
        head = "source_system,source_table,source_id,other_source_system,other_source_table,"
        line = f"{head}other_source_id,decision\ntemplate,customers,1,template,customers,2,"
        decisions.write_text(f"{line}same\n", encoding="utf-8")
        works, selected = steps.build, []

        def build(this: Run, **options: object) -> Built:
            selected.append(options["select"])
            if len(selected) == 1:
                with connect_build(this.home) as connection:
                    connection.execute(
                        "insert into ops.run_nodes select ?, node, 'model', status, 0, null from"
                        " (values ('ties', 'success'), ('customers', 'error')) as t(node, status)",
                        [this.run_id],
                    )
                raise BuildError("These two are not one.")
            return works(this, **options)

        monkeypatch.setattr(steps, "build", build)
        with pytest.raises(BuildError):
            nightly(settings, [exports])
        if is_mended:
            decisions.write_text(f"{line}different\n", encoding="utf-8")
        nightly(settings, resume=True)
        assert selected == [[], [] if is_mended else ["customers"]]

    def test_a_night_that_breaks_off_twice(self, exports, settings, monkeypatch):
        write(exports, deals=GOOD)
        failing(monkeypatch, "document", BuildError("No ink."), 2)
        for resume in (False, True):
            with pytest.raises(BuildError):
                nightly(settings, () if resume else [exports], resume=resume)
        nightly(settings, resume=True)
        assert steps_of(settings)["build"] == "skipped"
        assert answer(settings) == "as of latest"

    @pytest.mark.parametrize("before", ["latest", "2026-05-31"])
    def test_what_it_publishes_is_as_of_the_day_that_is_asked_for(
        self, exports, settings, monkeypatch, before
    ):
        write(exports, deals=GOOD)
        failing(monkeypatch, "document", BuildError("No ink."))
        with pytest.raises(BuildError):
            nightly(settings.model_copy(update={"as_of": before}), [exports])
        nightly(settings.model_copy(update={"as_of": "2026-06-01"}), resume=True)
        assert answer(settings) == "as of 2026-06-01"
        states = steps_of(settings)
        assert (states["ingest"], states["build"], states["check marts"]) == (
            "skipped", "succeeded", "succeeded",
        )  # fmt: skip

    def test_it_rebuilds_from_nothing_where_that_is_asked_for(self, exports, settings, monkeypatch):
        write(exports, deals=GOOD)
        failing(monkeypatch, "document", BuildError("No ink."))
        with pytest.raises(BuildError):
            nightly(settings, [exports])
        nightly(settings, resume=True, full_refresh=True)
        assert steps_of(settings)["build"] == "succeeded"

    def test_a_file_that_failed_before_it_broke_off_still_fails_the_night(
        self, exports, settings, monkeypatch
    ):
        write(exports, deals=GOOD, opportunities=BAD)
        failing(monkeypatch, "document", BuildError("No ink."), 2)
        for resume in (False, True):
            with pytest.raises(BuildError):
                nightly(settings, () if resume else [exports], resume=resume)
        night = nightly(settings, resume=True)
        assert night.fault.startswith("opportunities.csv could not be landed, everything else is")
        assert runs(settings)[0] == ("failed", night.fault)

    def test_it_does_not_say_that_it_built_no_models(self, exports, settings, monkeypatch):
        write(exports, deals=GOOD)
        failing(monkeypatch, "document", BuildError("No ink."), 1)
        with pytest.raises(BuildError):
            nightly(settings, [exports])
        console = Console(record=True)
        print_built(nightly(settings, resume=True).built, console)
        assert "Built: nothing, as the night that broke off had built all" in console.export_text()

    def test_it_takes_no_other_exports(self, exports, settings):
        with pytest.raises(UsageError, match="takes no PATH"):
            nightly(settings, [exports], resume=True)

    def test_it_reads_the_exports_again_where_it_is_told_how(self, exports, settings, monkeypatch):
        write(exports, deals=GOOD)
        failing(monkeypatch, "document", BuildError("No ink."))
        with pytest.raises(BuildError):
            nightly(settings, [exports])
        shop = exports / "shop.yml"
        shop.write_text(
            "source: shop\nmaps_to: template\ntables:\n  deals:\n    table: opportunities\n"
            "    files: ['deals*']\n    key: [opportunity_id]\n    columns:\n"
            "      opportunity_id: opportunity_id\n      stage: stage\n      amount: amount\n",
            encoding="utf-8",
        )
        options = {"resume": True, "source": "shop", "source_files": [shop]}
        with pytest.raises(UsageError, match="speak of exports"):
            nightly(settings, **options)
        kept = settings.home / "exports"
        kept.mkdir()
        write(kept, deals=GOOD)
        night = nightly(settings, **options)
        assert [(file.source_system, file.status) for file in night.files] == [("shop", "landed")]
        assert set(steps_of(settings).values()) == {"succeeded"}

    def test_after_a_whole_night_there_is_nothing_to_go_on_from(self, exports, settings):
        write(exports, deals=GOOD)
        nightly(settings, [exports])
        for _ in range(2):  # that it was refused is no night to go on from either
            with pytest.raises(UsageError, match="no night to go on from"):
                nightly(settings, resume=True)


class TestPastDays:
    DAYS = days_between("2026-06-01", "2026-06-03")

    def test_each_is_built_and_checked_and_the_last_is_published_once(self, exports, settings):
        write(exports, deals=GOOD)
        nightly(settings, [exports], days=self.DAYS)
        built = [step for step in steps_of(settings) if step.startswith(("build", "check marts"))]
        assert built == [
            f"{step} 2026-06-0{day}" for day in (1, 2, 3) for step in ("build", "check marts")
        ]
        assert answer(settings) == "as of 2026-06-03"
        assert len(published_runs(Home(settings.home))) == 1

    def test_it_can_go_on_as_well(self, exports, settings, monkeypatch):
        write(exports, deals=GOOD)
        works = steps.build

        def build(this: Run, **options: object) -> Built:
            if this.settings.as_of == "2026-06-02":
                raise BuildError("The second day is cursed.")
            return works(this, **options)

        with monkeypatch.context() as cursed, pytest.raises(BuildError):
            cursed.setattr(steps, "build", build)
            nightly(settings, [exports], days=self.DAYS)
        nightly(settings, days=self.DAYS, resume=True)
        states = steps_of(settings)
        assert [states[f"build 2026-06-0{day}"] for day in (1, 2, 3)] == [
            "skipped", "succeeded", "succeeded",
        ]  # fmt: skip
        assert answer(settings) == "as of 2026-06-03"

    def test_it_publishes_the_last_day_that_is_asked_for_when_it_goes_on(
        self, exports, settings, monkeypatch
    ):
        write(exports, deals=GOOD)
        failing(monkeypatch, "document", BuildError("No ink."))
        with pytest.raises(BuildError):
            nightly(settings, [exports], days=self.DAYS)
        nightly(settings, days=self.DAYS[:2], resume=True)
        states = steps_of(settings)
        assert (states["build 2026-06-01"], states["build 2026-06-02"]) == ("skipped", "succeeded")
        assert answer(settings) == "as of 2026-06-02"

    def test_one_day_and_several_do_not_go_together(self, settings):
        given = ["--as-of", "2026-06-01", "--from", "2026-06-01", "--to", "2026-06-02"]
        done = CliRunner().invoke(app, ["nightly", *given, "--home", str(settings.home)])
        assert "give one or the other" in str(done.exception)


class TestDamage:
    def test_a_damaged_build_is_restored_and_what_landed_since_lands_again(self, exports, settings):
        write(exports, deals=GOOD)
        nightly(settings, [exports])
        write(exports, opportunities_more=GOOD.replace("o1", "o3").replace("o2", "o4"))
        home = Home(settings.home)
        home.build.write_bytes(b"not what it was" * 5000)
        nightly(settings, [exports])
        status, message = runs(settings)[0]
        assert (status, "the build was damaged: the backup" in str(message)) == ("succeeded", True)
        with read_build(home) as build:
            landed = build.execute(
                "select file_name, sum(rows_landed) from ops.files group by all order by all"
            ).fetchall()
        assert landed == [("deals.csv", 2), ("opportunities_more.csv", 2)]
        assert (home.root / "build.duckdb.replaced").read_bytes().startswith(b"not what it was")

    def test_without_a_backup_it_says_what_to_do_and_current_stays(self, exports, settings):
        write(exports, deals=GOOD)
        bare = settings.model_copy(update={"keep_backups": 0})
        nightly(bare, [exports])
        Home(settings.home).build.write_bytes(b"not what it was" * 5000)
        with pytest.raises(DamagedError, match="warehouse restore"):
            nightly(bare, [exports])
        assert answer(settings) == "as of latest"

    def test_damaged_published_files_are_gone_back_from(self, exports, settings, monkeypatch):
        write(exports, deals=GOOD)
        first = nightly(settings, [exports]).published
        second = nightly(settings, [exports]).published
        with (second / "analytics.duckdb").open("r+b") as file:
            file.truncate(9000)
        failing(monkeypatch, "build", BuildError("Not tonight."))
        with pytest.raises(BuildError):
            nightly(settings, [exports], full_refresh=True)
        assert Home(settings.home).current.resolve() == first.resolve()
        assert answer(settings) == "as of latest"
        with read_build(Home(settings.home)) as build:
            ((said,),) = build.execute(
                "select message from ops.run_steps where step = 'verify' and message is not null"
            ).fetchall()
        assert said.startswith(f"the published files of {second.name} were damaged")

    def test_no_room_for_a_backup_is_a_warning(self, exports, settings, monkeypatch):
        write(exports, deals=GOOD)
        failing(monkeypatch, "back_up_run", WarehouseError("There is no room."), of=upkeep)
        nightly(settings, [exports])
        assert runs(settings)[0][0] == "succeeded"
        assert "no backup: There is no room." in str(runs(settings)[0][1])


class TestBackupCommands:
    def test_back_up_and_restore(self, exports, settings, tmp_path):
        write(exports, deals=GOOD)
        nightly(settings, [exports])
        where = ["--home", str(settings.home)]
        done = CliRunner().invoke(app, ["backup", str(tmp_path / "kept"), *where])
        assert "Backed up" in done.stdout
        Home(settings.home).build.write_bytes(b"gone")
        done = CliRunner().invoke(app, ["restore", str(tmp_path / "kept"), *where])
        assert "Run `warehouse nightly`" in done.stdout
        nightly(settings, [exports])
        # the backup was made while its own run was under way
        assert [status for status, _ in runs(settings)] == ["succeeded", "crashed", "succeeded"]

    def test_without_a_backup_there_is_nothing_to_restore(self, settings):
        done = CliRunner().invoke(app, ["restore", "--home", str(settings.home)])
        assert "There is no backup" in str(done.exception)


class TestTelling:
    @pytest.fixture
    def told(self, monkeypatch):
        with http_receiver() as opened:
            monkeypatch.setenv("WAREHOUSE_JSON_WEBHOOK", opened.url)
            monkeypatch.setenv("NO_PROXY", "127.0.0.1")
            yield opened

    def test_a_failure_and_that_it_is_over(self, exports, settings, monkeypatch, told):
        write(exports, deals=GOOD)
        wired = load_settings(home=settings.home)
        failing(monkeypatch, "build", BuildError("The models do not fit."))
        with pytest.raises(BuildError):
            nightly(wired, [exports])
        assert len(told.bodies) == 1
        assert "The models do not fit." in json.dumps(told.bodies[0])
        nightly(wired, [exports])
        assert len(told.bodies) == 2
        nightly(wired, [exports])
        assert len(told.bodies) == 2

    def test_a_file_that_failed_is_told_though_the_rest_is_published(self, exports, settings, told):
        write(exports, deals=GOOD, opportunities=BAD)
        nightly(load_settings(home=settings.home), [exports])
        assert "opportunities.csv could not be landed" in json.dumps(told.bodies[0])

    def test_a_second_night_at_once_is_not_told(self, exports, settings, told):
        write(exports, deals=GOOD)
        with (
            writing(Home(settings.home), "nightly"),
            pytest.raises(LockedError, match="Another process is writing"),
        ):
            nightly(load_settings(home=settings.home), [exports])
        assert told.bodies == []

    def test_what_cannot_be_told_is_said_and_fails_no_night(self, exports, settings, monkeypatch):
        write(exports, deals=GOOD, opportunities=BAD)
        monkeypatch.setenv("WAREHOUSE_JSON_WEBHOOK", "http://127.0.0.1:9/nobody")
        done = CliRunner().invoke(app, ["nightly", str(exports), "--home", str(settings.home)])
        assert "Published:" in done.stdout
        assert "Warning: " in done.stdout
        assert "127.0.0.1:9" not in done.stdout


class TestReport:
    def test_a_report_that_cannot_be_made_fails_the_night_after_publishing(
        self, exports, settings, monkeypatch
    ):
        write(exports, deals=GOOD)
        for name, value in (("REPORT_TO", "boss@example.com"), ("SMTP_HOST", "127.0.0.1"),
                            ("SMTP_FROM", "crm@example.com")):  # fmt: skip
            monkeypatch.setenv(f"WAREHOUSE_{name}", value)

        def send_report(settings: Settings, home: Home) -> None:
            assert home.current.exists()
            raise WarehouseError(f"No ink for {settings.report_to}.")

        monkeypatch.setattr(report, "send_report", send_report)
        night = nightly(load_settings(home=settings.home), [exports])
        assert "No ink" in night.fault
        assert steps_of(settings)["report"] == "failed"
        assert runs(settings)[0] == ("failed", night.fault)
        assert rows(settings.home, "select count(*) from marts.answer") == [(1,)]
