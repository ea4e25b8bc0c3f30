"""A time is let pass only if every day of the next years has it once."""

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.schedules.plan import make_plan
from pipeline.schedules.times import parse_time, refuse_unsafe, safe_time, unsafe_day
from warehouse.errors import UsageError
from warehouse.settings import Settings

FIRST = dt.date(2026, 1, 1)
ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))
QUARTERS = st.builds(dt.time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


def occurrences(day, time, zone):
    """How often a clock in the zone shows this time on this day: by looking at it each minute."""
    start = dt.datetime.combine(day, time, dt.UTC) - dt.timedelta(hours=16)
    wanted = dt.datetime.combine(day, time)
    seen = ((start + dt.timedelta(minutes=m)).astimezone(zone) for m in range(32 * 60))
    return sum(local.replace(tzinfo=None, fold=0) == wanted for local in seen)


@settings(max_examples=60, deadline=None)
@given(name=ZONES, time=QUARTERS, number=st.integers(0, 3652))
def test_what_is_said_of_a_day_is_what_a_clock_shows(name, time, number):
    zone = ZoneInfo(name)
    day = FIRST + dt.timedelta(days=number)
    found = unsafe_day(time, zone, FIRST)
    if found is None:
        assert occurrences(day, time, zone) == 1
    else:
        assert (
            occurrences(found[0], time, zone) == {"does not exist": 0, "exists twice": 2}[found[1]]
        )
        offered = safe_time(time, zone, FIRST)
        assert occurrences(found[0], offered, zone) == occurrences(day, offered, zone) == 1


@pytest.mark.parametrize(
    ("zone", "time", "said"),
    [
        ("America/New_York", "02:30", "does not exist on 2026-03-08 .* Take 03:00"),
        ("America/New_York", "01:30", "exists twice on 2026-11-01 .* Take 03:00"),
        ("Europe/Berlin", "02:00", "does not exist on 2026-03-29 .* Take 03:00"),
        ("America/Santiago", "00:00", "does not exist on 2026-09-06 .* Take 01:00"),
        ("Australia/Lord_Howe", "01:45", "exists twice on 2026-04-05 .* Take 02:30"),
        (
            "Africa/Casablanca",
            "02:15",
            "(does not exist|exists twice) on 2026-0[23]-.. .* Take 03:00",
        ),
    ],
)
def test_the_day_and_a_time_that_is_safe_are_named(zone, time, said):
    with pytest.raises(UsageError, match=f"--at {time} {said}"):
        refuse_unsafe("--at", dt.time.fromisoformat(time), ZoneInfo(zone), FIRST)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "Asia/Kolkata"])
def test_where_clocks_are_never_changed_every_time_will_do(zone):
    for minute in range(0, 24 * 60, 5):
        refuse_unsafe("--at", dt.time(*divmod(minute, 60)), ZoneInfo(zone), FIRST)


@pytest.mark.parametrize("text", ["", "4", "24:00", "04:60", "4h15", "-1:00", "04:15:00", "٠٤:١٥"])
def test_what_is_no_time_of_day_is_refused(text):
    with pytest.raises(UsageError, match="no time of day: give one such as 04:15"):
        parse_time(text)


def test_a_time_is_read_with_or_without_its_zero():
    assert parse_time("4:15") == parse_time(" 04:15 ") == dt.time(4, 15)


@pytest.fixture
def plan_of(tmp_path):
    def make(exports=(), environment=tmp_path / "environment", zone="UTC", **given):
        of = Settings(home=tmp_path / "home", time_zone=zone)
        return make_plan(of, exports, environment=environment, today=FIRST, **given)

    return make


def test_a_plan_takes_its_times_from_the_settings(plan_of):
    plan = plan_of()
    assert (plan.at, plan.deadline) == (dt.time(4, 15), dt.time(7, 0))
    assert plan_of(at="22:30").at == dt.time(22, 30)


def test_a_plan_refuses_what_a_schedule_cannot_hold(plan_of, tmp_path):
    odd = tmp_path / "line\nbreak"
    odd.mkdir()
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    readable = tmp_path / "readable"
    readable.write_text("PASSWORD='x'\n")
    readable.chmod(0o644)
    for said, wanted in [
        ("--deadline 02:30 does not exist", {"deadline": "02:30", "zone": "Europe/Berlin"}),
        ("own deadline, 07:00", {"at": "07:00"}),
        ("There is no .*nowhere", {"exports": [tmp_path / "nowhere"]}),
        ("cannot be written in a schedule", {"exports": [odd]}),
        ("cannot be the name", {"name": "a b"}),
        ("secrets have no place", {"environment": tmp_path / "repository" / "a" / "environment"}),
        ("for a pattern", {"environment": tmp_path / "[a]"}),
        ("others can read it: run `chmod 600", {"environment": readable}),
    ]:
        with pytest.raises(UsageError, match=said):
            plan_of(**wanted)
    readable.chmod(0o600)
    assert plan_of(environment=readable).environment == readable
