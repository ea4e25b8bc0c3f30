"""Suite files: what is accepted, and what a fault's message says."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.checking import check
from expectations.planning import plan
from expectations.suite_files import load_rules, load_suites
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
        one for one in plan(load_suites("raw", tmp_path), load_rules()) if one.table == "raw.people"
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


def test_every_shipped_suite_can_be_planned() -> None:
    for stage in ("raw", "marts"):
        suites = load_suites(stage)
        tables = [file.suite.table for file in suites]
        assert len(set(tables)) == len(tables)
        planned = plan(suites, load_rules())
        assert len(planned) >= len(suites)
        assert {one.severity for one in planned} == {"critical", "warning"}
        assert not any("{" in one.description for one in planned)
