"""Going on where a run or an attempt broke off: which nights, and which nodes of a build."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ingestion.landing import LandedFile
from warehouse.errors import UsageError

if TYPE_CHECKING:
    from dbt.artifacts.schemas.results import NodeResult
    from duckdb import DuckDBPyConnection

    from pipeline.rules import BrokenRule
    from pipeline.running import Run

_DONE = ("success", "pass", "warn")


def go_on(connection: DuckDBPyConnection, run: Run) -> None:
    """Let a run go on from the last night, which broke off, and skip the steps that it had done.

    Args:
        connection: to the build.
        run: the one that goes on.

    Raises:
        UsageError: the last night came to its end, or something else has written since.
    """
    # one that was refused before it did anything leaves nothing to go on from, nor takes it away
    last = connection.execute(
        "select run_id, command, status from ops.runs where run_id <> ? and (status <> 'failed'"
        " or command <> 'nightly' or run_id in (select run_id from ops.run_steps))"
        " order by run_id desc limit 1",
        [run.run_id],
    ).fetchall()
    if not last or last[0][1] not in {"nightly", "demo"} or last[0][2] == "succeeded":
        found = f"the last run, {last[0][1]}, {last[0][2]}" if last else "nothing ever ran"
        raise UsageError(
            f"There is no night to go on from: {found}. Run `warehouse nightly` without --resume."
        )
    done = connection.execute(
        "select step from ops.run_steps where run_id = ? and status in ('succeeded', 'skipped')",
        [last[0][0]],
    ).fetchall()
    if ("publish",) in done:
        raise UsageError(
            f"The last night, {last[0][0]}, published: run `warehouse nightly` without --resume."
        )
    run.resumed = last[0][0]
    run.skipped = frozenset(step for (step,) in done)
    # where it skips the build, what it has is what the other one built from
    connection.execute(
        "update ops.runs set resumed_run_id = resumed.run_id, inputs_hash = resumed.inputs_hash,"
        " settings = resumed.settings from (from ops.runs where run_id = ?) as resumed"
        " where runs.run_id = ?",
        [run.resumed, run.run_id],
    )


def failed_files(connection: DuckDBPyConnection, run_id: str) -> list[LandedFile]:
    """The files that could not be landed by a run, or by the one whose ingest it had skipped.

    Args:
        connection: to the build.
        run_id: the run that is gone on from.
    """
    found = connection.execute(
        """
        with recursive nights as (
            select run_id, resumed_run_id from ops.runs where run_id = ?
            union
            select runs.run_id, runs.resumed_run_id
            from ops.runs inner join nights on runs.run_id = nights.resumed_run_id
        )
        select
            file_name, source_system, table_name, rows_read, rows_landed, rows_rejected,
            rows_dropped, files.status, coalesce(files.message, ''), 0.0
        from ops.files
        semi join nights using (run_id)
        semi join (from ops.run_steps where step = 'ingest' and status = 'succeeded') as ingests
            using (run_id)
        where files.status = 'failed'
        order by files.started_at, file_name
        """,
        [run_id],
    ).fetchall()
    return [LandedFile(*row) for row in found]


def begin(
    connection: DuckDBPyConnection,
    run_id: str,
    inputs: str,
    loads: str,
    settings: str,
    select: Sequence[str] = (),
) -> None:
    """Note what a run's build is made from.

    Args:
        connection: to the build.
        run_id: the run.
        inputs: as `keeping.inputs_hash` gives it.
        loads: as `keeping.loads_hash` gives it.
        settings: as `keeping.settings_text` gives them.
        select: dbt selectors of the part that it builds; none where it builds all.
    """
    connection.execute(
        "update ops.runs set inputs_hash = ?, loads_hash = ?, settings = ?, selected = ?"
        " where run_id = ?",
        [inputs, loads, settings, " ".join(select) or None, run_id],
    )


def unfinished(connection: DuckDBPyConnection, run_id: str, inputs: str, loads: str) -> list[str]:
    """The nodes that a run could not build, or test, to their end.

    None where it built from something else, or was killed before dbt could say how far it came:
    then all of them are to be built.
    """
    rows = connection.execute(
        """
        select node
        from ops.run_nodes
        inner join ops.runs using (run_id)
        where
            run_id = ? and inputs_hash = ? and loads_hash = ?
            and not list_contains(?, run_nodes.status)
        order by node
        """,
        [run_id, inputs, loads, list(_DONE)],
    ).fetchall()
    return [node for (node,) in rows]


def log_nodes(connection: DuckDBPyConnection, run_id: str, nodes: Iterable[NodeResult]) -> None:
    """Log how nodes of dbt ended, in place of what an earlier attempt said of them."""
    rows = [
        (
            run_id,
            node.node.name,
            str(node.node.resource_type),
            str(node.status),
            node.execution_time,
            node.message or None,
        )
        for node in nodes
    ]
    if not rows:
        return
    lists = [list(column) for column in zip(*rows, strict=True)]
    connection.execute(
        f"insert or replace into ops.run_nodes select {', '.join(['unnest(?)'] * len(lists))}",
        lists,
    )


def log_broken_rules(
    connection: DuckDBPyConnection, run_id: str, broken: Iterable[BrokenRule]
) -> None:
    """Log rules about what exports say that are broken: a warning for each model."""
    sentences: dict[str, list[str]] = {}
    for one in broken:
        sentences.setdefault(one.model, []).append(one.saying)
    for model, said in sentences.items():
        connection.execute(
            "insert or replace into ops.run_nodes values (?, ?, 'test', 'warn', 0, ?)",
            [run_id, f"rules of {model}", "; ".join(said)],
        )
