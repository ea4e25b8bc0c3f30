"""Every file of the public data sets lands whole: as many rows as an independent count has."""

import csv
from pathlib import Path

import duckdb
import pytest

from ingestion.catalog import load_catalog
from ingestion.landing import land
from tests.shared_data import shared_data

FOLDERS = ["cdnow", "maven_crm_sales", "olist", "published_cases", "salesforce_report"]
FOLDERS += ["telco_churn", "zoho_backup"]
# One column for a whole basket; columns of fixed width, as the paper describes them.
FORMS = {
    "groceries.csv": "header: false, delimiter: '|'",
    "CDNOW_sample.txt": (
        "header: false, fixed_width: {customer: [2, 6], in_sample: [7, 11], day: [13, 20],"
        " units: [21, 23], dollars: [24, 31]}"
    ),
}


def expected_rows(path: Path) -> int:
    """Records of a file as another reader counts them."""
    if path.suffix == ".parquet":
        with duckdb.connect() as connection:
            [(count,)] = connection.execute(f"select count(*) from '{path}'").fetchall()
        return int(count)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        if path.name in FORMS:
            return sum(1 for line in stream if line.strip())
        return sum(1 for row in csv.reader(stream) if any(row)) - 1


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_lands_with_its_true_number_of_rows(bench, tmp_path, folder):
    files = sorted(path for path in shared_data(folder).rglob("*") if path.is_file())
    tables = [path for path in files if path.suffix in {".csv", ".txt", ".parquet"}]
    assert tables
    for path in tables:
        source = tmp_path / f"{path.stem}.yml"
        source.write_text(
            f"source: anything\ntables:\n  rows:\n    files: ['{path.name}']\n    key: []\n"
            f"    columns: {{unused: []}}\n    format: {{{FORMS.get(path.name, '')}}}\n",
            encoding="utf-8",
        )
        catalog = load_catalog(source_files=[source])
        (file,) = land(bench.build, [path], catalog, run_id="run", scratch=tmp_path / "scratch")
        expected = expected_rows(path)
        assert (file.status, file.rows_landed, file.rows_rejected) == ("landed", expected, 0), file
