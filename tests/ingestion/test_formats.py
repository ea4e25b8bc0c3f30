"""Each format gives the same rows: text as exported, with its own faults as rejects."""

import datetime as dt
import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.json_records import open_json
from ingestion.records import Record
from ingestion.workbook_worker import cell_text

FIXED = """
source: flat
tables:
  lines:
    files: ["flat*"]
    key: []
    required: [id]
    format:
      header: false
      fixed_width: {id: [1, 3], name: [5, 9], amount: [10, 15]}
    columns: {id: [], name: [], amount: []}
"""


def workbook(path, sheets, hidden=()):
    book = xlsxwriter.Workbook(str(path))
    formats = {
        dt.date: book.add_format({"num_format": "yyyy-mm-dd"}),
        dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if type(value) in formats:
                    sheet.write_datetime(at, column, value, formats[type(value)])
                elif isinstance(value, str):
                    sheet.write_string(at, column, value)
                elif value is not None:
                    sheet.write(at, column, value)
        if name in hidden:
            sheet.hide()
    book.close()
    return path


# --- delimited -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["things.csv", "THINGS.TXT", "things.tsv", "Things_2026-06-30"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimited_text(bench, name, delimiter):
    text = "Thing Id,name,note\n007,张三,x\n8,b,\n".replace(",", delimiter)
    file = bench.land_one(name, text)
    assert (file.status, file.rows_landed, file.source_system) == ("landed", 2, "things")
    assert bench.things() == [("007", "张三", "x"), ("8", "b", None)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_encodings_land_the_same(bench, encoding):
    text = "id,name,note\n1,张三,客户名称与联系方式\n2,李四,已签约\n"
    file = bench.land_one("things.csv", text.encode(encoding))
    assert bench.things() == [("1", "张三", "客户名称与联系方式"), ("2", "李四", "已签约")]
    assert ("gb18030" in file.message) == encoding.startswith("gb")


def test_a_declared_delimiter_is_used(bench):
    bench.source(
        "source: tilde\ntables: {lines: {files: ['tilde*'], key: [id], "
        "format: {delimiter: '~'}, columns: {id: [], name: []}}}",
        "tilde.yml",
    )
    bench.land_one("tilde.txt", "id~name\n1~a,b;c\n")
    assert bench.rows("select id, name from raw.tilde__lines") == [("1", "a,b;c")]


def test_text_without_a_header_is_mapped_by_position(bench):
    bench.source(
        "source: bare\ntables: {lines: {files: ['bare*'], key: [id], required: [id], "
        "format: {header: false}, columns: {id: [column_2], name: [column_1]}}}",
        "bare.yml",
    )
    file = bench.land_one("bare.csv", "a,1,x\nb,2,y\n")
    assert file.rows_read == 2
    assert bench.rows("select id, name, column_3 from raw.bare__lines") == [
        ("1", "a", "x"),
        ("2", "b", "y"),
    ]


def test_null_marks_are_whole_cells_trimmed(bench):
    bench.source(
        "source: marks\nnull_marks: ['-', 'N/A', '无']\ntables: {lines: {files: ['marks*'], "
        "key: [id], columns: {id: [], a: [], b: []}}}",
        "marks.yml",
    )
    bench.land_one("marks.csv", "id,a,b\n1,-, N/A \n2,-5,a - b\n3,无,\u3000\n4, x ,n/a\n")
    assert bench.rows("select a, b from raw.marks__lines order by _row_number") == [
        (None, None),
        ("-5", "a - b"),
        (None, None),
        (" x ", "n/a"),
    ]


def test_a_nul_character_costs_its_row(bench):
    file = bench.land_one("things.csv", b"id,name,note\n1,a\0b,x\n2,c,y\n")
    assert (file.rows_read, file.rows_landed, file.rows_rejected) == (2, 1, 1)
    assert bench.rejects() == [(1, 2, "1,a\\0b,x", "a cell holds a NUL character")]


# --- fixed width -----------------------------------------------------------------------------


def test_fixed_width(bench):
    bench.source(FIXED, "flat.yml")
    file = bench.land_one("flat.txt", "001 Anna  12.50\r\n002 李四   3.00\r\n\r\n003         9\r\n")
    assert (file.rows_landed, file.rows_dropped, file.rows_rejected) == (3, 1, 0)
    assert bench.rows("select id, name, amount from raw.flat__lines order by _row_number") == [
        ("001", "Anna", "12.50"),
        ("002", "李四", "3.00"),
        ("003", None, "9"),
    ]


def test_fixed_width_lines_of_another_width_are_rejected(bench):
    bench.source(FIXED, "flat.yml")
    file = bench.land_one("flat.txt", "001 Anna  12.50\n002\n003 Bob    1.00 and more\n")
    assert (file.rows_landed, file.rows_rejected) == (1, 2)
    assert [(row, line, reason) for row, line, _, reason in bench.rejects()] == [
        (2, 2, "3 characters, where the last column begins at 10"),
        (3, 3, "text behind the last column, which ends at 15"),
    ]


def test_a_header_of_fixed_width_that_comes_again_is_no_record(bench):
    bench.source(FIXED.replace("header: false", "header: true"), "flat.yml")
    header = "id  name  amount\n"
    text = f"\n{header}001 Anna  12.50\n{header.strip()}\n002 Bob    1.00\n"
    file = bench.land_one("flat.txt", text)
    assert (file.rows_read, file.rows_landed, file.rows_dropped) == (4, 2, 2)
    assert bench.drops()[1] == (None, 4, header.strip(), "header row")


# --- Excel -----------------------------------------------------------------------------------


def test_a_workbook_lands_as_text(bench):
    rows = [
        ["Thing Id", "name", "note", None],
        ["007", dt.date(2026, 6, 30), 12345678901],
        [8, dt.datetime(2026, 6, 30, 9, 5, 7), 0.1],  # noqa: DTZ001 - Excel has no zones
        [None, None, None],
        [9, True, "客户"],
    ]
    workbook(bench.folder / "things.xlsx", {"Sheet1": rows})
    (file,) = bench.land()
    assert file.file_name == "things.xlsx#Sheet1"
    assert (file.rows_read, file.rows_landed, file.rows_dropped) == (4, 3, 1)
    assert bench.things() == [
        ("007", "2026-06-30", "12345678901"),
        ("8", "2026-06-30 09:05:07", "0.1"),
        ("9", "true", "客户"),
    ]


def test_each_visible_sheet_with_data_is_a_file(bench):
    rows = [["id", "name", "note"], ["1", "a", "x"]]
    path = workbook(
        bench.folder / "book.xlsx",
        {"Things": rows, "hidden1": rows, "Empty": [], "Readme": [["about"], ["this"]]},
        hidden=("hidden1",),
    )
    files = {file.file_name: file.status for file in bench.land(path)}
    assert files == {"book.xlsx#Things": "landed", "book.xlsx#Readme": "skipped"}


def test_two_sheets_of_one_table_both_land(bench):
    header = ["id", "name", "note"]
    sheets = {"2025": [header, ["1", "a", "x"]], "2026": [header, ["1", "a", "x"]]}
    workbook(bench.folder / "things.xlsx", sheets)
    assert [file.status for file in bench.land()] == ["landed", "landed"]
    assert [file.status for file in bench.land()] == ["unchanged", "unchanged"]
    assert len(bench.things()) == 2


def test_a_sheet_can_be_chosen_by_its_name(bench):
    bench.source(
        "source: chosen\ntables: {lines: {files: ['chosen*'], key: [id], "
        "format: {sheet: 客户数据}, columns: {id: []}}}",
        "chosen.yml",
    )
    sheets = {"说明": [["id"], ["0"]], "客户数据": [["id"], ["1"]]}
    workbook(bench.folder / "chosen.xlsx", sheets)
    assert [file.status for file in bench.land()] == ["skipped", "landed"]
    assert bench.rows("select id from raw.chosen__lines") == [("1",)]


def test_a_cell_behind_the_header_is_a_reject(bench):
    rows = [["id", "name", "note"], ["1", "a", "x"], ["2", "b", "y", "surplus"]]
    workbook(bench.folder / "things.xlsx", {"Sheet1": rows})
    (file,) = bench.land()
    assert (file.rows_landed, file.rows_rejected) == (1, 1)
    text = '["2", "b", "y", "surplus"]'
    assert bench.rejects()[0][1:] == (3, text, "4 cells, where 3 are expected")


def test_a_workbook_without_data_is_empty(bench):
    path = workbook(bench.folder / "things.xlsx", {"Sheet1": []})
    (file,) = bench.land(path)
    assert (file.status, file.message) == ("empty", "The workbook holds no data.")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-0.5, "-0.5"),
        (1e20, "1E+20"),
        (1e-7, "0.0000001"),
        (123456789012345.0, "123456789012345"),
        (10.0, "10"),
        (100.10, "100.1"),
        (False, "false"),
        ("007", "007"),
        ("1.0", "1.0"),
        (dt.time(9, 30), "09:30:00"),
        (dt.date(2026, 1, 2), "2026-01-02"),
    ],
)
def test_cells_of_a_workbook_as_text(value, text):
    assert cell_text(value) == text


# --- JSON ------------------------------------------------------------------------------------

THINGS = [
    {"id": "007", "name": "张三", "note": None},
    {"id": 12345678901234567890, "name": True, "note": {"a": [1, 1.10, None, "x"]}},
    {"name": "later", "id": 1.10, "extra": []},
]
THINGS_LANDED = [
    ("007", "张三", None),
    ("12345678901234567890", "true", '{"a": [1, 1.10, null, "x"]}'),
    ("1.10", "later", None),
]


def exact(lines):
    """1.10 is written as such: the digits of a number are the file's."""
    return [line.replace("1.1,", "1.10,").replace("1.1}", "1.10}") for line in lines]


LINES = exact(json.dumps(thing, ensure_ascii=False) for thing in THINGS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("things.json", "[" + ",\n".join(LINES) + "]"),
        ("things.jsonl", "\n".join(LINES) + "\n\n"),
        ("things.ndjson", "\r\n".join(LINES)),
    ],
)
def test_json(bench, name, content):
    file = bench.land_one(name, content)
    assert (file.status, file.rows_landed) == ("landed", 3)
    assert bench.things() == THINGS_LANDED
    assert bench.rows("select extra from raw.things__things order by _row_number")[2] == ("[]",)


def test_json_records_inside_an_object(bench):
    bench.source(
        "source: wrapped\ntables: {lines: {files: ['wrapped*'], key: [id], "
        "format: {records: data}, columns: {id: []}}}",
        "wrapped.yml",
    )
    content = {"meta": {"data": [0], "n": 2}, "data": [{"id": 1}, {"id": 2}], "more": 1}
    bench.land_one("wrapped.json", json.dumps(content))
    assert bench.rows("select id from raw.wrapped__lines") == [("1",), ("2",)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"data": []}', "name the property"),
        ('[{"id": 1}, {"id": ', "cut off or malformed"),
        ('[{"id": 1} {"id": 2}]', "',' is missing"),
        ('[{"id": 1},', "cut off or malformed"),
        ('[{"id": 1}', "ends too early"),
        ("[1, 2]", "object with properties"),
        ("hello", "'[' is missing"),
    ],
)
def test_json_of_another_form_fails_in_a_sentence(bench, content, said):
    file = bench.land_one("things.json", content)
    assert file.status == "failed"
    assert said in file.message
    assert not bench.things()


def test_a_wrapped_json_without_its_property_fails(bench):
    bench.source(
        "source: wrapped\ntables: {lines: {files: ['wrapped*'], key: [id], "
        "format: {records: data}, columns: {id: []}}}",
        "wrapped.yml",
    )
    for content in ('{"rows": []}', "{}"):
        assert "no property 'data'" in bench.land_one("wrapped.json", content).message
    assert "holds no array" in bench.land_one("wrapped.json", '{"data": {"id": 1}}').message


def test_a_broken_line_of_jsonl_costs_itself_only(bench):
    content = '{"id": 1}\n{"id": \n[2]\n{"id": 3, "name": "\\ud800"}\n{"id": 4}\n'
    file = bench.land_one("things.jsonl", content)
    assert (file.rows_read, file.rows_landed, file.rows_rejected) == (5, 2, 3)
    assert bench.rejects() == [
        (2, 2, '{"id": ', "no valid JSON"),
        (3, 3, "[2]", "no JSON object"),
        (
            4,
            4,
            '{"id": 3, "name": "\\ud800"}',
            "a cell holds text that is no Unicode (half of a surrogate pair)",
        ),
    ]


JSON_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | JSON_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(JSON_TEXT, inner, max_size=3),
    max_leaves=6,
)


@given(
    st.lists(st.dictionaries(JSON_TEXT, JSON_VALUES, max_size=4), min_size=1, max_size=8),
    st.integers(1, 20),
    st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_any_json_is_read_back_whatever_the_blocks(records, block, lines):
    """Text stays text, null stays null, and everything else is JSON of an equal value."""
    import io

    from ingestion import json_records

    text = (
        "\n".join(json.dumps(record) for record in records)
        if lines
        else json.dumps(records, indent=1)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_records, "_BLOCK", block)
        if not any(records):
            return
        headers, rows = open_json(lambda: io.StringIO(text), lines=lines, records=None)
        found = list(rows())
    assert len(found) == len(records)
    for record, written in zip(found, records, strict=True):
        assert isinstance(record, Record)
        cells = dict(zip(headers, record.cells, strict=True))
        for name, cell in cells.items():
            value = written.get(name)
            if value is None or isinstance(value, str):
                assert cell == value
            else:
                assert json.loads(cell) == value


# --- Parquet ---------------------------------------------------------------------------------


def test_parquet(bench):
    path = bench.folder / "things [1]*.parquet"
    bench.build.execute(
        "copy (select 7 as id, 'a' as name, date '2026-06-30' as note, [1, 2] as list,"
        " {'k': 'v'} as struct, timestamptz '2026-06-30 08:00:00+08' as at union all"
        " select 8, null, null, null, null, null)"
        f" to '{bench.folder / 'plain.parquet'}'"
    )
    (bench.folder / "plain.parquet").rename(path)
    (file,) = bench.land(path)
    assert file.rows_landed == 2
    assert bench.things() == [("7", "a", "2026-06-30"), ("8", None, None)]
    assert bench.rows(
        'select list, struct, "at" from raw.things__things where note is not null'
    ) == [("[1,2]", '{"k":"v"}', "2026-06-30 00:00:00+00")]


def test_a_parquet_with_text_that_is_none_fails_without_showing_it(bench):
    texts = pa.Array.from_buffers(pa.string(), 1, pa.array([b"A P\xe9rson"]).buffers())
    pq.write_table(pa.table({"id": texts}), bench.folder / "things.parquet")
    (file,) = bench.land()
    assert (file.status, "it holds text that is not UTF-8" in file.message) == ("failed", True)
    assert "rson" not in file.message


def test_a_cut_off_parquet_fails_in_a_sentence(bench):
    path = bench.folder / "things.parquet"
    bench.build.execute(f"copy (select range as id from range(1000)) to '{path}'")
    file = bench.land_one("things.parquet", path.read_bytes()[:-100])
    assert file.status == "failed"
    assert "Parquet file cannot be read" in file.message


# --- any of them, compressed -----------------------------------------------------------------


def test_gz(bench):
    file = bench.land_one("things.csv.gz", gzip.compress(b"id,name,note\n1,a,x\n"))
    assert (file.status, file.file_name) == ("landed", "things.csv.gz")
    assert bench.things() == [("1", "a", "x")]


def test_a_format_is_told_by_its_content_where_the_name_lies(bench):
    rows = [["id", "name", "note"], ["1", "a", "x"]]
    path = workbook(bench.folder / "book.xlsx", {"Sheet1": rows})
    path.rename(bench.folder / "things.csv")
    bench.write("things_2.csv", gzip.compress(b"id,name,note\n2,b,y\n"))
    assert [file.status for file in bench.land()] == ["landed", "landed"]
    assert sorted(bench.things()) == [("1", "a", "x"), ("2", "b", "y")]


@pytest.mark.parametrize("suffix", ["xls", "xlsb", "ods", "xlsm"])
def test_a_workbook_is_read_whatever_its_suffix_says(bench, suffix):
    path = workbook(bench.folder / "book.xlsx", {"Sheet1": [["id", "name"], ["1", "a"], ["2", ""]]})
    (file,) = bench.land(path.rename(bench.folder / f"things.{suffix}"))
    assert (file.status, file.rows_landed, file.message) == ("landed", 2, "")
    assert bench.rows("select id, name from raw.things__things order by _row_number") == [
        ("1", "a"),
        ("2", None),
    ]
