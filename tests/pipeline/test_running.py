"""A run: its steps in the run log, its log file, and what is tried again."""

import errno
import json
import logging
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

import duckdb
import pytest
from dbt.cli.main import dbtRunner, dbtRunnerResult

from pipeline.dbt_runner import run_dbt
from pipeline.interrupts import remember_interrupts
from pipeline.reporting import SilentReporter
from pipeline.resuming import go_on, log_nodes, unfinished
from pipeline.running import Run, run
from tests.command_line import ROOT
from warehouse.database import connect_build, read_build
from warehouse.errors import (
    AtWorkError,
    BuildError,
    LockedError,
    TransientError,
    UsageError,
    WarehouseError,
)
from warehouse.home import Home
from warehouse.runs import finish_run, finish_step, new_run_id, start_run, start_step
from warehouse.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home", retries=2, retry_wait_seconds=0.01)


def steps_of(settings):
    with read_build(Home(settings.home)) as build:
        return build.execute(
            "select step, attempt, status, rows, message from ops.run_steps order by number"
        ).fetchall()


def runs_of(settings):
    with read_build(Home(settings.home)) as build:
        return build.execute("select status, message from ops.runs order by run_id").fetchall()


def log_of(settings):
    (file,) = (settings.home / "logs").glob("*.jsonl")
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


class Failing:
    """A step that fails a number of times before it works."""

    def __init__(self, times, error):
        self.left = times
        self.error = error

    def __call__(self, step):
        step.did("half of it", 1)
        if self.left:
            self.left -= 1
            raise self.error
        step.did("done", 2)
        return "result"


def wrapped(cause: BaseException) -> ValueError:
    """What a library makes of an error, in its own words."""
    error = ValueError("an invalid value")
    error.__cause__ = cause
    return error


class TestSteps:
    def test_a_step_is_logged_with_what_it_did(self, settings):
        with run(settings, "build") as this:
            assert this.step("wash", Failing(0, None)) == "result"
        assert steps_of(settings) == [("wash", 1, "succeeded", 2, "done")]
        assert runs_of(settings) == [("succeeded", "done")]

    def test_what_may_pass_is_tried_again_each_time_in_the_log(self, settings):
        with run(settings, "build") as this:
            assert this.step("wash", Failing(2, TransientError("no net."))) == "result"
        assert [row[:3] for row in steps_of(settings)] == [
            ("wash", 1, "failed"),
            ("wash", 2, "failed"),
            ("wash", 3, "succeeded"),
        ]
        assert runs_of(settings) == [("succeeded", "done")]

    def test_waits_double(self, settings, monkeypatch):
        slow = settings.model_copy(update={"retry_wait_seconds": 0.1})
        waits: list[float] = []
        monkeypatch.setattr(time, "sleep", waits.append)
        with run(slow, "build") as this:
            this.step("wash", Failing(2, LockedError("held.")))
        assert waits == [0.1, 0.2]

    @pytest.mark.parametrize(("error", "attempts"), [
        (TransientError("no net."), 3), (BuildError("wrong."), 1), (KeyError("oh"), 1),
    ])  # fmt: skip
    def test_what_does_not_pass_ends_the_run(self, settings, error, attempts):
        with pytest.raises(type(error)), run(settings, "build") as this:
            this.step("wash", Failing(9, error))
        rows = steps_of(settings)
        assert [row[1] for row in rows] == list(range(1, attempts + 1))
        assert {row[2] for row in rows} == {"failed"}
        assert runs_of(settings) == [("failed", str(error))]

    @pytest.mark.parametrize("error", [
        MemoryError(), RuntimeError("can't start new thread"), wrapped(MemoryError()),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        ImportError("lib.so: failed to map segment from shared object"),
    ])  # fmt: skip
    @pytest.mark.parametrize("is_in_step", [True, False])
    def test_memory_that_the_system_refuses_is_said_to_be_that(self, settings, error, is_in_step):
        with pytest.raises((WarehouseError, type(error))), run(settings, "build") as this:
            if is_in_step:
                this.step("wash", Failing(1, error))
            raise error
        ((status, message),) = runs_of(settings)
        assert status == "failed"
        assert "no more memory" in message
        assert "raise the limit" in message

    def test_what_dbt_ran_short_of_is_said_as_well(self, settings, monkeypatch):
        def refuse(runner, arguments):
            return dbtRunnerResult(False, RuntimeError("can't start new thread"))

        monkeypatch.setattr(dbtRunner, "invoke", refuse)
        with pytest.raises(WarehouseError, match="no more memory"):
            run_dbt(Home(settings.home), ["build"], {})

    def test_a_full_disk_is_that_of_the_home(self, settings, monkeypatch):
        full = OSError(errno.ENOSPC, "No space left on device")
        monkeypatch.setattr(dbtRunner, "invoke", lambda *_: dbtRunnerResult(False, full))
        with pytest.raises(WarehouseError, match="full") as failed:
            run_dbt(Home(settings.home), ["build"], {})
        assert str(settings.home) in str(failed.value)
        assert "dbt_project" not in str(failed.value)
        # what is silenced for dbt is not silenced for others
        assert logging.raiseExceptions

    def test_a_build_that_another_program_opens_for_a_while(self, settings, monkeypatch):
        monkeypatch.setattr(time, "sleep", lambda seconds: holder.close())
        holder = None

        def work(step):
            nonlocal holder
            if step.attempt == 1:
                import duckdb

                # as an analyst's program would: DuckDB refuses another configuration
                holder = duckdb.connect(str(Home(settings.home).build), read_only=True)
            with connect_build(Home(settings.home)) as build:
                return build.execute("select 42").fetchall()

        with run(settings, "build") as this:
            assert this.step("look", work) == [(42,)]
        assert [row[1:3] for row in steps_of(settings)][-1] == (2, "succeeded")

    def test_a_run_waits_for_a_build_that_is_open_elsewhere(self, settings, monkeypatch):
        import duckdb

        with run(settings, "build"):
            pass
        holder = duckdb.connect(str(Home(settings.home).build), read_only=True)
        monkeypatch.setattr(time, "sleep", lambda seconds: holder.close())
        with run(settings, "build"):
            pass
        assert [status for status, _ in runs_of(settings)] == ["succeeded"] * 2

    def test_a_run_that_waited_in_vain_says_who_is_in_the_way(self, settings):
        import duckdb

        with run(settings, "build"):
            pass
        with (
            duckdb.connect(str(Home(settings.home).build), read_only=True),
            pytest.raises(LockedError, match="open in another program"),
            run(settings, "build"),
        ):
            raise AssertionError
        # it is no run that is at work, so a night must tell of it
        with pytest.raises(AtWorkError), run(settings, "a"), run(settings, "b"):
            raise AssertionError


class TestLogFile:
    def test_each_line_is_json_and_says_which_run(self, settings):
        with run(settings, "build") as this:
            this.step("wash", Failing(1, TransientError("no net.")))
            run_id = this.run_id
        lines = log_of(settings)
        assert {line["run_id"] for line in lines} == {run_id}
        ended = [line for line in lines if "status" in line]
        told = [(line["step"], line["attempt"], line["status"], line["rows"]) for line in ended]
        assert told == [("wash", 1, "failed", 1), ("wash", 2, "succeeded", 2)]
        assert all(line["seconds"] >= 0 and line["at"].endswith("Z") for line in ended)
        assert [line["level"] for line in lines if "Trying again" in line["message"]] == ["warning"]

    def test_a_fault_has_its_traceback_there(self, settings):
        with pytest.raises(KeyError), run(settings, "build") as this:
            this.step("wash", Failing(1, KeyError("oh")))
        (fault,) = [line for line in log_of(settings) if "traceback" in line]
        assert "KeyError: 'oh'" in fault["traceback"]


class TestStuck:
    def test_a_run_that_does_not_end_is_ended_and_its_lock_is_free(self, tmp_path):
        program = (
            "import sys, time; from pathlib import Path\n"
            "from pipeline.running import run; from warehouse.settings import Settings\n"
            "settings = Settings(home=Path(sys.argv[1]), longest_run_hours=0.002)\n"
            "with run(settings, 'nightly') as this:\n"
            "    this.step('wait', lambda step: time.sleep(60))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "home")],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=55,
        )  # fmt: skip
        assert done.returncode == 1
        (stuck,) = (tmp_path / "home" / "logs").glob("*.stuck.txt")
        assert "Timeout" in stuck.read_text()
        settings = Settings(home=tmp_path / "home")
        with run(settings, "build"):
            pass
        assert [status for status, _ in runs_of(settings)] == ["crashed", "succeeded"]
        assert len(list((tmp_path / "home" / "logs").glob("*.stuck.txt"))) == 1

    @pytest.mark.parametrize("fails", [False, True])
    def test_a_run_that_ends_leaves_no_mark_of_a_stuck_one(self, settings, fails):
        with suppress(BuildError), run(settings, "build"):
            if fails:
                raise BuildError("wrong.")
        assert list((settings.home / "logs").glob("*.stuck.txt")) == []


class TestIds:
    def test_ids_sort_by_time_although_the_clock_is_turned_back(self, tmp_path):
        home = Home(tmp_path)
        home.create()
        (home.published / "29991231T235958Z-ffff").mkdir()
        first = new_run_id(home)
        assert first.startswith("29991231T235959Z-")
        (home.logs / f"{first}.jsonl").touch()
        assert new_run_id(home).startswith("30000101T000000Z-")


@pytest.fixture
def build(settings):
    home = Home(settings.home)
    home.create()
    with connect_build(home) as connection:
        yield connection


def broken_night(build, settings, *steps, status="failed", command="nightly"):
    home = Home(settings.home)
    start_run(build, home, "20260101T000000Z-0000", command)
    for step, outcome in steps:
        finish_step(build, start_step(build, "20260101T000000Z-0000", step), outcome, 1.0)
    if status != "running":
        finish_run(build, "20260101T000000Z-0000", status)
    start_run(build, home, "20260102T000000Z-0000", "nightly")
    return Run(settings, home, "20260102T000000Z-0000", SilentReporter())


class TestResuming:
    @pytest.mark.parametrize("status", ["failed", "running"])
    def test_steps_that_were_done_are_skipped(self, build, settings, status):
        this = broken_night(
            build, settings, ("ingest", "succeeded"), ("check raw", "skipped"), ("build", "failed"),
            status=status,
        )  # fmt: skip
        go_on(build, this)
        assert this.resumed == "20260101T000000Z-0000"
        assert this.skipped == {"ingest", "check raw"}

    def test_where_there_is_nothing_to_go_on_from_it_says_so(self, build, settings):
        with pytest.raises(UsageError, match="the last run, nightly, succeeded"):
            go_on(build, broken_night(build, settings, status="succeeded"))

    def test_another_writer_since_makes_it_a_new_night(self, build, settings):
        with pytest.raises(UsageError, match="the last run, ingest, failed"):
            go_on(build, broken_night(build, settings, command="ingest"))

    def test_a_night_that_published_is_not_gone_on_from(self, build, settings):
        this = broken_night(build, settings, ("publish", "succeeded"))
        with pytest.raises(UsageError, match="published"):
            go_on(build, this)

    def test_a_first_night_has_none_before_it(self, build, settings):
        home = Home(settings.home)
        start_run(build, home, "20260102T000000Z-0000", "nightly")
        with pytest.raises(UsageError, match="nothing ever ran"):
            go_on(build, Run(settings, home, "20260102T000000Z-0000", SilentReporter()))


class Node:
    """What dbt says of a node."""

    def __init__(self, name, status, kind="model"):
        self.node = self
        self.name = name
        self.resource_type = kind
        self.status = status
        self.execution_time = 0.5
        self.message = None if status == "success" else status


class TestNodes:
    def test_a_later_attempt_says_the_last_word(self, build, settings):
        this = broken_night(build, settings)
        build.execute("update ops.runs set inputs_hash = 'same', loads_hash = 'loads'")
        log_nodes(
            build,
            this.run_id,
            [Node("a", "success"), Node("b", "error"), Node("c", "skipped"), Node("t", "warn")],
        )
        assert unfinished(build, this.run_id, "same", "loads") == ["b", "c"]
        log_nodes(build, this.run_id, [Node("b", "success"), Node("c", "fail", "test")])
        assert unfinished(build, this.run_id, "same", "loads") == ["c"]
        kinds = build.execute("select node, kind, status from ops.run_nodes order by node")
        assert kinds.fetchall() == [
            ("a", "model", "success"), ("b", "model", "success"), ("c", "test", "fail"),
            ("t", "model", "warn"),
        ]  # fmt: skip

    def test_from_other_inputs_everything_is_built(self, build, settings):
        this = broken_night(build, settings)
        build.execute("update ops.runs set inputs_hash = 'same', loads_hash = 'loads'")
        log_nodes(build, this.run_id, [Node("b", "error")])
        assert unfinished(build, this.run_id, "other", "loads") == []
        assert unfinished(build, this.run_id, "same", "more loads") == []
        log_nodes(build, this.run_id, [])
        assert unfinished(build, this.run_id, "same", "loads") == ["b"]


def _of_duckdb(step):
    with duckdb.connect() as connection:
        threading.Timer(0.5, signal.raise_signal, [signal.SIGINT]).start()
        # some seconds without memory, and not without end: where it is another thread that works on
        # it, DuckDB lets it come to its end before the connection closes
        connection.execute("select count(*) from range(2000000000) where hash(range) = 0")


def _of_dbt(step):
    with suppress(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    raise BuildError("The build failed: .")


def _of_a_file(step):
    with suppress(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    return "landed"


@pytest.mark.parametrize("work", [_of_duckdb, _of_dbt, _of_a_file])
def test_ctrl_c_is_no_fault_whatever_a_library_makes_of_it(settings, work):
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    remember_interrupts()
    said = []
    try:
        reporter = SilentReporter()
        reporter.note = said.append
        with (
            pytest.raises(KeyboardInterrupt),
            run(settings, "nightly", reporter) as this,
        ):
            this.step("build", work)
    finally:
        signal.signal(signal.SIGINT, before)
        remember_interrupts()
    assert runs_of(settings) == [("failed", "ended by Ctrl-C")]
    assert [step[2:] for step in steps_of(settings)] == [("failed", None, "ended by Ctrl-C")]
    assert said == ["Ended by Ctrl-C: `warehouse nightly --resume` goes on from here."]
