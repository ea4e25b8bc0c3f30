"""Files made to do harm: an error or rows kept aside, little memory, and the next file still lands.

Archives that unpack to too much are in `test_unpacking.py`.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.workbook_worker import MOST_COLUMNS
from tests.command_line import ROOT
from tests.ingestion.workbooks import cell, write_workbook

HEADER = "id,name,note\n"
GOOD = HEADER + "9,fine,x\n"
HEADER_ROW = f'<row r="1">{cell("A1", "id")}{cell("B1", "name")}</row>'
MEGABYTE = 1_000_000


def lands_beside(bench, name, content=None):
    """Land a hostile file with a good one behind it; the hostile one's result."""
    if content is not None:
        bench.write(name, content)
    bench.write("things_z.csv", GOOD)
    hostile, good = bench.land()
    assert (good.status, good.rows_landed) == ("landed", 1)
    return hostile


# Text


def test_a_delimiter_that_changes_in_the_middle(bench):
    rows = "".join(f"{n},a,b\n" for n in range(50)) + "".join(f"{n};a;b\n" for n in range(50))
    file = lands_beside(bench, "things_a.csv", HEADER + rows)
    assert (file.rows_landed, file.rows_rejected) == (50, 50)
    assert {reason for *_, reason in bench.rejects()} == {"1 cells, where 3 are expected"}
    assert bench.rejects()[0][:3] == (51, 52, "0;a;b")


@pytest.mark.parametrize(("quotes", "landed"), [(65_536, 2), (65_537, 1)])
def test_a_row_of_quotes(bench, quotes, landed):
    file = lands_beside(bench, "things_a.csv", HEADER + "1,a," + '"' * quotes + "\n2,b,c\n")
    assert (file.rows_landed, file.rows_landed + file.rows_rejected) == (landed, 2)
    if landed == 2:
        ((note,),) = bench.rows("select note from raw.things__things where id = '1'")
        assert note == '"' * (quotes // 2 - 1)


def test_nothing_but_lines_that_open_a_quote(bench):
    file = lands_beside(bench, "things_a.csv", HEADER + '"\n' * 50_000 + "1,a,b\n")
    assert (file.status, file.rows_landed) == ("landed", 1)
    assert file.rows_read == 1 + file.rows_rejected


def test_a_quote_that_is_never_closed_costs_its_own_line(bench):
    file = lands_beside(bench, "things_a.csv", HEADER + '1,a,"x\n' + "2,b,c\n" * 50_000)
    assert (file.rows_landed, file.rows_rejected) == (50_000, 1)


def test_nul_in_a_row_costs_that_row(bench):
    file = lands_beside(bench, "things_a.csv", b"id,name,note\n1,a,b\n2,a\0,b\n3,a,b\n")
    assert (file.rows_landed, file.rows_rejected) == (2, 1)
    assert bench.rejects()[0][3] == "a cell holds a NUL character"


@pytest.mark.parametrize("content", [b"\0" * MEGABYTE, b"id,n\0ame\n1,a\n", b"\xff\xfe\0x\0"])
def test_a_text_that_is_none(bench, content):
    assert lands_beside(bench, "things_a.csv", content).status == "failed"


def test_ten_thousand_columns(bench):
    header = ",".join(["id", *(f"c{n}" for n in range(9_999))])
    file = lands_beside(bench, "things_a.csv", f"{header}\n{',' * 9_999}\n")
    assert file.status == "failed"
    assert "10,000 columns" in file.message
    ((columns,),) = bench.rows(
        "select count(*) from information_schema.columns where table_name = 'things__things'"
    )
    assert columns < 20


def test_ten_thousand_cells_below_three_headers(bench):
    file = lands_beside(bench, "things_a.csv", f"{HEADER}1{',x' * 9_999}\n2,a,b\n")
    assert (file.rows_landed, file.rows_rejected) == (1, 1)
    assert bench.rejects()[0][3] == "10000 cells, where 3 are expected"


def test_a_hundred_thousand_properties(bench):
    records = ",".join(f'{{"id": 1, "k{n}": 1}}' for n in range(100_000))
    file = lands_beside(bench, "things_a.json", f"[{records}]")
    assert file.status == "failed"
    assert "100,001 columns" in file.message


def test_formulas_are_text(bench):
    formulas = ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+1+1", "-1+1", '=HYPERLINK("x")']
    doubled = [text.replace('"', '""') for text in formulas]
    rows = [f'{n},"{text}",' for n, text in enumerate(doubled)]
    lands_beside(bench, "things_a.csv", HEADER + "\n".join(rows))
    landed = bench.rows("select name from raw.things__things where id <> '9' order by id")
    assert [name for (name,) in landed] == formulas


# JSON


@pytest.mark.parametrize("value", ["[" * 500_000, "[" * 50_000 + "]" * 50_000, '{"a":' * 50_000])
def test_json_that_is_nested_deeply(bench, value):
    file = lands_beside(bench, "things_a.json", f'[{{"id": "1"}}, {{"id": {value}}}]')
    assert file.status == "failed"
    assert "no usable JSON" in file.message


def test_a_deep_line_costs_that_line(bench):
    deep = "[" * 50_000 + "]" * 50_000
    file = lands_beside(bench, "things_a.jsonl", f'{{"id": {deep}}}\n{{"id": "2"}}\n')
    assert (file.rows_landed, file.rows_rejected) == (1, 1)
    assert bench.rejects()[0][3] == "no valid JSON"


# Links


def test_links_lead_nowhere(bench):
    secret = bench.folder.parent / "outside" / "things_secret.csv"
    secret.parent.mkdir()
    secret.write_text(GOOD.replace("fine", "secret"), encoding="utf-8")
    (bench.folder / "things_a.csv").symlink_to(secret)
    (bench.folder / "things_b.csv").symlink_to("things_b.csv")
    (bench.folder / "things_c.csv").symlink_to("/dev/zero")
    (bench.folder / "folder").symlink_to(secret.parent)
    (bench.folder / "loop").symlink_to(bench.folder)
    bench.write("things_z.csv", GOOD)
    files = {file.file_name: file.status for file in bench.land()}
    assert files == {
        "folder": "skipped",
        "loop": "skipped",
        "things_a.csv": "skipped",
        "things_b.csv": "skipped",
        "things_c.csv": "skipped",
        "things_z.csv": "landed",
    }
    assert bench.things() == [("9", "fine", "x")]


# Workbooks


def test_a_workbook_cannot_name_a_file_to_be_read(bench):
    secret = bench.folder.parent / "secret.txt"
    secret.write_text("top secret", encoding="utf-8")
    write_workbook(
        bench.folder / "things_a.xlsx",
        f'{HEADER_ROW}<row r="2">{cell("A2", "1")}{cell("B2", "&secret;")}</row>',
        before=f'<!DOCTYPE a [<!ENTITY secret SYSTEM "{secret.as_uri()}">]>',
    )
    file = lands_beside(bench, "things_a.xlsx")
    assert file.status == "failed"
    assert "cannot be opened" in file.message
    assert not [row for row in bench.things() if "secret" in str(row)]


def test_entities_of_entities_are_not_expanded(bench):
    laughs = "".join(f'<!ENTITY l{n} "{10 * f"&l{n - 1};"}">' for n in range(1, 12))
    write_workbook(
        bench.folder / "things_a.xlsx",
        f'{HEADER_ROW}<row r="2">{cell("A2", "&l11;")}</row>',
        before=f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]>',
    )
    assert lands_beside(bench, "things_a.xlsx").status == "failed"


def far_cell() -> str:
    return HEADER_ROW + f'<row r="1048576">{cell("XFD1048576", "z")}</row>'


def million_cells() -> str:
    empty = '<c t="inlineStr"><is><t></t></is></c>' * MEGABYTE
    return f'<row r="1">{cell("A1", "id")}{empty}</row><row r="2">{cell("A2", "1")}</row>'


@pytest.mark.parametrize("rows", [far_cell, million_cells])
def test_a_sheet_that_is_too_large_is_refused(bench, rows):
    write_workbook(bench.folder / "things_a.xlsx", rows())
    write_workbook(
        bench.folder / "things_b.xlsx", f'{HEADER_ROW}<row r="2">{cell("A2", "1")}</row>'
    )
    hostile, good = bench.land()
    assert hostile.status == "failed"
    assert "remove the empty columns" in hostile.message
    assert (good.status, good.rows_landed) == ("landed", 1)


def test_a_million_cells_without_content_are_none(bench):
    empty = '<c s="1"/>' * MEGABYTE
    row = f'<row r="2">{cell("A2", "1")}{cell("B2", "a")}</row>'
    write_workbook(
        bench.folder / "things_a.xlsx",
        f'<row r="1">{cell("A1", "id")}{cell("B1", "name")}{empty}</row>{row}',
    )
    assert lands_beside(bench, "things_a.xlsx").rows_landed == 1


def test_a_cell_in_the_last_column_costs_its_row(bench):
    write_workbook(
        bench.folder / "things_a.xlsx",
        f'{HEADER_ROW}<row r="2">{cell("A2", "1")}</row><row r="3">{cell("XFD3", "z")}</row>',
    )
    file = lands_beside(bench, "things_a.xlsx")
    assert (file.rows_landed, file.rows_rejected) == (1, 1)
    assert bench.rejects()[0][3] == f"{MOST_COLUMNS} cells, where 2 are expected"


@pytest.mark.slow
def test_two_gigabytes_of_zeros_in_a_workbook_are_refused(bench):
    def zeros(file):
        for _ in range(2_100):
            file.write(b"0" * MEGABYTE)

    write_workbook(
        bench.folder / "things_a.xlsx",
        f'{HEADER_ROW}<row r="2"><c r="A2" t="s"><v>0</v></c></row>',
        strings=zeros,
    )
    file = lands_beside(bench, "things_a.xlsx")
    assert file.status == "failed"
    assert "more memory" in file.message


def test_formulas_of_a_workbook_are_never_evaluated(bench):
    cached = '<c r="A3"><f>1+1</f><v>7</v></c><c r="B3" t="str"><f>A1</f><v>as saved</v></c>'
    written = f"{cell('A2', '=1+1')}{cell('B2', '=cmd|&apos; /C calc&apos;!A0')}"
    write_workbook(
        bench.folder / "things_a.xlsx",
        f'{HEADER_ROW}<row r="2">{written}</row><row r="3">{cached}</row>'
        f'<row r="4">{cell("A4", "8")}<c r="B4"><f>1+1</f></c></row>',
    )
    lands_beside(bench, "things_a.xlsx")
    assert [row[:2] for row in bench.things() if row[0] != "9"] == [
        ("=1+1", "=cmd|' /C calc'!A0"),
        ("7", "as saved"),
        ("8", None),
    ]


@pytest.mark.parametrize("nul", ["a\0b", "a_x0000_b"])
def test_nul_in_a_workbook_costs_its_row(bench, nul):
    write_workbook(
        bench.folder / "things_a.xlsx",
        f'{HEADER_ROW}<row r="2">{cell("A2", "1")}{cell("B2", nul)}</row>'
        f'<row r="3">{cell("A3", "2")}</row>',
    )
    file = lands_beside(bench, "things_a.xlsx")
    assert (file.rows_landed, file.rows_rejected) == (1, 1)
    assert bench.rejects() == [(1, 2, '["1", "a\\u0000b"]', "a cell holds a NUL character")]


# Memory: landed by a process of its own, which says how much it took.

PEAK = """
import sys
from pathlib import Path
import duckdb
from ingestion.catalog import load_catalog
from ingestion.landing import land, prepare
folder = Path(sys.argv[1])
build = duckdb.connect(str(folder / "build.duckdb"), config={"memory_limit": "1GB"})
build.execute(Path("warehouse/operations.sql").read_text(encoding="utf-8"))
catalog = load_catalog(folder / "sources")
prepare(build, catalog)
for file in land(build, [folder / "exports"], catalog, run_id="run", scratch=folder / "scratch"):
    print(file.status, file.rows_landed, file.rows_rejected, sep=",")
# Not getrusage: a child of vfork starts with its parent's ru_maxrss.
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


def peak(bench) -> tuple[list[str], int]:
    """What became of the bench's files, and the megabytes that it took."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(bench.folder.parent)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *files, megabytes = done.stdout.split()
    return files, int(megabytes)


def one_line(path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("id,name,")
        for _ in range(300):
            file.write("x" * MEGABYTE)


def one_long_row(path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{HEADER}1,a,")
        for _ in range(300):
            file.write("x" * MEGABYTE)
        file.write("\n2,b,c\n")


def one_row_of_commas(path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{HEADER}1,a")
        for _ in range(100):
            file.write("," * MEGABYTE)
        file.write("\n")


def many_brackets(path: Path) -> None:
    path.with_suffix(".json").write_text("[" * 50 * MEGABYTE, encoding="utf-8")


def one_json_string(path: Path) -> None:
    path.with_suffix(".json").write_text(
        '[{"id": "1", "name": "' + "x" * 100 * MEGABYTE + '"}]', encoding="utf-8"
    )


def one_json_line(path: Path) -> None:
    path.with_suffix(".jsonl").write_text(
        '{"id": "1", "name": "' + "x" * 100 * MEGABYTE + '"}\n', encoding="utf-8"
    )


@pytest.mark.slow
@pytest.mark.parametrize("make", [one_json_string, one_json_line])
def test_a_huge_json_string_costs_its_own_file_only(bench, make: Callable[[Path], None]):
    make(bench.folder / "things_a.csv")
    bench.write("things_z.csv", GOOD)
    files, megabytes = peak(bench)
    assert [file.split(",")[:2] for file in files] == [["failed", "0"], ["landed", "1"]]
    assert megabytes < 900


@pytest.mark.slow
def test_long_rows_before_the_header_is_known_take_little_memory(bench):
    with bench.write("things_a.csv", HEADER).open("a", encoding="utf-8") as file:
        for number in range(10):
            file.write(f"{number},a,{'x' * 10 * MEGABYTE}\n")
    files, megabytes = peak(bench)
    assert files == ["landed,10,0"]
    assert megabytes < 900


@pytest.mark.slow
@pytest.mark.parametrize("make", [one_line, one_long_row, one_row_of_commas, many_brackets])
def test_a_huge_line_takes_little_memory(bench, make: Callable[[Path], None]):
    """Its size is not its price: 300 MB of one line take at most 250 MB more than a few bytes."""
    bench.write("things_z.csv", GOOD)
    _, small = peak(bench)
    make(bench.folder / "things_a.csv")
    (bench.folder.parent / "build.duckdb").unlink()
    files, large = peak(bench)
    assert files == ["failed,0,0", "landed,1,0"]
    assert large < small + 250, f"{large} MB against {small} MB"
