"""`warehouse trace`: a row of core leads to the rows of files behind it."""

import csv
import io
import json
import zipfile
from pathlib import Path

import duckdb
import pytest

from pipeline.trace import ROWS_SHOWN, read_trace
from tests.command_line import run_warehouse, value
from warehouse.errors import UsageError
from warehouse.home import Home

pytestmark = pytest.mark.slow

# the customer with the most kinds of records, and an order of several lines
CUSTOMER = """
    select customer_id from core.customer_identity group by customer_id
    order by count(distinct source_table) desc, count(*), customer_id limit 1
"""
BUYER = """
    select customer_id from core.fct_order where customer_id <> 'unknown' group by customer_id
    order by count(*) desc, customer_id limit 1
"""


def exported(home: Path, file: str, row_number: int) -> dict[str, str]:
    """A data record of one of the demo's CSV files, read by itself."""
    exports = home / "exports"
    archive, _, member = file.partition(".zip/")
    if member:
        content = zipfile.ZipFile(exports / f"{archive}.zip").read(member).decode("utf-8-sig")
    else:
        content = (exports / file).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))[row_number - 1]


def test_a_customer_leads_to_its_vendor_records_files_and_rows(demo_home):
    customer_id = str(value(demo_home, CUSTOMER))
    trace = read_trace(Home(demo_home), "customer", customer_id)
    assert (trace["table"], trace["id"]) == ("dim_customer", customer_id)
    named = {(row["source_system"], row["source_id"]) for row in trace["identity"]}
    assert len({row["source_table"] for row in trace["identity"]}) > 2
    assert {(row["source_system"], row["source_id"]) for row in trace["records"]} == named
    for row in trace["records"]:
        if str(row["source_file"]).endswith(".csv"):
            record = exported(demo_home, str(row["source_file"]), int(row["row_number"] or 0))
            assert row["source_id"] in record.values()


def test_the_facts_of_a_customer_lead_to_every_row_behind_them(demo_home):
    customer_id = str(value(demo_home, BUYER))
    facts = read_trace(Home(demo_home), "customer", customer_id)["facts"]
    lines = value(
        demo_home,
        "select count(*) from core.fct_order_line join core.fct_order using (order_id)"
        f" where fct_order.customer_id = '{customer_id}'",
    )
    assert len(facts["fct_order"]) == lines > 0
    assert all(row["source_file"] and row["row_number"] for row in facts["fct_order"])


def test_the_vendor_s_id_will_do(demo_home):
    trace = read_trace(Home(demo_home), "customer", str(value(demo_home, CUSTOMER)))
    for row in trace["identity"]:
        found = read_trace(Home(demo_home), "customer", str(row["source_id"]))
        assert found["id"] == trace["id"]


def test_an_order_leads_to_its_rows_on_the_terminal_and_as_json(demo_home):
    order_id = str(value(demo_home, "select min(order_id) from core.fct_order"))
    said = json.loads(run_warehouse(demo_home, "trace", "order", order_id, "--json").stdout)
    assert said["id"] == order_id
    assert said["records"]
    shown = run_warehouse(demo_home, "trace", "Order", order_id).stdout
    assert "Rows of exported files" in shown
    assert order_id in shown


def test_many_rows_are_counted_on_the_terminal(demo_home):
    product = "select product_id from core.dim_product where is_listed limit 1"
    trace = read_trace(Home(demo_home), "product", str(value(demo_home, product)))
    assert 0 < len(trace["records"]) <= ROWS_SHOWN
    assert trace["facts"] == {}


@pytest.mark.parametrize(
    ("name", "key", "problem"),
    [
        ("mood", "1", "There is no mood to trace; there are: campaign, "),
        ("customer", "nobody", "No customer has the id nobody"),
        ("customer", "' or true --", "No customer has the id"),
    ],
)
def test_what_is_not_there_is_one_sentence(demo_home, name, key, problem):
    with pytest.raises(UsageError, match=problem):
        read_trace(Home(demo_home), name, key)
    assert problem in " ".join(
        run_warehouse(demo_home, "trace", name, "--", key, exit_code=2).stderr.split()
    )


def test_an_id_of_several_rows_names_them(tmp_path):
    folder = tmp_path / "published" / "run"
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "analytics.duckdb")) as connection:
        connection.execute(
            "create schema core; create schema ops;"
            " create table core.source_records as select 'dim_customer' as core_table,"
            " unnest(['c1', 'c2']) as core_id, unnest(['crm', 'shop']) as source_system, '7' as"
            " source_id;"
            " create table core.customer_identity as select 'c1' as customer_id, 'r1' as record_id,"
            " '7' as source_id;"
        )
    (tmp_path / "current").symlink_to(folder)
    with pytest.raises(UsageError, match=r"is that of 2 rows of core\.dim_customer: c1, c2\."):
        read_trace(Home(tmp_path), "customer", "7")
