"""The rules of raw: which texts they accept, one by one."""

from __future__ import annotations

from importlib import resources

import duckdb
import pytest

from expectations.suite_files import load_rules


@pytest.fixture(scope="module")
def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema ops")
    connection.execute("create table ops.sources (source_system varchar, date_order varchar)")
    connection.execute(
        "create table ops.file_columns (load_id varchar, column_name varchar, date_form varchar)"
    )
    connection.execute(
        "insert into ops.file_columns values ('serials', 'value', 'excel_serial'), "
        "('plain', 'value', 'plain')"
    )
    connection.execute(
        "insert into ops.sources values ('german', 'day_first'), ('american', 'month_first'), "
        "('unsure', null)"
    )
    macros = resources.files("expectations").joinpath("macros.sql").read_text(encoding="utf-8")
    connection.execute(macros)
    return connection


def fails(
    database, rule: str, value: str | None, system: str = "unsure", load: str = "unknown"
) -> bool:
    where = load_rules()[rule].where.replace("{column}", "value")
    where = where.replace("{column_name}", "'value'")
    query = f"""
        select count(*)
        from (
            select
                ?::varchar as value,
                ?::varchar as _source_system,
                ?::varchar as _load_id,
                timestamp '2026-07-01 03:00:00' as _loaded_at
        )
        where {where}
    """
    return database.execute(query, [value, system, load]).fetchall() == [(1,)]


@pytest.mark.parametrize(
    "text",
    [
        None, "2026-03-04", "2026-3-4", "2026/03/04", "20260304", "2026年3月4日",
        "2026-03-04 05:06", "2026-03-04 05:06:07", "2026-03-04T05:06:07Z",
        "2026-03-04T05:06:07.123+08:00", "2025-10-07 09:50:26 +0200", "2026-03-04 05:06:07 UTC",
        "Oct 7, 2025", "Oct 7, 2025 6:55 PM", "October 7, 2025", "7 Oct 2025", "07-Oct-2025",
        "31/12/2025", "12/31/2025", "31.12.2025", "3.4.2026", "2/2/2026", " 2026-03-04 ",
        "3/15/2026, 9:30 PM", "15.03.2026, 21:30", "Oct 7, 2025, 6:55 PM", "31/12/2025,21:30",
        "3/15/2026, 9:30\u202fPM",
    ],
)  # fmt: skip
def test_readable_dates(database, text: str | None) -> None:
    assert not fails(database, "readable_date", text)


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2026-13-01", "2026-02-30", "32/12/2025", "2026-03-04 25:00", "Foo 7, 2025",
     "12", "2026", "03/04/2026", "0000-00-00", ""],
)  # fmt: skip
def test_unreadable_dates(database, text: str) -> None:
    assert fails(database, "readable_date", text)


@pytest.mark.parametrize("system", ["german", "american"])
def test_a_declared_order_settles_what_is_ambiguous(database, system: str) -> None:
    assert not fails(database, "readable_date", "03/04/2026", system)
    assert fails(database, "readable_date", "13/14/2026", system)
    late_in_german = fails(database, "not_after_landing", "01/08/2026", system)
    assert late_in_german == (system == "german")


@pytest.mark.parametrize(("load", "is_bad"), [("serials", False), ("plain", True), ("?", True)])
def test_dates_of_a_form_of_their_own_are_left_to_staging(database, load, is_bad) -> None:
    assert fails(database, "date_of_its_form", "45678", load=load) == is_bad
    assert not fails(database, "date_of_its_form", "2026-03-04", load=load)
    assert not fails(database, "date_of_its_form", None, load=load)


@pytest.mark.parametrize(
    ("text", "is_late"),
    [("2026-07-02 23:59:59", False), ("2026-07-03", True), ("2026-06-01", False), (None, False),
     ("no date", False), ("Dec 1, 2026", True)],
)  # fmt: skip
def test_dates_after_landing(database, text: str | None, is_late: bool) -> None:
    assert fails(database, "not_after_landing", text) == is_late


@pytest.mark.parametrize(
    "text",
    [None, "1", "-1.5", "1e3", "1,234.50", "1.234,50", "1.234.567", "12,5", "$ 99", "$1,234.00",
     "¥5", "(40)", "15%", "USD 12", "12 EUR", " 7 ", "12.5元"],
)  # fmt: skip
def test_readable_numbers(database, text: str | None) -> None:
    assert not fails(database, "readable_number", text)


@pytest.mark.parametrize("text", ["many", "1.2.3", "12 apples", "--", "", "$"])
def test_unreadable_numbers(database, text: str) -> None:
    assert fails(database, "readable_number", text)


@pytest.mark.parametrize(
    ("text", "is_well_formed"),
    [(None, True), ("a.b+c@example.co.uk", True), (" 王@example.cn ", True), ("a@b", False),
     ("a b@example.com", False), ("a@@example.com", False), ("@example.com", False),
     ("a@example.c", False), ("", False)],
)  # fmt: skip
def test_emails(database, text: str | None, is_well_formed: bool) -> None:
    assert fails(database, "well_formed_email", text) != is_well_formed


def test_the_same_forms_are_read_as_by_staging(database) -> None:
    """What the staging macros can read, as documented in them, the checks must not report."""
    for text in ("2026-07-01T10:00:00Z", "2026/7/1", "20260701", "Oct 7, 2025 6:55 PM",
                 "7 Oct 2025", "2026年7月1日"):  # fmt: skip
        assert not fails(database, "readable_date", text)
    for text in ("1,234.50", "1.234,50", "12,5", "$ 99", "(40)", "15%"):
        assert not fails(database, "readable_number", text)
