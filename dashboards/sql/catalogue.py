"""What can be read: the published tables with their columns, and the words of DuckDB's SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from dashboards.data import query
from dashboards.definitions import one_line


@dataclass(frozen=True)
class Column:
    """One column; `meaning` is dbt's description in English, empty where there is none."""

    name: str
    data_type: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """One published table; `name` is `schema.table`."""

    name: str
    rows: int
    meaning: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Catalogue:
    """All tables by name, and DuckDB's keywords and functions."""

    tables: dict[str, Table]
    keywords: tuple[str, ...]
    functions: tuple[str, ...]


@st.cache_resource(max_entries=2, show_spinner=False)
def catalogue(folder: str) -> Catalogue:
    """The catalogue of a published run, which never changes.

    Args:
        folder: of the run.

    Raises:
        WarehouseError: the published file cannot be opened.
    """
    where = Path(folder)
    columns: dict[str, list[Column]] = defaultdict(list)
    for row in query(where, "sql_columns"):
        columns[row["published_table"]].append(
            Column(row["column_name"], row["data_type"], one_line(row["meaning"] or ""))
        )
    tables = {
        row["published_table"]: Table(
            row["published_table"],
            row["rows"],
            one_line(row["meaning"] or ""),
            tuple(columns[row["published_table"]]),
        )
        for row in query(where, "sql_tables")
    }
    words = query(where, "sql_words")
    keywords, functions = (
        tuple(row["word"] for row in words if row["kind"] == kind) for kind in ("key", "function")
    )
    return Catalogue(tables, keywords, functions)


def found(known: Catalogue, wanted: str, describe: Callable[[str], str] = str) -> list[Table]:
    """The tables that a search is about, those that are called so first.

    Args:
        known: the catalogue.
        wanted: words, all of which are to be in the table's name or meaning or in one of its
            columns' names; none gives all tables.
        describe: turns an English description into the reader's language.
    """
    words = wanted.lower().split()

    def rank(table: Table) -> int | None:
        about = f"{table.meaning} {describe(table.meaning)}".lower()
        columns = " ".join(column.name.lower() for column in table.columns)
        if all(word in table.name for word in words):
            return 0
        if all(word in f"{table.name} {columns}" for word in words):
            return 1
        return 2 if all(word in f"{table.name} {columns} {about}" for word in words) else None

    ranked = [(rank(table), table) for table in known.tables.values()]
    return [table for place in range(3) for rank_of, table in ranked if rank_of == place]


def completions(known: Catalogue) -> dict[str, Any]:
    """The catalogue as the editor completes from it."""
    return {
        "tables": {
            table.name: [[column.name, column.data_type] for column in table.columns]
            for table in known.tables.values()
        },
        "keywords": list(known.keywords),
        "functions": list(known.functions),
    }
