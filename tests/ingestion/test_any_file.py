"""Properties of the whole way in: what is written is read back, and nothing at all breaks it."""

import contextlib
import csv
import gzip
import io
import json
import zipfile

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingestion.cells import BLANKS
from warehouse.errors import WarehouseError

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "gb18030"]
NAMES = [
    f"things{suffix}"
    for suffix in (".csv", ".xlsx", ".xls", ".json", ".jsonl", ".zip", ".gz", ".parquet", "")
]


def text_of(**excluded):
    """Cells: any characters, and often those that matter to a reader."""
    return st.text(
        st.one_of(
            st.sampled_from(list("\",;\t|\n '\\=-é客户名称张\u3000\ufeff")),
            st.characters(exclude_categories=["Cs"], **excluded),
        ),
        max_size=8,
    )


CELL = text_of(exclude_characters="\0\r")
HEADER = st.lists(
    text_of(exclude_characters="\0\r").filter(lambda name: name.strip(BLANKS)), max_size=4
)


def expected_cells(row):
    """A row as the documents say: of blanks alone is no value, everything else as it is."""
    return tuple(cell if cell.strip(BLANKS) else None for cell in row)


# --- what is written is read back -------------------------------------------------------------

WIDE = """
source: wide
encoding: gb18030
tables:
  lines:
    files: ["wide*"]
    key: [id]
    required: [id]
    columns: {id: [], name: [], note: []}
"""


@given(
    rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    ending=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(ENCODINGS),
    is_ended=st.booleans(),
)
# a quoted tab is a blank, also where a tab ends cells
@example(
    rows=[("", "\t")],
    delimiter="\t",
    ending="\n",
    quoting=csv.QUOTE_MINIMAL,
    encoding="utf-8",
    is_ended=False,
)
@settings(max_examples=60, deadline=None)
def test_any_table_in_any_dialect_and_encoding_lands_equal(
    shared_bench, rows, delimiter, ending, quoting, encoding, is_ended
):
    bench = shared_bench
    bench.source(WIDE, "wide.yml")
    bench.empty()
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ending, quoting=quoting)
    writer.writerow(["id", "name", "note", "客户名称"])
    writer.writerows((str(n), *row, "x") for n, row in enumerate(rows))
    content = text.getvalue() if is_ended else text.getvalue().removesuffix(ending)
    file = bench.land_one("wide.csv", content.encode(encoding))
    assert (file.status, file.rows_read, file.rows_landed) == ("landed", len(rows), len(rows))
    assert bench.rows("select id, name, note from raw.wide__lines order by _row_number") == [
        (str(n), *expected_cells(row)) for n, row in enumerate(rows)
    ]


@given(
    rows=st.lists(st.tuples(CELL, CELL), max_size=8),
    form=st.sampled_from(["json", "jsonl", "parquet"]),
)
@settings(max_examples=30, deadline=None)
def test_any_table_in_another_format_lands_equal(shared_bench, rows, form):
    bench = shared_bench
    bench.empty()
    records = [{"id": str(n), "name": a, "note": b} for n, (a, b) in enumerate(rows)]
    path = bench.folder / f"things.{form}"
    if form == "parquet":
        query = "create or replace temp table given (id varchar, name varchar, note varchar)"
        bench.build.execute(query)
        for record in records:
            bench.build.execute("insert into given values (?, ?, ?)", list(record.values()))
        bench.build.execute(f"copy given to '{path}' (format parquet)")
    elif form == "json":
        path.write_text(json.dumps(records), encoding="utf-8")
    else:
        path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    (file,) = bench.land(path)
    assert file.rows_landed == len(rows)
    assert bench.things() == [(str(n), *expected_cells(row)) for n, row in enumerate(rows)]


@given(header=HEADER)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_any_header_becomes_columns(shared_bench, header):
    """Whatever stands in it, every column of the file is one of the table's."""
    bench = shared_bench
    bench.empty()
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(
        [["Thing Id", *header], ["1", *(f"cell {n}" for n in range(len(header)))]]
    )
    file = bench.land_one("things.csv", text.getvalue())
    assert (file.status, file.rows_landed) == ("landed", 1)
    columns = bench.rows("select column_name from ops.file_columns where header is not null")
    found = {bench.rows(f'select "{name}" from raw.things__things')[0][0] for (name,) in columns}
    assert found >= {f"cell {n}" for n in range(len(header))}


# --- nothing breaks it ------------------------------------------------------------------------


def land_anything(bench, name, content):
    """Whatever it is, every row is accounted for, or the file failed in a sentence."""
    bench.empty()
    path = bench.write(name, content)
    with contextlib.suppress(WarehouseError):
        for file in bench.land(path):
            assert file.status in {"landed", "empty", "failed", "skipped", "unchanged"}
            assert file.message or file.status == "landed"
            assert "\n" not in file.message
            count = bench.rows(
                "select count(*) from raw.things__things where _source_file = ?", file.file_name
            )
            assert count == [(file.rows_landed,)]
    path.unlink()


@given(name=st.sampled_from(NAMES), content=st.binary(max_size=300))
@settings(max_examples=120, deadline=None)
def test_any_bytes_under_any_name(shared_bench, name, content):
    land_anything(shared_bench, name, content)


TEXT = st.text(
    st.one_of(
        st.sampled_from(list('"",,;\t|\n\r\n\0 \'\\=-{}[]:1ax客é\u3000\ufeff')), st.characters()
    ),
    max_size=60,
)


@given(
    begin=st.sampled_from(["", "id,name,note\n", "\n\nid;name\n", '"id\n', "id\0,name\n", "id\r"]),
    text=TEXT,
    encoding=st.sampled_from([*ENCODINGS, "utf-32", "cp1252", "utf-16-le"]),
)
@settings(max_examples=120, deadline=None)
def test_any_text_under_the_name_of_a_table(shared_bench, begin, text, encoding):
    land_anything(shared_bench, "things.csv", (begin + text).encode(encoding, errors="ignore"))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "Thing Id", "name", "ID", "", "\0", "\ud800", "_load_id", "c0"])
            | st.text(max_size=3),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(
    content=st.lists(JSON, max_size=4),
    lines=st.booleans(),
    cut=st.integers(0, 3),
    is_ascii=st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_any_json(shared_bench, content, lines, cut, is_ascii):
    one = [json.dumps(item, ensure_ascii=is_ascii) for item in content]
    text = "\n".join(one) if lines else "[" + ",".join(one) + "]"
    data = text[: len(text) - cut].encode("utf-8", errors="surrogatepass")
    land_anything(shared_bench, "things.jsonl" if lines else "things.json", data)


def workbook():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for name in ("One", "Two"):
        sheet = book.add_worksheet(name)
        for at, row in enumerate([["id", "name", "note"], [1, "a", 2.5], [2, True, "x"]]):
            sheet.write_row(at, 0, row)
    book.close()
    return buffer.getvalue()


def archive():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("things_1.csv", "id,name,note\n1,a,x\n" * 20)
        members.writestr("things_2.csv.gz", gzip.compress(b"id,name,note\n2,b,y\n"))
    return buffer.getvalue()


@pytest.fixture(scope="module")
def whole_files(shared_bench):
    """A sound file of each kind that is not text."""
    path = shared_bench.folder / "sound.parquet"
    shared_bench.build.execute(f"copy (select range as id, 'a' as name from range(9)) to '{path}'")
    parquet = path.read_bytes()
    path.unlink()
    compressed = gzip.compress(b"id,name,note\n1,a,x\n" * 20)
    return {
        "things.xlsx": workbook(),
        "things.zip": archive(),
        "things.csv.gz": compressed,
        "things.parquet": parquet,
    }


@given(
    name=st.sampled_from(["things.xlsx", "things.zip", "things.csv.gz", "things.parquet"]),
    faults=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)), min_size=1, max_size=3),
    kept=st.floats(0.1, 2),
)
@settings(max_examples=80, deadline=None)
def test_a_damaged_file_of_any_kind(shared_bench, whole_files, name, faults, kept):
    """Some bytes overwritten, and the end cut off as often as not."""
    content = bytearray(whole_files[name])
    for place, fault in faults:
        at = int(place * len(content))
        content[at : at + len(fault)] = fault
    land_anything(shared_bench, name, bytes(content[: int(kept * len(content))]))
