"""`warehouse quarantine`: rows that a night holds back, and their way back."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.quarantine import read_held
from tests.command_line import rows, run_here, value
from tests.expectations.landed import HEADER, order_lines
from tests.warehouse.conftest import fill
from warehouse.database import connect_build, connect_published, published_folder
from warehouse.errors import LockedError
from warehouse.home import Home
from warehouse.publishing import publish
from warehouse.runs import start_run

FUTURE = "2199-01-01 10:00:00"
ORDERS = "select source_id from core.fct_order order by all"
ACCOUNTED = """
    select
        sum(rows_read - rows_landed - rows_rejected - rows_dropped - rows_quarantined),
        sum(rows_quarantined)
    from ops.files
"""
SUITE = """
table: raw.template__order_lines
expectations:
  - expectation: no_rows_where
    severity: warning
    quarantine: true
    description: Order O5 is under dispute.
    arguments: {where: order_id = 'O5'}
"""


def row(number: int, day: str = FUTURE) -> str:
    return f"O{number},C{number},{day},P1,1,9.50\n"


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def listed(home: Path, *options: str) -> list[dict[str, object]]:
    return json.loads(run_here(home, "quarantine", "list", "--json", *options).stdout)["rows"]


@pytest.fixture(scope="module")
def held_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small home of which the raw check has held two rows, without a build."""
    root = tmp_path_factory.mktemp("held")
    text = order_lines(60) + row(60) + row(61)
    run_here(root / "home", "ingest", write(root / "exports", "order_lines.csv", text))
    done = run_here(root / "home", "check", "raw")
    assert "Quarantined: 2 rows; `warehouse quarantine list` shows them." in done.stdout
    return root / "home"


@pytest.fixture
def home(held_home: Path, copy_of: Callable[[Path], Path]) -> Path:
    return copy_of(held_home)


def test_held_rows_are_listed_and_put_back(home):
    first, second = listed(home)
    assert [first["row_number"], second["row_number"]] == [61, 62]
    assert first["record"]["order_id"] == "O60"
    assert first["reason"] == "No ordered_at is later than the landing of its file."
    assert listed(home, "--source", "zoho") == []
    table = run_here(home, "quarantine", "list").stdout
    assert str(first["quarantine_id"]) in table
    assert "O60" not in table, "rows are data of persons: only who asks for them sees them"

    name = str(first["quarantine_id"])
    done = run_here(home, "quarantine", "release", name, "--reason", "A clock was wrong.")
    assert "Released: 1 row. The next build reads everything anew." in done.stdout
    assert [held["row_number"] for held in listed(home)] == [62]
    (released,) = [held for held in listed(home, "--released") if held["released_at"]]
    assert released["release_reason"] == "A clock was wrong."
    done = run_here(home, "check", "raw")
    assert "Quarantined:" not in done.stdout, "what was let go is not held again"
    run_here(home, "quarantine", "release", "--all", "--source", "template")
    assert listed(home) == []
    status = json.loads(run_here(home, "status", "--json").stdout)
    assert status["runs"][0]["command"] == "quarantine"
    assert status["runs"][0]["message"] == "1 row released"
    done = run_here(home, "quarantine", "release", "--all")
    assert "Released: 0 rows. None of them was held." in done.stdout


@pytest.mark.parametrize("arguments", [(), ("--all", "abc"), ("nonsense",)])
def test_wrong_usage(home, arguments):
    done = run_here(home, "quarantine", "release", *arguments, exit_code=2)
    assert done.stderr.startswith("Error: ")
    assert len(listed(home)) == 2


def test_the_status_of_the_file_tells_of_them(home):
    (load,) = json.loads(run_here(home, "status", "--file", "order_lines.csv", "--json").stdout)[
        "loads"
    ]
    assert (load["file"]["rows_landed"], load["file"]["rows_quarantined"]) == (60, 2)
    assert [found["outcome"] for found in load["rows"]] == ["quarantined", "quarantined"]
    assert json.loads(load["rows"][0]["line_text"])["order_id"] == "O60"
    run_here(home, "quarantine", "release", "--all")
    said = run_here(home, "status", "--file", "order_lines.csv").stdout
    assert "rows_landed: 62" in said
    assert "quarantined  " not in said


def test_published_rows_are_told_without_the_rows_themselves(home):
    place = Home(home)
    with connect_build(place) as build:
        with pytest.raises(LockedError):
            read_held(place)
        fill(build, "answer")
        start_run(build, place, "run-1", "nightly")
        publish(build, place, "run-1", 5)
        held = read_held(place, with_records=True)
    assert held["writing"] is not None
    assert [found["row_number"] for found in held["rows"]] == [61, 62]
    assert not [found for found in held["rows"] if "record" in found]
    with connect_published(published_folder(place), restricted=True) as reader:
        ((record,),) = reader.execute(
            "select record from ops.quarantined_rows where row_number = 61"
        ).fetchall()
    assert json.loads(record)["order_id"] == "O60"


def test_a_home_without_anything_says_so(tmp_path):
    for arguments in (("list",), ("release", "--all")):
        done = run_here(tmp_path / "home", "quarantine", *arguments, exit_code=2)
        assert "There is no warehouse" in done.stderr


def test_a_warehouse_older_than_the_quarantine_has_none(home):
    with connect_build(Home(home)) as build:
        build.execute("drop table ops.quarantined_rows")
        build.execute("alter table ops.files drop column rows_quarantined")
    assert listed(home) == []
    said = run_here(home, "status", "--file", "order_lines.csv").stdout
    assert "rows_landed: 60" in said
    # the next writer makes what is missing, and goes on
    done = run_here(home, "check", "raw", exit_code=1)
    assert "Every row that was read is landed" in done.stderr


@pytest.mark.slow
def test_a_night_goes_on_without_held_rows_and_builds_read_what_comes_back(tmp_path):
    home, exports = tmp_path / "home", tmp_path / "exports"
    write(exports, "order_lines_1.csv", order_lines(60) + row(60))
    said = run_here(home, "nightly", exports).stdout
    assert "Quarantined: 1 rows" in said
    whole = [f"O{number}" for number in range(60)]
    assert [name for (name,) in rows(home, ORDERS)] == sorted(whole)
    # rows that a night holds of what it landed were never read: the build keeps what it has
    write(exports, "order_lines_2.csv", HEADER + "\n" + row(70, "2026-06-02") + row(71))
    run_here(home, "nightly", exports)
    assert [name for (name,) in rows(home, ORDERS)] == sorted([*whole, "O70"])
    assert refreshed(home) == [True, False]
    # an older row is taken out of what was read before
    write(home / "expectations" / "raw", "disputes.yml", SUITE)
    run_here(home, "nightly", exports)
    assert [name for (name,) in rows(home, ORDERS)] == sorted({*whole, "O70"} - {"O5"})
    assert refreshed(home) == [True, False, True]
    assert rows(home, ACCOUNTED) == [(0, 3)]
    assert value(home, "select count(*) from ops.quarantined_rows") == 3
    # and what is put back is read again
    run_here(home, "quarantine", "release", "--all", "--reason", "Settled.")
    run_here(home, "nightly", exports)
    assert [name for (name,) in rows(home, ORDERS)] == sorted([*whole, "O60", "O70", "O71"])
    assert refreshed(home) == [True, False, True, True]
    assert rows(home, ACCOUNTED) == [(0, 0)]


def refreshed(home: Path) -> list[bool]:
    """Of each build, whether it read everything again."""
    logs = sorted((home / "logs").glob("*.jsonl"))
    lines = [line for log in logs for line in log.read_text(encoding="utf-8").splitlines()]
    return ["--full-refresh" in line for line in lines if "dbt build" in line]


@pytest.mark.slow
def test_a_fault_of_raw_stops_the_night_before_anything_is_built(demo_home, copy_of, tmp_path):
    home = copy_of(demo_home)
    published = (home / "current").resolve()
    text = order_lines(40) + "".join(row(100 + number) for number in range(10))
    done = run_here(home, "nightly", write(tmp_path / "new", "sales.csv", text), exit_code=1)
    assert "A critical expectation does not hold" in done.stderr
    assert "No ordered_at is later than the landing of its file" in done.stderr
    assert "none held back, since they are over 5 % of a file" in done.stderr
    assert (home / "current").resolve() == published
    status = json.loads(run_here(home, "status", "--json").stdout)
    assert status["runs"][0]["status"] == "failed"
    (check,) = status["failing_checks"]
    assert (check["stage"], check["severity"]) == ("raw", "critical")
    steps = [step["step"] for step in status["steps"]]
    assert "build" not in steps
