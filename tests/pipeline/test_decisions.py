"""Decisions by hand: one sentence for a file that cannot be used, a table for one that can."""

import pytest

from ingestion.catalog import load_catalog
from ingestion.landing import prepare
from pipeline.decisions import FILE, load_decisions, read_decisions
from warehouse.database import connect_build
from warehouse.errors import UsageError
from warehouse.home import Home

HEADER = (
    "source_system,source_table,source_id,"
    "other_source_system,other_source_table,other_source_id,decision,note\n"
)


def line(one, decision, other, note=""):
    return f"shop,customers,{one},shop,customers,{other},{decision},{note}\n"


@pytest.fixture
def write(tmp_path):
    def write(*lines, header=HEADER):
        path = tmp_path / FILE
        path.write_text(header + "".join(lines), encoding="utf-8-sig")
        return path

    return write


def test_each_decision_counts_once(write):
    path = write(line("A", " Same ", "B", "told so"), line("A", "same", "B", "told so"))
    assert read_decisions(path) == [
        ("shop", "customers", "A", "shop", "customers", "B", "same", "told so")
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [line("A", "same", "B"), line("A", "different", "B")],
        [line("A", "same", "B"), line("B", "different", "A")],
        [line("A", "same", "B"), line("C", "same", "B"), line("C", "same", "D"),
         line("D", "different", "A")],
    ],
)  # fmt: skip
def test_a_contradiction_names_the_records(write, lines):
    with pytest.raises(UsageError, match=r"shop customers \w and shop customers \w"):
        read_decisions(write(*lines))


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([line("A", "merge", "B")], "line 2: give both records"),
        ([line("A", "same", "B"), line("", "same", "B")], "line 3: give both records"),
        ([line("A", "same", "A")], "line 2: the two records are one"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(write, lines, message):
    with pytest.raises(UsageError, match=message):
        read_decisions(write(*lines))


def test_a_file_that_a_spreadsheet_saved_is_read_or_says_how_to_save_it(write):
    path = write(line("A", "same", "B"), ",,,,,,,\n", line("C", "same", "D"), ",,,,,,,\n")
    assert [row[2] for row in read_decisions(path)] == ["A", "C"]
    path.write_text(HEADER + line("A", "same", "B", "同一位客户"), encoding="gb18030")
    with pytest.raises(UsageError, match="save it as UTF-8"):
        read_decisions(path)


def test_a_missing_column_is_named(write):
    with pytest.raises(UsageError, match="has no column other_source_id, decision"):
        read_decisions(write(header=HEADER.replace(",other_source_id,decision", "")))


def test_the_table_is_what_the_file_says_now(tmp_path, write):
    home = Home(tmp_path)
    home.create()
    with connect_build(home) as connection:
        prepare(connection, load_catalog())
        write(line("A", "same", "B"), line("C", "different", "B"))
        assert load_decisions(connection, tmp_path) == 2
        write(line("A", "same", "B"))
        assert load_decisions(connection, tmp_path) == 1
        (tmp_path / FILE).unlink()
        assert load_decisions(connection, tmp_path) == 0
        assert connection.execute("select count(*) from ops.customer_decisions").fetchall() == [
            (0,)
        ]
