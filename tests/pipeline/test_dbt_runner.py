"""What dbt reads of the project is kept for the next process, and read again where it changed."""

import hashlib
import subprocess
import sys

import pytest

from pipeline import dbt_runner
from tests.command_line import ROOT


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder in place of the project."""
    folder = tmp_path / "project"
    (folder / "models").mkdir(parents=True)
    (folder / "dbt_project.yml").write_text("name: small\n", encoding="utf-8")
    (folder / "models" / "one.sql").write_text("select 1", encoding="utf-8")
    monkeypatch.setattr(dbt_runner, "PROJECT", folder)
    return folder


def state():
    return dbt_runner._state("build.duckdb")


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "models" / "one.sql").write_text("select 2"),
        lambda folder: (folder / "models" / "one.sql").rename(folder / "models" / "two.sql"),
        lambda folder: (folder / "models" / "one.sql").unlink(),
        lambda folder: (folder / "models" / "two.yml").write_text("models: []"),
        lambda folder: (folder / "dbt_project.yml").write_text("name: other"),
    ],
)
def test_any_change_of_a_file_is_another_state(project, change):
    before = state()
    assert state() == before
    change(project)
    assert state() != before


def test_what_dbt_writes_and_another_database_are_told_apart(project):
    before = state()
    for folder in ("target", "logs"):
        (project / folder).mkdir()
        (project / folder / "written").write_text("by dbt", encoding="utf-8")
    assert state() == before
    assert dbt_runner._state("other.duckdb") != before


def test_another_version_of_dbt_is_another_state(project, monkeypatch):
    before = state()
    monkeypatch.setattr(dbt_runner, "version", lambda name: "99.0")
    assert state() != before


@pytest.mark.parametrize("cut", [0, 10, 40, 64, 70])
def test_what_was_not_written_to_its_end_is_not_used(tmp_path, cut):
    file, known = tmp_path / "parsed.pickle", b"s" * 32
    packed = b"what was read"
    whole = known + hashlib.sha256(packed).digest() + packed
    file.write_bytes(whole)
    assert dbt_runner._kept(file, known) == packed
    assert dbt_runner._kept(file, b"t" * 32) == b""
    file.write_bytes(whole[:cut])
    assert dbt_runner._kept(file, known) == b""
    assert dbt_runner._kept(tmp_path / "missing", known) == b""


def refuse(*arguments):
    raise AssertionError("dbt was asked")


@pytest.mark.slow
def test_the_next_process_does_not_ask_dbt(monkeypatch):
    folder = dbt_runner.PROJECT / "target"
    packed = dbt_runner._parsed.__wrapped__(folder, "build.duckdb")
    monkeypatch.setattr(dbt_runner, "_invoke", refuse)
    assert dbt_runner._parsed.__wrapped__(folder, "build.duckdb") == packed
    with pytest.raises(AssertionError, match="dbt was asked"):
        dbt_runner._parsed.__wrapped__(folder, "other.duckdb")


def test_what_lies_in_a_home_is_not_unpacked(project, tmp_path, monkeypatch):
    """Whoever may write there could make us run anything."""
    home = tmp_path / "home"
    home.mkdir()
    known, packed = state(), b"planted"
    (home / "build.duckdb.pickle").write_bytes(known + hashlib.sha256(packed).digest() + packed)
    monkeypatch.setattr(dbt_runner, "_invoke", refuse)
    with pytest.raises(AssertionError, match="dbt was asked"):
        dbt_runner._parsed.__wrapped__(home, "build.duckdb")


@pytest.mark.slow
def test_the_manifest_is_read_before_any_command_of_dbt(tmp_path):
    script = f"""
from pathlib import Path
from pipeline.dbt_runner import read_manifest
from warehouse.home import Home
print("model.crm_warehouse.customer_rfm" in read_manifest(Home(Path({str(tmp_path)!r})))["nodes"])
"""
    for _ in range(2):  # dbt itself may read the project for the first; the second has what it kept
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.stdout == "True\n", done.stderr
