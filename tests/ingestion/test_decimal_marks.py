"""Which mark is the decimal one is decided from a whole column, else from the file, or is said."""

import dataclasses
import re

import pytest
import xlsxwriter

from ingestion.decimal_marks import decimal_marks, is_number_column
from tests.command_line import ROOT
from tests.ingestion.conftest import known_sources

# Read as numbers by staging, but of other things than amounts, quantities and rates.
NO_AMOUNTS = {
    *("csat", "csat_min", "csat_max", "scale_min", "scale_max", "rating", "satisfaction"),
    *("duration_minutes", "duration_days"),
}


@pytest.fixture
def mark(bench):
    """The decimal mark of some cells of a column, under some settings of its source."""

    def decide(*cells, others=(), kind="text", **settings):
        bench.rows("create or replace table raw.sold (_load_id text, price text, amount text)")
        for column, values in (("price", cells), ("amount", others)):
            for cell in (*values, None):
                bench.rows(f"insert into raw.sold (_load_id, {column}) values ('one', ?)", cell)
        bench.rows("insert into raw.sold values ('another', '0,5', '0.5')")
        source = known_sources(bench.user_sources).sources["things"]
        source = dataclasses.replace(source, **settings)
        columns = ["price", "amount"]
        return decimal_marks(bench.build, "raw.sold", columns, "one", source, kind).get("price")

    return decide


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([], None),
        (["1", "250", "99999", "-3", "n/a", "1.2.3", "1.249.5"], None),
        (["1.250", "12,50"], "comma"),
        (["1.250", "1.249,99 €"], "comma"),
        (["1.250", "EUR 1 249,5"], "comma"),
        (["1,250", "0,125"], "comma"),
        (["1,250", "7,1234"], "comma"),
        (["1,250", "1250,125"], "comma"),
        (["1.250", "1.234.567"], "comma"),
        (["1.250", "(12,50)"], "comma"),
        (["1,250", "19.99"], "point"),
        (["1,250", "$1,249.99"], "point"),
        (["1.250", "0.125"], "point"),
        (["1.250", ".5"], "point"),
        (["1.250", "1250.125"], "point"),
        (["1,250", "1,234,567"], "point"),
        (["1,250", "1,00,000.00"], "point"),
        (["1.250", "-12.5%"], "point"),
        (["12.50", "12,50"], None),
        (["12.50", "12,50", "1.250"], "undecidable"),
        (["1.250", "999", "10"], "undecidable"),
        (["1,250 元"], "undecidable"),
        (["1,250", "US$1,249.50"], "point"),
        (["1,250", "₹1,23,456.00"], "point"),
        (["1,250", "CHF 1’249.50"], "point"),
        (["1.250", "R$ 1.249,50"], "comma"),
        (["1.250", "1 249,50 kr."], "comma"),
        (["Rs. 1,250"], "undecidable"),
    ],
)
def test_the_mark_of_a_column(mark, cells, found):
    assert mark(*cells) == found


@pytest.mark.parametrize(
    ("cells", "others", "kind", "found"),
    [
        ("1.250", ["19,99"], "text", "comma"),
        ("1,250", ["19,99"], "text", "comma"),
        ("1.250", ["19.99"], "text", "point"),
        ("1.250", ["1"], "text", "undecidable"),
        ("1.250", ["19.99", "19,99"], "text", "undecidable"),
        ("19.99", ["19,99"], "text", "point"),
        ("250", ["19,99"], "text", None),
        ("1.250", ["19.99"], "workbook", "point"),
        # 1.125 as a number cell, beside amounts that were typed as text
        ("1.125", ["19,99"], "workbook", "undecidable"),
        ("1.250", ["1"], "parquet", None),
        ("1.250", ["1"], "jsonl", None),
    ],
)
def test_the_other_columns_of_a_file_decide_where_a_column_does_not(
    mark, cells, others, kind, found
):
    assert mark(cells, others=others, kind=kind) == found


@pytest.mark.parametrize("declared", ["point", "comma"])
def test_where_the_source_declares_its_mark_nothing_is_decided(mark, declared):
    assert mark("1.250", decimal_mark=declared) is None


def test_the_amounts_that_staging_reads_are_looked_at():
    read = set()
    for model in (ROOT / "dbt_project" / "models" / "staging").rglob("*.sql"):
        for call in re.findall(
            r"(?:parsed_(?:number|quantity|rate)|probability)\((.*)", model.read_text()
        ):
            read |= set(
                re.findall(r"""latest\.(\w+)|(?:yuan|value_alias)\("(\w+)""", call.split("}}")[0])
            )
    columns = {name for names in read for name in names if name}
    assert len(columns) > 40
    assert {column for column in columns if not is_number_column(column)} <= NO_AMOUNTS


SOLD = """
source: sold
tables:
  lines:
    files: ["sold*"]
    key: [id]
    columns: {id: [], unit_price: [], quantity: []}
"""
MARKS = "select column_name, decimal_mark from ops.file_columns where decimal_mark is not null"


def test_what_nothing_decides_is_said_until_the_source_declares_it(bench):
    bench.source(SOLD, "sold.yml")
    text = "id;unit_price;quantity;note\n1;1.250;2;0,5\n2;990;1.000;x\n"
    file = bench.land_one("sold.csv", text)
    assert file.status == "landed"
    assert "numbers of quantity, unit_price can be read in two ways" in file.message
    assert "set `decimal_mark:` in the source file" in file.message
    assert bench.rows(f"{MARKS} order by all") == [
        ("quantity", "undecidable"),
        ("unit_price", "undecidable"),
    ]
    bench.source(SOLD.replace("tables:", "decimal_mark: comma\ntables:", 1), "sold.yml")
    assert bench.land_one("sold.csv", text).message == ""
    assert bench.rows(MARKS) == []
    assert bench.rows("select decimal_mark from ops.sources where source_system = 'sold'") == [
        ("comma",)
    ]
    assert bench.rows("select count(*) from raw.sold__lines") == [(2,)]


def test_each_file_has_marks_of_its_own_in_text_and_in_sheets(bench):
    bench.source(SOLD, "sold.yml")
    assert not bench.land_one("sold_1.csv", "id;unit_price\n1;1.250\n2;1.249,99\n").message
    assert bench.rows(MARKS) == [("unit_price", "comma")]
    assert not bench.land_one("sold_2.csv", "id,unit_price\n1,1.250\n2,1249.99\n").message
    book = xlsxwriter.Workbook(str(bench.folder / "sold_3.xlsx"))
    sheet = book.add_worksheet("Sheet1")
    for at, row in enumerate([["id", "unit_price"], ["1", "1.250"], ["2", "19,99"]]):
        sheet.write_row(at, 0, row)
    book.close()
    (file,) = [file for file in bench.land() if "sold_3" in file.file_name]
    assert not file.message
    assert [mark for _, mark in bench.rows(f"{MARKS} order by 2")] == ["comma", "comma", "point"]
