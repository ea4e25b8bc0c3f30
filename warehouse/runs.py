"""The run log: one row in `ops.runs` per run of a writing command."""

from __future__ import annotations

import datetime as dt
import secrets

import duckdb

from warehouse.home import Home


def new_run_id() -> str:
    """An id that sorts by time and is fit for a folder name, e.g. `20260630T021500Z-3f9a`."""
    return f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


def start_run(connection: duckdb.DuckDBPyConnection, home: Home, run_id: str, command: str) -> None:
    """Log that a run has started, and tell the truth about runs that never ended.

    The caller holds the write lock, so a row that still says `running` belongs to a process
    that was killed. If its folder is what `current` points to, it had published: it succeeded.
    """
    published = home.current.resolve().name if home.current.is_symlink() else ""
    connection.execute(
        """
        update ops.runs
        set status = case when run_id = $published then 'succeeded' else 'crashed' end,
            finished_at = $now,
            message = case when run_id = $published then 'published, then interrupted'
                      else 'ended without a word: killed, or the machine stopped' end
        where status = 'running'
        """,
        {"published": published, "now": _now()},
    )
    connection.execute(
        "insert into ops.runs (run_id, command, started_at, status) values (?, ?, ?, 'running')",
        [run_id, command, _now()],
    )


def finish_run(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    status: str,
    message: str = "",
) -> None:
    """Log how a run ended: `succeeded` or `failed`, with one sentence."""
    connection.execute(
        "update ops.runs set status = ?, message = ?, finished_at = ? where run_id = ?",
        [status, message, _now(), run_id],
    )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
