"""`warehouse schedule` as an operator runs it."""

import os
import pwd

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.schedules import systemd
from tests.command_line import run_warehouse
from tests.pipeline.schedules.plans import make_plan
from warehouse.errors import WarehouseError


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with a `systemctl` that notes what it is told, and a user's own folders."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "systemctl").write_text(
        f'#!/bin/sh\necho "$@" >> "{tmp_path}/told"\n'
        '[ -z "$SYSTEMCTL_SAYS" ] || { echo "$SYSTEMCTL_SAYS" >&2; exit 1; }\n'
    )
    (tools / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("WAREHOUSE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(systemd, "_LINGER", tmp_path / "linger")
    running = tmp_path / "running"
    running.mkdir()
    monkeypatch.setattr(systemd, "_RUNNING", running)
    return tmp_path


def schedule(*arguments):
    done = CliRunner().invoke(app, ["schedule", *map(str, arguments)])
    if isinstance(done.exception, WarehouseError):
        raise done.exception
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def told(machine):
    return (machine / "told").read_text().splitlines() if (machine / "told").exists() else []


def test_install_writes_the_units_and_switches_them_on_and_remove_takes_them_away(machine):
    units = machine / "config" / "systemd" / "user"
    said = schedule("install", "--at", "5:30")
    timers = "crm-warehouse-nightly.timer crm-warehouse-watchdog.timer"
    assert told(machine) == ["--user daemon-reload", f"--user enable --now {timers}"]
    assert said.count("Written:") == 5
    assert "loginctl enable-linger" in said
    assert "05:30" in said
    written = {path.name: path.read_text() for path in units.iterdir()}
    shown = schedule("show", "--at", "05:30")
    assert all(text in shown for text in written.values())

    secrets = machine / "config" / "crm-warehouse" / "environment"
    assert secrets.stat().st_mode & 0o777 == 0o600
    assert all(line.startswith("#") for line in secrets.read_text().splitlines())
    secrets.write_text("PASSWORD='x'\n")
    said = schedule("install", "--at", "05:30")
    assert "nothing to change" in said
    assert "Written:" not in said
    assert {path.name: path.read_text() for path in units.iterdir()} == written
    assert secrets.read_text() == "PASSWORD='x'\n"

    (machine / "told").unlink()
    assert schedule("remove").count("Removed:") == 4
    assert told(machine) == [f"--user disable --now {timers}", "--user daemon-reload"]
    assert not list(units.iterdir())
    assert secrets.exists()
    assert "there was none" in schedule("remove")


def test_another_folder_is_written_and_nothing_is_switched_on(machine):
    said = schedule("install", "--system", "--folder", machine / "units", "--name", "sales",
                    "--environment-file", machine / "secrets")  # fmt: skip
    assert sorted(path.name for path in (machine / "units").iterdir()) == [
        "sales-nightly.service", "sales-nightly.timer",
        "sales-watchdog.service", "sales-watchdog.timer",
    ]  # fmt: skip
    assert "  systemctl enable --now sales-nightly.timer sales-watchdog.timer" in said
    assert (machine / "secrets").stat().st_mode & 0o777 == 0o600
    assert told(machine) == []


def test_what_systemd_refuses_is_said(machine, monkeypatch):
    monkeypatch.setenv("SYSTEMCTL_SAYS", "Failed to connect to bus")
    with pytest.raises(WarehouseError, match="daemon-reload` failed: Failed to connect to bus"):
        schedule("install")


def test_settings_that_only_this_shell_has_are_told_by_name(machine, monkeypatch):
    assert "this shell only" not in schedule("install")
    monkeypatch.setenv("WAREHOUSE_TIME_ZONE", "Asia/Shanghai")
    said = schedule("install")
    assert "WAREHOUSE_TIME_ZONE: set in this shell only" in said
    assert "WAREHOUSE_HOME:" not in said


def test_nothing_is_written_when_a_time_is_not_safe(machine, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_TIME_ZONE", "Europe/Berlin")
    with pytest.raises(WarehouseError, match="Take 03:00"):
        schedule("install", "--at", "02:15")
    assert not (machine / "config").exists()
    assert told(machine) == []


def test_cron_is_taken_where_no_systemd_runs(tmp_path):
    tools, table = tmp_path / "tools", tmp_path / "table"
    tools.mkdir()
    table.write_text("0 1 * * * true\n")
    (tools / "crontab").write_text(
        f'#!/bin/sh\ncase "$1" in -l) cat "{table}";; -) cat > "{table}";; '
        "-V) echo cronie 1.7.2;; esac\n"
    )
    (tools / "crontab").chmod(0o755)
    home = tmp_path / "home"
    environment = {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "WAREHOUSE_TIME_ZONE": "Asia/Shanghai",
        "WAREHOUSE_NIGHT_AT": "03:20",
    }
    cron = ("--kind", "cron")
    said = run_warehouse(home, "schedule", "install", *cron, settings=environment).stdout
    assert "The night at 03:20, its watchdog at 07:00, Asia/Shanghai." in said
    shown = run_warehouse(home, "schedule", "show", *cron, settings=environment).stdout
    assert table.read_text() == "0 1 * * * true\n" + shown
    assert "\n20 3 * * *  " in shown
    assert (home / "logs").is_dir()
    again = run_warehouse(home, "schedule", "install", *cron, settings=environment).stdout
    assert "nothing to change" in again
    run_warehouse(home, "schedule", "remove", "--kind", "cron", settings=environment)
    assert table.read_text() == "0 1 * * * true\n"
    refused = run_warehouse(
        home, "schedule", "install", "--kind", "cron", "--system", settings=environment, exit_code=2
    )
    assert "--system and --folder are of systemd" in refused.stderr


def test_a_setting_that_is_no_time_of_day_is_refused(tmp_path):
    environment = {"WAREHOUSE_NIGHT_AT": "25:00"}
    refused = run_warehouse(tmp_path, "schedule", "show", settings=environment, exit_code=2)
    assert "night_at (WAREHOUSE_NIGHT_AT)" in refused.stderr


@pytest.mark.parametrize("verb", ["nightly", "watchdog"])
def test_the_words_of_a_schedule_are_those_of_the_command_line(tmp_path, verb):
    plan = make_plan(tmp_path, odd=" -x")
    name, *arguments = getattr(plan, verb)
    command = get_command(app).commands[name]
    given = command.make_context(name, arguments).params
    assert given["home"] == plan.home
    if verb == "nightly":
        assert list(given["paths"]) == list(plan.exports)
    else:
        assert given["deadline"] == "07:00"


def test_a_folder_that_cannot_be_written_is_said_with_what_to_do(machine):
    (machine / "file").touch()
    with pytest.raises(WarehouseError, match=r"Cannot write .*choose another folder with --folder"):
        schedule("install", "--folder", machine / "file" / "units")


def test_what_a_machine_without_cron_can_do_is_said(machine, monkeypatch):
    monkeypatch.setenv("PATH", str(machine / "tools"))
    assert "CRON_TZ" not in schedule("show", "--kind", "cron")
    for command in ("install", "remove"):
        with pytest.raises(WarehouseError, match="install cron, or use systemd"):
            schedule(command, "--kind", "cron")
    assert not (machine / "config").exists()


def test_a_timer_of_a_user_who_stays_logged_in_needs_nothing_more(machine):
    user = pwd.getpwuid(os.getuid()).pw_name
    (machine / "linger").mkdir()
    (machine / "linger" / user).touch()
    assert "enable-linger" not in schedule("install")


def test_two_homes_on_one_machine_have_schedules_and_secrets_of_their_own(machine):
    schedule("install")
    with pytest.raises(WarehouseError, match="a name of its own with --name"):
        schedule("install", "--home", machine / "other")
    schedule("install", "--home", machine / "other", "--name", "other")
    units = machine / "config" / "systemd" / "user"
    homes = {path.name: path.read_text() for path in units.glob("*-nightly.service")}
    assert f"--home {machine}/home\n" in homes["crm-warehouse-nightly.service"]
    assert f"--home {machine}/other\n" in homes["other-nightly.service"]
    secrets = {path.parent.name for path in (machine / "config").glob("*/environment")}
    assert secrets == {"crm-warehouse", "other"}
    schedule("remove", "--home", machine / "other", "--name", "other")
    assert {path.name for path in units.glob("*.service")} == {
        "crm-warehouse-nightly.service",
        "crm-warehouse-watchdog.service",
    }
