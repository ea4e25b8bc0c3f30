"""Backups: whole or not there, and back in their place without a loss."""

import errno
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.conftest import fill
from warehouse.backups import back_up, back_up_run, backups, newest_backup, restore
from warehouse.database import connect_build
from warehouse.errors import UsageError, WarehouseError
from warehouse.home import Home, made_with
from warehouse.lock import writing


@pytest.fixture
def filled(home):
    with connect_build(home) as build:
        fill(build, "first")
    (home.root / "warehouse.toml").write_text('time_zone = "Asia/Shanghai"\n')
    home.sources.mkdir()
    (home.sources / "own.yml").write_text("source: own\n")
    return home


def answer(home):
    with connect_build(home) as build:
        return build.execute("select answer from marts.answer").fetchall()[0][0]


def refill(home, text):
    with connect_build(home) as build:
        fill(build, text)


def test_a_backup_holds_the_build_and_what_the_user_told(filled, tmp_path):
    copied = back_up(filled, tmp_path / "elsewhere")
    assert copied == filled.build.stat().st_size
    names = sorted(path.name for path in (tmp_path / "elsewhere").iterdir())
    assert names == ["build.duckdb", "manifest.json", "sources", "warehouse.toml"]


def modes(*paths):
    return {stat.S_IMODE(path.stat().st_mode) for path in paths}


def test_the_build_its_log_of_changes_and_its_backups_are_for_their_owner_only(filled):
    with made_with(0o755):
        back_up_run(filled, "20260101T000000Z-aaaa", 5)
        old = filled.backups / "20260101T000000Z-aaaa" / "build.duckdb"
        for path in (filled.build, old):
            path.chmod(0o644)
        with writing(filled, "nightly"):
            with connect_build(filled) as build:
                fill(build, "second")
                assert modes(filled.build, filled.build.with_name("build.duckdb.wal")) == {0o600}
            new = back_up_run(filled, "20260102T000000Z-bbbb", 5) / "build.duckdb"
            assert modes(old, new, filled.build) == {0o600}
            old.chmod(0o644)
            restore(filled, old.parent)
    assert modes(filled.build) == {0o600}


def test_what_was_built_since_is_kept_aside(filled, tmp_path):
    back_up(filled, tmp_path / "elsewhere")
    refill(filled, "second")
    aside = restore(filled, tmp_path / "elsewhere")
    assert answer(filled) == "first"
    filled.build.unlink()
    shutil.move(aside, filled.build)
    assert answer(filled) == "second"


def test_what_was_landed_when_the_writer_was_killed_is_kept_aside_with_its_build(filled, tmp_path):
    back_up(filled, tmp_path / "elsewhere")
    killed = f"""
import os, signal
from warehouse.database import connect_build
from warehouse.home import Home
with connect_build(Home({str(filled.root)!r})) as build:
    build.execute("update marts.answer set answer = 'landed'")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", killed], check=False)
    assert filled.build.with_name("build.duckdb.wal").stat().st_size
    aside = restore(filled, tmp_path / "elsewhere")
    with duckdb.connect(aside) as replaced:
        assert replaced.execute("from marts.answer").fetchall() == [("landed",)]


def test_every_build_that_was_replaced_is_kept(filled, tmp_path):
    back_up(filled, tmp_path / "elsewhere")
    names = []
    for text in ("second", "third", "fourth"):
        refill(filled, text)
        aside = restore(filled, tmp_path / "elsewhere")
        names.append(aside.name)
        with duckdb.connect(aside) as replaced:
            assert replaced.execute("from marts.answer").fetchall() == [(text,)]
        assert aside in filled.own
    assert names == [f"build.duckdb.replaced{end}" for end in ("", ".2", ".3")]


@pytest.mark.parametrize("renames", [0, 1, 2])
def test_a_restore_that_was_killed_is_finished_by_the_next_writer(
    filled, tmp_path, monkeypatch, renames
):
    back_up(filled, tmp_path / "elsewhere")
    refill(filled, "second")
    log = filled.build.with_name("build.duckdb.wal")
    log.write_bytes(b"")
    rename, left = Path.replace, [1 + renames]

    def killed(path, target):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return rename(path, target)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "replace", killed)
        restore(filled, tmp_path / "elsewhere")
    with writing(filled, "nightly"):
        assert answer(filled) == "first"
    aside = filled.build.with_name("build.duckdb.replaced")
    assert aside.with_name("build.duckdb.replaced.wal").is_file()
    with duckdb.connect(aside) as replaced:
        assert replaced.execute("from marts.answer").fetchall() == [("second",)]


def test_a_disk_too_full_to_restore_changes_nothing(filled, tmp_path, monkeypatch):
    back_up(filled, tmp_path / "elsewhere")
    refill(filled, "second")
    before = {*filled.root.iterdir()}

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfile", full)
        with pytest.raises(WarehouseError, match=f"The disk under {filled.root} is full"):
            restore(filled, tmp_path / "elsewhere")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(9, 9, 0))
    with pytest.raises(WarehouseError, match=f"no room to restore .* in {filled.root}"):
        restore(filled, tmp_path / "elsewhere")
    assert {*filled.root.iterdir()} == before
    assert answer(filled) == "second"


def test_a_machine_that_has_nothing_gets_all_of_it(filled, tmp_path):
    back_up(filled, tmp_path / "elsewhere")
    fresh = Home(tmp_path / "fresh")
    fresh.create()
    assert restore(fresh, tmp_path / "elsewhere") is None
    assert answer(fresh) == "first"
    assert (fresh.sources / "own.yml").read_text() == "source: own\n"


def test_settings_that_are_there_stay(filled, tmp_path):
    back_up(filled, tmp_path / "elsewhere")
    (filled.root / "warehouse.toml").write_text('time_zone = "UTC"\n')
    restore(filled, tmp_path / "elsewhere")
    assert (filled.root / "warehouse.toml").read_text() == 'time_zone = "UTC"\n'


def test_the_log_of_changes_of_the_old_build_is_not_taken_for_one_of_the_new(filled, tmp_path):
    back_up(filled, tmp_path / "elsewhere")
    log = filled.build.with_name("build.duckdb.wal")
    log.write_bytes(b"of another file")
    restore(filled, tmp_path / "elsewhere")
    assert answer(filled) == "first"


def test_a_damaged_backup_is_refused_and_passed_over(filled):
    back_up_run(filled, "20260101T000000Z-aaaa", 5)
    refill(filled, "second")
    back_up_run(filled, "20260102T000000Z-bbbb", 5)
    newest = filled.backups / "20260102T000000Z-bbbb"
    with (newest / "build.duckdb").open("r+b") as file:
        file.seek(5000)
        file.write(os.urandom(16))
    with pytest.raises(UsageError, match="is damaged"):
        restore(filled, newest)
    assert answer(filled) == "second"
    assert newest_backup(filled) == filled.backups / "20260101T000000Z-aaaa"


def test_the_last_ones_stay(filled):
    for number in range(1, 5):
        folder = back_up_run(filled, f"2026010{number}T000000Z-aaaa", 2)
        assert folder is not None
        assert folder.is_dir()
    assert backups(filled) == ["20260103T000000Z-aaaa", "20260104T000000Z-aaaa"]
    assert back_up_run(filled, "20260105T000000Z-aaaa", 0) is None
    assert backups(filled) == []
    assert newest_backup(filled) is None


def test_what_a_killed_backup_left_is_no_backup(filled):
    left = filled.backups / "20260101T000000Z-aaaa" / ".partial"
    left.mkdir(parents=True)
    shutil.copy(filled.build, left)
    assert newest_backup(filled) is None
    back_up_run(filled, "20260102T000000Z-bbbb", 5)
    assert backups(filled) == ["20260102T000000Z-bbbb"]


def test_what_others_put_beside_the_backups_stays_and_counts_for_none(filled):
    back_up(filled, filled.backups / "before-upgrade")
    for name in ("lost+found", ".snapshot/.partial", "20260101T000000Z-aaaa"):
        (filled.backups / name).mkdir(parents=True)
    for number in (2, 3):
        back_up_run(filled, f"2026010{number}T000000Z-bbbb", 1)
    assert backups(filled) == ["20260103T000000Z-bbbb"]
    kept = {".snapshot", "20260101T000000Z-aaaa", "before-upgrade", "lost+found"}
    assert {path.name for path in filled.backups.iterdir()} - {*backups(filled)} == kept
    assert (filled.backups / ".snapshot" / ".partial").is_dir()


def test_what_cannot_be_is_one_sentence(filled, home, tmp_path, monkeypatch):
    with pytest.raises(UsageError, match="holds no backup"):
        restore(filled, tmp_path)
    with pytest.raises(UsageError, match="is not empty"):
        back_up(filled, filled.root)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(9, 9, 0))
    with pytest.raises(WarehouseError, match="no room for a backup"):
        back_up(filled, tmp_path / "full")
    with pytest.raises(UsageError, match="no build"):
        back_up(Home(tmp_path / "nowhere"), tmp_path / "x")


def test_backups_are_no_exports(filled):
    back_up_run(filled, "20260101T000000Z-aaaa", 1)
    assert filled.backups in filled.own
