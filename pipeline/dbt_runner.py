"""dbt in this process, on the build database of a warehouse."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from warehouse.errors import BuildError
from warehouse.home import Home

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dbt.cli.main import dbtRunnerResult
    from dbt.contracts.graph.manifest import Manifest
    from dbt_common.events.base_types import EventMsg

PROJECT = Path(__file__).parent.parent / "dbt_project"
_BUILD_PATH = "WAREHOUSE_BUILD_PATH"  # what `profiles.yml` reads


def run_dbt(
    home: Home,
    arguments: Sequence[str],
    variables: Mapping[str, object],
    on_event: Callable[[EventMsg], None] = lambda event: None,
) -> dbtRunnerResult:
    """Run a command of dbt, then let go of the database.

    Args:
        home: whose build it works on; logs and artifacts go there as well.
        arguments: the command and its options.
        variables: of the project.
        on_event: told everything that dbt says.

    Raises:
        BuildError: the project cannot be read.
    """
    artifacts = home.docs / "dbt"
    cache = PROJECT / "target" if os.access(PROJECT, os.W_OK) else artifacts
    project: Any = _parsed(cache, home.build.name)
    folders = ["--target-path", str(artifacts), "--log-path", str(home.logs / "dbt")]
    command = [*arguments, *folders, "--vars", json.dumps(variables)]
    with _build_path(str(home.build)):
        return _invoke(command, project.deepcopy(), on_event)


@cache
def _parsed(folder: Path, database: str) -> Manifest:
    """What dbt reads of the project's files, kept in a folder.

    It depends on them, and the database's name, alone. dbt by itself would read all of them again
    whenever its path or a variable is another one, such as the day, which takes as long as a small
    build.
    """
    folder.mkdir(parents=True, exist_ok=True)
    arguments = ["parse", "--no-write-json", "--target-path", str(folder)]
    arguments += ["--log-path", str(folder)]
    # two that write it at a time would leave a broken one
    with FileLock(folder / "parse.lock"), _build_path(str(folder / database)):
        result = _invoke(arguments)
    if not result.success:
        raise BuildError(f"dbt cannot read its project: {result.exception}")
    manifest: Any = result.result
    return manifest  # type: ignore[no-any-return]


def _invoke(
    arguments: list[str],
    project: Manifest | None = None,
    on_event: Callable[[EventMsg], None] = lambda event: None,
) -> dbtRunnerResult:
    # The import takes seconds, and only a build needs it.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415
    from dbt.cli.main import dbtRunner  # noqa: PLC0415

    folders = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    quiet = ["--quiet", "--log-level", "none", "--log-level-file", "info", "--no-use-colors"]
    # dbt keeps millions of objects until it ends; looking for garbage among them takes a tenth
    gc.disable()
    try:
        return dbtRunner(project, [on_event]).invoke([*quiet, *arguments, *folders])
    finally:
        gc.enable()
        # The profile keeps the file open from node to node; nobody else could open it.
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


@contextmanager
def _build_path(path: str) -> Iterator[None]:
    os.environ[_BUILD_PATH] = path
    try:
        yield
    finally:
        del os.environ[_BUILD_PATH]
