"""What SQL that may come from anybody is allowed to be: one statement that reads published tables.

DuckDB itself parses the text, as it is; nothing is wrapped around it, because what is wrapped can
be made to end early. The settings of the connection keep files and the network away
(`database.py`); what is left is what DuckDB tells about the machine it runs on, such as the paths
of its databases. Functions that make tables are therefore those on a list, and a few other
functions and views of DuckDB's own are refused by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Literal

import duckdb

from warehouse.errors import UsageError

Reason = Literal["empty", "several", "pivot", "not_reading", "placeholder", "hidden", "too_long"]

# A parser that is given megabytes takes seconds; nobody writes that by hand.
MOST_CHARACTERS = 50_000
_SENTENCES: dict[Reason, str] = {
    "empty": "There is no statement.",
    "several": "Give exactly one statement.",
    "pivot": "PIVOT needs its values here: write `on column in ('first', 'second')`.",
    "not_reading": (
        "Give exactly one SELECT, SHOW, DESCRIBE or EXPLAIN: published files are for reading."
    ),
    "placeholder": "The statement has a placeholder ({name}): write the value in its place.",
    "hidden": "{name} is not for reading published data, and is not available here.",
    "too_long": "The statement is longer than {name} characters.",
}
# No comment may stand in it, so that what follows is exactly what DuckDB explains.
_EXPLAIN = re.compile(r"\s*explain\s+(?:analyze\s+)?", re.IGNORECASE)
_TABLE_FUNCTIONS = frozenset(
    {
        "duckdb_columns",
        "duckdb_constraints",
        "duckdb_functions",
        "duckdb_indexes",
        "duckdb_keywords",
        "duckdb_schemas",
        "duckdb_tables",
        "duckdb_types",
        "duckdb_views",
        "generate_series",
        "icu_calendar_names",
        "json_each",
        "json_tree",
        "pg_timezone_names",
        "pragma_table_info",
        "range",
        "repeat",
        "repeat_row",
        "unnest",
    }
)
# Functions that tell of the machine, write into DuckDB's log, or run other SQL.
_HIDDEN_FUNCTIONS = frozenset({"current_setting", "getenv", "write_log", "query", "query_table"})
# Views of DuckDB's own that read nothing but the catalogue of tables.
_SYSTEM_VIEWS = _TABLE_FUNCTIONS


class RefusedError(UsageError):
    """A statement that is not run; `reason` and `name` say why to programs."""

    def __init__(self, reason: Reason, name: str = "") -> None:
        super().__init__(_SENTENCES[reason].format(name=name))
        self.reason: Reason = reason
        self.name = name


def parse_reading(sql: str) -> duckdb.Statement:
    """The one reading statement that a text is.

    Raises:
        RefusedError: it is none, several, or does something else than read.
        duckdb.Error: DuckDB cannot parse it.
    """
    if len(sql) > MOST_CHARACTERS:
        raise RefusedError("too_long", f"{MOST_CHARACTERS:,}")
    found = duckdb.extract_statements(sql)
    if not found:
        raise RefusedError("empty")
    if len(found) > 1:
        # a PIVOT without its values becomes a CREATE TYPE of them first
        is_pivot = "pivot" in sql.lower() and found[0].type == duckdb.StatementType.CREATE
        raise RefusedError("pivot" if is_pivot else "several")
    (statement,) = found
    if statement.type == duckdb.StatementType.EXPLAIN:
        # EXPLAIN ANALYZE runs what it explains
        _require_select(_explained(sql))
    elif statement.type != duckdb.StatementType.SELECT:
        raise RefusedError("not_reading")
    if statement.named_parameters:
        raise RefusedError("placeholder", "$" + min(statement.named_parameters))
    return statement


def require_published_only(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Refuse a statement that asks DuckDB about the machine, or that cannot be looked through.

    Args:
        connection: to a published run.
        sql: that `parse_reading` has accepted.

    Raises:
        RefusedError: it reads something else than published tables and their catalogue.
    """
    is_explained = _EXPLAIN.match(sql) is not None
    tree = _tree(connection, _explained(sql) if is_explained else sql)
    hidden_views = {
        name
        for (name,) in connection.execute(
            "select lower(view_name) from duckdb_views() "
            "where internal and schema_name != 'information_schema'"
        ).fetchall()
    } - _SYSTEM_VIEWS
    for node in _nodes(tree):
        if node.get("type") == "TABLE_FUNCTION":
            name = str(node["function"].get("function_name")).lower()
            if name not in _TABLE_FUNCTIONS:
                raise RefusedError("hidden", name)
        elif node.get("class") == "FUNCTION":
            name = str(node["function_name"]).lower()
            if name in _HIDDEN_FUNCTIONS:
                raise RefusedError("hidden", name)
        elif node.get("type") == "BASE_TABLE":
            name = str(node["table_name"]).lower()
            if name in hidden_views:
                raise RefusedError("hidden", name)


def _require_select(sql: str) -> None:
    inner = duckdb.extract_statements(sql)
    if len(inner) != 1 or inner[0].type != duckdb.StatementType.SELECT:
        raise RefusedError("not_reading")


def _explained(sql: str) -> str:
    """What an EXPLAIN explains; it is refused where that cannot be told for certain."""
    start = _EXPLAIN.match(sql)
    if start is None:
        raise RefusedError("not_reading")
    return sql[start.end() :]


def _tree(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any]:
    """The syntax tree that DuckDB makes of a SELECT; PRAGMA, which it also takes for one, has none.

    Raises:
        RefusedError: there is none.
    """
    ((written,),) = connection.execute("select json_serialize_sql($sql)", {"sql": sql}).fetchall()
    try:
        tree: dict[str, Any] = json.loads(written)
    except RecursionError as error:
        raise RefusedError("not_reading") from error
    if tree["error"]:
        raise RefusedError("not_reading")
    return tree


def _nodes(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every object of a tree, however deep."""
    waiting: list[Any] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
