"""The lines of a crontab start the night once a day, at the right time, with the right words."""

import datetime as dt
import os
import re
import shutil
import subprocess
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.schedules import cron
from pipeline.schedules.times import unsafe_day
from tests.pipeline.schedules.plans import FIRST, make_plan, told
from warehouse.errors import UsageError, WarehouseError

ODD = " a 100%d %% $HOME 'b' \"c\" `d` 数据"
ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))


def block_of(plan, *, machine="UTC", cron_tz=False):
    return cron.render_block(plan, cron_tz=cron_tz, machine=ZoneInfo(machine), first=FIRST)


def jobs(block):
    """Minute, hours and command of each line that starts something."""
    found = re.findall(r"^(\d+) ([\d,]+) \* \* \*  (.*)$", block, flags=re.MULTILINE)
    return [
        (int(minute), [int(h) for h in hours.split(",")], line) for minute, hours, line in found
    ]


def as_cron_gives_it(command, *, keeps_backslash):
    """What the shell gets: up to the first `%` that no backslash stands before."""
    command = re.split(r"(?<!\\)%", command)[0]
    return command if keeps_backslash else command.replace(r"\%", "%")


def start(command, folder, clock=""):
    """Run a command as cron does: in sh, with next to no environment, and a clock of our own."""
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    (tools / "date").write_text(f'#!/bin/sh\necho "{clock}"\n')
    (tools / "date").chmod(0o755)
    (folder / "told.json").unlink(missing_ok=True)
    path = f"{tools}:/usr/bin:/bin"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        env={"PATH": path, "HOME": "/"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("keeps_backslash", [True, False])
@pytest.mark.parametrize("odd", ["", ODD])
def test_each_line_starts_its_program_with_these_words(tmp_path, odd, keeps_backslash):
    plan = make_plan(tmp_path, odd=odd)
    night, watchdog = (command for _, _, command in jobs(block_of(plan)))
    start(as_cron_gives_it(night, keeps_backslash=keeps_backslash), tmp_path)
    assert told(tmp_path) == (
        ["nightly", "--home", str(plan.home), str(plan.exports[0])],
        "a b%c$d",
    )
    start(as_cron_gives_it(watchdog, keeps_backslash=keeps_backslash), tmp_path)
    assert told(tmp_path) == (
        ["watchdog", "--home", str(plan.home), "--deadline", "07:00"],
        "a b%c$d",
    )
    assert (plan.home / "logs" / "nightly.log").is_file()


def test_a_cron_that_knows_zones_gets_the_time_of_the_business(tmp_path):
    block = block_of(make_plan(tmp_path, zone="America/New_York"), cron_tz=True)
    lines = block.splitlines()
    assert lines.index("CRON_TZ=America/New_York") < next(
        number for number, line in enumerate(lines) if line.startswith("15 4 * * *")
    )
    assert [(minute, hours) for minute, hours, _ in jobs(block)] == [(15, [4]), (0, [7])]
    assert "date" not in block


def test_a_zone_that_keeps_its_distance_needs_no_look_at_the_clock(tmp_path):
    block = block_of(make_plan(tmp_path, zone="Asia/Shanghai"))
    assert [(minute, hours) for minute, hours, _ in jobs(block)] == [(15, [20]), (0, [23])]
    assert "CRON_TZ" not in block
    assert "date" not in block


def test_elsewhere_a_line_goes_on_only_when_it_is_time(tmp_path):
    block = block_of(make_plan(tmp_path, zone="America/New_York"))
    (minute, hours, night), _ = jobs(block)
    assert (minute, hours) == (15, [8, 9])
    for clock, starts in [("04:15", True), ("04:19", True), ("03:15", False), ("05:15", False)]:
        start(as_cron_gives_it(night, keeps_backslash=False), tmp_path, clock)
        assert (tmp_path / "told.json").exists() is starts, clock


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    business=ZONES,
    machine=ZONES,
    hour=st.integers(0, 23),
    minute=st.sampled_from([0, 10, 30, 45]),
    number=st.integers(0, 3600),
)
def test_on_any_machine_every_day_has_one_night(
    tmp_path_factory, business, machine, hour, minute, number
):
    at = dt.time(hour, minute)
    zone, clock = ZoneInfo(business), ZoneInfo(machine)
    assume(unsafe_day(at, zone, FIRST) is None)
    plan = make_plan(tmp_path_factory.mktemp("plan"), zone=business, at=f"{at:%H:%M}")
    try:
        block = cron.render_block(plan, cron_tz=False, machine=clock, first=FIRST)
    except UsageError as error:
        assert re.search(r"(does not exist|exists twice) on 20", str(error))
        return
    nights = []
    begin = dt.datetime.combine(FIRST + dt.timedelta(days=number), dt.time(), dt.UTC)
    for minute_of, hours, command in jobs(block):
        if "nightly --home" not in command:
            continue
        guard = re.search(r"in (\S+)\) ;; \*\) exit", command)
        # every zone's offset is a multiple of 15 minutes by now
        for each in range(-16 * 60, (48 + 16) * 60, 5):
            instant = begin + dt.timedelta(minutes=each)
            on_machine, local = instant.astimezone(clock), instant.astimezone(zone)
            due = on_machine.minute == minute_of and on_machine.hour in hours
            if due and (guard is None or f"{local:%H:%M}" in guard[1].split("|")):
                nights.append(local.replace(tzinfo=None))
    days = [begin.date() + dt.timedelta(days=each) for each in range(2)]
    assert [night for night in sorted(nights) if night.date() in days] == [
        dt.datetime.combine(day, at) for day in days
    ]


def test_a_time_that_the_machine_skips_is_refused(tmp_path):
    plan = make_plan(tmp_path, zone="Asia/Shanghai", at="09:30", deadline="12:00")
    with pytest.raises(
        UsageError, match=r"is 02:30 on this machine, which does not exist on 2026-03-29"
    ):
        block_of(plan, machine="Europe/Berlin")


def test_the_machine_s_zone_is_that_of_the_daemon(tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setattr(cron, "_LOCAL_TIME", tmp_path / "localtime")
    assert cron.machine_zone() is dt.UTC
    shutil.copy("/usr/share/zoneinfo/Asia/Kolkata", tmp_path / "localtime")
    offset = dt.datetime(2026, 1, 1, tzinfo=cron.machine_zone()).utcoffset()
    assert offset == dt.timedelta(hours=5, minutes=30)


@pytest.fixture
def crontab(tmp_path, monkeypatch):
    """A `crontab` on the PATH that keeps its table in a file."""
    table, tools = tmp_path / "table", tmp_path / "bin of cron"
    tools.mkdir()
    (tools / "crontab").write_text(
        "#!/bin/sh\n"
        f"table='{table}'\n"
        'case "$1" in\n'
        '-V) echo "${CRON_SAYS:-crontab: invalid option}" >&2; exit 1;;\n'
        '-l) if [ -n "$CRON_REFUSES" ]; then echo "$CRON_REFUSES" >&2; exit 1; fi\n'
        '    if [ ! -e "$table" ]; then echo "no crontab for me" >&2; exit 1; fi; cat "$table";;\n'
        '-) if [ -n "$CRON_READ_ONLY" ]; then echo "disk full" >&2; exit 1; fi; cat > "$table";;\n'
        "esac\n"
    )
    (tools / "crontab").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    return table


def test_other_lines_of_the_crontab_stay_to_the_byte(tmp_path, crontab):
    others = b"# mine\nMAILTO=me\n0 1 * * * echo caf\xe9 > /dev/null"
    crontab.write_bytes(others)
    plan, other = make_plan(tmp_path / "a"), make_plan(tmp_path / "b")
    assert cron.install_block(plan.home, block_of(plan))
    once = crontab.read_bytes()
    assert once == others + b"\n" + block_of(plan).encode()
    assert not cron.install_block(plan.home, block_of(plan))
    assert crontab.read_bytes() == once
    assert cron.install_block(other.home, block_of(other))
    later = type(plan)(**{**vars(plan), "at": dt.time(5, 0)})
    assert cron.install_block(plan.home, block_of(later))
    lines = crontab.read_text(errors="replace").splitlines()
    assert [line[:6] for line in lines if " * * *" in line] == [
        "0 1 * ", "15 4 *", "0 7 * ", "0 5 * ", "0 7 * ",
    ]  # fmt: skip
    assert cron.remove_block(plan.home)
    assert not cron.remove_block(plan.home)
    assert crontab.read_bytes() == others + b"\n" + block_of(other).encode()


def test_a_crontab_that_is_not_there_yet_is_made(tmp_path, crontab):
    plan = make_plan(tmp_path / "a")
    assert cron.install_block(plan.home, block_of(plan))
    assert crontab.read_text() == block_of(plan)


def test_a_crontab_that_cannot_be_read_or_written_is_not_changed(tmp_path, crontab, monkeypatch):
    plan = make_plan(tmp_path / "a")
    crontab.write_text("0 1 * * * true\n")
    monkeypatch.setenv("CRON_REFUSES", "You are not allowed to use this program")
    with pytest.raises(
        WarehouseError, match=r"not allowed to use this program. Nothing was changed"
    ):
        cron.install_block(plan.home, block_of(plan))
    monkeypatch.delenv("CRON_REFUSES")
    monkeypatch.setenv("CRON_READ_ONLY", "1")
    with pytest.raises(WarehouseError, match=r"disk full. The crontab is as it was"):
        cron.install_block(plan.home, block_of(plan))
    assert crontab.read_text() == "0 1 * * * true\n"


def test_half_a_block_is_not_guessed_at(tmp_path, crontab):
    plan = make_plan(tmp_path / "a")
    half = "\n".join(block_of(plan).splitlines()[:-1]) + "\n0 1 * * * true\n"
    crontab.write_text(half)
    with pytest.raises(WarehouseError, match=r"do not match: .*crontab -e"):
        cron.install_block(plan.home, block_of(plan))
    assert crontab.read_text() == half


def test_cronie_is_known_by_its_name(crontab, monkeypatch):
    assert not cron.knows_zones()
    monkeypatch.setenv("CRON_SAYS", "cronie 1.7.2")
    assert cron.knows_zones()
