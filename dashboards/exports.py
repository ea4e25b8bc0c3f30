"""Rows as files for people and programs: CSV and Excel.

Column names are those of the query in every language; numbers are in full. Text that a
spreadsheet would run as a formula is quoted with an apostrophe.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

import xlsxwriter

CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet would take for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Beyond these, Excel keeps fewer digits than the number has.
_EXACT_IN_EXCEL = 2**53


def csv_bytes(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> bytes:
    """The columns of the rows as CSV: UTF-8 with a mark that Excel understands."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe_cell(column) for column in columns])
    writer.writerows([[safe_cell(row[name]) for name in columns] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(
    rows: Sequence[Mapping[str, object]],
    columns: Sequence[str],
    about: tuple[str, Sequence[tuple[str, str]]] | None = None,
) -> bytes:
    """The columns of the rows as a sheet of Excel: numbers and dates as such, no formulas.

    Args:
        rows: what is in it.
        columns: those that are.
        about: the name of a second sheet and its lines of two cells, which say what the first is.
    """
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(columns):
            sheet.write_string(0, place, str(safe_cell(name)), bold)
        for number, row in enumerate(rows, start=1):
            for place, name in enumerate(columns):
                value = row[name]
                if value is None:
                    continue
                if isinstance(value, bool):
                    sheet.write_boolean(number, place, value)
                elif _is_number(value):
                    sheet.write_number(number, place, value)
                elif isinstance(value, dt.datetime):
                    sheet.write_datetime(number, place, value.replace(tzinfo=None), time)
                elif isinstance(value, dt.date):
                    sheet.write_datetime(number, place, value, date)
                else:
                    sheet.write_string(number, place, str(safe_cell(str(value))))
        if about is not None:
            _write_about(book, *about)
    return out.getvalue()


def _write_about(book: xlsxwriter.Workbook, name: str, lines: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    for number, line in enumerate(lines):
        for place, words in enumerate(line):
            sheet.write_string(number, place, str(safe_cell(words)))


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet runs: text that begins like a formula gets an apostrophe."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return value


def _is_number(value: object) -> bool:
    if isinstance(value, int):
        return abs(value) <= _EXACT_IN_EXCEL
    if isinstance(value, Decimal):
        # one of more digits than Excel keeps is text
        return value.is_finite() and Decimal(repr(float(value))) == value
    return isinstance(value, float) and math.isfinite(value)
