"""What a cell is worth, in every way that text is read: null marks, identifiers, spreadsheets."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion import text_parts
from ingestion.plain_csv import read_block

IDS = """
source: ids
identifiers: salesforce
null_marks: ["-", "N/A", "000000000000000AAA"]
tables:
  lines:
    files: ["ids*"]
    key: [line_id]
    required: [line_id]
    columns: {line_id: [Id], parent_id: [], name: []}
"""


@pytest.fixture(params=["in blocks", "record by record"])
def ids(request, bench, monkeypatch):
    """Lands lines; gives line_id, parent_id and name of those that landed."""
    read = read_block if request.param == "in blocks" else lambda file, delimiter: None
    monkeypatch.setattr(text_parts, "read_block", read)
    bench.source(IDS, "ids.yml")

    def land(*lines):
        bench.land_one("ids.csv", "\n".join(["Id,parent_id,name", *lines]) + "\n")
        return bench.rows(
            "select line_id, parent_id, name from raw.ids__lines order by _row_number"
        )

    return land


@pytest.mark.parametrize(
    "cell", ["-", " - ", "N/A", "\tN/A", "\u3000-\u00a0", "", "  ", '""', '" "', '"-"', '"\n"']
)
def test_a_null_mark_is_no_value_padded_or_not(ids, cell):
    assert ids(f"a,{cell},x") == [("a", None, "x")]


@pytest.mark.parametrize("cell", ["--", "-1", "n/a", "a - b", "N/A yet"])
def test_what_holds_a_null_mark_among_others_is_a_value(ids, cell):
    assert ids(f"a,,{cell}") == [("a", None, cell)]


def test_blanks_around_a_value_stay(ids):
    assert ids("a,, x ") == [("a", None, " x ")]


def test_a_null_mark_as_a_key_is_a_missing_key(ids, bench):
    assert ids("-,,x", "000000000000000AAA,,y", "a,,z") == [("a", None, "z")]
    assert [reject[3] for reject in bench.rejects()] == ["no value for the required line_id"] * 2


def test_a_row_of_null_marks_is_a_blank_row(ids, bench):
    assert ids("-,N/A,", "a,,z") == [("a", None, "z")]
    assert [drop[1:] for drop in bench.drops()] == [(2, "-,N/A,", "blank row")]


# --- identifiers ------------------------------------------------------------------------------

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def eighteen(fifteen):
    """Case-safe form of an id, by the published rule: five letters are a number, read backwards."""
    groups = [fifteen[at : at + 5] for at in (0, 5, 10)]
    bits = ["".join("1" if c.isascii() and c.isupper() else "0" for c in g[::-1]) for g in groups]
    return fifteen + "".join(LETTERS[int(each, 2)] for each in bits)


def test_the_published_example():
    assert eighteen("001A0000006Vm9r") == "001A0000006Vm9rIAC"


def test_short_ids_become_long_ones_in_every_id_column(ids, bench):
    rows = ids("001A0000006Vm9r,001A0000006Vm9R,001A0000006Vm9r")
    assert rows == [("001A0000006Vm9rIAC", eighteen("001A0000006Vm9R"), "001A0000006Vm9r")]
    assert bench.rows("select _record_key from raw.ids__lines") == [("001A0000006Vm9rIAC",)]


def test_other_ids_stay(ids):
    long = "001A0000006Vm9rIAC"
    assert ids(f"{long},12345678901234,x", "001A0000006Vm-r,,y") == [
        (long, "12345678901234", "x"),
        ("001A0000006Vm-r", None, "y"),
    ]


@given(st.lists(st.from_regex(r"[A-Za-z0-9]{15}", fullmatch=True), min_size=1, unique=True))
@settings(max_examples=15, deadline=None)
def test_any_short_id_becomes_the_one_that_an_independent_rule_gives(shared_bench, ids):
    shared_bench.source(IDS, "ids.yml")
    shared_bench.empty()
    shared_bench.land_one("ids.csv", "Id,name\n" + "".join(f"{one},x\n" for one in ids))
    assert shared_bench.rows("select line_id from raw.ids__lines order by _row_number") == [
        (eighteen(one),) for one in ids
    ]


def test_ids_of_other_sources_keep_fifteen_letters(bench):
    bench.source(IDS.replace("identifiers: salesforce\n", ""), "ids.yml")
    bench.land_one("ids.csv", "Id,name\n001A0000006Vm9r,x\n")
    assert bench.rows("select line_id from raw.ids__lines") == [("001A0000006Vm9r",)]


@pytest.mark.parametrize(
    ("cell", "identifier"),
    [
        ("'00123", "00123"),
        ('"=""00123"""', "00123"),
        ("00123", "00123"),
        ("\u00a0 00123\u3000", "00123"),
        ('" 00123"', "00123"),
        ("=00123", "=00123"),
        ("12'3", "12'3"),
        ('"=""12"', '="12'),
    ],
)
def test_marks_for_text_of_a_spreadsheet_are_no_part_of_an_identifier(ids, cell, identifier):
    [(line_id, parent_id, name)] = ids(f"{cell},{cell},{cell}")
    assert (line_id, parent_id) == (identifier, identifier)
    assert name == cell.strip('"').replace('""', '"') + ('"' if cell.endswith('"""') else "")


def test_a_mark_for_text_without_text_is_no_value(ids):
    assert ids("a,',x", 'b,"=""""",y') == [("a", None, "x"), ("b", None, "y")]


@pytest.mark.parametrize("cell", ["1.23457E+17", "6E+12", '"1,23457E+17"', "1.2e+5", "9E+0"])
def test_scientific_notation_in_an_identifier_quarantines_the_row(ids, bench, cell):
    assert ids("a,,x", f"{cell},,y", f"b,{cell},z") == [("a", None, "x")]
    said = "in scientific notation: digits of it were lost in a spreadsheet"
    assert [reject[3] for reject in bench.rejects()] == [f"line_id {said}", f"parent_id {said}"]


@pytest.mark.parametrize("cell", ["E+1", "A1E+17", "1E17", "12E+17", "1.E+5", "1e-7"])
def test_what_is_not_quite_scientific_notation_is_an_identifier(ids, cell):
    assert ids(f"{cell},,x") == [(cell, None, "x")]


def test_scientific_notation_elsewhere_is_a_number(ids):
    assert ids("a,,1.5E+3") == [("a", None, "1.5E+3")]


def test_leading_zeros_and_long_digits_stay(ids):
    assert ids("007,00000000000000000001,+49 0170") == [("007", "00000000000000000001", "+49 0170")]
