"""Workbooks: every cell becomes the text that a person would expect, and every row is accounted."""

import datetime as dt
import math
import random
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter

from ingestion import workbook, workbook_worker
from ingestion.formula_errors import formula_errors
from ingestion.percent_cells import percent_cells
from ingestion.workbook import Sheet, sheet_names
from ingestion.workbook_worker import cell_text
from tests.command_line import ROOT
from tests.ingestion.workbooks import cell, write_workbook

# Excel knows no time zones.
# ruff: noqa: DTZ001
DATE = dt.date(2026, 3, 1)
MOMENT = dt.datetime(2026, 3, 1, 8, 9, 10)
FRACTION = dt.datetime(2026, 3, 1, 8, 9, 10, 250_000)

COLUMNS = {
    "whole numbers": [1.0, 0.0, -7.0, 4e14, -4e14, 999_999_999_999_999.0],
    "beyond whole": [1e15, 1e16, 123_456_789_012_345_680.0, -1e22],
    "about 2 to the 53": [9_007_199_254_740_991.0, 9_007_199_254_740_992.0, "", 9.5e15],
    "fractions": [0.1, -2.5, 1 / 3, 1e-5, 12_345.678],
    "tiny and huge": [1e-300, 5e-324, 1.7e308, -1e-7],
    "negative zero": [-0.0, 1.5],
    "texts": ["a", " padded ", "007", "1.0", "客户"],
    "texts and empties": ["a", "", "b"],
    "numbers and empties": [1.0, "", 2.5, ""],
    "numbers and texts": [1.0, "x", "", 2.5],
    "dates": [DATE, dt.date(1999, 12, 31)],
    "moments": [MOMENT, dt.datetime(1999, 12, 31, 23, 59, 59)],
    "moments with fractions": [MOMENT, FRACTION],
    "moments and empties": [MOMENT, ""],
    "times": [dt.time(8, 9, 10), dt.time(0, 0)],
    "durations": [dt.timedelta(days=1, hours=2), dt.timedelta(seconds=5)],
    "booleans": [True, False],
    "booleans and numbers": [True, 1.0, 0.0, False],
    "everything": [1.0, "x", True, DATE, MOMENT, FRACTION, "", 0.1, 1e20],
}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_reads_as_its_cells_do(name):
    values = COLUMNS[name]
    assert workbook_worker._text(values).to_pylist() == [cell_text(value) for value in values]


def test_random_numbers_read_as_their_cells_do():
    dice = random.Random(7)
    bits = [struct.unpack("<d", dice.randbytes(8))[0] for _ in range(20_000)]
    values = [value for value in bits if math.isfinite(value)]
    values += [dice.uniform(-1e6, 1e6) for _ in range(20_000)]
    values += [round(dice.uniform(-1e6, 1e6), 2) for _ in range(20_000)]
    values += [float(dice.randrange(-(10**17), 10**17)) for _ in range(5_000)]
    for start in range(0, len(values), 5_000):
        chunk = values[start : start + 5_000]
        assert workbook_worker._text(chunk).to_pylist() == [cell_text(value) for value in chunk]
    sums = [value for value in values if 1e-4 < abs(value) < 1e15]
    assert workbook_worker._text(sums).to_pylist() == [cell_text(value) for value in sums]
    assert [float(text) for text in workbook_worker._text(values).to_pylist()] == values


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-7.0, "-7"),
        (0.1, "0.1"),
        (9_007_199_254_740_991.0, "9007199254740991"),
        (9_007_199_254_740_992.0, "9.007199254740992E+15"),
        (-1e20, "-1E+20"),
        (1e-7, "0.0000001"),
        (20260301.0, "20260301"),
        (True, "true"),
        (DATE, "2026-03-01"),
        (MOMENT, "2026-03-01 08:09:10"),
        (FRACTION, "2026-03-01 08:09:10.250"),
        (dt.time(8, 9), "08:09:00"),
        (dt.timedelta(days=1, hours=6, seconds=5), "30:00:05"),
        (dt.timedelta(seconds=95), "0:01:35"),
        ("  x", "  x"),
        ("", ""),
    ],
)
def test_a_cell_as_text(value, text):
    assert cell_text(value) == text


def write(path: Path, rows: list[list[object]], sheet: str = "Data") -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return path


def text_of(path: Path, folder: Path, sheet: str = "Data") -> list[list[object]]:
    """Line and cells of each row of a converted sheet."""
    table = pa.Table.from_batches(Sheet(path, sheet, folder).batches())
    return [list(row.values()) for row in table.to_pylist()]


def test_a_sheet_is_converted_row_by_row(tmp_path):
    path = write(
        tmp_path / "book.xlsx",
        [["id", "made", "amount"], [1, MOMENT, 0.1], [], ["007", FRACTION, True], ["", "", 1e15]],
    )
    assert text_of(path, tmp_path) == [
        [1, "id", "made", "amount"],
        [2, "1", "2026-03-01 08:09:10", "0.1"],
        [4, "007", "2026-03-01 08:09:10.250", "true"],
        [5, "", "", "1000000000000000"],
    ]


def test_rows_are_the_same_in_one_batch_and_in_many(tmp_path, monkeypatch):
    rows = [["id", "x"], *([f"a{n}", n / 4] for n in range(300)), [], ["z", ""]]
    path = write(tmp_path / "book.xlsx", rows)
    tables = []
    for name, cells in (("whole", 1_000_000), ("parts", 7)):
        monkeypatch.setattr(workbook_worker, "_BATCH_CELLS", cells)
        files = list(workbook_worker.convert(str(path), "Data", str(tmp_path / name)))
        batches = [pa.ipc.open_file(file).get_batch(0) for file in files]
        tables.append(pa.Table.from_batches(batches).combine_chunks())
    assert tables[0] == tables[1]
    assert tables[0].num_rows == 302
    assert len(files) > 100


def test_an_error_in_a_cell_is_no_value(bench):
    formula = '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    path = write_workbook(
        bench.folder / "things.xlsx",
        f'<row r="1">{cell("A1", "id")}{cell("B1", "name")}</row>'
        f'<row r="2">{cell("A2", "1")}{formula}</row>',
    )
    (file,) = bench.land(path)
    assert (file.status, file.rows_landed) == ("landed", 1)
    assert bench.things() == [("1", None, None)]
    assert file.message == "1 cell holds the error of a formula, such as #N/A, which is no value."


def test_a_cell_in_percent_is_text_as_a_csv_has_it(bench):
    """15 % is 0.15 in its cell, and would be read as 0.15 % where the vendor writes percents."""
    path = bench.folder / "things.xlsx"
    with xlsxwriter.Workbook(path) as book:
        whole = book.add_format({"num_format": "0%"})
        exact = book.add_format({"num_format": '[Red]-0.00 %;0.00 "p. c."%'})
        literal = book.add_format({"num_format": '0.0" %"'})
        sheet = book.add_worksheet("Data")
        sheet.write_row("B2", ["id", "name", "note"])
        for at, (value, form) in enumerate(
            [(0.15, whole), (1, whole), (-0.0725, exact), (15.5, literal), (0.07, None)], start=2
        ):
            sheet.write_row(at, 1, [f"T{at}", "15%"])
            sheet.write_number(at, 3, value, form)
        sheet.write_string(7, 1, "T7")
        sheet.write_string(7, 3, "about 0.15", whole)
    bench.land(path)
    notes = ["15%", "100%", "-7.25%", "15.5", "0.07", "about 0.15"]
    assert [note for _, _, note in bench.things()] == notes


def test_percents_are_found_in_their_columns_alone(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        percent = book.add_format({"num_format": "0.00%"})
        for name in ("Data", "Other"):
            sheet = book.add_worksheet(name)
            sheet.write_column(0, 0, ["id", 1, 2])
            sheet.write_column(0, 27, ["share", 0.5, 0.25], percent if name == "Data" else None)
    assert percent_cells(str(path), "Data") == {27: {1, 2, 3}}
    assert percent_cells(str(path), "Other") == percent_cells(str(path), "None") == {}
    path.write_bytes(b"no workbook")
    assert percent_cells(str(path), "Data") == {}


def test_errors_of_formulas_are_counted_in_their_own_sheet(bench, tmp_path):
    path = bench.folder / "things.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, errors in (('One & "two"', 0), ("Two", 3000), ("Three", 1)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["id", "name", "note"])
            for at in range(1, 20_000):
                sheet.write_row(at, 0, [f"{name}{at}", 't="e"', f'<c t="e"> {at}'])
            for at in range(1, errors + 1):
                sheet.write_formula(at, 1, "=1/0", None, "#DIV/0!")
    files = bench.land(path)
    assert [file.message[:15] for file in files] == ["", "3,000 cells hol", "1 cell holds th"]
    (tmp_path / "other.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    assert formula_errors(tmp_path / "other.xls", "Data") == ""
    assert formula_errors(path, "None") == ""
    # what has a password inside is for the reader of workbooks to tell of
    content = path.read_bytes()
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        pattern = re.escape(header) + b"." * (flags - 4) + b"."
        content = re.sub(pattern, lambda found: found[0][:-1] + b"\x01", content, flags=re.DOTALL)
    path.write_bytes(content)
    assert formula_errors(path, "Two") == ""


def test_an_identifier_with_more_digits_than_a_number_holds_is_refused(bench):
    """Three orders would have become one; an amount may be as large as it likes."""
    path = write(
        bench.folder / "order_lines.xlsx",
        [
            ["order_id", "customer_id", "ordered_at", "amount"],
            *([2089456712345678900 + last, "c1", "2026-01-01", 5] for last in (1, 17, 50)),
            [2089456712345678, "c1", "2026-01-01", 2e16],
        ],
    )
    (file,) = bench.land(path)
    assert (file.rows_landed, file.rows_rejected) == (1, 3)
    assert "order_id in scientific notation: digits of it were lost" in file.message
    assert bench.rows(
        "select order_id, try_cast(amount as double) from raw.template__order_lines"
    ) == [("2089456712345678", 2e16)]


def test_what_stands_before_the_header_and_between_the_rows_is_dropped(bench):
    write(
        bench.folder / "things.xlsx",
        [["A report"], ["made by nobody", ""], [], ["id", "name"], [1, "a"], [], [2, "b"]],
    )
    (file,) = bench.land()
    assert (file.rows_read, file.rows_landed, file.rows_dropped) == (6, 2, 4)
    assert [row[:2] for row in bench.things()] == [("1", "a"), ("2", "b")]
    assert bench.rows("select line_number, reason from ops.dropped_rows order by all") == [
        (1, "before the header"),
        (2, "before the header"),
        (3, "blank row"),
        (6, "blank row"),
    ]


def test_a_row_with_more_cells_than_headers_is_kept_aside(bench):
    write(bench.folder / "things.xlsx", [["id", "name"], [1, "a"], [2, "b", "", 9], [3, "c"]])
    (file,) = bench.land()
    assert (file.rows_landed, file.rows_rejected) == (2, 1)
    assert bench.rejects() == [(2, 3, '["2", "b", "", "9"]', "4 cells, where 2 are expected")]


def test_fewer_cells_and_empty_columns_behind_the_last_are_no_fault(bench):
    write(
        bench.folder / "things.xlsx",
        [["id", "name", "note", "", " "], [1], [2, "b", "", "", ""], [3, "c", "x"]],
    )
    (file,) = bench.land()
    assert (file.rows_landed, file.rows_rejected) == (3, 0)
    assert bench.things() == [("1", None, None), ("2", "b", None), ("3", "c", "x")]


@pytest.mark.parametrize("dimension", ["A1", "A1:A2", "A1:XFD1048576", "A1:ZZZZ99999999"])
def test_a_wrong_dimension_changes_nothing(bench, dimension):
    path = write(bench.folder / "things.xlsx", [["id", "name"], [1, "a"], [2, "b"]])
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    page = "xl/worksheets/sheet1.xml"
    wrong = f'<dimension ref="{dimension}"/>'.encode()
    parts[page], changed = re.subn(rb"<dimension[^>]*>", wrong, parts[page])
    assert changed == 1
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    (file,) = bench.land()
    assert (file.status, file.rows_landed) == ("landed", 2)


def test_hidden_and_empty_sheets_are_no_tables(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("shown").write_row(0, 0, ["id"])
        for name, hide in (("hidden", "hide"), ("very hidden", "very_hidden")):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["id"])
            getattr(page, hide)()
        book.add_worksheet("empty")
        book.add_worksheet("also shown").write_row(3, 2, ["id"])
    assert sheet_names(path) == ["shown", "also shown"]


def test_a_sheet_that_begins_further_down_keeps_its_lines(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Data").write_row(3, 0, ["id"])
    assert [row[0] for row in text_of(path, tmp_path)] == [4]


def test_the_worker_outlives_a_workbook_that_it_cannot_read(tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 but no workbook")
    good = write(tmp_path / "good.xlsx", [["id"], [1]])
    for _ in range(2):
        with pytest.raises(workbook.LandingError, match="damaged or protected"):
            sheet_names(broken)
        assert sheet_names(good) == ["Data"]


def test_a_worker_that_was_killed_is_replaced(tmp_path):
    path = write(tmp_path / "book.xlsx", [["id"], [1]])
    assert sheet_names(path) == ["Data"]
    workbook._worker().kill()
    workbook._worker().wait()
    with pytest.raises(workbook.LandingError, match="more memory"):
        sheet_names(path)
    assert sheet_names(path) == ["Data"]


def test_the_worker_imports_nothing_of_the_working_directory(tmp_path):
    """Who lands the files of a folder may stand in it."""
    path = write(tmp_path / "book.xlsx", [["id"], [1]])
    (tmp_path / "json.py").write_text("raise SystemExit(3)", encoding="utf-8")
    program = (
        f"import sys; sys.path[0] = {str(ROOT)!r}\n"
        "from pathlib import Path\n"
        "from ingestion.workbook import sheet_names\n"
        f"print(sheet_names(Path({str(path)!r})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "['Data']", done.stderr
