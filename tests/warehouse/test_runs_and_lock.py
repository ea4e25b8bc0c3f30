"""One writer at a time, and a run log that tells the truth about runs that never ended."""

import datetime as dt
import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from warehouse.database import connect_build, connect_published, published_folder, read_build
from warehouse.errors import DamagedError, LockedError, PublishError, UsageError
from warehouse.home import Home
from warehouse.lock import writing
from warehouse.runs import finish_run, new_run_id, start_run

ROOT = Path(__file__).parents[2]


def statuses(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(connection.execute("select run_id, status from ops.runs").fetchall())


def test_run_ids_sort_by_time_and_are_fit_for_a_folder_name(home):
    ids = []
    for _ in range(3):
        ids.append(new_run_id(home))
        (home.logs / f"{ids[-1]}.jsonl").touch()
    assert ids == sorted(set(ids))
    assert all(re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{4}", one) for one in ids)


def test_what_somebody_put_beside_the_runs_is_none_of_them(home):
    (home.published / "2025 before the move").mkdir()
    (home.logs / "20991231.log").touch()
    (home.logs / "29990101T000000Z-nightly.log").touch()
    assert new_run_id(home)[:4] == f"{dt.datetime.now(dt.UTC):%Y}"


def test_a_killed_run_is_told_as_crashed_by_the_next(home):
    with connect_build(home) as connection:
        start_run(connection, home, "run-1", "nightly")
        start_run(connection, home, "run-2", "nightly")
        finish_run(connection, "run-2", "succeeded", "all done")
        start_run(connection, home, "run-3", "build")
        assert statuses(connection) == {
            "run-1": "crashed",
            "run-2": "succeeded",
            "run-3": "running",
        }


def test_a_run_killed_after_it_published_has_succeeded(home):
    (home.published / "run-1").mkdir()
    home.current.symlink_to(home.published / "run-1")
    with connect_build(home) as connection:
        start_run(connection, home, "run-1", "nightly")
        start_run(connection, home, "run-2", "nightly")
        assert statuses(connection)["run-1"] == "succeeded"


def test_a_second_writer_is_told_who_holds_the_lock(home):
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time, pathlib\n"
            "from warehouse.home import Home\n"
            "from warehouse.lock import writing\n"
            "with writing(Home(pathlib.Path(sys.argv[1])), 'nightly'):\n"
            "    print('held', flush=True); time.sleep(60)",
            str(home.root),
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert holder.stdout
    try:
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(LockedError, match=f"warehouse nightly, process {holder.pid}, since"),
            writing(home, "build"),
        ):
            pass
    finally:
        holder.kill()
        holder.wait()
    with writing(home, "build"):  # the lock died with its holder
        pass


def test_scratch_files_of_a_killed_writer_are_cleared(home):
    (home.scratch / "left over.csv").write_text("x", encoding="utf-8")
    with writing(home, "ingest"):
        assert list(home.scratch.iterdir()) == []


def test_a_home_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with (
        pytest.raises(UsageError, match=r"Cannot write to .* choose another folder"),
        writing(Home(tmp_path / "file" / "home"), "build"),
    ):
        pass


def test_a_build_open_elsewhere_is_one_sentence(home):
    with connect_build(home):
        pass
    program = (
        "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); "
        "print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(home.build)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match="open in another program"), connect_build(home):
            pass
    finally:
        holder.kill()
        holder.wait()


def test_a_damaged_build_is_one_sentence(home):
    home.build.write_bytes(b"not a database" * 1000)
    with (
        pytest.raises(DamagedError, match=r"is damaged: .* `warehouse restore`"),
        connect_build(home),
    ):
        pass


def test_looking_before_anything_was_landed_says_what_to_do(home):
    with pytest.raises(UsageError, match="There is no warehouse in"), read_build(home):
        pass
    with pytest.raises(PublishError, match="Nothing is published"):
        connect_published(published_folder(home))


def test_sessions_and_their_cursors_run_in_utc_wherever_the_machine_is(home):
    program = (
        "import sys, pathlib\n"
        "from warehouse.database import connect_build, read_build\n"
        "from warehouse.home import Home\n"
        "for connect in (connect_build, read_build):\n"
        "    with connect(Home(pathlib.Path(sys.argv[1]))) as connection:\n"
        "        for session in (connection, connection.cursor()):\n"
        "            sql = \"select current_setting('TimeZone')\"\n"
        "            print(session.execute(sql).fetchall()[0][0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(home.root)],
        env=os.environ | {"TZ": "Asia/Tokyo"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["UTC"] * 4
