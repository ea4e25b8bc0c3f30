"""What must be so of the build before a part of it is made anew, and before it is published."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from warehouse.errors import PublishError, UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def has_build(connection: DuckDBPyConnection) -> bool:
    """Whether a whole build was ever made."""
    ((is_built,),) = connection.execute("select count(*) > 0 from ops.lineage").fetchall()
    return bool(is_built)


def require_whole(connection: DuckDBPyConnection, settings: str) -> None:
    """Stop where no whole build was made with these settings, of which a part could be made anew.

    Args:
        connection: to the build.
        settings: as `keeping.settings_text` gives them.
    """
    if not has_build(connection):
        raise UsageError(
            "--select builds a part of a build that was made whole, and there is none here yet: "
            "run `warehouse build` without --select first."
        )
    made = connection.execute(
        "select settings from ops.runs where settings is not null and selected is null"
        " order by run_id desc limit 1"
    ).fetchall()
    for (text,) in made:
        before, now = json.loads(text), json.loads(settings)
        other = sorted(name for name in now if now[name] != before.get(name))
        if other:
            said = ", ".join(f"{name} {before.get(name)} (now {now[name]})" for name in other)
            raise UsageError(
                f"--select builds a part of the last whole build, which was made with {said}: give "
                "it the same settings, or run `warehouse build` without --select."
            )


def require_checked(connection: DuckDBPyConnection) -> None:
    """Stop where the newest of builds and checks of the marts is no check that held.

    Nor may the last whole build, or that of a part after it, have failed: what it left is old.
    """
    newest = connection.execute(
        """
        select step like 'check marts%' as is_check, status
        from ops.run_steps
        where (step like 'build%' or step like 'check marts%') and status <> 'skipped'
        order by number desc
        limit 1
        """
    ).fetchall()
    if not newest or not newest[0][0]:
        raise PublishError(
            "The build was not checked since it was made: run `warehouse check marts` first."
        )
    if newest[0][1] != "succeeded":
        raise PublishError(
            "The last check of the marts failed: see `warehouse status`, mend the data and "
            "run `warehouse nightly` again."
        )
    builds = connection.execute(
        """
        select run_steps.status, runs.selected
        from ops.run_steps
        inner join ops.runs using (run_id)
        where
            step like 'build%' and run_steps.status <> 'skipped'
            -- one that was refused before it began changed nothing
            and runs.settings is not null
        order by number desc
        """
    ).fetchall()
    newest_whole = [status for status, selected in builds if selected is None][:1]
    if {*newest_whole, *(status for status, _ in builds[:1])} - {"succeeded"}:
        raise PublishError(
            "The last build did not end well, so tables of two builds stand side by side: see "
            "`warehouse status`, and run `warehouse build` and `warehouse check marts` again."
        )
