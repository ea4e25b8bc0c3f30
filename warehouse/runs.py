"""The run log: `ops.runs` has each run of a writing command, `ops.run_steps` what it did."""

from __future__ import annotations

import datetime as dt
import re
import secrets

import duckdb

from warehouse.home import Home

_FORM = "%Y%m%dT%H%M%SZ"
_RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")


def new_run_id(home: Home) -> str:
    """An id that is fit for a folder name, e.g. `20260630T021500Z-3f9a`.

    It sorts after the ids of all runs before it, also where the clock was turned back since.
    """
    found = (path for folder in (home.published, home.logs) for path in folder.glob("[0-9]*"))
    before = [name for path in found if is_run_id(name := path.name.partition(".")[0])]
    at = _now().replace(microsecond=0)
    if before:
        last = dt.datetime.strptime(max(before).split("-")[0], _FORM)  # noqa: DTZ007 - UTC
        at = max(at, last + dt.timedelta(seconds=1))
    return f"{at:{_FORM}}-{secrets.token_hex(2)}"


def is_run_id(name: str) -> bool:
    """Whether a folder is called like a run, and not like something that somebody put beside it."""
    return _RUN_ID.fullmatch(name) is not None


def start_run(connection: duckdb.DuckDBPyConnection, home: Home, run_id: str, command: str) -> None:
    """Log that a run has started, and tell the truth about runs that never ended.

    The caller holds the write lock, so a row that still says `running` belongs to a process
    that was killed. If its folder is what `current` points to, it had published: it succeeded.
    """
    published = home.current.resolve().name if home.current.is_symlink() else ""
    given = {"published": published, "now": _now()}
    connection.execute(
        """
        update ops.runs
        set status = case when run_id = $published then 'succeeded' else 'crashed' end,
            finished_at = $now,
            message = case when run_id = $published then 'published, then interrupted'
                      else 'ended without a word: killed, or the machine stopped, or its disk full'
                      end
        where status = 'running'
        """,
        given,
    )
    connection.execute(
        """
        update ops.run_steps
        set status = if(run_id = $published and step = 'publish', 'succeeded', 'crashed'),
            finished_at = $now
        where status = 'running'
        """,
        given,
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


def start_step(
    connection: duckdb.DuckDBPyConnection, run_id: str, step: str, attempt: int = 1
) -> int:
    """Log that a step has begun; gives its number."""
    ((number,),) = connection.execute(
        """
        insert into ops.run_steps (run_id, number, step, attempt, started_at, status)
        select ?, (select coalesce(max(number), 0) + 1 from ops.run_steps), ?, ?, ?, 'running'
        returning number
        """,
        [run_id, step, attempt, _now()],
    ).fetchall()
    return int(number)


def finish_step(
    connection: duckdb.DuckDBPyConnection,
    number: int,
    status: str,
    seconds: float,
    rows: int | None = None,
    message: str = "",
) -> None:
    """Log how a step ended: `succeeded`, `failed` or `skipped`."""
    connection.execute(
        """
        update ops.run_steps
        set status = ?, finished_at = ?, seconds = ?, rows = ?, message = nullif(?, '')
        where number = ?
        """,
        [status, _now(), seconds, rows, message, number],
    )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
