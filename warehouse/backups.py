"""Backups of all that cannot be made again: the build, and what the user told the warehouse.

What is published can be built from the build; exports may be gone, so the build cannot be built
from them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from warehouse.errors import UsageError, WarehouseError, explained_by_system
from warehouse.home import Home
from warehouse.integrity import is_intact, write_manifest
from warehouse.runs import is_run_id

_FREE_FOR_COPY = 1.05  # of what is copied


def back_up(home: Home, folder: Path) -> int:
    """Copy the build and what the user told into a folder; the caller holds the write lock.

    Args:
        home: whose.
        folder: where; it is made, and nothing may be in it.

    Returns:
        How many bytes were copied.

    Raises:
        UsageError: there is nothing to copy, or the folder is not empty.
        WarehouseError: the disk has not enough room, or the copy is not what was copied.
    """
    if not home.build.is_file():
        raise UsageError(f"There is no build in {home.root} to back up.")
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty: give the backup a folder of its own.")
    folder.mkdir(parents=True, exist_ok=True)
    size = home.build.stat().st_size
    free = shutil.disk_usage(folder).free
    if free < size * _FREE_FOR_COPY:
        raise WarehouseError(
            f"There is no room for a backup of {size:,} bytes in {folder} ({free:,} are free): "
            "free some space, or set keep_backups = 0."
        )
    # in the folder it will have another name until it is whole
    partial = folder / ".partial"
    partial.mkdir(mode=0o700)
    for path in _kept(home):
        if path.is_dir():
            shutil.copytree(path, partial / path.name)
        elif path.is_file():
            shutil.copy2(path, partial / path.name)
    (partial / home.build.name).chmod(0o600)
    write_manifest(partial, {home.build.name: {}})
    for path in partial.iterdir():
        path.rename(folder / path.name)
    partial.rmdir()
    return size


def back_up_run(home: Home, run_id: str, keep: int) -> Path | None:
    """Back up into `backups/<run id>` and remove the oldest backups beyond `keep`.

    Returns:
        The new folder; None where none are kept.

    Raises:
        WarehouseError: as `back_up`.
    """
    folder = home.backups / run_id
    if keep:
        for unfinished in home.backups.glob("*/.partial"):
            if is_run_id(unfinished.parent.name):
                shutil.rmtree(unfinished.parent)
        back_up(home, folder)
    for name in backups(home)[: -keep or None]:
        shutil.rmtree(home.backups / name)
    return folder if keep else None


def backups(home: Home) -> list[str]:
    """Names of the backups that runs made in the home, oldest first; others are their makers'."""
    found = (path.parent.name for path in home.backups.glob(f"*/{home.build.name}"))
    return sorted(filter(is_run_id, found))


def newest_backup(home: Home) -> Path | None:
    """The newest backup in the home that is whole."""
    for name in reversed(backups(home)):
        folder = home.backups / name
        if (folder / home.build.name).is_file() and is_intact(folder):
            return folder
    return None


def restore(home: Home, folder: Path) -> Path | None:
    """Put a backup in the place of the build; the caller holds the write lock.

    What the user told (settings, sources, decisions, suites) is put back only where it is missing.

    Args:
        home: whose.
        folder: a backup.

    Returns:
        Where the build that stood there lies now, beside the new one; None where there was none.

    Raises:
        UsageError: the folder holds no backup, or one that is damaged.
        WarehouseError: the disk of the home has not enough room.
    """
    copy = folder / home.build.name
    if not copy.is_file() or not is_intact(folder):
        state = "is damaged" if copy.is_file() else "holds no backup"
        raise UsageError(f"{folder} {state}: give the folder of another backup.")
    partial = home.build.with_name(".build.copying")
    partial.unlink(missing_ok=True)
    size, free = copy.stat().st_size, shutil.disk_usage(home.root).free
    if free < size * _FREE_FOR_COPY:
        raise WarehouseError(
            f"There is no room to restore {size:,} bytes in {home.root} ({free:,} are free): free "
            "some space; nothing was changed."
        )
    try:
        shutil.copyfile(copy, partial)
        partial.chmod(0o600)
        partial.replace(_whole_copy(home))
    except OSError as error:
        raise explained_by_system(error, home.root) or error from error
    finally:
        partial.unlink(missing_ok=True)
    aside = finish_restore(home)
    for path in _kept(home):
        told = folder / path.name
        if path != home.build and told.exists() and not path.exists():
            (shutil.copytree if told.is_dir() else shutil.copy2)(told, path)
    return aside


def finish_restore(home: Home) -> Path | None:
    """Exchange the build for the copy that a restore has made; also after it was killed meanwhile.

    Returns:
        Where the build that stood there lies now, with its log of changes; None where none stood.
    """
    fresh = _whole_copy(home)
    if not fresh.exists():
        return None
    replaced = {
        int(path.suffix[1:]) if path.suffix[1:].isdigit() else 1: path
        for path in home.root.glob("build.duckdb.replaced*")
        if path.suffix != ".wal"
    }
    last = max(replaced, default=0)
    aside = replaced.get(last)
    if home.build.is_file():
        end = f".{last + 1}" if last else ""
        aside = home.build.replace(home.build.with_name(f"build.duckdb.replaced{end}"))
    # beside the new build it would be taken for changes to that
    log = home.build.with_name("build.duckdb.wal")
    if log.is_file() and aside:
        log.replace(aside.with_name(aside.name + ".wal"))
    log.unlink(missing_ok=True)
    fresh.replace(home.build)
    return aside


def _whole_copy(home: Home) -> Path:
    return home.build.with_name(".build.restoring")


def _kept(home: Home) -> list[Path]:
    return [home.build, *home.told]
