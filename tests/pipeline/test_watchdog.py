"""`warehouse watchdog`: the night that never was, found by somebody else."""

import datetime as dt
import os
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from pipeline.alerts import memory
from pipeline.watching import last_deadline, parse_deadline, run_watchdog, watch
from tests.command_line import run_warehouse
from tests.dashboards.published import point_current_at
from tests.pipeline.alerts.published import PUBLISHED_AT, RUN, write_published
from tests.pipeline.alerts.receivers import http_receiver
from warehouse.database import connect_published
from warehouse.errors import UsageError
from warehouse.home import Home
from warehouse.lock import writer, writing
from warehouse.settings import Settings, load_settings

SEVEN = dt.time(7, 0)
DAY = dt.timedelta(hours=24)
# The run of `published` ended at 02:15 UTC, which is 10:15 in Shanghai.
PUBLISHED = PUBLISHED_AT.replace(tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"WAREHOUSE_{name.upper()}", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path)
    point_current_at(made, write_published(made, RUN))
    return made


def found(home, *, now, zone="UTC", deadline=SEVEN, within=DAY):
    return watch(load_settings(home=home.root, time_zone=zone), home, deadline, within, now)


@pytest.mark.parametrize(
    ("zone", "now", "problem"),
    [
        # ended at 02:15, looked at at 07:00 sharp, later, and a minute before the next deadline
        ("UTC", "2026-07-01T07:00:00", ""),
        ("UTC", "2026-07-02T06:59:00", ""),
        ("UTC", "2026-07-02T07:00:00", "unpublished"),
        ("UTC", "2026-07-05T12:00:00", "unpublished"),
        # in Shanghai it ended at 10:15, after the deadline of 07:00: there, if late, and it is
        # what the next morning still counts
        ("Asia/Shanghai", "2026-07-01T03:00:00", ""),
        ("Asia/Shanghai", "2026-07-01T23:00:00", ""),
        ("Asia/Shanghai", "2026-07-02T23:00:00", "unpublished"),
        # in New York it ended at 22:15 of the day before
        ("America/New_York", "2026-07-01T11:00:00", ""),
        ("America/New_York", "2026-07-02T11:00:00", "unpublished"),
    ],
)
def test_a_run_is_in_time_for_a_day_of_the_business(home, zone, now, problem):
    at = dt.datetime.fromisoformat(now).replace(tzinfo=dt.UTC)
    assert found(home, now=at, zone=zone).problem == problem


def test_who_wants_it_fresher_says_so(home):
    """A run of yesterday noon is not tonight's, although it is less than a day old."""
    at = dt.datetime(2026, 7, 1, 7, 0, tzinfo=dt.UTC)
    assert not found(home, now=at, within=dt.timedelta(hours=5)).problem
    assert found(home, now=at, within=dt.timedelta(hours=4)).problem == "unpublished"


def test_the_sentence_says_what_readers_see(home):
    now = dt.datetime(2026, 7, 3, 0, 0, tzinfo=dt.UTC)
    sentence = found(home, now=now, zone="Asia/Shanghai").sentence
    assert "No run was published for the deadline of 2026-07-03 07:00 (Asia/Shanghai)" in sentence
    assert f"readers see {RUN}, published at 2026-07-01 10:15 (Asia/Shanghai)" in sentence
    assert "data up to 2026-06-30" in sentence
    assert "run `warehouse nightly`" in sentence


@pytest.mark.parametrize(
    ("zone", "deadline", "now", "expected"),
    [
        ("Asia/Shanghai", "07:00", "2026-07-01T22:59:59", "2026-06-30T23:00:00"),
        ("Asia/Shanghai", "07:00", "2026-07-01T23:00:00", "2026-07-01T23:00:00"),
        # the day on which New York's clocks go forward at 02:00: 02:30 comes at 03:30
        ("America/New_York", "07:00", "2026-03-08T11:00:00", "2026-03-08T11:00:00"),
        ("America/New_York", "07:00", "2026-03-08T10:59:00", "2026-03-07T12:00:00"),
        ("America/New_York", "02:30", "2026-03-08T08:00:00", "2026-03-08T07:30:00"),
        # and back: 01:30 comes twice, and the first counts
        ("America/New_York", "01:30", "2026-11-01T05:30:00", "2026-11-01T05:30:00"),
        ("America/New_York", "01:30", "2026-11-01T06:15:00", "2026-11-01T05:30:00"),
        # Samoa had no 30 December 2011
        ("Pacific/Apia", "07:00", "2011-12-30T12:00:00", "2011-12-29T17:00:00"),
    ],
)
def test_the_last_deadline_is_one_of_the_business_s_clock(zone, deadline, now, expected):
    at = dt.datetime.fromisoformat(now).replace(tzinfo=dt.UTC)
    due = last_deadline(parse_deadline(deadline), zone, at)
    assert due == dt.datetime.fromisoformat(expected).replace(tzinfo=dt.UTC)
    assert dt.timedelta(0) <= at - due


@pytest.mark.parametrize("text", ["7", "24:00", "07:60", "noon", "07:00:00", "-1:00", ""])
def test_a_deadline_is_a_time_of_day(text):
    with pytest.raises(UsageError, match="give a deadline such as 07:00"):
        parse_deadline(text)
    assert parse_deadline("7:05") == dt.time(7, 5)


def test_a_run_of_the_future_is_said(home):
    seen = found(home, now=PUBLISHED - dt.timedelta(hours=2))
    assert seen.problem == "future"
    assert "set this machine's clock" in seen.sentence
    # a clock that was corrected by a minute is no alarm
    assert not found(home, now=PUBLISHED - dt.timedelta(minutes=1)).problem


def test_a_home_that_never_published_is_said(tmp_path):
    seen = found(Home(tmp_path / "new"), now=PUBLISHED)
    assert seen.problem == "never"
    assert "Nothing is published" in seen.sentence
    assert not (tmp_path / "new").exists()


def test_files_that_are_gone_damaged_or_empty_are_said(home):
    now = dt.datetime(2026, 7, 1, 7, 0, tzinfo=dt.UTC)
    file = home.published / RUN / "analytics.duckdb"
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + bytes(len(whole) - 8192))
    assert found(home, now=now).problem == "unreadable"
    file.write_bytes(b"no database")
    seen = found(home, now=now)
    assert seen.problem == "unreadable"
    assert "warehouse rollback" in seen.sentence
    file.unlink()
    seen = found(home, now=now)
    assert seen.problem == "unreadable"
    assert "leads to files that are gone" in seen.sentence


@pytest.mark.parametrize(
    "emptied", ["delete from core.as_of", "delete from ops.runs", "delete from marts.kpi_daily"]
)
def test_a_run_that_opens_and_has_nothing_to_say_is_said(home, emptied):
    import duckdb

    with duckdb.connect(str(home.published / RUN / "analytics.duckdb")) as connection:
        connection.execute(emptied)
    seen = found(home, now=dt.datetime(2026, 7, 1, 7, 0, tzinfo=dt.UTC))
    assert seen.problem == "unreadable"


def test_readers_and_a_writer_do_not_disturb_it(home):
    now = dt.datetime(2026, 7, 1, 7, 0, tzinfo=dt.UTC)
    with writing(home, "nightly"), connect_published(home.published / RUN):
        assert not found(home, now=now).problem


def test_a_night_that_is_still_running_is_named(home):
    """Held by another process, as it would be; afterwards nothing is said of it."""
    code = (
        "import sys, time; from warehouse.home import Home; from warehouse.lock import writing\n"
        "with writing(Home(sys.argv[1]), 'nightly'):\n"
        "    print('held', flush=True)\n    time.sleep(60)"
    )
    now = dt.datetime(2026, 7, 2, 7, 0, tzinfo=dt.UTC)
    held = subprocess.Popen(
        [sys.executable, "-c", code, str(home.root)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert held.stdout.readline() == "held\n"
        seen = found(home, now=now)
        assert seen.problem == "unpublished"
        assert f"A run is still under way (warehouse nightly, process {held.pid}" in seen.sentence
    finally:
        held.kill()
        held.wait()
    # killed: its note is still there, and no run is
    assert writer(home) == ""
    assert "still under way" not in found(home, now=now).sentence


def test_the_writer_is_told_without_its_lock(home):
    assert writer(home) == ""
    with writing(home, "nightly"):
        assert writer(home).startswith(f"warehouse nightly, process {os.getpid()}")
        (home.root / ".lock.holder").write_text("something else", encoding="utf-8")
        assert writer(home) == ""


def test_it_tells_once_a_day_and_again_when_it_is_well(home, monkeypatch):
    with http_receiver() as receiver:
        monkeypatch.setenv("WAREHOUSE_JSON_WEBHOOK", receiver.url)
        settings = load_settings(home=home.root)
        late = dt.datetime(2026, 7, 2, 7, 0, tzinfo=dt.UTC)
        for minutes in (0, 10, 60, 24 * 60):
            seen, untold = run_watchdog(settings, SEVEN, now=late + dt.timedelta(minutes=minutes))
            assert seen.problem == "unpublished"
            assert untold == []
        assert len(receiver.bodies) == 2
        assert receiver.bodies[0]["title"] == "crm-warehouse: The data is not up to date"
        newer = "20260703T061200Z-bbbb"
        ended = dt.datetime(2026, 7, 3, 6, 15)  # noqa: DTZ001
        point_current_at(home, write_published(home, newer, ended))
        for hours in (1, 2):
            seen, _ = run_watchdog(settings, SEVEN, now=late + dt.timedelta(days=1, hours=hours))
            assert not seen.problem
        assert [body["severity"] for body in receiver.bodies] == ["critical"] * 2 + ["good"]


def test_of_two_watchdogs_at_once_one_tells(home, monkeypatch):
    """The time of telling is when its turn comes: what was told meanwhile is not of the future."""
    alone = memory.alone

    @contextmanager
    def after_another(turn_of):
        monkeypatch.setattr(memory, "alone", alone)
        run_watchdog(settings, SEVEN)
        with alone(turn_of):
            yield

    with http_receiver() as receiver:
        monkeypatch.setenv("WAREHOUSE_JSON_WEBHOOK", receiver.url)
        settings = load_settings(home=home.root)
        monkeypatch.setattr(memory, "alone", after_another)
        run_watchdog(settings, SEVEN)
        assert len(receiver.bodies) == 1


def test_the_verb_ends_with_one_and_one_sentence(home, tmp_path):
    """With the real clock: what was published on 1 July 2026 is not of today."""
    with http_receiver() as receiver:
        settings = {"WAREHOUSE_JSON_WEBHOOK": receiver.url, "NO_PROXY": "127.0.0.1"}
        late = run_warehouse(
            home.root, "watchdog", "--deadline", "07:00", settings=settings, exit_code=1
        )
        assert late.stderr.startswith("Error: ")
        assert len(late.stderr.splitlines()) == 1
        assert len(receiver.bodies) == 1
        assert receiver.bodies[0]["alerts"][0]["text"] in late.stderr
    just_now = dt.datetime.fromtimestamp(time.time(), dt.UTC).replace(tzinfo=None)
    fresh = Home(tmp_path / "fresh")
    point_current_at(fresh, write_published(fresh, RUN, just_now))
    done = run_warehouse(fresh.root, "watchdog", "--deadline", "07:00")
    assert f"{RUN} was published at" in done.stdout
    assert (
        "give a deadline"
        in run_warehouse(fresh.root, "watchdog", "--deadline", "late", exit_code=2).stderr
    )


def test_a_channel_that_is_down_is_in_the_sentence(tmp_path):
    settings = {"WAREHOUSE_SLACK_WEBHOOK": "http://127.0.0.1:9/topsecret", "NO_PROXY": "127.0.0.1"}
    done = run_warehouse(
        tmp_path, "watchdog", "--deadline", "07:00", settings=settings, exit_code=1
    )
    assert "Nothing is published" in done.stderr
    assert "could not be told by Slack (it could not be reached)" in done.stderr
    assert "topsecret" not in done.stderr + done.stdout
