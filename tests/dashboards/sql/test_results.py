"""Results as a table and as files."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet
import pytest
from python_calamine import CalamineWorkbook

from dashboards.sql.results import csv_file, parquet_file, shown_table, xlsx_file

NOON = dt.datetime.fromisoformat("2026-06-30 12:30:00")
DANGEROUS = ["=1+1", "+1", "-1", "@sum(a)", "\tx", "\rx"]


@pytest.fixture
def rows() -> pa.Table:
    return pa.table(
        {
            "text": pa.array(["plain", *DANGEROUS, None]),
            "number": pa.array([-1, 2, 3, 4, 5, 6, 7, None], pa.int64()),
            "amount": pa.array([Decimal("-1.50")] * 7 + [None], pa.decimal128(18, 2)),
            "is_new": pa.array([True] * 7 + [None]),
            "day": pa.array([dt.date(2026, 6, 30)] * 7 + [None]),
            "at": pa.array([NOON] * 7 + [None], pa.timestamp("us")),
        }
    )


def test_a_csv_has_no_formulas_and_numbers_are_numbers(rows):
    content = csv_file(rows)
    assert content.startswith(b"\xef\xbb\xbf")
    found = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row["text"] for row in found] == ["plain", *("'" + text for text in DANGEROUS), ""]
    assert [row["number"] for row in found] == ["-1", "2", "3", "4", "5", "6", "7", ""]
    assert found[0]["amount"] == "-1.50"
    assert found[0]["day"] == "2026-06-30"


def test_a_sheet_has_no_formulas_and_numbers_are_numbers(rows):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_file(rows))).get_sheet_by_index(0)
    head, first, second, *others = sheet.to_python(skip_empty_area=False)
    assert head == rows.column_names
    assert first == [
        "plain",
        -1.0,
        -1.5,
        True,
        dt.date(2026, 6, 30),
        NOON,
    ]
    assert second[0] == "'=1+1"
    # the last row is empty, and an empty cell is no text
    assert len(others) == 5


def test_a_heading_may_be_dangerous_too():
    dangerous = pa.table({"=cmd()": [1]})
    assert csv_file(dangerous).decode("utf-8-sig").splitlines()[0] == "'=cmd()"


def test_parquet_has_the_rows_as_they_are(rows):
    assert pyarrow.parquet.read_table(io.BytesIO(parquet_file(rows))).equals(rows)


def test_what_excel_has_no_form_for_is_text():
    rows = pa.table(
        {
            "old": [dt.date(1789, 7, 14)],
            "long": ["x" * 40_000],
            "large": pa.array([Decimal(2**60)], pa.decimal128(38, 0)),
            "list": [[1, 2]],
            "struct": [{"a": 1}],
            "span": [dt.timedelta(days=1)],
            "nothing": pa.array([None], pa.null()),
            "not_a_number": [float("nan")],
        }
    )
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_file(rows))).get_sheet_by_index(0)
    values = dict(zip(rows.column_names, sheet.to_python()[1], strict=False))
    assert values["old"] == "1789-07-14"
    assert len(values["long"]) < 32_767
    assert values["long"].endswith("…")
    assert values["large"] == str(2**60)
    assert values["list"] == "[1, 2]"
    assert "nan" in values["not_a_number"].lower()


def test_the_page_s_table_shows_what_a_browser_cannot_count_as_text():
    exact, inexact = [2**53, -(2**53)], [2**53 + 1, 1]
    rows = pa.table({
        "exact": pa.array(exact, pa.int64()),
        "inexact": pa.array(inexact, pa.int64()),
        "amount": pa.array([Decimal("1.50"), None], pa.decimal128(18, 2)),
        "digits": pa.array([Decimal("12345678901234567.89"), None], pa.decimal128(38, 2)),
    })  # fmt: skip
    shown = shown_table(rows)
    assert shown.column("exact").to_pylist() == exact
    assert shown.column("inexact").to_pylist() == [str(value) for value in inexact]
    assert shown.column("amount").to_pylist() == [1.5, None]
    assert shown.column("digits").to_pylist() == ["12345678901234567.89", None]


def test_dates_that_python_does_not_have_are_text_everywhere():
    endless = pa.array([2**63 - 1, 0], pa.int64()).view(pa.timestamp("us"))
    rows = pa.table({"at": endless})
    assert all(isinstance(value, str) for value in shown_table(rows).column("at").to_pylist())
    assert len(csv_file(rows).splitlines()) == 3
    assert xlsx_file(rows).startswith(b"PK")


def test_a_result_without_rows_is_a_file_with_a_heading(rows):
    none = rows.slice(0, 0)
    assert csv_file(none).decode("utf-8-sig").strip() == ",".join(rows.column_names)
    assert xlsx_file(none).startswith(b"PK")
    assert shown_table(none).num_rows == 0
