"""Tables of the app: numbers of a column have their decimal points under one another."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.components.table import column_step
from tests.dashboards.opening import open_app


@pytest.mark.parametrize(
    ("kind", "values", "currency", "step"),
    [
        ("money", [12.5, 1000.0, None], "USD", 0.01),
        ("money", [1000, 2000], "USD", 0.01),
        ("money", [12.5], None, 0.01),
        ("money", [1250.0], "JPY", 1.0),
        ("money", [], "USD", 0.01),
        ("number", [11.6, 1.0], "USD", 0.1),
        ("number", [9.0, 10, None], "USD", 1.0),
        ("points", [19.0, -5.2], "USD", 0.1),
        ("points", [19.0, None], "USD", 1.0),
        ("score", [0.25, 0.1], "USD", 0.01),
    ],
)
def test_the_numbers_of_a_column_have_as_many_decimals_as_any_of_them(kind, values, currency, step):
    assert column_step(kind, values, currency) == pytest.approx(step)


@pytest.mark.parametrize("kind", ["count", "rate", "text", "date", "segment"])
def test_counts_rates_and_words_are_left_as_they_are(kind):
    assert column_step(kind, [], "USD") is None


@pytest.mark.slow
def test_amounts_of_a_page_are_written_to_the_same_decimal(demo_home, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_HOME", str(demo_home))
    columns = table_columns(open_app("marketing", lang="en", period="all"), "revenue")
    assert columns["revenue"]["type_config"]["step"] == 0.01
    assert columns["leads"]["type_config"].get("step") is None


@pytest.mark.slow
def test_a_table_of_several_kinds_of_scores_writes_each_in_its_unit(demo_home, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_HOME", str(demo_home))
    app = open_app("experience", lang="en", period="all")
    [table] = (one.value for one in app.dataframe if {"kind", "satisfaction"} <= set(one.value))
    written = {(row["kind"], row["satisfaction"][-1] == "%") for _, row in table.iterrows()}
    assert written == {
        ("Net promoter (NPS)", False),
        ("Satisfaction (CSAT)", True),
        ("Ease (CES)", True),
    }
    assert set(table["margin_of_error"].dropna().str.endswith("%")) == {True, False}


def table_columns(app: AppTest, name: str) -> dict[str, dict]:
    """What the first table with a column of this name says of each of its columns."""
    tables = (json.loads(one.proto.columns) for one in app.dataframe)
    return next(columns for columns in tables if name in columns)
