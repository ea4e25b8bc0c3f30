"""What holds whatever is told, in whatever order nights end: by examples that nobody chose."""

import datetime as dt
import json
import tempfile
import zoneinfo
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.alerts import Alert, bodies, tell, telling
from pipeline.alerts.channels import Channel
from pipeline.alerts.message import compose
from pipeline.alerts.webhook import ChannelError
from pipeline.watching import last_deadline
from warehouse.home import Home
from warehouse.settings import load_settings

START = dt.datetime(2026, 7, 1, 2, 20, tzinfo=dt.UTC)
ZONES = ("UTC", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")


@given(
    texts=st.lists(st.text(max_size=900), min_size=1, max_size=40),
    language=st.sampled_from(["en", "zh"]),
)
@settings(max_examples=60, deadline=None)
def test_every_vendor_gets_valid_text_within_its_bounds(texts, language):
    made = load_settings(home="nowhere", language=language)
    alerts = [Alert(key=text, kind="warning", text=text) for text in texts]
    message = compose(made, Home(Path("nowhere")), alerts, "run-1", START)
    bounds = {"wecom": 2048, "dingtalk": 20_000}
    for name, most in bounds.items():
        content = bodies.VENDORS[name].body(message)["text"]["content"]
        assert len(content.encode()) <= most
        assert content.startswith("crm-warehouse")  # the word that a robot may ask for
    for name, vendor in bodies.VENDORS.items():
        sent = json.dumps(vendor.body(message)).encode()
        assert json.loads(sent)
        # what is no text of JSON on its way would be a fault of a night that went well
        assert sent.decode("ascii"), name


@st.composite
def nights(draw):
    """Hours after the last one, how it ended, and whether the channel is up."""
    return [
        (
            draw(st.integers(min_value=1, max_value=60)),
            draw(st.sampled_from(["", "", "the disk is full", "a test failed"])),
            draw(st.booleans()),
        )
        for _ in range(draw(st.integers(min_value=1, max_value=12)))
    ]


@given(nights=nights())
@settings(max_examples=60, deadline=None)
def test_failures_and_recoveries_alternate_and_nothing_is_lost(nights):
    """Whatever the channel does, its reader is told a true story, late at worst."""
    arrived: list[str] = []
    is_up = True

    def send(message):
        if not is_up:
            raise ChannelError("down", is_down=True)
        arrived.extend(f"{one.kind} {one.text}" for one in message.alerts)
        return ""

    with (
        tempfile.TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patched,
    ):
        patched.setattr(telling, "channels_of", lambda made: [Channel("test", "Test", send)])
        home = Home(Path(folder))
        made = load_settings(home=folder)
        now, expected, failing, told = START, [], False, {}
        for hours, failure, up in nights:
            now += dt.timedelta(hours=hours)
            is_up = up
            alerts = []
            if failure:
                alerts = [
                    Alert(key=f"night:{failure}", kind="failure", text=failure, problem="night")
                ]
            said = tell(made, home, alerts, over=[] if failure else ["night"], now=now)
            # the same story, told by a reader of the specification
            if failure and (failure not in told or now - told[failure] >= dt.timedelta(hours=23)):
                expected.append(f"failure {failure}")
                told[failure] = now
            if failure:
                failing = True
            elif failing:
                expected.append("recovery")
                failing, told = False, {}
            is_waiting = len(arrived) < len(expected)
            assert bool(said) == is_waiting
        is_up = True
        tell(made, home, [], now=now)
    story = [one if one.startswith("failure") else one.split()[0] for one in arrived]
    assert story == expected


@given(
    zone=st.sampled_from(ZONES),
    deadline=st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    now=st.datetimes(
        min_value=dt.datetime(2026, 1, 1),  # noqa: DTZ001
        max_value=dt.datetime(2027, 12, 31),  # noqa: DTZ001
        timezones=st.just(dt.UTC),
    ),
)
@settings(max_examples=400, deadline=None)
def test_the_last_deadline_is_past_and_less_than_a_day_of_its_zone_ago(zone, deadline, now):
    due = last_deadline(deadline, zone, now)
    assert dt.timedelta(0) <= now - due < dt.timedelta(hours=25)
    there = due.astimezone(zoneinfo.ZoneInfo(zone))
    shown = (there.hour, there.minute) == (deadline.hour, deadline.minute)
    # or the clocks jumped over it, and it came as much later as they jumped
    late = there.hour * 60 + there.minute - deadline.hour * 60 - deadline.minute
    assert shown or late in {30, 60}
