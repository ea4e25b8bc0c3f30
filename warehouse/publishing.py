"""Publishing: a finished build becomes the files that readers open, or nothing changes at all.

A run is written whole into a folder that no reader knows, checked by opening and counting it, and
only then named; `current` is a symbolic link that is replaced in one step of the operating system.
A crash at any point leaves `current` as it was, and readers that have files of an older run open
go on reading them.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from warehouse.database import published_folder
from warehouse.errors import PublishError, UsageError
from warehouse.home import ANALYTICS, OPEN_FOLDER, RESTRICTED, Home, made_with
from warehouse.integrity import MANIFEST, is_intact, write_manifest
from warehouse.published_files import verify_file, write_file

_ANEW = "run `warehouse nightly`, which publishes anew"


def publish(
    connection: duckdb.DuckDBPyConnection, home: Home, run_id: str, keep: int, fault: str = ""
) -> Path:
    """Publish the build as run `run_id` and point `current` at it.

    Args:
        connection: the build, open for writing, with `ops.runs` holding `run_id`.
        home: where to publish.
        run_id: name of the new folder under `published/`.
        keep: how many published runs stay on disk, the new one included.
        fault: why the run counts as failed although it publishes, or "".

    Returns:
        The new run's folder.

    Raises:
        PublishError: the build has nothing to publish, or the written files cannot be read.
    """
    ((has_marts,),) = connection.execute(
        "select count(*) > 0 from duckdb_tables()"
        " where database_name = current_database() and schema_name = 'marts'"
    ).fetchall()
    if not has_marts:
        raise PublishError("There is nothing to publish: run `warehouse build` first.")
    home.create()
    _remove_unfinished(home)
    partial = home.published / f".{run_id}.partial"
    with made_with(OPEN_FOLDER):
        partial.mkdir()
    rows = {
        file_name: write_file(connection, partial / file_name, file_name, run_id, fault)
        for file_name in (ANALYTICS, RESTRICTED)
    }
    for file_name, written in rows.items():
        verify_file(partial, file_name, written)
    write_manifest(partial, rows)
    (partial / MANIFEST).chmod(0o644)
    folder = home.published / run_id
    partial.rename(folder)
    _sync_folder(home.published)
    _point_current_at(home, folder)
    _prune(home, keep)
    return folder


def published_runs(home: Home) -> list[str]:
    """Ids of the runs on disk that `current` may point to, oldest first."""
    if not home.published.is_dir():
        return []
    return sorted(
        folder.name
        for folder in home.published.iterdir()
        if not folder.name.startswith(".") and (folder / ANALYTICS).is_file()
    )


def rollback(home: Home, run_id: str | None = None) -> tuple[str, str]:
    """Point `current` at an earlier run.

    Args:
        home: whose `current` to move.
        run_id: the run to go to; by default the newest before the current one that is whole and was
            not left by a rollback itself.

    Returns:
        The run that was current and the one that is now.

    Raises:
        PublishError: nothing is published, or there is no earlier run that is whole.
        UsageError: `run_id` is not on disk, or damaged.
    """
    now = published_folder(home).name
    runs = published_runs(home)
    if run_id is None:
        before = [run for run in reversed(runs) if run < now]
        earlier = [run for run in before if not _left(home, run).exists()]
        if not earlier:
            but = f" but {', '.join(before)}, left by a rollback: name it to go there"
            raise PublishError(
                f"There is no run before {now} to roll back to{but if before else ''}."
            )
        run_id = next((run for run in earlier if is_intact(home.published / run)), None)
        if run_id is None:
            raise PublishError(f"All runs before {now} are damaged: {_ANEW}.")
    elif run_id not in runs:
        raise UsageError(f"No published run is called {run_id}; there are: {', '.join(runs)}.")
    elif not is_intact(home.published / run_id):
        raise UsageError(f"The published files of {run_id} are damaged: {_ANEW}.")
    _point_current_at(home, home.published / run_id)
    _left(home, run_id).unlink(missing_ok=True)
    if run_id < now:
        _left(home, now).touch()
    return now, run_id


def _left(home: Home, run_id: str) -> Path:
    """A mark on a run that should not have been published: the next rollback does not go there."""
    return home.published / run_id / "rolled_back"


def roll_back_from_damage(home: Home) -> tuple[str, str] | None:
    """If the files of `current` are not as they were published, go to the newest run that is whole.

    Returns:
        The damaged run and the one that is current now; None where nothing was damaged.

    Raises:
        PublishError: no published run is whole.
    """
    runs = published_runs(home)
    now = home.current.resolve().name
    if not home.current.is_symlink() or (now in runs and is_intact(home.published / now)):
        return None
    # one that was rolled back from only where there is no other
    for run_id in sorted(runs, key=lambda run: (not _left(home, run).exists(), run), reverse=True):
        if run_id != now and is_intact(home.published / run_id):
            _point_current_at(home, home.published / run_id)
            return now, run_id
    raise PublishError(
        f"The published files of {now} are damaged and no other run is whole: {_ANEW}."
    )


def _point_current_at(home: Home, folder: Path) -> None:
    link = home.root / ".current.next"
    link.unlink(missing_ok=True)
    link.symlink_to(folder.relative_to(home.root), target_is_directory=True)
    link.replace(home.current)
    _sync_folder(home.root)


def _prune(home: Home, keep: int) -> None:
    """Remove the oldest runs beyond `keep`; never the current one."""
    current = home.current.resolve().name
    for run in published_runs(home)[:-keep]:
        if run != current:
            shutil.rmtree(home.published / run)


def _remove_unfinished(home: Home) -> None:
    for folder in home.published.glob(".*.partial"):
        shutil.rmtree(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
