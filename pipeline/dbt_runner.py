"""dbt in this process, on the build database of a warehouse."""

from __future__ import annotations

import gc
import hashlib
import json
import logging
import os
import pickle
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from warehouse.database import writer_options
from warehouse.errors import BuildError, explained_by_system
from warehouse.home import Home

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dbt.cli.main import dbtRunnerResult
    from dbt.contracts.graph.manifest import Manifest
    from dbt_common.events.base_types import EventMsg

PROJECT = Path(__file__).parent.parent / "dbt_project"
# What `profiles.yml` reads.
_BUILD_PATH = "WAREHOUSE_BUILD_PATH"
_BUILD_OPTIONS = "WAREHOUSE_BUILD_OPTIONS"
# What reads the project's files, and what it writes beside them.
_READERS = ("dbt-core", "dbt-adapters", "dbt-common", "dbt-duckdb")
_WRITTEN = {"target", "logs"}
# What dbt's own copy of a project has, without the texts of its files, which only a parse needs.
_PARTS = (
    "nodes",
    "sources",
    "macros",
    "docs",
    "exposures",
    "functions",
    "metrics",
    "groups",
    "selectors",
    "metadata",
    "disabled",
    "state_check",
    "semantic_models",
    "unit_tests",
    "saved_queries",
)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage: dbt keeps millions of objects until it ends, and all are looked at."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_uncollected()
def run_dbt(
    home: Home,
    arguments: Sequence[str],
    variables: Mapping[str, object],
    on_event: Callable[[EventMsg], None] = lambda event: None,
    *,
    memory_limit: str = "4GB",
    without: Callable[[Any], bool] | None = None,
) -> dbtRunnerResult:
    """Run a command of dbt, then let go of the database.

    Args:
        home: whose build it works on; logs and artifacts go there as well.
        arguments: the command and its options.
        variables: of the project.
        on_event: told everything that dbt says.
        memory_limit: that DuckDB may use before it spills.
        without: whether dbt is not to know of a node, as it takes its time over each, selected or
            not; where this is given, it knows of no unit test either.

    Raises:
        BuildError: the project cannot be read.
        WarehouseError: the system refused dbt memory, or a file.
    """
    artifacts = home.docs / "dbt"
    project: Any = _project(home)
    if without:
        project.unit_tests = {}
        project.nodes = {name: node for name, node in project.nodes.items() if not without(node)}
    folders = ["--target-path", str(artifacts), "--log-path", str(home.logs / "dbt")]
    command = [*arguments, *folders, "--vars", json.dumps(variables)]
    with _build(str(home.build), writer_options(home, memory_limit)):
        return _invoke(command, project, on_event, at=home.root)


def read_manifest(home: Home) -> dict[str, Any]:
    """What `manifest.json` holds of the project: its models, seeds and sources, and their ties.

    Args:
        home: of the warehouse; the project reads the same in all of them.

    Raises:
        BuildError: the project cannot be read.
    """
    return dict(_writable_manifest(home).to_dict())


def write_manifest(home: Home) -> None:
    """Write `manifest.json` of the project where no command of dbt has yet, or it is gone.

    Args:
        home: of the warehouse, among whose documents it is.

    Raises:
        BuildError: the project cannot be read.
    """
    file = home.docs / "dbt" / "manifest.json"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        _writable_manifest(home).write(str(file))


def _writable_manifest(home: Home) -> Any:  # noqa: ANN401 - of dbt, which exports no type
    from dbt.flags import get_flags  # noqa: PLC0415

    project: Any = _unpacked(_packed(home))
    flags = get_flags()  # type: ignore[no-untyped-call]
    if not hasattr(flags, "SEND_ANONYMOUS_USAGE_STATS"):
        # dbt notes it in the manifest; before its first command in a process it has no flags
        flags.SEND_ANONYMOUS_USAGE_STATS = False
    return project.writable_manifest()


def read_lineage(home: Home) -> list[tuple[str, str]]:
    """Each table of the build with each one that it is made from, as `schema.name`, in order.

    Args:
        home: of the warehouse; the project reads the same in all of them.

    Raises:
        BuildError: the project cannot be read.
    """
    return list(_lineage(_packed(home)))


@cache
def _lineage(packed: bytes) -> tuple[tuple[str, str], ...]:
    project: Any = _unpacked(packed)
    tables = {**project.nodes, **project.sources}
    ties = {
        (_table_name(node), _table_name(tables[origin]))
        for node in project.nodes.values()
        if node.resource_type in {"model", "seed"}
        for origin in node.depends_on_nodes
        if origin in tables
    }
    return tuple(sorted(ties))


def _table_name(node: Any) -> str:  # noqa: ANN401 - a node of dbt, of several classes
    return f"{node.schema}.{node.identifier}"


@_uncollected()
def _project(home: Home) -> Manifest:
    project = _unpacked(_packed(home))
    # what macros see of it
    project.build_flat_graph()  # type: ignore[no-untyped-call]
    return project


def _packed(home: Home) -> bytes:
    folder = PROJECT / "target" if os.access(PROJECT, os.W_OK) else home.docs / "dbt"
    return _parsed(folder, home.build.name)


@_uncollected()
def _unpacked(packed: bytes) -> Manifest:
    from dbt.contracts.graph.manifest import Manifest  # noqa: PLC0415

    return Manifest(**pickle.loads(packed))  # noqa: S301 - packed below


@cache
def _parsed(folder: Path, database: str) -> bytes:
    """What dbt reads of the project's files, kept in a folder, and packed: each command changes it.

    It depends on them, the versions and the database's name alone. dbt by itself would read all of
    them again whenever its path or a variable is another one, such as the day, which takes as long
    as a small build; and where nothing has changed, to find that out takes it seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept, state = folder / f"{database}.pickle", _state(database)
    # two that write it at a time would leave a broken one
    with FileLock(folder / "parse.lock"):
        # to unpack is to run: it must lie beside the code, not in a home, where others may write
        may_keep = folder.is_relative_to(PROJECT)
        if may_keep and (packed := _kept(kept, state)):
            return packed
        arguments = ["parse", "--no-write-json", "--target-path", str(folder)]
        arguments += ["--log-path", str(folder)]
        with _build(str(folder / database), {}):
            result = _invoke(arguments)
        if not result.success:
            raise BuildError(f"dbt cannot read its project: {result.exception}")
        # a third of the time of dbt's own copy; what it has pickled as a whole, it misreads
        packed = pickle.dumps({part: getattr(result.result, part) for part in _PARTS})
        if may_keep:
            written = kept.with_suffix(".written")
            written.write_bytes(state + hashlib.sha256(packed).digest() + packed)
            written.replace(kept)
    return packed


def _kept(file: Path, state: bytes) -> bytes:
    """What an earlier process packed of the project in this state; nothing where there is none."""
    said = file.read_bytes() if file.exists() else b""
    known, digest, packed = said[:32], said[32:64], said[64:]
    is_whole = known == state and digest == hashlib.sha256(packed).digest()
    return packed if is_whole else b""


def _state(database: str) -> bytes:
    """SHA-256 of all that reading the project depends on."""
    told = [str(PROJECT), database, sys.version, _PARTS, [version(name) for name in _READERS]]
    digest = hashlib.sha256(repr(told).encode())
    for path in sorted(PROJECT.rglob("*")):
        name = path.relative_to(PROJECT)
        if name.parts[0] not in _WRITTEN and path.is_file():
            digest.update(repr(name.as_posix()).encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()


def _invoke(
    arguments: list[str],
    project: Manifest | None = None,
    on_event: Callable[[EventMsg], None] = lambda event: None,
    at: Path = PROJECT,
) -> dbtRunnerResult:
    # The import takes seconds, and only a build needs it.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415
    from dbt.cli.main import dbtRunner  # noqa: PLC0415

    from pipeline.dbt_events import say_no_details  # noqa: PLC0415

    say_no_details()
    folders = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    quiet = ["--quiet", "--log-level", "none", "--log-level-file", "info", "--no-use-colors"]
    # where its log cannot be written, as on a full disk, a traceback would be printed for each line
    complains, logging.raiseExceptions = logging.raiseExceptions, False
    try:
        result = dbtRunner(project, [on_event]).invoke([*quiet, *arguments, *folders])
    finally:
        logging.raiseExceptions = complains
        # The profile keeps the file open from node to node; nobody else could open it.
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    if result.exception and (refused := explained_by_system(result.exception, at)):
        raise refused from result.exception
    return result


@contextmanager
def _build(path: str, options: Mapping[str, str]) -> Iterator[None]:
    told = {_BUILD_PATH: path, _BUILD_OPTIONS: json.dumps(options)}
    os.environ.update(told)
    try:
        yield
    finally:
        for name in told:
            del os.environ[name]
