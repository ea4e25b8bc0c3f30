"""Suite files: what is accepted, and what a fault's message says."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.checking import check
from expectations.every_table import expand
from expectations.planning import plan
from expectations.suite_files import load_rules, load_suites
from expectations.thresholds import load_thresholds
from warehouse.errors import UsageError

GOOD = """
table: raw.people
expectations:
  - expectation: ExpectColumnValuesToNotBeNull
    columns: [id, email]
    severity: critical
    description: Everybody has an {column}.
"""


def write(folder: Path, text: str, name: str = "people.yml") -> Path:
    (folder / "raw").mkdir(parents=True, exist_ok=True)
    file = folder / "raw" / name
    file.write_text(text, encoding="utf-8")
    return file


def test_one_entry_for_several_columns(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    planned = [
        one
        for one in plan(load_suites("raw", tmp_path), load_rules(), load_thresholds())
        if one.table == "raw.people"
    ]
    assert [one.column for one in planned] == ["id", "email"]
    assert [one.description for one in planned] == [
        "Everybody has an id.",
        "Everybody has an email.",
    ]


def test_user_suites_come_on_top_of_the_shipped_ones(tmp_path: Path) -> None:
    shipped = load_suites("raw")
    assert load_suites("raw", tmp_path / "missing") == shipped
    write(tmp_path, GOOD)
    write(tmp_path, GOOD, "notes.txt")
    both = load_suites("raw", tmp_path)
    assert both[:-1] == shipped
    assert both[-1].suite.table == "raw.people"
    assert load_suites("marts", tmp_path) == load_suites("marts")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("table: raw.people", "table: people", "table"),
        ("critical", "fatal", "expectations.0.severity"),
        ("    description: Everybody has an {column}.\n", "", "expectations.0.description"),
        ("columns: [id, email]", "column: id\n    colour: red", "expectations.0.colour"),
        ("columns: [id, email]", "column: id\n    columns: [email]", "not both"),
        ("columns: [id, email]", "column: id\n    mostly: 95", "expectations.0.mostly"),
        ("expectations:\n", "expectation:\n", "expectations: Field required"),
        ("expectations:\n", "expectations: [\n", "no usable YAML"),
        ("ExpectColumnValuesToNotBeNull", "no_rows_where", "where, or sql"),
        ("columns: [id, email]", "columns_like: .*_at", "columns_like"),
        ("columns: [id, email]", "column: id\n    unless_own_suite: true", "unless_own_suite"),
        ("columns: [id, email]", "column: id\n    names_failing: true", "names_failing"),
        ("columns: [id, email]", "column: id\n    mostly: readable_share", "expectations.0.mostly"),
        (
            "columns: [id, email]",
            "column: id\n    quarantine: true\n    mostly: 0.9",
            "either quarantine or mostly",
        ),
        (
            "ExpectColumnValuesToNotBeNull",
            "ExpectColumnValuesToBeUnique\n    quarantine: true",
            "quarantine is for single rows",
        ),
        (
            "raw.people\nexpectations:\n  - expectation: ExpectColumnValuesToNotBeNull",
            "core.people\nexpectations:\n  - quarantine: true\n"
            "    expectation: ExpectColumnValuesToNotBeNull",
            "quarantine is for tables of raw",
        ),
    ],
)
def test_a_fault_names_file_and_field(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in GOOD
    file = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(UsageError) as caught:
        load_suites("raw", tmp_path)
    assert str(file) in str(caught.value)
    assert fault in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just text"])
def test_a_file_that_is_no_suite(tmp_path: Path, text: str) -> None:
    file = write(tmp_path, text)
    with pytest.raises(UsageError, match="is not usable") as caught:
        load_suites("raw", tmp_path)
    assert str(file) in str(caught.value)


def test_another_encoding(tmp_path: Path) -> None:
    file = write(tmp_path, GOOD)
    file.write_bytes(GOOD.replace("Everybody", "Jeder Käufer").encode("latin-1"))
    with pytest.raises(UsageError, match="save it as UTF-8"):
        load_suites("raw", tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("ExpectColumnValuesToNotBeNull", "ExpectColumnsToBeHappy", "expectations.0.expectation"),
        ("ExpectColumnValuesToNotBeNull", "UnexpectedRows", "expectations.0.expectation"),
        ("ExpectColumnValuesToNotBeNull", "core", "expectations.0.expectation"),
        (
            "columns: [id, email]",
            "column: id\n    arguments: {flavour: 3}",
            "expectations.0.arguments",
        ),
        (
            "ExpectColumnValuesToNotBeNull\n    columns: [id, email]",
            "ExpectColumnValuesToNotBeNull",
            "expectations.0.arguments",
        ),
        (
            "ExpectColumnValuesToNotBeNull\n    columns: [id, email]",
            "readable_date",
            "expectations.0.column",
        ),
    ],
)
def test_an_expectation_that_cannot_be_made(
    build, home, tmp_path: Path, old: str, new: str, fault: str
) -> None:
    assert old in GOOD
    file = write(tmp_path / "suites", GOOD.replace(old, new))
    with pytest.raises(UsageError) as caught:
        check(build, "raw", run_id="r", docs=home.docs, user_suites=tmp_path / "suites")
    assert f"{file}: {fault}" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert build.execute("select count(*) from ops.check_results").fetchall() == [(0,)]


def test_the_suite_on_every_raw_table_is_for_those_that_have_rows_and_columns(
    build, tmp_path: Path
) -> None:
    write(
        tmp_path,
        """
table: raw.*
expectations:
  - {expectation: no_rows_where, arguments: {where: _load_id = ''}, severity: warning,
     description: a}
  - {expectation: readable_date, columns_like: .+_at, severity: warning, description: b}
  - {expectation: readable_number, column: amount, unless_own_suite: true, severity: warning,
     description: c}
  - {expectation: no_rows_where, columns_like: s.*, severity: warning, description: d,
     arguments: {sql: "select {columns} from {batch} where {table} = 'x'"}}
""",
        "all.yml",
    )
    write(
        tmp_path,
        """
table: raw.own
expectations:
  - {expectation: readable_date, column: paid_at, severity: warning, description: e}
""",
        "own.yml",
    )
    for table, columns in {
        "own": "paid_at varchar, sent_at varchar, amount varchar",
        "free": "amount varchar, stage varchar, status varchar",
        "empty": "amount varchar",
    }.items():
        build.execute(
            f"create table raw.{table} (_load_id varchar, _loaded_at timestamp, {columns})"
        )
        if table != "empty":
            build.execute(f"insert into raw.{table} (_load_id) values ('1')")
    build.execute("create table raw.by_hand as select 'x' as amount")
    mine = [file for file in load_suites("raw", tmp_path) if str(tmp_path) in file.place]
    planned = plan(expand(build, mine), load_rules(), load_thresholds())
    found = {(one.table, one.description, one.column) for one in planned}
    assert found == {
        ("raw.own", "e", "paid_at"),
        ("raw.own", "a", None),
        ("raw.own", "b", "sent_at"),
        ("raw.free", "a", None),
        ("raw.free", "c", "amount"),
        ("raw.free", "d", None),
        # sent_at begins with an s too
        ("raw.own", "d", None),
    }
    (together,) = [one for one in planned if (one.table, one.description) == ("raw.free", "d")]
    assert together.failing_rows == (
        """select "stage", "status" from "raw"."free" where 'raw.free' = 'x'"""
    )


def test_every_shipped_suite_can_be_planned() -> None:
    for stage in ("raw", "marts"):
        suites = load_suites(stage)
        tables = [file.suite.table for file in suites]
        assert len(set(tables)) == len(tables)
        planned = plan(suites, load_rules(), load_thresholds())
        assert len(planned) >= len(suites) - 1, "all but the one on every table"
        assert {one.severity for one in planned} == {"critical", "warning"}
        assert not any("{" in one.description for one in planned)
