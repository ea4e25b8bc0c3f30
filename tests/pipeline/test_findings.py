"""A night that warns says of what: the rows that a test found, and nobody's personal data."""

import re
from dataclasses import dataclass
from types import SimpleNamespace

import duckdb
import pytest

from pipeline.findings import explained
from tests.command_line import ROOT, run_warehouse
from warehouse.home import Home

TESTS = sorted((ROOT / "dbt_project" / "tests").glob("*.sql"))


@dataclass
class Result:
    """How dbt says that a node ended."""

    status: str
    message: str
    failures: int | None = None
    sql: str = ""

    @property
    def node(self):
        return SimpleNamespace(compiled_code=self.sql)


def said(*results):
    with duckdb.connect() as connection:
        return [one.message for one in explained(connection, list(results))]


def test_a_test_that_found_rows_says_which():
    sql = "-- What: words\nselect 'shop' as source_system, null as pipeline, 2.50 as difference"
    assert said(Result("warn", "Got 1 result", 1, sql)) == [
        "1 row: source_system shop, difference 2.50"
    ]


def test_of_many_rows_the_first_are_said_in_an_order_that_stays():
    sql = "select 9 - range as day from range(10)"
    assert said(Result("fail", "Got 10 results", 10, sql)) == [
        "10 rows, such as: day 0; day 1; day 2"
    ]
    assert said(Result("fail", "Got 2", 2, f"{sql} where range > 7")) == ["2 rows: day 0; day 1"]


def test_a_value_as_it_was_exported_is_not_said():
    sql = "select 'amount' as column_name, '+86 139 0000 0000' as example -- the last line"
    assert said(Result("warn", "Got 1 result", 1, sql)) == ["1 row: column_name amount"]


@pytest.mark.parametrize("value", ["ann@example.com", "+86 139 0000 0000", "(202) 555-0101"])
def test_what_somebody_can_be_reached_by_is_hidden_in_any_column(value):
    sql = f"select '{value}' as word, 'Zu erledigen 12' as kind, date '2026-03-01' as day, 12345678"
    assert said(Result("warn", "Got 1 result", 1, sql)) == [
        "1 row: word (hidden), kind Zu erledigen 12, day 2026-03-01, 12345678 12345678"
    ]


@pytest.mark.parametrize("status", ["success", "pass", "error", "skipped"])
def test_of_anything_else_the_words_stay_as_dbt_has_them(status):
    assert said(Result(status, "as it was", None, "no SQL")) == ["as it was"]


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_only_a_column_called_example_shows_a_value_as_it_was_exported(path):
    last = path.read_text("utf-8").rsplit("\nselect", 1)[1]
    shown = re.findall(
        r"\b(?:min|max|any_value)\((value|\w*(?:name|email|phone)\w*)\)(?! as example)", last
    )
    assert not shown


@pytest.mark.slow
def test_a_night_names_the_column_that_it_could_not_read(tmp_path):
    file = tmp_path / "opportunities.csv"
    amounts = ["ten", *range(1, 30)]
    rows = "".join(f"o{n},2026-01-05,Won,{amount}\n" for n, amount in enumerate(amounts))
    file.write_text(f"opportunity_id,created_at,stage,amount\n{rows}", "utf-8")
    done = run_warehouse(tmp_path / "home", "nightly", file)
    warning = next(line for line in done.stdout.splitlines() if "assert_amounts_are_read" in line)
    assert warning == (
        "Warning: assert_amounts_are_readable: 1 row: source_system template, "
        "raw_table template__opportunities, column_name amount, values_unreadable 1"
    )
    with duckdb.connect(str(Home(tmp_path / "home").build), read_only=True) as build:
        told = build.execute("select message from ops.run_nodes where status = 'warn'").fetchall()
    assert any(message.startswith("1 row: source_system template") for (message,) in told)
    # a night of nothing new says it again
    again = run_warehouse(tmp_path / "home", "nightly", file)
    assert warning in again.stdout.splitlines()
