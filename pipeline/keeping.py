"""Whether a build may keep what the last one read: all but the loads must be as it was.

Staging models read only what has landed since they were last built. That holds as long as the
settings, the sources' own settings and the code are the same; else everything is read again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CODE = (".sql", ".py", ".csv", ".yml")
# Loads come and go; a source that never landed before has nothing to keep.
_NO_SETTINGS = {"landed_sources"}
_TOLD = ("ops.sources", "ops.value_aliases")


def inputs_hash(
    connection: DuckDBPyConnection, project: Path, variables: Mapping[str, object]
) -> str:
    """SHA-256 of all that a build depends on but for the loads.

    Args:
        connection: to the build.
        project: folder of the dbt project.
        variables: that dbt is given.
    """
    digest = hashlib.sha256()
    settings = {name: value for name, value in variables.items() if name not in _NO_SETTINGS}
    digest.update(json.dumps(settings, sort_keys=True, default=str).encode())
    for table in _TOLD:
        rows = connection.execute(f"from {table} order by all").fetchall()
        digest.update(repr(rows).encode())
    for folder in ("models", "macros", "seeds"):
        for path in sorted((project / folder).rglob("*")):
            if path.suffix in _CODE:
                digest.update(path.relative_to(project).as_posix().encode())
                digest.update(path.read_bytes())
    digest.update((project / "dbt_project.yml").read_bytes())
    return digest.hexdigest()


def may_keep(connection: DuckDBPyConnection, inputs: str) -> bool:
    """Whether the last whole build had the same inputs; if not, nothing is kept from now on."""
    kept = connection.execute("select inputs_hash from ops.kept_builds").fetchall()
    if kept == [(inputs,)]:
        return True
    connection.execute("delete from ops.kept_builds")
    return False


def remember(connection: DuckDBPyConnection, inputs: str) -> None:
    """Say that the whole build has these inputs."""
    connection.execute("delete from ops.kept_builds")
    connection.execute("insert into ops.kept_builds values (?)", [inputs])
