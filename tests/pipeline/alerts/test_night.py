"""What nights tell, in the order in which they happen: once, again, recovered, kept, in words."""

import datetime as dt
import json
import stat
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace

import pytest

from dashboards.language import LANGUAGES
from expectations.results import CheckResult
from pipeline.alerts import Alert, memory, tell, tell_night
from pipeline.alerts.memory import TRIES_MOST
from pipeline.words import load_words
from tests.command_line import ROOT
from tests.dashboards.test_language import places
from tests.pipeline.alerts.receivers import Answer, mail_server, texts

NIGHT = dt.datetime(2026, 7, 1, 2, 20, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
FULL = "The disk under /data is full: free some space and run again."
CHECK = CheckResult(
    run_id="run",
    stage="marts",
    table_name="fct_order",
    expectation="values_not_null",
    column_name="net_amount",
    description="An order has an amount.",
    severity="warning",
    success=False,
    rows_checked=100,
    rows_failed=3,
    observed="3 failing, 100 rows checked",
    checked_at=dt.datetime(2026, 7, 1, 2, 18),  # noqa: DTZ001
)


@pytest.fixture
def settings(settings_for, receiver):
    return settings_for(json_webhook=receiver.url)


@pytest.fixture
def night(settings, home):
    """One night: gives what could not be told."""

    def run(failure="", *, now=NIGHT, checks=(), published=None, settings=settings):
        return tell_night(
            settings, home, "run-1", failure=failure, checks=checks, published=published, now=now
        )

    return run


def kinds(receiver):
    return [[alert["kind"] for alert in body["alerts"]] for body in receiver.bodies]


def test_a_quiet_night_tells_nothing(night, receiver, home):
    assert night(checks=[replace(CHECK, success=True)]) == []
    assert receiver.bodies == []


def test_without_a_channel_nothing_is_done(settings_for, home):
    settings = settings_for()
    assert tell(settings, home, [Alert(key="a", kind="failure", text="x")]) == []
    assert list(home.root.iterdir()) == []


def test_a_failure_is_told_with_its_reason_and_what_readers_see(night, receiver, published):
    night(FULL)
    assert FULL in receiver.bodies[0]["text"]
    assert "Nothing was published" in receiver.bodies[0]["text"]
    night("deals.csv could not be landed.", published=published)
    failure = receiver.bodies[1]["alerts"][0]["text"]
    assert failure == f"deals.csv could not be landed. (published: {published.name})"


def test_a_failure_recovers_once_and_only_after_it_was_told(night, receiver):
    night()
    assert receiver.bodies == []
    night(FULL, now=NIGHT + DAY)
    night(now=NIGHT + 2 * DAY)
    night(now=NIGHT + 3 * DAY)
    assert kinds(receiver) == [["failure"], ["recovery"]]
    recovered = receiver.bodies[1]
    assert recovered["severity"] == "good"
    assert "It had failed since 2026-07-02 02:20 (UTC)" in recovered["text"]
    assert FULL in recovered["text"]
    # the same failure after a recovery is news, however soon it comes
    night(FULL, now=NIGHT + 3 * DAY + dt.timedelta(minutes=5))
    assert kinds(receiver) == [["failure"], ["recovery"], ["failure"]]


def test_the_same_failure_is_told_once_a_day_and_another_one_at_once(night, receiver):
    run_ids = iter(("20260701T021200Z-aaaa", "20260701T031200Z-bbbb", "20260701T041200Z-cccc"))
    for hours in (0, 1, 2):
        night(f"The build of {next(run_ids)} failed.", now=NIGHT + dt.timedelta(hours=hours))
    assert len(receiver.bodies) == 1
    night(FULL, now=NIGHT + dt.timedelta(hours=3))
    assert len(receiver.bodies) == 2
    # a night that ends a little earlier than the last one is still another night
    night("The build of 20260702T021200Z-dddd failed.", now=NIGHT + DAY - dt.timedelta(minutes=9))
    assert len(receiver.bodies) == 3


def test_the_time_between_repeats_is_a_setting(night, receiver, settings_for):
    rarely = settings_for(alert_repeat_hours=72)
    for days in range(5):
        night(FULL, now=NIGHT + days * DAY, settings=rarely)
    assert [body["occurred_at"][:10] for body in receiver.bodies] == ["2026-07-01", "2026-07-04"]


def test_a_clock_that_jumps_back_silences_nothing(night, receiver):
    night(FULL, now=NIGHT + 400 * DAY)
    night(FULL, now=NIGHT)
    assert len(receiver.bodies) == 2
    night(FULL, now=NIGHT + dt.timedelta(minutes=1))
    assert len(receiver.bodies) == 2


def test_checks_are_told_by_severity_in_one_message(night, receiver):
    critical = replace(CHECK, severity="critical", table_name="fct_payment")
    passed = replace(CHECK, success=True, table_name="dim_customer")
    assert night(checks=[CHECK, critical, passed]) == []
    (body,) = receiver.bodies
    assert body["title"] == "crm-warehouse: A critical check failed"
    assert kinds(receiver) == [["critical", "warning"]]
    assert "fct_payment.net_amount: An order has an amount. (3 failing" in body["text"]
    # another number of rows is the same warning; another table is not
    more = replace(CHECK, rows_failed=4, observed="4 failing, 120 rows checked")
    night(checks=[more], now=NIGHT + dt.timedelta(hours=2))
    assert len(receiver.bodies) == 1
    night(checks=[more, replace(CHECK, table_name="fct_visit")], now=NIGHT + dt.timedelta(hours=3))
    assert "fct_visit" in receiver.bodies[1]["text"]
    assert "fct_order" not in receiver.bodies[1]["text"]
    # a warning that has become critical is told at once
    night(checks=[replace(more, severity="critical")], now=NIGHT + dt.timedelta(hours=4))
    assert kinds(receiver)[2] == ["critical"]


def test_anomalies_of_the_last_days_are_told_once_for_good(night, receiver, published):
    assert night(published=published) == []
    (body,) = receiver.bodies
    assert body["severity"] == "warning"
    assert body["title"] == "crm-warehouse: Unusual figures: 2"
    assert "Orders on Jun 30, 2026: 3, less than expected (24; usual are 15 to 33)" in body["text"]
    assert "Net revenue on Jun 29, 2026: $9,876, more than expected ($1,200" in body["text"]
    for days in (1, 5, 90):
        night(published=published, now=NIGHT + days * DAY)
    assert len(receiver.bodies) == 1


def test_an_anomaly_is_told_in_chinese(night, receiver, published, settings_for):
    night(published=published, settings=settings_for(language="zh"))
    (text,) = texts(receiver.bodies)
    assert "异常：2026年6月30日 的订单数为 3，低于预期（预期 24，通常在 15 至 33 之间）" in text


def test_a_published_file_that_cannot_be_read_does_not_silence_the_failure(
    night, receiver, published
):
    (published / "analytics.duckdb").write_bytes(b"damaged" * 4096)
    (sentence,) = night(FULL, published=published)
    assert sentence.startswith("Unusual figures could not be looked for: The database")
    assert kinds(receiver) == [["failure"]]


def test_what_could_not_be_sent_is_kept_said_and_sent_in_order_the_next_time(night, receiver):
    receiver.answer(Answer(500, "down"))
    (first,) = night(FULL)
    assert first == (
        "An alert could not be told by the JSON webhook (it answered 500): "
        "1 kept for the next time."
    )
    (second,) = night(now=NIGHT + DAY)
    assert "2 kept for the next time" in second
    receiver.bodies.clear()
    receiver.answer(Answer(200, "ok"))
    assert night(now=NIGHT + 2 * DAY) == []
    assert kinds(receiver) == [["failure"], ["recovery"]]
    assert [body["occurred_at"][:10] for body in receiver.bodies] == ["2026-07-01", "2026-07-02"]
    assert night(now=NIGHT + 3 * DAY) == []
    assert len(receiver.bodies) == 2


def test_a_channel_that_is_down_keeps_only_itself_waiting(night, receiver, settings_for):
    with mail_server("none") as box:
        settings = settings_for(
            slack_webhook="http://127.0.0.1:9/hook",
            alert_to="ops@example.com",
            smtp_host="localhost",
            smtp_port=box.port,
            smtp_security="none",
            smtp_from="warehouse@example.com",
        )
        (sentence,) = night(FULL, settings=settings)
        assert "Slack" in sentence
        assert len(receiver.bodies) == len(box.mails) == 1
        night(FULL, settings=settings, now=NIGHT + dt.timedelta(hours=1))
        assert len(receiver.bodies) == len(box.mails) == 1


def test_a_message_that_is_refused_does_not_hold_up_the_next_one(night, receiver):
    receiver.answer(Answer(400, "bad"))
    night(FULL)
    receiver.answer(Answer(400, "bad"), Answer(200, "ok"))
    (sentence,) = night("Another reason.", now=NIGHT + DAY)
    assert "1 kept" in sentence
    receiver.bodies.clear()
    assert night("Another reason.", now=NIGHT + DAY + dt.timedelta(hours=1)) == []
    assert FULL in receiver.bodies[0]["text"]


def test_what_is_refused_for_ever_is_given_up_and_that_is_said(night, receiver):
    receiver.answer(Answer(400, "bad"))
    said = [night(FULL, now=NIGHT + dt.timedelta(minutes=n)) for n in range(TRIES_MOST)]
    assert "1 kept" in said[-2][0]
    assert "1 given up" in said[-1][0]
    assert night(FULL, now=NIGHT + dt.timedelta(hours=1)) == []


def test_what_waits_is_bounded_and_the_oldest_is_given_up(settings, receiver, home, monkeypatch):
    monkeypatch.setattr(memory, "WAITING_MOST", 3)
    receiver.answer(Answer(500, "down"))
    said = [
        tell(settings, home, [Alert(key=str(number), kind="warning", text=f"no. {number}")])
        for number in range(5)
    ]
    assert "3 kept for the next time, 1 given up" in said[-1][0]
    kept = json.loads((home.root / "alerts.json").read_text(encoding="utf-8"))["waiting"]
    assert [one["message"]["alerts"][0]["text"] for one in kept] == ["no. 2", "no. 3", "no. 4"]


def test_a_channel_that_is_no_longer_set_up_is_not_waited_for(
    night, receiver, settings_for, monkeypatch
):
    night(FULL, settings=settings_for(slack_webhook="http://127.0.0.1:9/hook"))
    monkeypatch.delenv("WAREHOUSE_SLACK_WEBHOOK")
    later = NIGHT + dt.timedelta(hours=1)
    (sentence,) = night(FULL, settings=settings_for(), now=later)
    assert sentence == "Alerts that waited for slack were given up: it is no longer set up."


def test_the_state_is_private_and_holds_no_address(night, receiver, home):
    night(FULL)
    state = home.root / "alerts.json"
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert receiver.url not in state.read_text(encoding="utf-8")
    assert [path.name for path in home.root.glob("*.next")] == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": 2}', b"\xff\xfe"])
def test_a_damaged_state_is_set_aside_and_said_and_alerts_go_out(night, receiver, home, content):
    (home.root / "alerts.json").write_bytes(content)
    (sentence,) = night(FULL)
    assert "alerts.json cannot be read" in sentence
    assert (home.root / "alerts.json.damaged").read_bytes() == content
    assert len(receiver.bodies) == 1
    assert night(FULL, now=NIGHT + dt.timedelta(hours=1)) == []
    assert len(receiver.bodies) == 1


def test_a_state_that_cannot_be_written_silences_nothing(night, receiver, home):
    """A folder in its way stands for a full disk and a read-only home; root may write anywhere."""
    (home.root / ".alerts.json.next").mkdir()
    (sentence,) = night(FULL)
    assert "alerts.json cannot be written" in sentence
    assert len(receiver.bodies) == 1


_TELLS = """
import sys
from pipeline.alerts import Alert, tell
from warehouse.home import Home
from warehouse.settings import load_settings
late = Alert(key="late:x", kind="late", text="late", problem="late")
tell(load_settings(home=sys.argv[1]), Home(sys.argv[1]), [late])
"""


def test_two_processes_that_find_the_same_tell_it_once(settings, receiver, home):
    """Processes of their own, which know nothing of what this one ran before."""
    receiver.answer(Answer(200, "ok", seconds=0.1))
    command = [sys.executable, "-c", _TELLS, str(home.root)]
    both = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    assert [one.wait(60) for one in both] == [0, 0]
    assert len(receiver.bodies) == 1


def test_what_another_process_told_while_one_waited_for_its_turn_is_not_told_again(
    settings, receiver, home, monkeypatch
):
    """The time of telling is when its turn comes: what was told meanwhile is not of the future."""
    late = Alert(key="late:x", kind="late", text="late", problem="late")
    alone = memory.alone

    @contextmanager
    def after_another(turn_of):
        monkeypatch.setattr(memory, "alone", alone)
        tell(settings, home, [late])
        with alone(turn_of):
            yield

    monkeypatch.setattr(memory, "alone", after_another)
    tell(settings, home, [late])
    assert len(receiver.bodies) == 1


def test_a_night_that_was_killed_while_telling_tells_the_rest_the_next_time(
    night, receiver, home, monkeypatch
):
    """What is to be told is written down before anything is sent."""
    from pipeline.alerts import telling

    def killed(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(telling, "_deliver", killed)
        with pytest.raises(KeyboardInterrupt):
            night(FULL)
    assert receiver.bodies == []
    assert night(FULL, now=NIGHT + dt.timedelta(hours=1)) == []
    assert kinds(receiver) == [["failure"]]


def test_a_night_that_published_ends_what_the_watchdog_told(
    night, receiver, settings, home, published
):
    tell(
        settings,
        home,
        [Alert(key="late:unpublished", kind="late", text="late", problem="late")],
        now=NIGHT,
    )
    night(published=None, now=NIGHT + dt.timedelta(hours=1))
    assert kinds(receiver) == [["late"]]
    night(published=published, now=NIGHT + dt.timedelta(hours=2))
    assert kinds(receiver)[1] == ["recovery", "anomaly", "anomaly"]


def test_the_words_are_the_same_in_every_language():
    english = load_words("en").words
    for code in LANGUAGES:
        words = load_words(code).words
        assert words.keys() == english.keys()
        for key, text in words.items():
            assert text.strip(), f"{code}: {key} is empty"
            assert places(text) == places(english[key]), f"{code}: {key}"
