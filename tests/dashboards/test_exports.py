"""Rows as files: what opens in Excel, and what no spreadsheet runs."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from dashboards.exports import csv_bytes, xlsx_bytes

FORMULAS = ["=1+1", "+1", "-cmd", "@SUM(A1)", "\tx", "\rx"]


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_sheet(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_a_download_opens_in_excel_and_keeps_every_digit():
    content = csv_bytes([{"segment": "沉睡", "share": 1 / 3, "n": None}], ["segment", "share", "n"])
    assert content.startswith(b"\xef\xbb\xbf")
    assert read(content) == [["segment", "share", "n"], ["沉睡", repr(1 / 3), ""]]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_a_spreadsheet_would_run_is_only_text(text):
    assert read(csv_bytes([{"source": text}], ["source"]))[1] == ["'" + text]


def test_negative_numbers_stay_numbers():
    assert read(csv_bytes([{"value": -5.5}], ["value"]))[1] == ["-5.5"]


def test_a_download_holds_the_given_columns_only_in_their_order():
    rows = [{"b": 1, "a": 2, "secret": 3}]
    assert read(csv_bytes(rows, ["a", "b"])) == [["a", "b"], ["2", "1"]]


def test_a_sheet_keeps_numbers_dates_and_truths_as_what_they_are():
    row = {
        "segment": "沉睡",
        "share": 1 / 3,
        "amount": Decimal("12.50"),
        "orders": 7,
        "day": dt.date(2026, 6, 30),
        "is_new": True,
        "none": None,
        "id": 2**60,
        "exact": Decimal("1234567890123456.78"),
    }
    header, cells = read_sheet(xlsx_bytes([row], list(row)))
    assert header == list(row)
    assert cells[:4] == ["沉睡", 1 / 3, 12.5, 7]
    assert cells[4] == dt.date(2026, 6, 30)
    assert cells[5] is True
    assert cells[6] == ""
    assert cells[7:] == [str(2**60), "1234567890123456.78"], "Excel would round them"


@pytest.mark.parametrize("text", [*FORMULAS, "http://example.com", "{=1}"])
def test_a_sheet_holds_no_formula_and_no_link(text):
    content = xlsx_bytes([{text: text}], [text])
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"hyperlink" not in sheet
    safe = text if text[0] in "h{" else "'" + text
    assert [cell.replace("_x000D_", "\r") for cell in read_sheet(content)[1]] == [safe]


def test_what_is_no_number_is_written_as_it_is():
    rows = [{"value": value} for value in (float("nan"), float("inf"))]
    assert read_sheet(xlsx_bytes(rows, ["value"]))[1:] == [["nan"], ["inf"]]


def test_a_sheet_says_on_a_second_one_what_it_is():
    lines = [("value", "Net revenue: =after refunds"), ("=1+1", "")]
    content = xlsx_bytes([{"value": 5}], ["value"], ("说明", lines))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names[1] == "说明"
    assert book.get_sheet_by_index(0).to_python() == [["value"], [5]]
    assert book.get_sheet_by_index(1).to_python() == [list(lines[0]), ["'=1+1", ""]]
