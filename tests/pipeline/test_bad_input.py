"""Bad input is one sentence that says what, where and what to do; nothing is half-landed."""

import gzip
import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.command_line import ROOT, WAREHOUSE, environment, run_here, run_warehouse
from tests.warehouse.conftest import fill
from warehouse.database import connect_build
from warehouse.home import Home
from warehouse.publishing import publish
from warehouse.runs import start_run

HEADER = "opportunity_id,stage,amount\n"
GOOD = HEADER + "o1,Won,10\no2,Lost,20\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


def landed(home: Path) -> int:
    with connect_build(Home(home)) as build:
        return build.execute("select count(*) from raw.template__opportunities").fetchall()[0][0]


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The one line on standard error."""
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("Error: ")
    return lines[0]


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def truncated_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("opportunities.csv", HEADER + "o1,Won,1\n" * 10_000)
    return write(path, path.read_bytes()[:-200])


BAD_FILES = {
    "a truncated zip": (lambda f: truncated_zip(f / "backup.zip"), ["backup.zip", "zip"]),
    "a truncated gz": (
        lambda f: write(f / "opportunities.csv.gz", gzip.compress(GOOD.encode() * 500)[:-20]),
        ["opportunities.csv.gz"],
    ),
    "a wrong encoding": (
        lambda f: write(f / "opportunities.csv", GOOD.encode() + b"o3,\xff\xff\xff,1\n"),
        ["opportunities.csv", "line 4", "encoding"],
    ),
    "a required column that is absent": (
        lambda f: write(f / "opportunities.csv", "opportunity_id,amount\no1,2\n"),
        ["opportunities.csv", "stage"],
    ),
    "an unknown export": (
        lambda f: write(f / "weather.csv", "day,rain\n2026-01-01,3\n"),
        ["weather.csv", "--source"],
    ),
    "a file that is no workbook": (
        lambda f: write(f / "opportunities.xlsx", b"PK\x03\x04 but no workbook"),
        ["opportunities.xlsx"],
    ),
    "a file that is no JSON": (
        lambda f: write(f / "opportunities.json", '[{"opportunity_id": "o1"'),
        ["opportunities.json"],
    ),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_landed(name, home, exports):
    make, words = BAD_FILES[name]
    file = make(exports)
    done = run_warehouse(home, "ingest", file, exit_code=1)
    said = sentence(done)
    for word in words:
        assert word in said
    assert landed(home) == 0
    # What is good beside it still lands, whole.
    good = write(exports / "deals.csv", GOOD)
    run_here(home, "ingest", file, good, exit_code=1)
    assert landed(home) == 2


@pytest.mark.parametrize(
    ("content", "says"), [("", "The file is empty"), (HEADER, "The file has a header but no rows")]
)
def test_a_file_without_rows_is_told_and_no_fault(home, exports, content, says):
    file = write(exports / "opportunities.csv", content)
    done = run_warehouse(home, "ingest", file)
    assert f"opportunities.csv: {says}" in done.stdout
    assert not done.stderr
    assert landed(home) == 0


def test_all_that_failed_is_named_in_one_sentence(home, exports):
    for number in range(7):
        write(exports / f"opportunities_{number}.csv", f"opportunity_id,x{number}\no1,2\n")
    write(exports / "deals.csv", GOOD)
    done = run_warehouse(home, "ingest", exports, exit_code=1)
    said = sentence(done)
    assert "opportunities_0.csv, opportunities_1.csv" in said
    assert "opportunities_4.csv and 2 more could not be landed" in said
    assert "no column for stage" in said
    assert "Land them again when that is mended." in said
    assert landed(home) == 2
    with connect_build(Home(home)) as build:
        ((status, message),) = build.execute("select status, message from ops.runs").fetchall()
    assert status == "failed"
    assert "opportunities_0.csv" in message


def test_a_missing_file_is_wrong_usage_and_lands_nothing(home, exports):
    good = write(exports / "deals.csv", GOOD)
    done = run_warehouse(home, "ingest", good, exports / "not there.csv", exit_code=2)
    assert "not there.csv" in sentence(done)
    assert landed(home) == 0


def test_an_unknown_source_or_table_names_the_known_ones(home, exports):
    good = write(exports / "deals.csv", GOOD)
    done = run_warehouse(home, "ingest", "--source", "siebel", good, exit_code=2)
    assert "zoho" in sentence(done)
    done = run_warehouse(
        home, "ingest", "--source", "template", "--table", "dreams", good, exit_code=2
    )
    assert "opportunities" in sentence(done)


def test_a_faulty_source_file_names_the_file_and_the_field(home, exports):
    good = write(exports / "deals.csv", GOOD)
    faulty = write(exports / "mine.yml", "source: mine\ntables: {deals: {kee: [a]}}\n")
    done = run_warehouse(home, "ingest", "--source-file", faulty, good, exit_code=2)
    assert "mine.yml" in sentence(done)
    assert "kee" in sentence(done)


def test_a_night_on_nothing_but_failed_files_stops(home, exports):
    write(exports / "opportunities.csv", "opportunity_id,amount\no1,2\n")
    done = run_warehouse(home, "nightly", exports / "opportunities.csv", exit_code=1)
    assert "stage" in sentence(done)
    assert not (home / "current").exists()
    status = run_warehouse(home, "status").stdout
    assert "failed" in status


def test_hostile_files_leave_what_is_published_as_it_was(home, exports):
    place = Home(home)
    place.create()
    with connect_build(place) as build:
        fill(build, "answer")
        start_run(build, place, "run-1", "nightly")
        published = publish(build, place, "run-1", 5)
    before = {path.name: path.read_bytes() for path in published.iterdir()}
    with zipfile.ZipFile(exports / "backup.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../current/analytics.duckdb", GOOD)
        archive.writestr(f"{home}/current/opportunities.csv", GOOD)
        archive.writestr("opportunities_bomb.csv", b"0" * 70_000_000)
    (exports / "opportunities_link.csv").symlink_to(published / "restricted.duckdb")
    write(exports / "opportunities_deep.json", "[" * 1_000_000)
    write(exports / "opportunities_nul.csv", b"\0" * 1_000_000)
    write(exports / "opportunities_wide.csv", "," * 1_000_000 + "\n")
    write(exports / "deals.csv", GOOD.replace("o1", "d1"))
    said = sentence(run_warehouse(home, "ingest", exports, exit_code=1))
    assert "backup.zip/opportunities_bomb.csv" in said
    assert landed(home) == 4
    assert place.current.resolve() == published.resolve()
    assert {path.name: path.read_bytes() for path in published.iterdir()} == before


def test_a_locked_build_is_one_sentence(home, exports):
    good = write(exports / "deals.csv", GOOD)
    run_warehouse(home, "ingest", good)
    program = (
        "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); "
        "print('held', flush=True); time.sleep(120)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(home / "build.duckdb")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout
    try:
        assert holder.stdout.readline() == "held\n"
        done = run_warehouse(home, "ingest", good, exit_code=75)
        assert "open in another program" in sentence(done)
    finally:
        holder.kill()
        holder.wait()


@pytest.mark.parametrize("limit", [200_000, 2_000_000])
def test_a_full_disk_is_one_sentence_and_loses_nothing(home, exports, limit):
    """No file may grow beyond `limit` bytes, which is how a full disk looks to a writer."""
    first = write(exports / "deals_1.csv", GOOD)
    run_warehouse(home, "ingest", first)
    # Content that does not compress, so that it must reach the disk.
    big = exports / "deals_2.csv"
    with big.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        file.writelines(f"b{n},{os.urandom(40).hex()},1\n" for n in range(60_000))
    done = subprocess.run(
        [*WAREHOUSE, "ingest", str(big)],
        env=environment(home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "disk" in sentence(done)
    assert landed(home) == 2
    run_warehouse(home, "ingest", big)
    assert landed(home) == 60_002


def test_wrong_usage_exits_with_2(home):
    for arguments in (
        ["frobnicate"],
        ["ingest"],
        ["check", "everything"],
        ["demo", "--customers", "x"],
        ["sources", "zoho", "deals"],
    ):
        done = run_warehouse(home, *arguments, exit_code=2)
        assert done.stderr


def test_reading_before_anything_is_published_says_what_to_do(home):
    done = run_warehouse(home, "status", exit_code=2)
    assert "There is no warehouse" in sentence(done)
    for arguments in (["sql", "select 1"], ["rollback"]):
        done = run_warehouse(home, *arguments, exit_code=1)
        assert "Nothing is published" in sentence(done)


def test_publishing_a_build_that_was_not_checked_is_refused(home):
    done = run_warehouse(home, "publish", exit_code=1)
    assert "warehouse check marts" in sentence(done)


def test_what_needs_a_build_says_so_in_a_fresh_home(home):
    done = run_here(home, "build", "--select", "as_of", exit_code=2)
    assert "run `warehouse build` without --select first" in sentence(done)
    done = run_here(home, "check", "marts", exit_code=2)
    assert "There is no build to check" in sentence(done)
    # as of a source of which nothing landed: no row breaks a rule
    assert "0 warnings" in run_here(home, "check", "raw").stdout
