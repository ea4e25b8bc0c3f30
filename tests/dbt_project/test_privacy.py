"""No direct identifier of a person leaves the restricted schema."""

import pytest
import yaml

from pipeline.dbt_runner import PROJECT
from tests.dbt_project import shop
from tests.dbt_project.warehouses import ask

pytestmark = pytest.mark.slow

# what the hand-made rows say of persons and customers
SECRETS = {
    *(row["customer_name"] for row in shop.CUSTOMERS),
    *(row["employee_name"] for row in shop.EMPLOYEES),
    *(row.get("email") for row in [*shop.CUSTOMERS, *shop.LEADS, *shop.CONTACTS]),
    *(row.get("lead_name") for row in shop.LEADS),
    *(row.get("opportunity_name") for row in shop.OPPORTUNITIES),
    *(row.get("customer_name") for row in shop.OPPORTUNITIES),
    "+86 138 0013 8000",
    "7 Lotus Lane",
    "200030",
    "91310000MA1",
    "Dune Works",
    "Max Boss",
    "Acme GmbH",
    "Gus Hart",
    "Ivy Nash",
    "Solo",
    "9 Rose Row",
    "Rita Rep",
    "Acme steel",
    "Call Gus",
} - {None}


def texts(home, *schemas):
    """Every text in every text column of the schemas: (schema, table, column) -> texts."""
    columns = ask(
        home,
        "select schema_name, table_name, column_name from duckdb_columns() "
        "where list_contains(?, schema_name) and data_type = 'VARCHAR'",
        list(schemas),
    )
    places = [
        f"select '{schema}' as s, '{table}' as t, '{column}' as c, \"{column}\" as text "
        f'from {schema}."{table}" where "{column}" is not null'
        for schema, table, column in columns
    ]
    found: dict[tuple[str, str, str], set[str]] = {}
    for schema, table, column, text in ask(
        home, f"select distinct * from ({' union all '.join(places)})"
    ):
        found.setdefault((schema, table, column), set()).add(text)
    return found


def test_no_secret_is_in_core_or_marts(shop_home):
    leaks = {
        (place, text)
        for place, found in texts(shop_home, "core", "marts").items()
        for text in found
        for secret in SECRETS
        if secret.lower() in text.lower()
    }
    assert not leaks


def test_every_secret_is_in_restricted(shop_home):
    kept = set().union(*texts(shop_home, "restricted").values())
    # of two persons at one account, the account's own name stands for the customer; a lead that
    # became a customer, too
    merged = {"Gus Hart", "Bob Bolt", "Cube GmbH", "ann lee"}
    assert SECRETS - merged <= kept
    assert "Cube GmbH" in kept


def test_no_value_of_a_restricted_column_is_in_core_or_marts(shop_home):
    restricted = {
        text
        for (_, _, column), found in texts(shop_home, "restricted").items()
        if not column.endswith("_id") or column == "tax_id"
        for text in found
    }
    published = set().union(*texts(shop_home, "core", "marts").values())
    assert restricted
    assert not restricted & published


def test_a_key_that_is_a_name_or_an_address_is_hashed(shop_home):
    ids = ask(
        shop_home,
        "select source_id from core.fct_lead where source_system = 'shop' union all "
        "select source_id from core.dim_employee where not is_listed and source_id <> 'unknown'",
    )
    named = [text for (text,) in ids if text.startswith("name:")]
    assert len(named) == 2  # the lead dora@example.com and the manager Max Boss
    assert all(len(text) == len("name:") + 32 for text in named)


def test_restricted_columns_are_tagged():
    for path in sorted((PROJECT / "models" / "restricted").glob("*.yml")):
        [model] = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
        assert "pii" in model["config"]["tags"], path.name
        for column in model["columns"]:
            is_key = column["name"].endswith("_id") and column["name"] != "tax_id"
            assert is_key or "pii" in column["config"]["tags"], (path.name, column["name"])
