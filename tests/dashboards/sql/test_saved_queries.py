"""History and saved queries of the SQL page."""

import pyarrow as pa
import pytest

from dashboards.sql import saved as saved_module
from dashboards.sql.saved import (
    delete_query,
    forget_history,
    history,
    remember_run,
    save_query,
    saved_queries,
)
from warehouse.home import Home
from warehouse.isolation import Outcome


@pytest.fixture
def store(tmp_path) -> Home:
    return Home(tmp_path)


def test_a_run_is_remembered_with_how_it_ended(store):
    remember_run(store, "select 1", Outcome("rows", 0.12345, pa.table({"a": [1, 2]})))
    remember_run(store, "selec 2", Outcome("error", 0.5, message="syntax error"))
    newest, first = history(store)
    assert (newest.sql, newest.ending, newest.rows, newest.seconds) == (
        "selec 2",
        "error",
        None,
        0.5,
    )
    assert (first.sql, first.ending, first.rows, first.seconds) == ("select 1", "rows", 2, 0.123)


def test_the_history_keeps_so_many_and_can_be_emptied(store, monkeypatch):
    monkeypatch.setattr(saved_module, "MOST_RUNS", 3)
    for number in range(5):
        remember_run(store, f"select {number}", Outcome("cancelled", 1.0))
    assert [run.sql for run in history(store)] == ["select 4", "select 3", "select 2"]
    forget_history(store)
    assert history(store) == []


def test_the_history_keeps_two_hundred():
    assert saved_module.MOST_RUNS == 200


def test_queries_are_listed_by_name_and_deleted_by_name(store):
    save_query(store, "Zebra", "select 1")
    save_query(store, "ant", "select 2")
    assert [(query.name, query.sql) for query in saved_queries(store)] == [
        ("ant", "select 2"),
        ("Zebra", "select 1"),
    ]
    delete_query(store, "ant")
    assert [query.name for query in saved_queries(store)] == ["Zebra"]
