"""Publishing: `current` is always whole, readers are never blocked, identifiers are kept apart."""

import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import duckdb
import pytest

from pipeline.status import read_status
from tests.warehouse.conftest import fill
from warehouse import published_files
from warehouse.database import connect_build, connect_published, published_folder
from warehouse.errors import DamagedError, PublishError, UsageError
from warehouse.home import ANALYTICS, RESTRICTED, Home, made_with
from warehouse.lock import writing
from warehouse.publishing import publish, published_runs, roll_back_from_damage, rollback
from warehouse.runs import start_run


def answer(home: Home) -> str:
    with connect_published(published_folder(home)) as reader:
        return reader.execute("select answer from marts.answer").fetchall()[0][0]


def publish_run(build: duckdb.DuckDBPyConnection, home: Home, run_id: str, keep: int = 5) -> Path:
    start_run(build, home, run_id, "nightly")
    return publish(build, home, run_id, keep)


def test_a_reader_sees_the_published_run_with_its_documentation(build, home):
    folder = publish_run(build, home, "run-1")

    assert home.current.resolve() == folder.resolve()
    assert answer(home) == "first"
    with connect_published(folder) as reader:
        comments = reader.execute(
            "select comment from duckdb_tables() where table_name = 'answer' "
            "union all select comment from duckdb_columns() where table_name = 'answer'"
        ).fetchall()
        runs = reader.execute("select run_id, status from ops.runs").fetchall()
    assert comments == [("What the owner's build says",), ("The answer",)]
    assert runs == [("run-1", "succeeded")]


def test_direct_identifiers_are_in_the_restricted_file_only(build, home):
    build.execute(
        "insert into ops.rejected_rows values "
        "('l', 's', 't', 'f.csv', 1, 2, 'Wei,wei@example.com', 'too few columns', now())"
    )
    build.execute(
        "insert into ops.dropped_rows values "
        "('l', 's', 't', 'f.csv', null, 3, 'Total for wei@example.com', 'total row', now())"
    )
    build.execute(
        "insert into ops.file_columns values ('l', 'e_mail', 'E-Mail', null, 'new', null)"
    )
    folder = publish_run(build, home, "run-1")

    assert stat.S_IMODE((folder / RESTRICTED).stat().st_mode) == 0o600
    assert b"wei@example.com" not in (folder / ANALYTICS).read_bytes()
    with connect_published(folder) as reader:
        for table in ("rejected_rows", "dropped_rows"):
            columns = reader.execute(
                "select column_name from duckdb_columns() where table_name = ?", [table]
            ).fetchall()
            assert ("reason",) in columns
            assert ("line_text",) not in columns
        assert reader.execute("select header, change from ops.file_columns").fetchall() == [
            ("E-Mail", "new")
        ]
    with connect_published(folder, restricted=True) as reader:
        texts = reader.execute(
            "select line_text from ops.rejected_rows union all select line_text from "
            "ops.dropped_rows"
        ).fetchall()
    assert texts == [("Wei,wei@example.com",), ("Total for wei@example.com",)]


def test_others_reach_what_is_published_whatever_the_writer_was_started_with(tmp_path):
    home = Home(tmp_path / "home")
    with made_with(0o700), writing(home, "nightly"), connect_build(home) as build:
        fill(build, "first")
        folder = publish_run(build, home, "run-1")
    for path in (home.root, home.published, folder):
        assert stat.S_IMODE(path.stat().st_mode) == 0o755
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {ANALYTICS: 0o644, "manifest.json": 0o644, RESTRICTED: 0o600}


def test_who_may_not_open_the_build_is_shown_what_is_published(build, home, monkeypatch):
    publish_run(build, home, "run-1")
    build.close()
    monkeypatch.setattr(os, "access", lambda path, mode: path != home.build)
    assert [run["run_id"] for run in read_status(home)["runs"]] == ["run-1"]


def test_a_run_that_publishes_in_spite_of_a_fault_says_so(build, home):
    start_run(build, home, "run-1", "nightly")
    folder = publish(build, home, "run-1", 5, "orders.csv could not be landed.")
    with connect_published(folder) as reader:
        runs = reader.execute("select status, message from ops.runs").fetchall()
    assert runs == [("failed", "orders.csv could not be landed.")]


def test_no_write_ahead_log_lies_beside_a_published_file(build, home):
    folder = publish_run(build, home, "run-1")
    assert sorted(path.name for path in folder.iterdir()) == [
        ANALYTICS,
        "manifest.json",
        RESTRICTED,
    ]


def test_the_files_are_in_the_format_of_the_first_stable_duckdb(build, home):
    folder = publish_run(build, home, "run-1")
    for name in (ANALYTICS, RESTRICTED):
        header = (folder / name).read_bytes()[:20]
        # https://duckdb.org/docs/stable/internals/storage: 64 is what 1.0 writes
        assert (header[8:12], int.from_bytes(header[12:20], "little")) == (b"DUCK", 64)


def test_the_manifest_says_what_was_written(build, home):
    folder = publish_run(build, home, "run-1")
    files = json.loads((folder / "manifest.json").read_text())["files"]
    assert files[RESTRICTED]["rows"]["main.customer_contact"] == 1
    for name in (ANALYTICS, RESTRICTED):
        content = (folder / name).read_bytes()
        assert files[name]["bytes"] == len(content)
        assert files[name]["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_file_that_lacks_a_row_is_not_published(build, home, monkeypatch):
    publish_run(build, home, "run-1")
    build.execute("insert into marts.answer values ('another')")
    copied = published_files._copy_table

    def lossy(connection, table):
        rows = copied(connection, table)
        if table.name == "answer":
            connection.execute("delete from target.marts.answer where answer = 'another'")
        return rows

    monkeypatch.setattr(published_files, "_copy_table", lossy)
    with pytest.raises(PublishError, match=r"marts\.answer\): nothing was published"):
        publish_run(build, home, "run-2")
    assert home.current.resolve().name == "run-1"


class TestDamage:
    @pytest.fixture
    def three(self, build, home):
        for number in (1, 2, 3):
            fill(build, f"answer {number}")
            publish_run(build, home, f"run-{number}")
        return home

    @staticmethod
    def flip_a_bit(file: Path) -> None:
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)

    def test_what_is_whole_stays(self, three):
        assert roll_back_from_damage(three) is None
        assert answer(three) == "answer 3"

    @pytest.mark.parametrize("name", [ANALYTICS, RESTRICTED])
    def test_one_bit_is_enough_to_go_to_the_run_before(self, three, name):
        self.flip_a_bit(three.current / name)
        assert roll_back_from_damage(three) == ("run-3", "run-2")
        assert answer(three) == "answer 2"
        assert roll_back_from_damage(three) is None

    def test_damaged_runs_are_passed_over(self, three):
        self.flip_a_bit(three.published / "run-2" / ANALYTICS)
        (three.current / ANALYTICS).unlink()
        assert roll_back_from_damage(three) == ("run-3", "run-1")

    def test_a_run_that_was_rolled_back_from_is_the_last_resort(self, three):
        assert rollback(three) == ("run-3", "run-2")
        self.flip_a_bit(three.current / ANALYTICS)
        assert roll_back_from_damage(three) == ("run-2", "run-1")
        self.flip_a_bit(three.current / ANALYTICS)
        assert roll_back_from_damage(three) == ("run-1", "run-3")

    def test_rollback_goes_to_the_newest_run_before_that_is_whole(self, three):
        self.flip_a_bit(three.published / "run-2" / ANALYTICS)
        with pytest.raises(UsageError, match="run-2 are damaged: run `warehouse nightly`"):
            rollback(three, "run-2")
        assert rollback(three) == ("run-3", "run-1")
        rollback(three, "run-3")
        self.flip_a_bit(three.published / "run-1" / ANALYTICS)
        with pytest.raises(PublishError, match="before run-3 are damaged: run `warehouse nightly`"):
            rollback(three)

    def test_a_reader_of_a_damaged_run_is_told_what_publishes_anew(self, three):
        (three.current / ANALYTICS).write_bytes(b"not what it was" * 5000)
        with pytest.raises(DamagedError, match="run `warehouse nightly`"):
            answer(three)

    def test_a_run_that_was_removed_by_hand_is_damage_too(self, three):
        shutil.rmtree(three.published / "run-3")
        assert roll_back_from_damage(three) == ("run-3", "run-2")

    def test_a_manifest_that_cannot_be_read_is_damage(self, three):
        (three.current / "manifest.json").write_text('{"files": 3}')
        assert roll_back_from_damage(three) == ("run-3", "run-2")

    def test_a_run_from_before_there_were_manifests_is_taken_for_whole(self, three):
        (three.current / "manifest.json").unlink()
        assert roll_back_from_damage(three) is None

    def test_where_nothing_is_whole_it_says_what_to_do(self, three):
        for run in published_runs(three):
            self.flip_a_bit(three.published / run / ANALYTICS)
        with pytest.raises(PublishError, match="run-3 are damaged and no other run is whole"):
            roll_back_from_damage(three)

    def test_nothing_published_is_no_damage(self, home):
        assert roll_back_from_damage(home) is None


def test_a_reader_keeps_its_run_while_newer_ones_are_published_and_pruned(build, home):
    publish_run(build, home, "run-1")
    with connect_published(published_folder(home)) as reader:
        for number in range(2, 5):
            fill(build, f"answer {number}")
            publish_run(build, home, f"run-{number}", keep=1)
        assert reader.execute("select answer from marts.answer").fetchall() == [("first",)]
    assert answer(home) == "answer 4"
    assert published_runs(home) == ["run-4"]


def test_the_last_runs_stay_and_the_current_one_is_never_pruned(build, home):
    for number in range(1, 5):
        publish_run(build, home, f"run-{number}", keep=3)
    assert published_runs(home) == ["run-2", "run-3", "run-4"]
    rollback(home, "run-2")
    publish_run(build, home, "run-5", keep=1)
    assert published_runs(home) == ["run-5"]


def test_rollback_goes_one_back_or_to_a_named_run(build, home):
    for number in range(1, 4):
        fill(build, f"answer {number}")
        publish_run(build, home, f"run-{number}")
    assert rollback(home) == ("run-3", "run-2")
    assert answer(home) == "answer 2"
    assert rollback(home, "run-3") == ("run-2", "run-3")
    assert answer(home) == "answer 3"


def test_a_run_that_was_rolled_back_from_is_not_gone_back_to(build, home):
    for number in range(1, 4):
        publish_run(build, home, f"run-{number}")
    rollback(home)
    rollback(home)
    publish_run(build, home, "run-4")
    assert rollback(home) == ("run-4", "run-1")
    with pytest.raises(PublishError, match=r"no run before run-1 to roll back to\."):
        rollback(home)
    # unless it is asked for by its name: then it is a run like any other
    rollback(home, "run-2")
    assert rollback(home, "run-3") == ("run-2", "run-3")
    assert rollback(home) == ("run-3", "run-2")
    rollback(home, "run-4")
    shutil.rmtree(home.published / "run-1")
    shutil.rmtree(home.published / "run-2")
    with pytest.raises(PublishError, match="but run-3, left by a rollback"):
        rollback(home)


def test_rollback_without_an_earlier_run_says_so(build, home):
    with pytest.raises(PublishError, match="Nothing is published"):
        rollback(home)
    publish_run(build, home, "run-1")
    with pytest.raises(PublishError, match="no run before run-1"):
        rollback(home)
    with pytest.raises(UsageError, match="No published run is called run-9"):
        rollback(home, "run-9")
    with pytest.raises(UsageError, match="No published run"):
        rollback(home, "../../etc")


def test_nothing_is_published_from_an_empty_build(home):
    with connect_build(home) as connection, pytest.raises(PublishError, match="nothing to publish"):
        publish(connection, home, "run-1", 5)
    assert not home.current.exists()


def test_readers_cannot_write_nor_reach_other_files(build, home, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    folder = publish_run(build, home, "run-1")
    with connect_published(folder) as reader:
        for statement in (
            "insert into marts.answer values ('mine')",
            f"select * from read_csv('{secret}')",
            f"copy marts.answer to '{tmp_path / 'out.csv'}'",
            f"attach '{home.build}' as build",
            "set enable_external_access = true",
        ):
            with pytest.raises(duckdb.Error):
                reader.execute(statement)


def test_a_process_may_open_the_same_run_twice(build, home):
    folder = publish_run(build, home, "run-1")
    with connect_published(folder) as one, connect_published(folder) as other:
        for reader in (one, other, one.cursor()):
            assert reader.execute("select current_setting('TimeZone')").fetchall() == [("UTC",)]
            with pytest.raises(duckdb.Error, match="locked"):
                reader.execute("set threads = 1")


def test_threads_may_open_the_same_run_at_the_same_moment(build, home):
    folder = publish_run(build, home, "run-1")
    together = Barrier(4)

    def read(_: int) -> str:
        together.wait()
        with connect_published(folder) as reader:
            return reader.execute("select current_setting('TimeZone')").fetchall()[0][0]

    with ThreadPoolExecutor(4) as pool:
        for _ in range(50):
            assert list(pool.map(read, range(4))) == 4 * ["UTC"]


def test_restricted_tables_have_one_name_for_who_opens_and_who_attaches(build, home):
    folder = publish_run(build, home, "run-1")
    sql = "select email from restricted.customer_contact"
    with connect_published(folder, restricted=True) as reader:
        assert reader.execute(sql).fetchall() == [("wei@example.com",)]
    with duckdb.connect() as analyst:
        analyst.execute(f"attach '{folder / RESTRICTED}' (read_only)")
        assert analyst.execute(sql).fetchall() == [("wei@example.com",)]


# Every call by which publishing touches the disk; the process is killed at the n-th of them.
KILLED_AT = 40
KILLED = textwrap.dedent(
    """
    import os, pathlib, signal, sys, shutil
    from warehouse.database import connect_build
    from warehouse.home import Home
    from warehouse.publishing import publish
    from warehouse.runs import start_run
    from warehouse import published_files, publishing
    from tests.warehouse.conftest import fill

    home, left = Home(pathlib.Path(sys.argv[1])), int(sys.argv[2])

    def deadly(call):
        def wrapped(*args, **kwargs):
            global left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **kwargs)
        return wrapped

    with connect_build(home) as build:
        fill(build, "second")
        start_run(build, home, "run-2", "nightly")
        for name in ("mkdir", "rename", "replace", "symlink_to", "unlink", "chmod"):
            setattr(pathlib.Path, name, deadly(getattr(pathlib.Path, name)))
        for module, name in (
            (published_files, "_copy_table"),
            (published_files, "_sync_file"),
            (publishing, "_sync_folder"),
            (publishing, "verify_file"),
            (publishing, "write_manifest"),
        ):
            setattr(module, name, deadly(getattr(module, name)))
        shutil.rmtree = deadly(shutil.rmtree)
        publish(build, home, "run-2", 1)
    print("published")
    """
)


def test_a_kill_at_any_moment_of_publishing_leaves_current_whole(tmp_path):
    outcomes = set()
    for moment in range(1, KILLED_AT):
        home = Home(tmp_path / f"home-{moment}")
        home.create()
        with connect_build(home) as build:
            fill(build, "first")
            publish_run(build, home, "run-1")
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(home.root), str(moment)],
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parents[2],
        )
        if done.returncode == 0:
            assert done.stdout.strip() == "published"
            assert answer(home) == "second"
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        outcomes.add(answer(home))
        assert answer(home) in {"first", "second"}
        # The next run completes, and what the killed one left behind is gone.
        with connect_build(home) as build:
            fill(build, "third")
            publish_run(build, home, "run-3")
        assert answer(home) == "third"
        assert not list(home.published.glob(".*"))
        assert not os.path.lexists(home.root / ".current.next")
    else:
        pytest.fail("publishing never got to its end: raise KILLED_AT")
    assert outcomes == {"first", "second"}, "the kills did not cover both sides of the swap"
