"""The hand-made run has the columns that the dbt models promise."""

from pathlib import Path

import pytest
import yaml

from tests.dashboards.published import write_run
from tests.shared_data import ROOT
from warehouse.database import connect_published
from warehouse.home import Home

MODELS = ROOT / "dbt_project" / "models"
OPERATIONS = ROOT / "warehouse" / "operations.sql"
# Whole numbers and texts have several names.
NUMBERS = ("bigint", "integer", "double", "decimal")


def kind_of(data_type: str) -> str:
    name = data_type.lower().split("(")[0]
    return "number" if name in NUMBERS else name


def promised() -> dict[str, dict[str, str]]:
    """Columns and types by model, from the YAML beside the models."""
    found = {}
    for layer in ("core", "marts", "restricted"):
        for file in sorted((MODELS / layer).glob("**/*.yml")):
            for model in yaml.safe_load(file.read_text("utf-8")).get("models", []):
                found[f"{layer}.{model['name']}"] = {
                    column["name"]: kind_of(column["data_type"])
                    for column in model.get("columns", [])
                    if column.get("data_type")
                }
    return found


def used(tmp_path: Path) -> dict[str, dict[str, str]]:
    folder = write_run(Home(tmp_path), "run")
    found: dict[str, dict[str, str]] = {}
    for restricted in (False, True):
        with connect_published(folder, restricted=restricted).cursor() as cursor:
            rows = cursor.execute(
                "select schema_name, table_name, column_name, data_type from duckdb_columns() "
                "where not internal"
            ).fetchall()
        for schema, table, column, kind in rows:
            # The restricted tables are in the default schema of their file.
            layer = "restricted" if schema == "main" else schema
            found.setdefault(f"{layer}.{table}", {})[column] = kind_of(kind)
    return found


def test_the_dashboards_use_only_columns_that_are_promised(tmp_path):
    contracts = promised()
    if not any(name.startswith("marts.") for name in contracts):
        pytest.skip("the models have no contracts here")
    for table, columns in used(tmp_path).items():
        if table.startswith("ops."):
            continue
        assert table in contracts
        for column, kind in columns.items():
            assert contracts[table].get(column) == kind, f"{table}.{column}"


def test_the_tables_of_ops_are_those_of_the_ground_floor(tmp_path):
    import duckdb

    build = duckdb.connect()
    for statement in build.extract_statements(OPERATIONS.read_text("utf-8")):
        build.execute(statement)
    real = {
        (table, column): kind_of(kind)
        for table, column, kind in build.execute(
            "select table_name, column_name, data_type from duckdb_columns() "
            "where schema_name = 'ops'"
        ).fetchall()
    }
    for table, columns in used(tmp_path).items():
        if table.startswith("ops."):
            for column, kind in columns.items():
                assert real[table.removeprefix("ops."), column] == kind
