"""The example source files on the public data sets they are written for."""

import shutil

import pytest

from tests.command_line import ROOT
from tests.shared_data import shared_data

EXAMPLES = ROOT / "examples"


def counts(files):
    return {
        (file.file_name, file.table_name): (file.rows_landed, file.rows_rejected, file.rows_dropped)
        for file in files
        if file.status == "landed"
    }


def test_maven_crm_sales(bench):
    given = (EXAMPLES / "maven_crm_sales.yml",)
    files = bench.land(shared_data("maven_crm_sales"), source_files=given)
    assert counts(files) == {
        ("accounts.csv", "customers"): (85, 0, 0),
        ("products.csv", "products"): (7, 0, 0),
        ("sales_teams.csv", "employees"): (35, 0, 0),
        ("sales_pipeline.csv", "opportunities"): (8800, 0, 0),
    }
    others = {file.file_name: file.status for file in files if file.status != "landed"}
    assert others == {"data_dictionary.csv": "skipped"}
    assert bench.rows(
        "select stage, count(*), sum(amount::decimal(18, 2)), count(closed_at)"
        " from raw.template__opportunities group by all order by all"
    )[2:] == [("Prospecting", 500, None, 0), ("Won", 4238, 10005534, 4238)]
    assert bench.rows(
        "select count(*), count(distinct team), count(distinct region), count(*) filter"
        " (team = region) from raw.template__employees"
    ) == [(35, 3, 3, 35)]
    # raw stays as exported; staging applies the aliases
    assert bench.rows(
        "select count(*) from raw.template__opportunities where product_name = 'GTXPro'"
    ) == [(1480,)]
    assert bench.rows("select count(*) from ops.value_aliases") == [(3,)]
    again = bench.land(shared_data("maven_crm_sales"), source_files=given)
    assert {file.status for file in again} == {"unchanged", "skipped"}


def test_olist(bench):
    given = (EXAMPLES / "olist.yml",)
    files = bench.land(shared_data("olist"), source_files=given)
    folder = "sample_1000_orders/"
    assert counts(files) == {
        ("olist_marketing_qualified_leads_dataset.csv", "leads"): (8000, 0, 0),
        ("olist_closed_deals_dataset.csv", "opportunities"): (842, 0, 0),
        ("olist_sellers_dataset.csv", "customers"): (3095, 0, 0),
        (folder + "olist_customers_dataset.csv", "customers"): (1000, 0, 0),
        (folder + "olist_orders_dataset.csv", "orders"): (1000, 0, 0),
        (folder + "olist_order_items_dataset.csv", "order_lines"): (1149, 0, 0),
        (folder + "olist_order_payments_dataset.csv", "payments"): (1041, 0, 0),
    }
    assert bench.rows(
        "select count(*) filter (lead_id = opportunity_id), count(distinct stage), min(stage)"
        " from raw.template__opportunities"
    ) == [(842, 1, "Won")]
    ((lines,),) = bench.rows(
        "select sum(amount::decimal(18, 2) + shipping_amount::decimal(18, 2))"
        " from raw.template__order_lines"
    )
    ((payments,),) = bench.rows("select sum(amount::decimal(18, 2)) from raw.template__payments")
    assert abs(lines - payments) < 2
    assert bench.rows(
        "select time_zone, currency from ops.sources where source_system='olist'"
    ) == [("America/Sao_Paulo", "BRL")]


@pytest.mark.parametrize("name", ["CDNOW_sample.txt", "any name.dat", "x"])
def test_cdnow_under_any_name(bench, name):
    path = bench.folder / name
    shutil.copyfile(shared_data("cdnow/CDNOW_sample.txt"), path)
    (file,) = bench.land(path, source_files=(EXAMPLES / "cdnow.yml",))
    assert (file.status, file.rows_landed, file.rows_rejected) == ("landed", 6919, 0)
    assert bench.rows(
        "select count(distinct customer_id), min(ordered_at), max(ordered_at),"
        " sum(quantity::int), sum(amount::decimal(18, 2))::varchar, count(_record_key)"
        " from raw.template__order_lines"
    ) == [(2357, "19970101", "19980630", 16479, "244091.94", 0)]


def test_the_backup_of_zoho(bench):
    files = bench.land(shared_data("zoho_backup"))
    assert counts(files) == {
        ("Accounts_001.csv", "accounts"): (10, 0, 1),
        ("Deals_001.csv", "deals"): (10, 0, 1),
        ("Leads_001.csv", "leads"): (10, 0, 1),
    }
    assert bench.rows(
        "select count(*) from raw.zoho__deals join raw.zoho__accounts using (account_id)"
    ) == [(10,)]
    assert (
        bench.rows("select count(distinct stage), count(probability) from raw.zoho__deals")[0][1]
        == 10
    )
