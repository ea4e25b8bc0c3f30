"""Checks ask the rows that count now: a corrected export mends, and old good ones hide nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import checking
from expectations.checking import check
from expectations.counting import SCHEMA, VIEW, find_superseded
from expectations.results import CheckResult
from expectations.suite_files import SuiteFile, load_suites
from tests.expectations.landed import HEADER, Exports, order_lines
from warehouse.home import Home

TABLE = "raw.template__order_lines"


@pytest.fixture(autouse=True)
def of_order_lines_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*arguments: Any) -> list[SuiteFile]:
        return [file for file in load_suites(*arguments) if "order_lines" in file.place]

    monkeypatch.setattr(checking, "load_suites", load)


@pytest.fixture
def exports(build: duckdb.DuckDBPyConnection, home: Home, tmp_path: Path) -> Exports:
    return Exports(build, home, tmp_path / "exports")


@pytest.fixture
def failing(
    build: duckdb.DuckDBPyConnection, home: Home, user_suites: Path
) -> Callable[[], dict[str, CheckResult]]:
    """Runs the raw check; what fails by the beginning of its sentence."""

    def run() -> dict[str, CheckResult]:
        results = check(build, "raw", run_id="r", docs=home.docs, user_suites=user_suites)
        assert not any(result.is_error for result in results)
        return {
            f"{result.severity} {result.column_name}": result
            for result in results
            if not result.success
        }

    return run


def unreadable(count: int, first: int = 0) -> str:
    return order_lines(count, first=first).replace(",9.50", ",much")


def test_a_corrected_export_is_all_that_is_asked(exports, failing, home) -> None:
    exports.night(order_lines_1__csv=order_lines(100))
    exports.night(order_lines_2__csv=unreadable(20, first=500))
    assert failing()["critical unit_price"].rows_checked == 120
    exports.night(order_lines_2__csv=order_lines(20, first=500))
    assert failing() == {}
    page = (home.docs / "checks" / "raw" / "index.html").read_text(encoding="utf-8")
    assert "Failed" not in page


def test_a_night_s_export_is_not_judged_by_all_the_nights_before(exports, failing) -> None:
    """The same records thirty times over: one unreadable export is all that counts of them."""
    for night in range(30):
        exports.night(order_lines__csv=order_lines(10).replace(",9.50", f",{night}"))
    assert failing() == {}
    exports.night(order_lines__csv=unreadable(10))
    stopped = failing()["critical unit_price"]
    assert (stopped.rows_failed, stopped.rows_checked) == (10, 10)


def test_an_export_of_other_records_supersedes_nothing(exports, failing) -> None:
    exports.night(order_lines_1__csv=unreadable(20))
    exports.night(order_lines_1__csv=order_lines(20, first=500))
    assert "critical unit_price" in failing()


def test_rows_that_were_too_many_are_held_back_once_they_are_corrected(
    build, exports, failing
) -> None:
    exports.night(order_lines_1__csv=order_lines(100))
    exports.night(order_lines_2__csv=order_lines(20, first=500, day="2199-01-01"))
    stopped = failing()["critical ordered_at"]
    assert (stopped.rows_failed, stopped.rows_quarantined) == (20, None)
    exports.night(order_lines_2__csv=order_lines(20, first=500))
    told = failing()
    assert told.keys() == {"warning ordered_at"}
    assert told["warning ordered_at"].rows_quarantined == 20
    assert failing() == {}
    assert build.execute(f"select count(*) from {TABLE}").fetchall() == [(120,)]


def test_an_expectation_of_a_user_s_own_is_asked_the_same_rows(
    exports, failing, write_suite
) -> None:
    write_suite(
        TABLE,
        {"expectation": "ExpectColumnValueLengthsToEqual", "column": "product_id",
         "arguments": {"value": 2}},
    )  # fmt: skip
    exports.night(order_lines_1__csv=order_lines(3).replace("P1", "P100"))
    assert "critical product_id" in failing()
    exports.night(order_lines_1__csv=order_lines(3))
    assert failing() == {}


def test_a_query_of_a_user_s_own_may_ask_for_the_rows_that_count(
    exports, failing, write_suite
) -> None:
    write_suite(
        TABLE,
        *(
            {"expectation": "no_rows_where", "severity": severity, "description": severity,
             "arguments": {"sql": f"select 1 from {{{rows}}} where product_id = 'P100'"}}
            for severity, rows in (("critical", "current"), ("warning", "batch"))
        ),
    )  # fmt: skip
    exports.night(order_lines_1__csv=order_lines(3).replace("P1", "P100"))
    assert set(failing()) == {"critical None", "warning None"}
    exports.night(order_lines_1__csv=order_lines(3))
    # every row that ever landed is in the batch
    assert set(failing()) == {"warning None"}


def counting(build: duckdb.DuckDBPyConnection) -> list[tuple]:
    assert find_superseded(build, TABLE)
    return build.execute(
        f"select _source_file, customer_id from {SCHEMA}.{VIEW} order by all"
    ).fetchall()


def test_the_later_of_two_exports_is_the_one_made_later(build, exports) -> None:
    row = HEADER + "\nO1,{},2026-06-01,P1,1,9\n"
    exports.night(order_lines_2026_06_09__csv=row.format("nine"))
    exports.night(order_lines_2026_06_08__csv=row.format("eight"))
    assert counting(build) == [("order_lines_2026_06_09.csv", "nine")]


def test_rows_without_a_key_count_until_their_file_comes_again(build, exports) -> None:
    row = HEADER + "\n{},{},2026-06-01,P1,1,9\n"
    exports.night(order_lines_1__csv=row.format("", "a"), order_lines_2__csv=row.format("", "b"))
    assert not find_superseded(build, TABLE)
    exports.night(order_lines_2__csv=row.format("O1", "c"))
    assert counting(build) == [("order_lines_1.csv", "a"), ("order_lines_2.csv", "c")]


def test_what_is_landed_once_is_looked_at_no_further(build, exports) -> None:
    exports.night(order_lines_1__csv=order_lines(3))
    assert not find_superseded(build, TABLE)
    build.execute("create table raw.people as select 1 as id")
    assert not find_superseded(build, "raw.people")
    assert not find_superseded(build, "ops.files")
