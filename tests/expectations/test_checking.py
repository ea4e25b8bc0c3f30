"""What a check says, keeps and shows."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import duckdb
import pytest

from expectations.checking import check
from expectations.results import CheckResult
from tests.shared_data import ROOT
from warehouse.home import Home

EMAIL = "clara.secret@private.example"


@pytest.fixture
def run(
    build: duckdb.DuckDBPyConnection, home: Home, user_suites: Path
) -> Callable[[str], list[CheckResult]]:
    """Checks the raw stage and returns the results of one table."""

    def run_check(table: str) -> list[CheckResult]:
        results = check(build, "raw", run_id="run-1", docs=home.docs, user_suites=user_suites)
        return [result for result in results if result.table_name == table]

    return run_check


def pages(home: Home, stage: str = "raw") -> str:
    folder = home.docs / "checks" / stage
    return "".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.html"))


def people(build: duckdb.DuckDBPyConnection) -> None:
    build.execute("create table raw.people (id varchar, email varchar, age integer)")
    build.executemany(
        "insert into raw.people values (?, ?, ?)",
        [["1", "a@example.com", 30], ["2", EMAIL, 200], [None, None, 41], ["4", "no mail", 5]],
    )


def test_verdicts_counts_and_severities(build, run, write_suite) -> None:
    people(build)
    write_suite(
        "raw.people",
        {"expectation": "ExpectColumnValuesToNotBeNull", "column": "id"},
        {"expectation": "ExpectColumnValuesToNotBeNull", "column": "age"},
        {"expectation": "well_formed_email", "column": "email", "severity": "warning"},
        {
            "expectation": "no_rows_where",
            "arguments": {"where": "age > 150"},
            "description": "Nobody is that old.",
        },
        {"expectation": "no_rows_where", "arguments": {"sql": "select 1 from {batch} where false"}},
        {"expectation": "ExpectColumnMeanToBeBetween", "column": "age",
         "arguments": {"max_value": 60}},
    )  # fmt: skip
    results = run("raw.people")
    outcome = [(r.success, r.severity, r.rows_checked, r.rows_failed) for r in results]
    assert outcome == [
        (False, "critical", 4, 1),
        (True, "critical", 4, 0),
        (False, "warning", 4, 1),
        (False, "critical", 4, 1),
        (True, "critical", 4, 0),
        (False, "critical", 4, None),
    ]
    assert results[0].observed == "1 failing, 4 rows checked"
    assert results[5].observed == "observed 69"
    assert results[3].sentence == ("raw.people: Nobody is that old. (1 failing, 4 rows checked)")
    assert not any(result.is_error for result in results)


def test_results_are_kept_in_ops(build, run, write_suite) -> None:
    people(build)
    write_suite("raw.people", {"expectation": "ExpectColumnValuesToNotBeNull", "column": "id"})
    (result,) = run("raw.people")
    columns = [field.name for field in fields(CheckResult)]
    kept = build.execute(
        f"select {', '.join(columns)} from ops.check_results where table_name = 'raw.people'"
    ).fetchall()
    assert kept == [tuple(getattr(result, name) for name in columns)]
    assert (result.run_id, result.stage) == ("run-1", "raw")


def test_mostly_is_a_share_of_the_values(build, run, write_suite) -> None:
    build.execute("create table raw.numbers as select range::varchar as n from range(95)")
    build.execute("insert into raw.numbers select 'x' from range(5)")
    build.execute("insert into raw.numbers select null from range(900)")
    write_suite(
        "raw.numbers",
        {"expectation": "readable_number", "column": "n", "mostly": 0.95},
        {"expectation": "readable_number", "column": "n", "mostly": 0.96},
        {"expectation": "readable_number", "column": "n"},
        {"expectation": "no_rows_where", "arguments": {"where": "n = 'x'"}, "mostly": 0.995},
        {"expectation": "no_rows_where", "arguments": {"where": "n = 'x'"}, "mostly": 0.996},
    )
    results = run("raw.numbers")
    assert [result.success for result in results] == [True, False, False, True, False]
    assert {result.rows_failed for result in results} == {5}, "also where it lets them pass"


def test_an_exception_is_neither_passing_nor_failing_data(build, run, write_suite) -> None:
    people(build)
    write_suite(
        "raw.people",
        {"expectation": "ExpectColumnValuesToNotBeNull", "column": "shoe_size"},
        {"expectation": "no_rows_where", "arguments": {"where": "shoe_size > 50"}},
        {"expectation": "no_rows_where", "arguments": {"where": "cast(email as integer) > 1"}},
        {"expectation": "ExpectColumnMaxToBeBetween", "column": "email",
         "arguments": {"max_value": 3}},
        {"expectation": "ExpectColumnValuesToNotBeNull", "column": "age"},
    )  # fmt: skip
    results = run("raw.people")
    assert [result.is_error for result in results] == [True, True, True, True, False]
    for result in results[:4]:
        assert not result.success
        assert result.rows_failed is None
        assert (result.observed or "").startswith("not evaluated: ")
    assert "shoe_size" in (results[0].observed or "")
    assert "shoe_size" in (results[1].observed or "")
    assert "Conversion Error" in (results[2].observed or "")
    assert results[4].success


def test_no_value_of_a_row_is_kept_or_shown(build, run, write_suite, home: Home) -> None:
    people(build)
    write_suite(
        "raw.people",
        {"expectation": "ExpectColumnValuesToBeInSet", "column": "email",
         "arguments": {"value_set": ["a@example.com"]}},
        {"expectation": "ExpectColumnValuesToBeUnique", "column": "email"},
        {"expectation": "no_rows_where",
         "arguments": {"sql": "select email from {batch} where age > 150"}},
        {"expectation": "no_rows_where", "arguments": {"where": "cast(email as integer) > 1"}},
        {"expectation": "ExpectColumnMaxToBeBetween", "column": "email",
         "arguments": {"max_value": 3}},
        {"expectation": "ExpectColumnDistinctValuesToBeInSet", "column": "email",
         "arguments": {"value_set": ["a@example.com"]}},
        {"expectation": "ExpectColumnMostCommonValueToBeInSet", "column": "email",
         "arguments": {"value_set": ["a@example.com"]}},
    )  # fmt: skip
    results = run("raw.people")
    assert sum(not result.success for result in results) == 6, "the e-mail was looked at"
    kept = str(build.execute("select * from ops.check_results").fetchall())
    shown = "".join(
        file.read_text(encoding="utf-8", errors="replace")
        for file in (home.docs / "checks").rglob("*")
        if file.is_file()
    )
    for text in (EMAIL, "clara", "private.example", "no mail"):
        assert text not in kept
        assert text not in shown
    assert "raw.people" in shown


def test_tables_without_rows_meet_everything(build, run, write_suite) -> None:
    build.execute("create table raw.people (id varchar)")
    write_suite(
        "raw.people",
        {"expectation": "ExpectColumnValuesToNotBeNull", "column": "id"},
        {"expectation": "ExpectTableRowCountToBeBetween", "arguments": {"min_value": 1}},
    )
    results = run("raw.people")
    assert [(r.success, r.rows_checked, r.rows_failed, r.observed) for r in results] == [
        (True, 0, 0, "no rows"),
        (True, 0, 0, "no rows"),
    ]


@pytest.mark.parametrize("stage", ["raw", "marts"])
def test_an_empty_warehouse_is_reported_not_a_crash(build, home: Home, stage) -> None:
    results = check(build, stage, run_id="run-1", docs=home.docs)
    missing = [result for result in results if not result.table_name.startswith("ops.")]
    assert missing
    assert all(result.is_error for result in missing)
    assert {r.observed for r in missing} == {"not evaluated: there is no such table"}
    of_ops = [result for result in results if result.table_name.startswith("ops.")]
    assert all(result.success for result in of_ops)
    nothing = "no rows" if stage == "raw" else "no earlier night"
    assert {result.observed for result in of_ops} == {nothing}
    assert (home.docs / "checks" / stage / "index.html").is_file()


def test_what_fails_is_named_where_the_suite_says_that_it_may_be(build, run, write_suite) -> None:
    people(build)
    entry = {
        "expectation": "no_rows_where",
        "arguments": {"sql": "select 'row ' || age from {batch} where age > {quarantine_rows}"},
    }
    write_suite("raw.people", entry | {"names_failing": True}, entry)
    named, counted = run("raw.people")
    assert named.observed == "4 failing: row 200, row 30, row 41, row 5"
    assert counted.observed == "4 failing, 4 rows checked"


def test_data_docs_are_written_and_replaced(build, run, write_suite, home: Home) -> None:
    people(build)
    write_suite(
        "raw.people",
        {"expectation": "ExpectColumnValuesToNotBeNull", "column": "id",
         "description": "Everybody has an id."},
    )  # fmt: skip
    run("raw.people")
    left_over = home.docs / "checks" / "raw" / "left over.html"
    left_over.write_text("of an earlier run", encoding="utf-8")
    assert "Everybody has an id." in pages(home)
    run("raw.people")
    assert not left_over.exists()
    assert "Everybody has an id." in pages(home)
    assert sorted(path.name for path in (home.docs / "checks").iterdir()) == ["raw"]


def test_a_suite_on_one_table_may_look_at_others(build, home, write_suite, user_suites) -> None:
    """Text that Great Expectations or SQLAlchemy would read as parameters is left alone."""
    people(build)
    build.execute("create schema other")
    build.execute("create table other.ages as select age from raw.people")
    query = """
        select a.id from {batch} as a join other.ages as b on a.age = b.age
        where b.age::varchar ~ '^\\d{3}$' and 'a:b' = 'a' || ':b'
    """
    write_suite(
        "raw.people", {"expectation": "no_rows_where", "arguments": {"sql": query}}, stage="marts"
    )
    results = check(build, "marts", run_id="r", docs=home.docs, user_suites=user_suites)
    (result,) = [result for result in results if result.table_name == "raw.people"]
    assert (result.is_error, result.rows_failed) == (False, 1)


def test_the_caller_s_connection_stays_as_it_was(build, run, write_suite) -> None:
    people(build)
    write_suite("raw.people", {"expectation": "readable_number", "column": "age"})
    build.execute("set schema = 'raw'")
    run("raw.people")
    assert build.execute("select count(*) from people").fetchall() == [(4,)]
    assert build.execute("select current_schema()").fetchall() == [("raw",)]
    macros = "select count(*) from duckdb_functions() where function_name = 'exported_number'"
    assert build.execute(macros).fetchall() == [(0,)]


def test_importing_the_check_does_not_import_great_expectations() -> None:
    code = "import sys, expectations.checking; print('great_expectations' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
    )
    assert answer.stdout.strip() == "False"


def test_a_check_prints_nothing(build, run, write_suite, capfd) -> None:
    people(build)
    write_suite(
        "raw.people",
        {"expectation": "no_rows_where", "arguments": {"where": "shoe_size > 50"}},
        {"expectation": "ExpectColumnValuesToNotBeNull", "column": "id"},
    )
    run("raw.people")
    captured = capfd.readouterr()
    assert captured.out + captured.err == ""


def test_nothing_is_left_in_the_temporary_folder(
    build, run, write_suite, tmp_path: Path, monkeypatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    people(build)
    write_suite("raw.people", {"expectation": "ExpectColumnValuesToNotBeNull", "column": "id"})
    assert run("raw.people")
    assert list(folder.iterdir()) == []


def test_speed_is_told(build, home: Home, write_suite, user_suites, capsys) -> None:
    """A million rows, ten expectations; the time is printed, not judged."""
    build.execute("""
        create table raw.orders as
        select
            range::varchar as id,
            strftime(timestamp '2024-01-01' + to_seconds(range), '%Y-%m-%d %H:%M:%S') as at,
            (range % 977 + 0.5)::varchar as amount,
            'x' as _source_system,
            'l' as _load_id
        from range(1000000)
    """)
    names = ["readable_date", "readable_number"]
    write_suite(
        "raw.orders",
        *[
            {"expectation": name, "column": column, "mostly": mostly}
            for name, column in zip(names, ["at", "amount"], strict=True)
            for mostly in (0.95, 1.0)
        ],
        {"expectation": "ExpectColumnValuesToNotBeNull", "column": "id"},
        {"expectation": "ExpectColumnValuesToBeUnique", "column": "id"},
    )
    started = time.perf_counter()
    results = check(build, "raw", run_id="r", docs=home.docs, user_suites=user_suites)
    seconds = time.perf_counter() - started
    with capsys.disabled():
        print(f" [1,000,000 rows: {seconds:.1f} s] ", end="")
    own = [result for result in results if result.description == "Something holds."]
    assert [result.success for result in own] == [True] * 6
