"""One writer at a time.

The lock is the operating system's: it is gone with the process that held it, however that
process ended. Readers never take it.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from warehouse.backups import finish_restore
from warehouse.errors import AtWorkError, UsageError
from warehouse.home import Home, made_with


@contextmanager
def writing(home: Home, command: str) -> Iterator[None]:
    """Hold the warehouse's write lock while the block runs; what it makes is its owner's alone.

    Raises:
        AtWorkError: another process holds it; the message names that process.
        UsageError: the home cannot be created or written.
    """
    try:
        home.create()
        lock = filelock.FileLock(home.lock, timeout=0)
        lock.acquire()
    except filelock.Timeout:
        raise AtWorkError(
            f"Another process is writing to {home.root} ({_holder(home)}): wait until it has "
            "ended, then try again; readers of `current` are not affected."
        ) from None
    except OSError as error:
        raise UsageError(
            f"Cannot write to {home.root}: {error.strerror or error}; choose another folder "
            "with --home or WAREHOUSE_HOME."
        ) from error
    try:
        started = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        _note(home).write_text(
            f"warehouse {command}, process {os.getpid()}, since {started}", encoding="utf-8"
        )
        _empty(home)
        finish_restore(home)
        home.close_to_others()
        with made_with(0o700):
            yield
    finally:
        _note(home).unlink(missing_ok=True)
        lock.release()


def writer(home: Home) -> str:
    """Who is writing, as its note says; "" where nobody is. Looks only, and takes no lock.

    A note whose process is gone is of a writer that was killed.
    """
    try:
        note = _note(home).read_text(encoding="utf-8")
        process = re.search(r"process (\d+)", note)
        if process is None:
            return ""
        os.kill(int(process[1]), 0)
    except PermissionError:
        pass  # somebody else's process, so it is alive
    except (OSError, OverflowError):
        return ""
    return note


def _empty(home: Home) -> None:
    """Clear what a killed writer left behind: scratch files and DuckDB's own spill folder."""
    shutil.rmtree(home.scratch, ignore_errors=True)
    home.scratch.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(home.build.with_name(home.build.name + ".tmp"), ignore_errors=True)
    home.build.with_name(".build.copying").unlink(missing_ok=True)


def _note(home: Home) -> Path:
    return home.lock.with_name(".lock.holder")


def _holder(home: Home) -> str:
    try:
        return _note(home).read_text(encoding="utf-8")
    except OSError:
        return "no further details"
