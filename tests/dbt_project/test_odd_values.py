"""Whatever an export writes in a cell, the build stands: the value is read, or NULL and named.

Every column of every table of every source holds each of the values below, once in each row of
plain dates and once where dates are odd as well; the keys of records, and what refers to them, are
plain, so that all of it meets in core. All tests and rules of the project hold.
"""

import datetime as dt

import pytest

from tests.dbt_project.warehouses import (
    Row,
    add_rows,
    add_source,
    ask,
    ask_one,
    build,
    new_home,
    shipped,
)
from warehouse.home import Home

pytestmark = pytest.mark.slow

ODD = [
    # columns that were read as others: barcodes, phones, times, ids
    "4006381333931", "+8613800138000", "1767225600000", "20260105123000", "2147483648", "32768",
    "9223372036854775808", "99999999999999999999", "99999999999999", "-99999999999999",
    # numbers as programs write them
    "1e308", "1e-308", "-1e30", "NaN", "infinity", "-infinity", "0", "-1", "0.00000001", "100%",
    "999999999%", "1,234.50", "1.234,50", "(40)", "＄１２", "1/0", "#REF!", "=1+1",
    # no date, and dates that cannot be
    "0001-01-01T00:00:00Z", "0000-00-00 00:00:00", "9999-12-31 23:59:59", "1900-01-01",
    "0202-03-04", "2026-02-30", "epoch", "12:34:56", "999999:00:00", "31/12/1899", "290000-01-01",
    # text
    "😀", "'; drop table core.fct_order; --", "a" * 3000, "true", "\\", "%", "null", "[1]",
    '{"a": 1}', "a@b", "\u200b", "ＡＢＣ", "(", "\t", "*",
]  # fmt: skip
PLAIN_DATE = "2026-03-01 10:00:00"


def is_date(column: str) -> bool:
    return column.rsplit("_", 1)[-1] in {"at", "date", "from", "day", "month"}


def rows_of(columns: list[str], keys: set[str]) -> list[Row]:
    """A row of each value with plain dates, one with all odd, and one of odd dates alone."""
    rows = []
    for number, value in enumerate(ODD):
        for kind in ("plain dates", "all odd", "odd dates"):
            date = PLAIN_DATE if kind == "plain dates" else value
            other = "5" if kind == "odd dates" else value
            plain = dict.fromkeys(keys & set(columns), f"K{number} {kind}")
            odd = {column: date if is_date(column) else other for column in columns}
            dates = {column: date for column in plain if is_date(column)}
            rows.append(odd | plain | dates)
    return rows


@pytest.fixture(scope="module")
def odd(tmp_path_factory) -> tuple[Home, dict[str, str]]:
    """Every table of every source, built with every test and rule; and how each node ended."""
    home = new_home(tmp_path_factory.mktemp("odd") / "home")
    for name, source in shipped().sources.items():
        add_source(home, name, currency="USD", staging=name)
        keys = {column for table in source.tables.values() for column in table.key}
        for table, described in source.tables.items():
            add_rows(home, name, table, rows_of(list(described.columns), keys), staging=name)
    return home, build(home)


@pytest.fixture
def built(odd) -> Home:
    return odd[0]


def test_nothing_stops_the_build_and_every_kind_of_record_is_in_core(built):
    facts = ask(
        built,
        "select table_name from duckdb_tables() where schema_name = 'core'"
        " and table_name like 'fct_%' and estimated_size = 0",
    )
    assert facts == []


def test_no_day_is_before_the_first_that_is_believed(built):
    [(first, days)] = ask(built, "select min(date_day), count(*) from core.dim_date")
    assert first > dt.date(1900, 1, 1)
    assert days < 366 * 200
    assert ask_one(built, "select min(order_date) from core.fct_order") > dt.date(1900, 1, 1)


def test_what_could_not_be_held_is_null_and_named(odd):
    home, ended = odd
    assert ask_one(home, "select count(*) from core.fct_order where net_amount is null") > 0
    for kind in (
        "amounts_are_readable",
        "dates_are_readable",
        "exchange_rates_are_known",
        "line_amounts_can_be_held",
        "scores_and_counts_can_be_held",
        "counts_and_scores_are_readable",
        "yes_and_no_are_readable",
    ):
        assert ended[f"assert_{kind}"] == "warn"
