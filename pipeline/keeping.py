"""What a build may keep of the last one.

Staging models read only what has landed since they were last built. That holds as long as the
settings, the sources' own settings and the code are the same; else everything is read again. Where
the loads are the same as well, there is nothing to build.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.database import quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CODE = (".sql", ".py", ".csv", ".yml")
# Loads come and go; a source that never landed before has nothing to keep.
_NO_SETTINGS = {"landed_sources"}
_TOLD = ("ops.sources", "ops.value_aliases")
# What staging reads beside `raw`.
_READ = ("ops.file_columns", "ops.customer_decisions")
# Whose next version may give other figures.
_WORKERS = (
    "duckdb",
    "dbt-core",
    "dbt-duckdb",
    "phonenumbers",
    "numpy",
    "scipy",
    "scikit-learn",
    "statsmodels",
    "splink",
)


def inputs_hash(
    connection: DuckDBPyConnection, project: Path, variables: Mapping[str, object]
) -> str:
    """SHA-256 of all that a build depends on but for the loads.

    Args:
        connection: to the build.
        project: folder of the dbt project.
        variables: that dbt is given.
    """
    digest = hashlib.sha256(settings_text(variables).encode())
    for table in _TOLD:
        rows = connection.execute(f"from {table} order by all").fetchall()
        digest.update(repr(rows).encode())
    for folder in ("models", "macros", "seeds"):
        for path in sorted((project / folder).rglob("*")):
            if path.suffix in _CODE:
                digest.update(path.relative_to(project).as_posix().encode())
                digest.update(path.read_bytes())
    digest.update((project / "dbt_project.yml").read_bytes())
    for path in sorted((project.parent / "analytics").glob("*.py")):
        digest.update(path.read_bytes())
    digest.update(repr([_version(name) for name in _WORKERS]).encode())
    return digest.hexdigest()


def settings_text(variables: Mapping[str, object]) -> str:
    """The settings of a build as a JSON object: what dbt is given, but for the loads."""
    settings = {name: value for name, value in variables.items() if name not in _NO_SETTINGS}
    return json.dumps(settings, sort_keys=True, default=str)


def _version(name: str) -> str:
    """Of an optional one that is not there, none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def loads_hash(connection: DuckDBPyConnection) -> str:
    """SHA-256 of which rows have landed, and of what else the staging of a build reads.

    A landed row never changes: it comes with its load, and goes with it or into quarantine.
    """
    digest = hashlib.sha256()
    tables = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'raw' order by table_name"
    ).fetchall()
    for (table,) in tables:
        raw = f"raw.{quoted(table)}"
        columns = connection.execute(f"describe {raw}").fetchall()
        rows = connection.execute(
            f"select count(*), max(_loaded_at), bit_xor(hash(_load_id, _row_number)) from {raw}"
        ).fetchall()
        digest.update(repr((table, columns, rows)).encode())
    for table in _READ:
        rows = connection.execute(f"select count(*), bit_xor(hash(t)) from {table} as t").fetchall()
        digest.update(repr(rows).encode())
    return digest.hexdigest()


def may_keep(connection: DuckDBPyConnection, inputs: str) -> bool:
    """Whether the last whole build had the same inputs; if not, nothing is kept from now on."""
    kept = connection.execute("select inputs_hash from ops.kept_builds").fetchall()
    if kept == [(inputs,)]:
        return True
    connection.execute("delete from ops.kept_builds")
    return False


def standing(connection: DuckDBPyConnection, inputs: str, loads: str) -> str:
    """The run whose build has these inputs and these loads and stands; "" where there is none.

    Args:
        connection: to the build.
        inputs: as `inputs_hash` gives it.
        loads: as `loads_hash` gives it.
    """
    found = connection.execute(
        "select run_id from ops.kept_builds where inputs_hash = ? and loads_hash = ?",
        [inputs, loads],
    ).fetchall()
    return found[0][0] if found else ""


def disturb(connection: DuckDBPyConnection) -> None:
    """Say that a build begins: until it is whole, none stands. What staging read may be kept."""
    connection.execute("update ops.kept_builds set loads_hash = null")


def remember(connection: DuckDBPyConnection, inputs: str, loads: str, run_id: str) -> None:
    """Say that a run's whole build has these inputs and these loads, and stands."""
    connection.execute("delete from ops.kept_builds")
    connection.execute("insert into ops.kept_builds values (?, ?, ?)", [inputs, loads, run_id])
