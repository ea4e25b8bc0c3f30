"""Reading: `warehouse sql`, `warehouse status`, `warehouse sources`."""

import csv
import io
import json

import pyarrow.parquet
import pytest

from tests.command_line import run_warehouse, value

pytestmark = pytest.mark.slow

QUERY = """
    select as_of_date, 1.50::decimal(18,2) as amount, '客户, "x"' as text, null as none
    from core.as_of
"""


def test_every_format_gives_the_same_rows(demo_home, tmp_path):
    day = str(value(demo_home, "select as_of_date from core.as_of"))
    table = run_warehouse(demo_home, "sql", QUERY).stdout
    assert day in table
    assert '客户, "x"' in table
    text = run_warehouse(demo_home, "sql", QUERY, "--format", "csv").stdout
    assert list(csv.DictReader(io.StringIO(text))) == [
        {"as_of_date": day, "amount": "1.50", "text": '客户, "x"', "none": ""}
    ]
    assert json.loads(run_warehouse(demo_home, "sql", QUERY, "--format", "json").stdout) == [
        {"as_of_date": day, "amount": 1.5, "text": '客户, "x"', "none": None}
    ]
    file = tmp_path / "out.parquet"
    run_warehouse(demo_home, "sql", QUERY, "--format", "parquet", "--output", file)
    assert pyarrow.parquet.read_table(file).num_rows == 1


def test_a_result_of_any_size_is_written_whole(demo_home, tmp_path):
    file = tmp_path / "many.csv"
    run_warehouse(demo_home, "sql", "from range(250000)", "--format", "csv", "--output", file)
    with file.open(encoding="utf-8") as lines:
        assert sum(1 for _ in lines) == 250_001
    shown = run_warehouse(demo_home, "sql", "from range(250000)").stdout
    assert "The first 200 rows" in shown
    empty = run_warehouse(demo_home, "sql", "select 1 as a where false", "--format", "json").stdout
    assert json.loads(empty) == []


@pytest.mark.parametrize(
    "statement",
    [
        "delete from marts.customer_rfm",
        "select 1; select 2",
        "copy marts.customer_rfm to 'stolen.csv'",
        "from read_csv('/etc/passwd')",
        "set threads = 1",
        "attach 'other.duckdb'",
        "selec 1",
        "from marts.no_such_mart",
        "",
    ],
)
def test_only_one_reading_statement_is_run(demo_home, statement):
    done = run_warehouse(demo_home, "sql", statement, exit_code=2)
    assert done.stderr.startswith("Error: ")


def test_an_output_that_cannot_be_written_is_a_sentence(demo_home, tmp_path):
    target = tmp_path / "no folder" / "out.csv"
    done = run_warehouse(
        demo_home, "sql", "select 1", "--format", "csv", "--output", target, exit_code=2
    )
    assert "Cannot write" in done.stderr
    done = run_warehouse(demo_home, "sql", "select 1", "--format", "parquet", exit_code=2)
    assert "--output" in done.stderr


def test_identifiers_of_persons_are_read_only_when_asked_for(demo_home):
    statement = "select count(*) as n from restricted.customer_contact"
    assert run_warehouse(demo_home, "sql", statement, exit_code=2)
    found = run_warehouse(demo_home, "sql", statement, "--restricted", "--format", "json").stdout
    assert json.loads(found)[0]["n"] > 0


def test_status_tells_runs_freshness_rows_and_checks(demo_home):
    status = json.loads(run_warehouse(demo_home, "status", "--json").stdout)
    assert status["current"] == status["runs"][0]["run_id"] == status["published_runs"][-1]
    assert status["runs"][0]["status"] == "succeeded"
    assert status["rows"]["marts.customer_rfm"] == value(
        demo_home, "select count(*) from marts.customer_rfm"
    )
    assert {source["source_system"] for source in status["sources"]} == {"zoho", "template"}
    text = run_warehouse(demo_home, "status").stdout
    for word in (status["current"], "Last runs", "Freshness", "marts.customer_rfm"):
        assert word in text


def test_sources_are_shown_and_scaffolded(demo_home, tmp_path):
    home = tmp_path / "home"
    assert "zoho" in run_warehouse(home, "sources").stdout
    shown = run_warehouse(home, "sources", "zoho").stdout
    assert "Record Id" in shown
    assert "Deals_" in shown
    assert "zoho" in run_warehouse(home, "sources", "siebel", exit_code=2).stderr
    run_warehouse(home, "sources", "new", "siebel")
    assert (home / "sources" / "siebel.yml").is_file()
    assert "siebel" in run_warehouse(home, "sources").stdout
    for name in ("siebel", "../escape", "zoho"):
        assert run_warehouse(home, "sources", "new", name, exit_code=2).stderr
    assert run_warehouse(home, "sources", "new", exit_code=2).stderr
