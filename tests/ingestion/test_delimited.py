"""Delimited text: what csv writes is read back, and one broken line costs that line only."""

import csv
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion import delimited
from ingestion.cells import BLANKS
from ingestion.delimited import ANY_WIDTH, Lines, read_delimited
from ingestion.records import Drop, Record, Reject
from warehouse.errors import LandingError


def read(text, delimiter=",", width=None):
    """Every record; by default all must be as wide as the first one that is none of blanks."""
    if width is None:
        every = read_delimited(Lines(io.StringIO(text, newline="")), delimiter, ANY_WIDTH)
        width = next((len(one.cells) for one in every if isinstance(one, Record)), ANY_WIDTH)
    return list(read_delimited(Lines(io.StringIO(text, newline="")), delimiter, width))


def good(found):
    return [list(record.cells) for record in found if isinstance(record, Record)]


def bad(found):
    return [record for record in found if isinstance(record, Reject)]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings(ending):
    text = ending.join(["id,note", "1,a", '2,"b', 'c"', "3,d"])
    assert good(read(text)) == [["id", "note"], ["1", "a"], ["2", f"b{ending}c"], ["3", "d"]]


def test_blank_lines_are_no_records_and_keep_their_line_numbers():
    """A line of delimiters is a record: whether its cells are worth anything is seen later."""
    found = read("id,note\n\n1,a\n   \n,\n2,b\n\n\n")
    assert [one for one in found if isinstance(one, Drop)] == [
        (2, "", "blank line"),
        (4, "   ", "blank line"),
        (7, "", "blank line"),
        (8, "", "blank line"),
    ]
    assert good(found) == [["id", "note"], ["1", "a"], ["", ""], ["2", "b"]]
    assert [one.line_number for one in found] == list(range(1, 9))


def test_a_line_of_tabs_is_no_blank_line_where_tabs_part_cells():
    assert good(read("a\tb\n\t\n1\t2\n", "\t")) == [["a", "b"], ["", ""], ["1", "2"]]


def test_every_byte_up_to_the_end_of_a_record_is_counted():
    """So that reading can go on behind it; lines that were given back are not counted twice."""
    text = 'a,b\r\n客户,"x\r\ny"\r\n1,"open\r\n2,é\r\n3,z\r\n'
    lines = Lines(io.StringIO(text, newline=""))
    ends = [text.encode()[: lines.taken_bytes] for _ in read_delimited(lines, ",", 2)]
    assert [end.decode().splitlines()[-1] for end in ends] == ["a,b", 'y"', '1,"open', "2,é", "3,z"]


def test_a_quote_inside_an_unquoted_cell_is_a_letter():
    assert good(read('id,size\n1,5" pipe\n2,6\n')) == [["id", "size"], ["1", '5" pipe'], ["2", "6"]]


def test_surplus_and_missing_cells_are_named_by_line():
    found = read("a,b,c\n1,2,3\n1,2\n1,2,3,4\n7,8,9\n")
    assert good(found)[1:] == [["1", "2", "3"], ["7", "8", "9"]]
    assert [(one.line_number, one.text, one.reason) for one in bad(found)] == [
        (3, "1,2", "2 cells, where 3 are expected"),
        (4, "1,2,3,4", "4 cells, where 3 are expected"),
    ]


def test_one_unclosed_quote_costs_one_line():
    lines = [f"{number},name {number},x" for number in range(20)]
    lines[4] = '4,"name 4,x'
    found = read("\n".join(["a,b,c", *lines]) + "\n")
    assert [(one.line_number, one.text) for one in bad(found)] == [(6, '4,"name 4,x')]
    assert [cells[0] for cells in good(found)[1:]] == [str(n) for n in range(20) if n != 4]


def test_an_unclosed_quote_before_quoted_lines_costs_one_line():
    found = read('a,b\n1,"x\n2,"good, y"\n3,"good\nz"\n4,w\n')
    assert [one.line_number for one in bad(found)] == [2]
    assert good(found)[1:] == [["2", "good, y"], ["3", "good\nz"], ["4", "w"]]


def test_a_whole_record_of_several_lines_with_a_surplus_cell_is_one_reject():
    """Its inner lines are no records, and its last one must not land as if it were."""
    found = read('a,b,c\n1,"two\nlines",x,surplus\n2,y,z\n')
    assert [(one.line_number, one.text) for one in bad(found)] == [(2, '1,"two\nlines",x,surplus')]
    assert good(found)[1:] == [["2", "y", "z"]]


def test_the_tail_of_a_broken_record_never_lands_as_a_record():
    """`b",c,d` has three cells, but its stray quote tells that it is the end of something."""
    found = read('a,b,c\n1,"x\n2,fine,row\nb",c,d\n3,y,z\n')
    assert good(found)[1:] == [["2", "fine", "row"], ["3", "y", "z"]]
    assert [one.line_number for one in bad(found)] == [2, 4]


def test_a_file_that_ends_within_quotes_keeps_what_came_before():
    found = read('a,b\n1,x\n2,"cut off\nhere')
    assert good(found)[1:] == [["1", "x"]]
    assert [one.line_number for one in bad(found)] == [3, 4]


def test_a_quote_that_never_closes_is_bounded(monkeypatch):
    monkeypatch.setattr(delimited, "MOST_LINES", 50)
    lines = ['0,"open', *(f"{number},x" for number in range(1, 500))]
    found = read("\n".join(["a,b", *lines]))
    assert [one.line_number for one in bad(found)] == [2]
    assert len(good(found)) == 500


def test_a_line_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(delimited, "LONGEST_RECORD", 1000)
    with pytest.raises(LandingError, match="Line 2 is longer"):
        read("a,b\n" + "x" * 5000)


def test_a_long_cell_is_read():
    text = "漢" * 3_000_000
    assert good(read(f'a,b\n1,"{text}"\n'))[1] == ["1", text]


CELL = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("\",;\t|\n\r '\\=-客户名称é\u3000\u2028")),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=12,
)
TABLE = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=12)
)


@given(
    rows=TABLE,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    ending=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@settings(max_examples=300, deadline=None)
def test_whatever_csv_writes_is_read_back(rows, delimiter, ending, quoting):
    rows = [row for row in rows if "".join(row).strip(BLANKS)]
    if ending == "\n" and quoting == csv.QUOTE_MINIMAL:
        # a bare carriage return that the writer leaves unquoted is a line break to any reader
        rows = [[cell.replace("\r", "") for cell in row] for row in rows]
        rows = [row for row in rows if "".join(row).strip(BLANKS)]
    width = len(rows[0]) if rows else ANY_WIDTH
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=ending, quoting=quoting).writerows(rows)
    found = read(text.getvalue(), delimiter, width)
    assert not bad(found)
    assert good(found) == rows


@given(seed=st.integers(0, 10_000), share=st.floats(0.02, 0.5))
@settings(max_examples=150, deadline=None)
def test_broken_lines_cost_themselves_only(seed, share):
    """Every line that nobody broke is read; every other one is a reject; no line is lost."""
    chance = random.Random(seed)
    lines, intact = ["id,name,note,city"], []
    for number in range(60):
        cells = [str(number), f"n{number}", chance.choice(["", "plain", '"a, b"', '"say ""hi"""'])]
        line = ",".join([*cells, "上海"])
        if chance.random() < share:
            line = chance.choice(
                [
                    line + ",surplus",
                    str(number),
                    f'{number},"never closed,x,y',
                    f'{number},"closed"badly,x,y',
                    f'"{number},n,x',
                ]
            )
        else:
            intact.append(str(number))
        lines.append(line)
    found = read("\n".join(lines) + "\n")
    assert [cells[0] for cells in good(found)[1:]] == intact
    assert len(found) == len(lines)
    assert [one.line_number for one in found] == list(range(1, len(lines) + 1))


@given(st.text(alphabet='a,"\n\r', max_size=60))
@settings(max_examples=400, deadline=None)
def test_every_physical_line_belongs_to_exactly_one_record(text):
    """Any text at all: the lines of records and rejects, put together, are the file."""
    found = read("a,b\n" + text)
    rebuilt = [record.text.rstrip("\r\n") for record in found]
    assert "".join(rebuilt).replace("\n", "").replace("\r", "") == (
        "a,b" + text.replace("\n", "").replace("\r", "")
    )
