"""The verb `pull` as a user runs it: its words, its exit codes, and no password anywhere."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import run_warehouse
from tests.servers import PASSWORD, Server, postgresql
from warehouse.database import connect_build
from warehouse.home import Home

SOURCE = """
source: shop
maps_to: template
tables:
  deals:
    table: opportunities
    files: []
    key: [opportunity_id]
    required: [opportunity_id, stage]
    columns: {opportunity_id: deal_no, stage: []}
"""


@pytest.fixture(scope="module")
def crm() -> Iterator[Server]:
    with postgresql() as server:
        crm = server.database("crm")
        crm.run(
            "create table deals (deal_no int primary key, stage text, changed_at timestamptz)",
            "insert into deals values (1, 'Won', '2026-01-01'), (2, 'Lost', '2026-01-02')",
            "create table notes (note text)",
            "insert into notes values ('a')",
        )
        yield crm


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def rows(home: Path, query: str) -> list[tuple]:
    with connect_build(Home(home)) as build:
        return build.execute(query).fetchall()


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The one line on standard error."""
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: ")
    return line


def assert_no_password(home: Path, *said: subprocess.CompletedProcess[str]) -> None:
    secrets = (PASSWORD, "open sesame", "wr0ng")
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".jsonl" for path in kept)
    texts = [done.stdout + done.stderr for done in said]
    texts += [path.read_bytes().decode("latin-1") for path in kept]
    assert not [text for text in texts if any(secret in text for secret in secrets)]


@pytest.mark.parametrize("name", ["WAREHOUSE_PULL_PASSWORD", "PGPASSWORD"])
def test_a_pull_with_a_password_of_the_environment(home, crm, name):
    said = run_warehouse(
        home, "pull", crm.plain_address, "--table", "deals", "--table", "public.notes",
        settings={name: PASSWORD},
    )  # fmt: skip
    assert f"{crm.name}/public.deals" in said.stdout
    assert "notes: It has no key" in said.stdout
    assert rows(home, "select deal_no, stage from raw.crm__deals order by all") == [
        ("1", "Won"), ("2", "Lost")
    ]  # fmt: skip
    ((command, status, message),) = rows(home, "select command, status, message from ops.runs")
    assert (command, status) == ("pull", "succeeded")
    assert message == "2 of 2 tables pulled with 3 rows"
    assert_no_password(home, said)


def test_a_pull_into_a_source_twice_and_in_full(home, crm, tmp_path):
    file = tmp_path / "shop.yml"
    file.write_text(SOURCE, encoding="utf-8")
    verb = ("pull", crm.address, "--table", "deals", "--source-file", file)
    run_warehouse(home, *verb, "--cursor", "changed_at")
    run_warehouse(home, *verb, "--cursor", "changed_at")
    assert rows(home, "select rows_landed from ops.files order by started_at") == [(2,), (1,)]
    again = run_warehouse(home, *verb, "--cursor", "changed_at")
    assert "unchanged" in again.stdout
    run_warehouse(home, *verb, "--cursor", "changed_at", "--full")
    assert rows(home, "select count(*) from ops.files where status = 'landed'") == [(3,)]
    assert rows(home, "select distinct _source_system from raw.template__opportunities") == [
        ("shop",)
    ]
    assert_no_password(home, again)


FAULTS = {
    "a wrong password": (
        "postgresql://owner:wr0ng@127.0.0.1:{port}/crm",
        ["deals"],
        [],
        1,
        "password authentication",
    ),
    "no password": ("postgresql://owner@127.0.0.1:{port}/crm", ["deals"], [], 1, "PULL_PASSWORD"),
    "no server": ("postgresql://owner:wr0ng@127.0.0.1:1/crm", ["deals"], [], 1, "Cannot connect"),
    "no MySQL server": ("mysql://owner:wr0ng@127.0.0.1:1/crm", ["deals"], [], 1, "Cannot connect"),
    "no host": ("postgresql://o:wr0ng@nowhere.invalid/crm", ["deals"], [], 1, "Cannot connect"),
    "no database": ("{server}nope", ["deals"], [], 1, 'database "nope" does not exist'),
    "no address": ("crm:wr0ng", ["deals"], [], 2, "postgresql://user@host/database"),
    "an option that is none": ("{server}crm?wr=x", ["deals"], [], 1, "Cannot connect"),
    "no table": ("{server}crm", ["deals", "nope"], [], 2, "has no table 'nope'"),
    "no cursor": ("{server}crm", ["deals"], ["--cursor", "nope"], 2, "no column 'nope'"),
    "no source": ("{server}crm", ["deals"], ["--source", "nope"], 2, "No source is called"),
    "two tables as one": ("{server}crm", ["deals", "notes"], ["--as", "x"], 2, "one --table"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_sentence_and_lands_nothing(home, crm, fault):
    address, tables, options, code, says = FAULTS[fault]
    server = crm.address.removesuffix("crm")
    address = address.format(port=crm.url.port, server=server)
    named = [part for table in tables for part in ("--table", table)]
    done = run_warehouse(home, "pull", address, *named, *options, exit_code=code)
    assert says in sentence(done)
    assert rows(home, "select count(*) from ops.files") == [(0,)]
    assert rows(home, "select status from ops.runs") == [("failed",)]
    assert_no_password(home, done)


def test_a_table_that_fails_is_told_and_the_others_land(home, crm):
    crm.run("create view broken as select 1 / (deal_no - 1) as one from deals")
    done = run_warehouse(
        home, "pull", crm.address, "--table", "broken", "--table", "deals", exit_code=1
    )
    assert "division by zero" in sentence(done)
    assert rows(home, "select status from ops.files order by status") == [("failed",), ("landed",)]
    assert rows(home, "select count(*) from ops.pulls") == [(1,)]
