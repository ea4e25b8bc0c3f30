"""The units are what systemd itself takes for right."""

import configparser
import shlex
import shutil
import subprocess

import pytest

from pipeline.schedules import systemd
from pipeline.schedules.systemd import UNITS, install_units, remove_units, render_units
from tests.pipeline.schedules.plans import make_plan
from warehouse.errors import UsageError, WarehouseError

ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
ODD = " a 100%d $HOME 'b' \"c\" 数据"


def parsed(text):
    unit = configparser.ConfigParser(interpolation=None, strict=True)
    unit.optionxform = str
    unit.read_string(text)
    return unit


def arguments(unit):
    """A command line as systemd.service(5) has it: quotes, `%%` and, behind the program, `$$`."""
    program, *rest = shlex.split(unit["Service"]["ExecStart"].replace("%%", "%"))
    return [program, *(argument.replace("$$", "$") for argument in rest)]


@pytest.mark.parametrize("odd", ["", ODD])
def test_the_night_and_its_watchdog_are_started_with_these_words(tmp_path, odd):
    plan = make_plan(tmp_path, odd=odd)
    units = {name: parsed(text) for name, text in render_units(plan, system=False).items()}
    night = units["crm-warehouse-nightly.service"]
    home, exports = str(plan.home), str(plan.exports[0])
    assert arguments(night) == [str(plan.program), "nightly", "--home", home, exports]
    assert night["Service"]["EnvironmentFile"].replace("%%", "%") == str(plan.environment)
    assert night["Service"]["SuccessExitStatus"] == "75"
    assert int(night["Service"]["Nice"]) > 0
    assert "User" not in night["Service"]
    watchdog = arguments(units["crm-warehouse-watchdog.service"])
    assert watchdog == [str(plan.program), "watchdog", "--home", home, "--deadline", "07:00"]


def test_units_of_the_machine_run_as_the_owner_of_the_home(tmp_path):
    plan = make_plan(tmp_path)
    for name, text in render_units(plan, system=True).items():
        if name.endswith(".service"):
            assert parsed(text)["Service"]["User"] == plan.home.owner()


@needs_systemd
@pytest.mark.parametrize("system", [True, False])
@pytest.mark.parametrize("odd", ["", ODD])
def test_systemd_finds_nothing_wrong_with_them(tmp_path, odd, system):
    plan = make_plan(tmp_path, zone="Asia/Shanghai", odd=odd)
    folder = tmp_path / "units"
    written = install_units(plan, folder, system=system)
    assert [path.name for path in written] == [f"crm-warehouse-{unit}" for unit in UNITS]
    verify = [ANALYZE, "--man=no", "--user" if not system else "--system", "verify"]
    environment = {"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}

    def said():
        done = subprocess.run(
            [*verify, *map(str, written)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        # of the machine's own units it may say anything
        return [line for line in done.stderr.splitlines() if "crm-warehouse" in line]

    assert said() == []
    plan.program.unlink()
    assert any("is not executable" in line for line in said()), "it looks at the program's path"


@needs_systemd
@pytest.mark.parametrize(
    ("zone", "at", "utc"),
    [
        ("Asia/Shanghai", "04:15", ["20:15", "20:15"]),
        ("America/New_York", "04:15", ["09:15", "08:15"]),  # the clocks change that night
        ("UTC", "23:59", ["23:59", "23:59"]),
    ],
)
def test_the_timer_means_this_time_in_the_zone_of_the_business(tmp_path, zone, at, utc):
    units = render_units(make_plan(tmp_path, zone=zone, at=at), system=False)
    timer = parsed(units["crm-warehouse-nightly.timer"])["Timer"]
    assert timer["Persistent"] == "true"
    done = subprocess.run(
        [
            ANALYZE,
            "calendar",
            "--iterations=2",
            "--base-time=2026-03-07 06:00:00",
            timer["OnCalendar"],
        ],
        env={"TZ": "UTC", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    )
    elapses = [line for line in done.stdout.splitlines() if "elapse" in line or "Iter" in line]
    assert [line.split()[-2][:5] for line in elapses] == utc


def test_installing_twice_changes_nothing_and_a_change_is_written_alone(tmp_path):
    folder = tmp_path / "units"
    plan = make_plan(tmp_path)
    assert len(install_units(plan, folder, system=False)) == 4
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert install_units(plan, folder, system=False) == []
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    later = make_plan(tmp_path / "other", deadline="08:00")
    changed = type(plan)(**{**vars(plan), "deadline": later.deadline})
    names = [path.name for path in install_units(changed, folder, system=False)]
    assert names == ["crm-warehouse-watchdog.service", "crm-warehouse-watchdog.timer"]


def test_the_units_of_another_home_are_left_alone(tmp_path):
    folder = tmp_path / "units"
    plan, other = make_plan(tmp_path / "one"), make_plan(tmp_path / "two")
    install_units(plan, folder, system=False)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(UsageError, match="a name of its own with --name"):
        install_units(other, folder, system=False)
    with pytest.raises(UsageError, match="was not written for"):
        remove_units("crm-warehouse", other.home, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    foreign = folder / "foreign.timer"
    foreign.touch()
    assert len(remove_units("crm-warehouse", plan.home, folder)) == 4
    assert list(folder.iterdir()) == [foreign]


def test_a_command_that_fails_is_told_with_what_it_said():
    with pytest.raises(WarehouseError, match=r"failed: no bus.*run it yourself"):
        systemd.run_commands([["sh", "-c", "echo no bus >&2; exit 1"]])
