from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse.database import connect_build
from warehouse.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.create()
    return home


@pytest.fixture
def build(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build with one small table in each published schema."""
    with connect_build(home) as connection:
        fill(connection, "first")
        yield connection


def fill(connection: duckdb.DuckDBPyConnection, answer: str) -> None:
    """(Re)make the tables that are published, with `answer` in the mart."""
    for schema in ("core", "marts", "restricted"):
        connection.execute(f"create schema if not exists {schema}")
    connection.execute("create or replace table marts.answer as select ? as answer", [answer])
    connection.execute("comment on table marts.answer is 'What the owner''s build says'")
    connection.execute("comment on column marts.answer.answer is 'The answer'")
    connection.execute("create or replace table core.dim_customer as select 'c1' as customer_id")
    connection.execute(
        "create or replace table restricted.customer_contact as "
        "select 'c1' as customer_id, 'wei@example.com' as email"
    )
