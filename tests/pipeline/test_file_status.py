"""`warehouse status --file`: every row of a file that did not land, and why."""

import json
from pathlib import Path

import pytest

from pipeline.file_status import ROWS_SHOWN, read_file_status
from tests.command_line import run_here
from tests.warehouse.conftest import fill
from warehouse.database import connect_build
from warehouse.errors import LockedError, UsageError
from warehouse.home import Home
from warehouse.publishing import publish
from warehouse.runs import start_run

DEALS = """opportunity_id,stage,amount,closed_at
o1,Won,10,03/04/2026

o2,Lost
o3,Won,"5,05/06/2026
o4,\x1b[31mLost,20,01/02/2026
"""
LATER = "opportunity_id,stage,region,closed_at\no5,Won,North,03/04/2026\n"
MANY = "opportunity_id,stage\n" + "".join(f"m{n},Won,x\n" for n in range(70)) + "m,Won\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three files of a folder and one that failed, landed."""
    root = tmp_path_factory.mktemp("status")
    exports = root / "exports"
    (exports / "crm").mkdir(parents=True)
    (exports / "crm" / "deals_1.csv").write_text(DEALS, encoding="utf-8")
    (exports / "crm" / "deals_2.csv").write_text(LATER, encoding="utf-8")
    (exports / "crm" / "opportunities_many.csv").write_text(MANY, encoding="utf-8")
    (exports / "opportunities [old].csv").write_text("opportunity_id\no1\n", encoding="utf-8")
    run_here(root / "home", "ingest", exports, exit_code=1)
    return root / "home"


def names(home: Path, name: str) -> list[object]:
    return [load["file"]["file_name"] for load in read_file_status(Home(home), name)["loads"]]


def test_every_row_that_did_not_land_has_its_line_reason_and_text(home):
    (load,) = read_file_status(Home(home), "deals_1.csv")["loads"]
    file = load["file"]
    counts = [file[f"rows_{kind}"] for kind in ("read", "landed", "rejected", "dropped")]
    assert counts == [5, 2, 2, 1]
    assert [list(row.values()) for row in load["rows"]] == [
        ["dropped", None, 3, "", "blank line"],
        ["rejected", 2, 4, "o2,Lost", "2 cells, where 4 are expected"],
        [
            "rejected",
            3,
            5,
            'o3,Won,"5,05/06/2026',
            "a quote is not closed, or not doubled inside a quoted cell",
        ],
    ]


def test_columns_are_told_that_are_new_missing_or_undecidable(home):
    (first,) = read_file_status(Home(home), "deals_1.csv")["loads"]
    assert [list(column.values()) for column in first["columns"]] == [
        ["closed_at", "closed_at", "undecidable", None, None]
    ]
    (second,) = read_file_status(Home(home), "deals_2.csv")["loads"]
    assert [list(column.values()) for column in second["columns"]] == [
        ["amount", None, None, None, "missing"],
        ["closed_at", "closed_at", "undecidable", None, None],
        ["region", "region", None, None, "new"],
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("crm/deals_1.csv", ["crm/deals_1.csv"]),
        ("deals_1.csv", ["crm/deals_1.csv"]),
        ("deals_*", ["crm/deals_1.csv", "crm/deals_2.csv"]),
        ("crm/deals_?.csv", ["crm/deals_1.csv", "crm/deals_2.csv"]),
        ("/srv/exports/crm/deals_2.csv", ["crm/deals_2.csv"]),
        ("crm", ["crm/deals_1.csv", "crm/deals_2.csv", "crm/opportunities_many.csv"]),
        ("opportunities [old].csv", ["opportunities [old].csv"]),
    ],
)
def test_a_file_is_found_by_its_name_its_last_part_its_path_or_a_pattern(home, name, found):
    assert names(home, name) == found


@pytest.mark.parametrize("name", ["deals", "ls_1.csv", "nothing*", "", "%"])
def test_a_name_that_fits_nothing_is_wrong_usage(home, name):
    with pytest.raises(UsageError, match="No file called"):
        read_file_status(Home(home), name)


def test_the_command_shows_the_first_rows_and_how_to_see_all(home):
    said = run_here(home, "status", "--file", "*_many*").stdout
    assert said.count("3 cells, where 2 are expected") == ROWS_SHOWN + 1  # one in the message
    assert "And 20 more rows; with --json, all are shown." in said
    status = json.loads(run_here(home, "status", "--file", "*_many*", "--json").stdout)
    assert len(status["loads"][0]["rows"]) == 70
    assert status["writing"] is None


def test_the_command_shows_a_failed_file_and_no_control_characters(home):
    said = run_here(home, "status", "--file", "*").stdout
    assert "no column for stage" in said
    assert "\x1b" not in said
    done = run_here(home, "status", "--file", "nothing.csv", exit_code=2)
    (line,) = done.stderr.splitlines()
    assert line.startswith('Error: No file called "nothing.csv" landed or failed here')
    assert "had landed under another name is found by that" in line


def test_a_warehouse_without_anything_says_so(tmp_path):
    done = run_here(tmp_path / "home", "status", "--file", "x.csv", exit_code=2)
    assert "There is no warehouse" in done.stderr


def test_while_a_run_writes_the_published_rows_are_shown_without_their_text(home):
    place = Home(home)
    with connect_build(place) as build:
        with pytest.raises(LockedError):
            read_file_status(place, "deals_1.csv")
        fill(build, "answer")
        start_run(build, place, "run-1", "nightly")
        publish(build, place, "run-1", 5)
        status = read_file_status(place, "deals_1.csv")
    assert status["writing"] is not None
    assert "without the texts" in status["writing"]
    (load,) = status["loads"]
    assert [row["reason"] for row in load["rows"]][:2] == [
        "blank line",
        "2 cells, where 4 are expected",
    ]
    assert not [row for row in load["rows"] if "line_text" in row]
