"""The rules of raw: which texts they accept, one by one."""

from __future__ import annotations

import datetime as dt
from importlib import resources

import duckdb
import pytest
from babel import dates

from expectations.suite_files import load_rules
from tests.dbt_project.warehouses import new_home, run_dbt


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
        "('milliseconds', 'value', 'epoch_ms'), ('seconds', 'value', 'epoch_s'), "
        "('days', 'value', 'day_first'), ('months', 'value', 'month_first'), "
        "('either', 'value', 'undecidable'), ('plain', 'value', 'plain'), "
        "('plain', 'other', 'day_first')"
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
        "3/15/2026, 9:30\u202fPM", "2026.3.4", "2026.03.04 05:06", "2026-3-4 下午3:05",
        "2026年3月4日 上午9:05:10", "12/31/2026 3:05 p.m.", "31/12/2026 3:05 a. m.",
        "Sunday, March 1, 2026", "Mon, 2 Mar 2026 9:05 PM", "2026年3月4日 星期三", "27 Sept 2025",
        "2026年3月1日星期日 15:05", "2026/3/14 (周六) 9:05", "2026-03-06 星期五",
        "18 March 2026 at 10:05",
        "5. März 2026", "5 de marzo de 2026 a las 15:05", "5 mars 2026 15h05", "13-Mrz-2026",
        "2024. 3. 5. 오후 3:05", "2024년 3월 5일 (화)", "2024年3月5日(火) 15時05分",
        "２０２６／０３／０５",
        "2026年3月4日15:05", "2026年3月4日下午3:05", "2026-03-04T15:05Z", "2026-03-04 15:05:00 +08",
    ],
)  # fmt: skip
def test_readable_dates(database, text: str | None) -> None:
    assert not fails(database, "readable_date", text)


@pytest.mark.parametrize("locale", ["de", "de_AT", "fr", "es", "es_MX", "pt_BR", "pt", "it", "nl"])
def test_dates_are_read_as_each_language_writes_them(database, locale: str) -> None:
    written = {}
    for month in range(1, 13):
        at = dt.datetime(2026, month, 3, 15, 5, tzinfo=dt.UTC)
        for length in ("medium", "long", "full"):
            date = dates.format_date(at, length, locale=locale)
            moment = dates.format_datetime(at, "medium", locale=locale)
            written |= dict.fromkeys([date, f"{date}, 15:05", moment], at.date())
    read = database.execute(
        "select text, exported_date(text, 'day_first') from (select unnest(?) as text)",
        [list(written)],
    ).fetchall()
    assert dict(read) == written


@pytest.mark.parametrize(
    "text",
    ["5 Octopus 2026", "5 mars 2026 soon", "32. März 2026", "yesterday",
     "2026-13-01", "2026-02-30", "32/12/2025", "2026-03-04 25:00", "Foo 7, 2025",
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


@pytest.mark.parametrize(
    ("text", "load"),
    [("46204", "serials"), ("46204.5", "serials"), ("1782864000000", "milliseconds"),
     ("1782864000", "seconds"), ("01/07/2026", "days"), ("07/01/2026 9:30 PM", "months")],
)  # fmt: skip
def test_dates_are_read_in_the_form_of_their_file(database, text: str, load: str) -> None:
    for rule in ("readable_date", "date_of_its_form"):
        assert not fails(database, rule, text, load=load)
        for other in ("plain", "unknown"):
            assert fails(database, rule, text, load=other)
    assert not fails(database, "not_after_landing", text, load=load)


def test_the_day_after_landing_is_known_by_the_form_of_the_file(database) -> None:
    assert fails(database, "not_after_landing", "01/08/2026", load="days")
    assert not fails(database, "not_after_landing", "01/08/2026", load="months")
    assert fails(database, "not_after_landing", "46206", load="serials")
    assert fails(database, "not_after_landing", "1783036800000", load="milliseconds")


def test_dates_in_an_unknown_order_are_told_as_such_alone(database) -> None:
    assert fails(database, "readable_date", "03/04/2026", load="either")
    assert not fails(database, "date_of_its_form", "03/04/2026", load="either")
    assert fails(database, "date_of_its_form", "03/04/2026", load="plain")


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
     "¥5", "(40)", "15%", "USD 12", "12 EUR", " 7 ", "12.5元", "US$1,234.50", "HK$5", "R$ 1.234,50",
     "₹1,23,456.00", "Rs. 99", "100 kr", "7 zł", "1’234.50", "1'234.50", "−5", "1 234,50 €",
     " $ (1,234.50)", "$(40.00)", "(5 €)", "40.00-", "1.234,56- EUR", " $ -   ", "- €",
     "1.5万", "￥12 万元", "(2亿)", "$1.2K", "1.2K€", "12 Mio. EUR", "１，２３４．５０", "１５％"],
)  # fmt: skip
def test_readable_numbers(database, text: str | None) -> None:
    assert not fails(database, "readable_number", text)


@pytest.mark.parametrize(
    "text", ["many", "1.2.3", "12 apples", "--", "", "$", "万", "1万2", "1.2m", "1.2T€"]
)
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


FORMS = {
    "serials": "excel_serial",
    "milliseconds": "epoch_ms",
    "days": "day_first",
    "months": "month_first",
    "plain": "plain",
}
DATES = [
    "2026-07-01T10:00:00Z", "2026-3-4 5:06", "2026/7/1", "2026.7.1", "20260701", "7 Oct 2025",
    "Oct 7, 2025, 6:55 PM", "October 7, 2025", "07-Oct-2025", "2026年7月1日", "3.4.2026",
    "2026年7月1日15:05", "2026年7月1日 下午3:05", "2026年7月1日下午3:05", "2026-3-4 上午9:05:10",
    "46204", "46204.5", "1782864000000",
    "2026-03-04 15:05:00 +08", "soon", "2026-13-01", "12",
    "Sunday, March 1, 2026", "Mon, 2 Mar 2026 9:05 PM", "2026年3月4日 星期三", "27 Sept 2025",
    "2026年3月1日星期日 15:05", "2026/3/14 (周六) 9:05", "18 March 2026 at 10:05", "Monday 3",
    "5. März 2026", "05. Mrz. 2026, 15:05", "Donnerstag, 5. März 2026 um 15:05 Uhr", "24.Dez.2025",
    "1er janvier 2026", "jeudi 5 mars 2026 à 15h05", "5 de marzo de 2026 a las 15:05",
    "05/mar/2026", "5 mrt. 2026 om 15:05",
    "quinta-feira, 5 de março de 2026 às 15:05", "5 mag 2026, 3:05 p. m.",
    "2024. 3. 5.", "2024. 3. 5. 오후 3:05", "2024년 3월 5일", "2024년 3월 5일 화요일 오전 9시 05분",
    "2024年3月5日(火) 15時05分10秒", "2024年3月5日 午後3:05", "5 mars 2026 soon",
    "２０２６／０３／０５ １５：０５", "7 Octopus 2025", "32. März 2026",
]  # fmt: skip
# a column with such a date has an order
ORDERED_DATES = [
    "０３／０４／２０２６",
    "03/04/2026 3:05 p.m.",
    "31/12/2025",
    "12/31/2025, 21:30",
    "13-13-2026",
]
NUMBERS = [
    "1", "-1.5", "1,234.50", "1.234,50", "12,5", "$ 99", "(40)", "15%", "USD 12",
    "12.5元", "US$1,234.50", "HK$5", "₹1,23,456.00", "Rs. 99", "100 kr", "zł 7", "1’234.50", "−5",
    " $ (1,234.50)", "$(40.00)", "(5 EUR)", "40.00-", "1.234,56- EUR", " $ -   ", "- €",
    "1.5万", "￥12 万元", "(2亿)", "-3萬", "万", "1万2", "1万元整",
    "$1.2K", "1.2K€", "12 Mio. EUR", "(1.5M)", "3 BN", "1.2m", "1.2T€", "9K-", "K", "12 MXN",
    "１，２３４．５０", "－５", "１５％", "（４０）",
    "many", "1.2.3", "12 apples", "--", "-", "1-2-", "$",
]  # fmt: skip


@pytest.mark.slow
def test_the_same_forms_are_read_as_by_staging(database, tmp_path) -> None:
    """What staging reads must stop no night, and what it cannot read must be told."""
    dates = [(text, load) for text in DATES for load in FORMS]
    dates += [(text, load) for text in ORDERED_DATES for load in ("days", "months")]
    texts = ", ".join(f"('{text}', '{FORMS[load]}')" for text, load in dates)
    read = shown(
        tmp_path,
        f"select {{{{ local_timestamp('value', 'form', 'given') }}}} is null from (select * "
        "replace ({{ plain_date('value') }} as value), "
        "cast(null as integer) as two_digit_years_from, 'UTC' as time_zone "
        f"from (values {texts}) as texts(value, form)) as given",
    )
    for (text, load), is_unread in zip(dates, read, strict=True):
        assert fails(database, "readable_date", text, load=load) == is_unread, (text, load)
    texts = ", ".join(f"('{text}')" for text in NUMBERS)
    read = shown(
        tmp_path,
        "select {{ parsed_number('value', mark='cast(null as varchar)') }} is null "
        f"from (values {texts}) as texts(value)",
    )
    for text, is_unread in zip(NUMBERS, read, strict=True):
        assert fails(database, "readable_number", text) == is_unread, text


def shown(folder, sql: str) -> list[bool]:
    """The one column of a query with macros of the project."""
    result = run_dbt(new_home(folder / "home"), "show", "--inline", sql, "--limit", "1000")
    assert result.success, result.exception or result.result.results[0].message
    [found] = result.result.results
    return [row[0] for row in found.agate_table.rows]
