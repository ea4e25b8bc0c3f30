"""What the schema browser and the completion know."""

import duckdb
import pytest

from dashboards.sql.catalogue import catalogue, completions, found
from warehouse.home import ANALYTICS


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("run")
    with duckdb.connect(str(where / ANALYTICS)) as connection:
        connection.execute(
            """
            create schema core; create schema marts;
            create table core.orders (order_id varchar, amount decimal(18, 2));
            insert into core.orders select range::varchar, range from range(7);
            create table marts.customer_value (customer_id varchar, revenue decimal(18, 2));
            create table marts.churn (customer_id varchar, risk double);
            comment on table marts.churn is 'One row per customer.\n  Who may leave.';
            comment on column marts.churn.risk is 'Probability of no order.';
            """
        )
    return str(where)


def test_tables_have_columns_types_descriptions_and_row_counts(folder):
    known = catalogue(folder)
    # marts first
    assert list(known.tables) == ["marts.churn", "marts.customer_value", "core.orders"]
    assert known.tables["core.orders"].rows == 7
    assert known.tables["marts.churn"].meaning == "One row per customer. Who may leave."
    assert [
        (column.name, column.data_type, column.meaning)
        for column in known.tables["marts.churn"].columns
    ] == [("customer_id", "VARCHAR", ""), ("risk", "DOUBLE", "Probability of no order.")]


def test_the_words_are_duckdb_s(folder):
    known = catalogue(folder)
    assert {"select", "from", "where", "qualify", "group", "by", "asof"} <= set(known.keywords)
    assert {"count", "sum", "date_trunc", "quantile_cont"} <= set(known.functions)
    assert "current_setting" not in known.functions
    assert all(word == word.lower() for word in (*known.keywords, *known.functions))


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("", ["marts.churn", "marts.customer_value", "core.orders"]),
        ("CHURN", ["marts.churn"]),
        # called so comes before having such a column
        ("customer", ["marts.customer_value", "marts.churn"]),
        ("order", ["core.orders", "marts.churn"][:1]),
        ("customer leave", ["marts.churn"]),
        ("nothing", []),
    ],
)
def test_a_search_finds_names_columns_and_meanings(folder, wanted, names):
    tables = [table.name for table in found(catalogue(folder), wanted)]
    assert tables[: len(names)] == names
    if not names:
        assert tables == []


def test_a_search_finds_meanings_in_the_language_of_the_reader(folder):
    def chinese(english: str) -> str:
        return "流失风险" if "leave" in english else english

    assert [table.name for table in found(catalogue(folder), "流失", chinese)] == ["marts.churn"]


def test_the_editor_completes_from_the_same(folder):
    given = completions(catalogue(folder))
    assert given["tables"]["core.orders"] == [
        ["order_id", "VARCHAR"],
        ["amount", "DECIMAL(18,2)"],
    ]
    assert given["keywords"] == list(catalogue(folder).keywords)
