"""Public data sets, mapped onto the plain shape: no critical expectation cries wolf."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from expectations.checking import check
from ingestion.catalog import load_catalog
from ingestion.landing import land, prepare
from tests.shared_data import ROOT, shared_data
from warehouse.home import Home


@pytest.mark.parametrize(
    ("name", "example", "table"),
    [
        ("zoho_backup", None, "raw.zoho__deals"),
        ("maven_crm_sales", "maven_crm_sales.yml", "raw.template__opportunities"),
        ("olist", "olist.yml", "raw.template__order_lines"),
        ("cdnow", "cdnow.yml", "raw.template__order_lines"),
    ],
)
def test_raw(
    build: duckdb.DuckDBPyConnection, home: Home, name: str, example: str | None, table: str
) -> None:
    folder = shared_data(name)
    files: list[Path] = [ROOT / "examples" / example] if example else []
    catalog = load_catalog(source_files=files)
    prepare(build, catalog)
    source = name if name == "cdnow" else None
    land(build, [folder], catalog, run_id="r", scratch=home.scratch, source=source)
    results = check(build, "raw", run_id="r", docs=home.docs)
    assert any(result.rows_checked for result in results if result.table_name == table)
    failing = [result.sentence for result in results if not result.success]
    assert failing == []
