"""What dbt's tests found, in words for who runs a night: which rows, not only how many."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dbt.artifacts.schemas.results import NodeResult
    from duckdb import DuckDBPyConnection

_SHOWN = 3
# A value as it was exported: in a column of amounts it may be anything, a telephone number even.
_AS_EXPORTED = "example"
# What somebody can be reached by stands in other columns too where an export's columns are shifted.
_REACHES_SOMEBODY = re.compile(r".*@.*|[+(\d][\d ()./-]{6,}", re.S)


def explained(connection: DuckDBPyConnection, nodes: Sequence[NodeResult]) -> list[NodeResult]:
    """The same results of dbt, in which each test that found rows says the first of them.

    dbt itself says how many there are. What a row means is said on top of the test's file.

    Args:
        connection: to the build.
        nodes: as a command of dbt ended them.
    """
    return [
        replace(node, message=_found(connection, node))
        if str(node.status) in {"warn", "fail"}
        else node
        for node in nodes
    ]


def _found(connection: DuckDBPyConnection, node: Any) -> str:  # noqa: ANN401 - a test, of several classes
    relation = connection.sql(f"from (\n{node.node.compiled_code}\n) order by all limit {_SHOWN}")
    told = [
        ", ".join(
            f"{column} {_told(value)}"
            for column, value in zip(relation.columns, row, strict=True)
            if column != _AS_EXPORTED and value is not None
        )
        for row in relation.fetchall()
    ]
    count = f"{node.failures:,} row{'' if node.failures == 1 else 's'}"
    such_as = ", such as" if (node.failures or 0) > _SHOWN else ""
    return f"{count}{such_as}: {'; '.join(told)}"


def _told(value: object) -> str:
    text = str(value)
    is_hidden = isinstance(value, str) and _REACHES_SOMEBODY.fullmatch(text)
    return "(hidden)" if is_hidden else text
