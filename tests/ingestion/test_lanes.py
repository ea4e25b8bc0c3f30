"""Plain text is read in blocks, other text record by record: which way must make no difference."""

import csv
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion import record_parts, text_parts
from ingestion.plain_csv import read_block

HEADER = "id,name,note\n"


def trace(bench, content, name="things.csv"):
    """All that a landing leaves, but for its times and ids."""
    bench.empty()
    file = bench.land_one(name, content)
    counts = (file.rows_read, file.rows_landed, file.rows_rejected, file.rows_dropped)
    raw = bench.rows(
        "select _row_number, _record_key, id, name, note from raw.things__things order by all"
    )
    return file.status, file.message, counts, raw, bench.rejects(), bench.drops()


def small_parts(patch, size):
    """Parts of this many bytes, in files of half of it."""
    for bound in ("PART_SIZE", "READ_SIZE"):
        patch.setattr(record_parts, bound, size)
    patch.setattr(record_parts, "_FILE_SIZE", size // 2)


def in_blocks(bench, content, block, part, name="things.csv"):
    """The trace, and how many plain blocks there were."""
    plain = []

    def read(file, delimiter):
        found = read_block(file, delimiter, size=block)
        if found is not None and found.data:
            plain.append(found)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_parts, "read_block", read)
        patch.setattr(text_parts, "BLOCK", block)
        small_parts(patch, part)
        return trace(bench, content, name), len(plain)


def by_record(bench, content, name="things.csv"):
    """The trace where nothing is plain."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_parts, "read_block", lambda file, delimiter: None)
        return trace(bench, content, name)


def checked_in_all_ways(bench, content, block, part, name="things.csv"):
    """The trace, which is the same in one block, in many, and record by record."""
    expected = by_record(bench, content, name)
    whole, _ = in_blocks(bench, content, 1 << 20, 1 << 25, name)
    assert whole == expected
    cut, plain = in_blocks(bench, content, block, part, name)
    assert cut == expected
    return expected, plain


@pytest.mark.parametrize(("ending", "is_ended"), [("\n", False), ("\r\n", True), ("\r\n", False)])
@pytest.mark.parametrize(
    "lines",
    [
        ["1,a,x", "2,b,y"],
        ["1,张三,x", "2,b,\u3000y "],
        ['1,"a, b",x', '2,"say ""hi""",y'],
        ['1,"two{ending}lines",x', "2,b,y"],
        ["1,a,x", '2,"two{ending}lines",y'],
        ["1,a,x", '2,"two{ending}lines",y,surplus'],
        ["1,a,x", '2,"two{ending}lines"'],
        ['1,"{ending}",x', '2,"""{ending}""",""'],
        ["", "1,a,x", "", "", "2,b,y", ""],
        ["\ufeff", "1,a,x ", " \u00a0", " 2,b,y ", "\u00a0\ufeff"],
        ["   ", "1,a,x", " \t ", "\u3000", "2,b,y", " "],
        ["1,a,x", "2", "3,c,z,surplus", "4,d,w"],
        ["1,a,x", ",b,y", ",,", '"","",""', "3,,"],
        ["1,a,x,", "2,b,y,,", "3,c"],
        ['1,"a,x', "2,b,y", "3,c,z"],
        ['1,"a"b,x', "2,b,y"],
        ["1,a\0,x", "2,b,y"],
        ['1," a ",x', '2,"\u00a0",y', "3, ,\ufeff"],
    ],
)
def test_one_file_three_ways(shared_bench, lines, is_ended, ending):
    text = ending.join(line.format(ending=ending) for line in ["id,name,note", *lines])
    text += ending if is_ended else ""
    checked_in_all_ways(shared_bench, text, 24, 40)


def test_line_breaks_of_two_kinds_in_one_file(shared_bench):
    text = HEADER + "1,a,x\r\n2,b,y\n3,c,z\r4,d,w\n"
    (_, _, _, raw, _, _), _ = checked_in_all_ways(shared_bench, text, 16, 1000)
    assert [row[2] for row in raw] == ["1", "2", "3", "4"]


def test_everything_may_lie_across_the_border_of_two_blocks(shared_bench):
    """Quotes, line breaks of two bytes and characters of four: each at each place once."""
    cells = ['"a ""b"" c"', '"x\r\ny"', "𝄞𝄞", '"客户, 名称"', '"\r\n\r\n"', '""""']
    lines = [f"{n},{cell},{n}" for n, cell in enumerate(cells * 3)]
    text = "\r\n".join(["id,name,note", *lines]) + "\r\n"
    expected = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""))][1:]
    for block in range(40, 90, 3):
        found, plain = in_blocks(shared_bench, text, block, 100)
        assert plain > 3
        assert [row[2:] for row in found[3]] == [
            (one, None if name == "\r\n\r\n" else name, two) for one, name, two in expected
        ]


def test_one_broken_line_costs_the_speed_of_its_own_block_only(shared_bench):
    lines = [f'{n},"name, {n}",x' for n in range(1000)]
    lines[500] = '500,"never closed,x'
    text = HEADER + "\n".join(lines) + "\n"
    found, plain = in_blocks(shared_bench, text, 1000, 4000)
    assert found == by_record(shared_bench, text)
    status, message, counts, raw, rejects, _ = found
    assert (status, counts) == ("landed", (1000, 999, 1, 0))
    assert "line 502" in message
    assert rejects == [
        (501, 502, lines[500], "a quote is not closed, or not doubled inside a quoted cell")
    ]
    assert [row[0] for row in raw] == [n for n in range(1, 1001) if n != 501]
    assert plain >= len(text) // 1000 - 3


def test_a_broken_line_far_behind_keeps_its_number_and_text(shared_bench):
    lines = [f'{n},"two\nlines {n}",客户' for n in range(300)]
    lines[250] = ",no key,"
    lines[251] = "251,too,many,cells"
    text = HEADER + "\n".join(lines) + "\n"
    (_, _, counts, _, rejects, _), plain = checked_in_all_ways(shared_bench, text, 500, 3000)
    assert counts == (300, 298, 2, 0)
    assert rejects == [
        (251, 502, ",no key,", "no value for the required id"),
        (252, 503, "251,too,many,cells", "4 cells, where 3 are expected"),
    ]
    assert plain > 10


def test_a_comma_at_the_end_of_every_line_is_no_cell(shared_bench):
    lines = [f"{n},name {n},x,," for n in range(400)]
    lines[300] = "300,a stray, comma,x,,"
    text = HEADER + "\n".join([*lines, "Confidential"]) + "\n"
    (status, _, counts, raw, rejects, _), _ = checked_in_all_ways(shared_bench, text, 300, 900)
    assert (status, counts) == ("landed", (401, 399, 2, 0))
    assert [row[2:5] for row in raw] == [(str(n), f"name {n}", "x") for n in range(400) if n != 300]
    assert [reason for *_, reason in rejects] == [
        "6 cells, where 5 are expected",
        "1 cells, where 5 are expected",
    ]


@pytest.mark.parametrize("others", [0, 1, 20])
def test_a_blank_cell_too_many_in_one_row_may_be_a_stray_comma(shared_bench, others):
    """All its cells may stand a place too far: it is told, and not read as another record."""
    rows = [f"{n},name {n},x" for n in range(others)]
    text = HEADER + "\n".join([*rows, "99,a stray, comma,"]) + "\n"
    (_, _, counts, _, rejects, _), _ = checked_in_all_ways(shared_bench, text, 300, 900)
    assert counts == (others + 1, others, 1, 0)
    assert [reason for *_, reason in rejects] == ["4 cells, where 3 are expected"]


def test_blank_and_misfitting_rows_of_every_kind_keep_their_places(shared_bench):
    chance = random.Random(7)
    forms = ["{n},a,x", "", "  ", ",,", "{n}", "{n},a,b,c", ",a,b", '{n},"a\n\nb",c']
    lines = [chance.choice(forms).format(n=n) for n in range(400)]
    text = HEADER + "\n".join(lines) + "\n"
    (_, _, counts, raw, rejects, drops), plain = checked_in_all_ways(shared_bench, text, 300, 900)
    assert plain > 5
    assert counts[0] == 400 == len(raw) + len(rejects) + len(drops)
    at = [1 + line for line, text in enumerate(text.split("\n"))]
    assert {line for _, line, *_ in [*rejects, *drops]} <= set(at)
    assert {reason for *_, reason in drops} == {"blank line", "blank row"}


@pytest.mark.parametrize("delimiter", [";", "\t", "|", "^", "§"])
def test_other_delimiters(shared_bench, delimiter):
    bench = shared_bench
    bench.source(
        "source: other\ntables: {lines: {files: ['other*'], key: [id], format: {delimiter: "
        f'"{delimiter}"'.replace("\t", "\\t")
        + "}, columns: {id: [], name: []}}}",
        "other.yml",
    )
    for patched in (read_block, lambda file, delimiter: None):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(text_parts, "read_block", patched)
            bench.empty()
            text = 'id,name\n1,"a,b"\n2, c \n\n,\n3,",\n'.replace(",", delimiter)
            file = bench.land_one("other.csv", text)
        assert (file.rows_landed, file.rows_rejected, file.rows_dropped) == (2, 1, 2)
        assert bench.rows("select id, name from raw.other__lines order by 1") == [
            ("1", f"a{delimiter}b"),
            ("2", " c "),
        ]


def test_a_null_mark_with_a_delimiter_in_it(shared_bench):
    bench = shared_bench
    bench.source(
        "source: marked\nnull_marks: ['0,00', '\"', 'n/a']\ntables: {lines: {files: ['marked*'], "
        "key: [id], columns: {id: [], name: []}}}",
        "marked.yml",
    )
    file = bench.land_one("marked.csv", 'id,name\n1,"0,00"\n2,n/a\n3,""""\n4,x\n')
    assert file.status == "landed", file.message
    assert bench.rows("select id, name from raw.marked__lines order by 1") == [
        ("1", None),
        ("2", None),
        ("3", None),
        ("4", "x"),
    ]


def test_records_of_other_formats_come_in_parts_too(shared_bench, monkeypatch):
    """A part is written while the one before is read: neither may disturb the other."""
    small_parts(monkeypatch, 500)
    lines = [f'{{"id": {n}, "name": "name {n}"}}' for n in range(500)]
    lines[300] = "{"
    shared_bench.empty()
    file = shared_bench.land_one("things.jsonl", "\n".join(lines))
    assert (file.rows_landed, file.rows_rejected) == (499, 1)
    assert shared_bench.things() == [(str(n), f"name {n}", None) for n in range(500) if n != 300]
    assert shared_bench.rejects() == [(301, 301, "{", "no valid JSON")]


PIECES = st.sampled_from(
    [
        *("1", "a", ",", ",", ",x,y", "1,a,x", "\n", "\n", "\n", "\r\n", "\r", "-", "é", "客户"),
        *('"', '""', ',"', '",', '"a, b"', '"a\nb"', '"c\r\nd"'),
        *(" ", "  ", "\u3000", "\ufeff", "\t", "\0"),
    ]
)


@given(
    pieces=st.lists(PIECES, max_size=40),
    ending=st.sampled_from(["\n", "\r\n"]),
    block=st.integers(10, 60),
    part=st.integers(10, 200),
)
@settings(max_examples=30, deadline=None)
def test_any_text_reads_the_same_in_all_ways(shared_bench, pieces, ending, block, part):
    text = "".join(["id,name,note", ending, *pieces])
    checked_in_all_ways(shared_bench, text, block, part)


@given(
    rows=st.lists(st.tuples(*[st.lists(PIECES, max_size=3).map("".join)] * 2), max_size=15),
    ending=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    block=st.integers(10, 100),
)
@settings(max_examples=20, deadline=None)
def test_well_formed_text_reads_the_same_in_all_ways(shared_bench, rows, ending, quoting, block):
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=quoting, lineterminator=ending)
    writer.writerows([("id", "name", "note"), *((n, *row) for n, row in enumerate(rows))])
    checked_in_all_ways(shared_bench, text.getvalue(), block, 4 * block)
