"""A file's tests run on one worker, so that what they share is made once."""

import subprocess
import sys
from pathlib import Path

from tests.command_line import ROOT
from tests.scheduling import FIRST, SHARING_ROOMS, SPREAD, place_of, scope_of

TEST = """
import pytest

@pytest.fixture(scope="module")
def made(worker_id):
    with open("made.txt", "a") as file:
        file.write(f"{__name__} {worker_id}\\n")

@pytest.mark.parametrize("number", range(20))
def test_it(made, number):
    pass
"""


def test_every_file_is_one_worker_s(tmp_path):
    for name in ("test_one", "test_two", "test_three"):
        (tmp_path / f"{name}.py").write_text(TEST, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = " + str(ROOT), encoding="utf-8")
    how = ["-p", "tests.scheduling", "--numprocesses", "2", "--dist", "loadgroup", "-q"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *how, str(tmp_path)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "60 passed" in done.stdout, done.stdout + done.stderr
    made = [line.split() for line in (tmp_path / "made.txt").read_text().splitlines()]
    assert sorted(file for file, _ in made) == ["test_one", "test_three", "test_two"]
    assert {worker for _, worker in made} == {"gw0", "gw1"}


def test_what_is_named_is_there():
    for name in (*FIRST, *SPREAD, *SHARING_ROOMS):
        assert Path(ROOT / name).exists(), name


def test_scopes():
    assert scope_of("tests/ingestion/test_cells.py::TestDates::test_one[a@b::c]") == (
        "tests/ingestion/test_cells.py"
    )
    assert scope_of(f"{SHARING_ROOMS[0]}/test_core.py::test_one") == SHARING_ROOMS[0]
    assert scope_of(f"{SPREAD[0]}::test_one") == f"{SPREAD[0]}::test_one"


def test_the_longest_are_first_and_a_file_goes_before_its_room():
    named = [place_of(f"{name}::test_one") for name in FIRST]
    assert named == sorted(set(named))
    assert place_of("tests/dbt_project/test_core.py::test_one") == FIRST.index("tests/dbt_project")
    assert place_of("tests/ingestion/test_cells.py::test_one") == len(FIRST)
