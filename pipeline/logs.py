"""The log file of a run: a line of JSON for each thing that happens, for people and programs."""

from __future__ import annotations

import datetime as dt
import faulthandler
import json
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

log = logging.getLogger("warehouse")


class _Lines(logging.Formatter):
    """A record as one line of JSON."""

    def __init__(self, run_id: str) -> None:
        super().__init__()
        self._run_id = run_id

    def format(self, record: logging.LogRecord) -> str:
        """When (UTC), how grave, which run, what; then what `extra={"fields": ...}` gives."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC)
        line: dict[str, object] = {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "run_id": self._run_id,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["traceback"] = "".join(traceback.format_exception(*record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


class _File(logging.FileHandler):
    """A log that cannot be written, as on a full disk, stops nothing and says nothing."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - its name there
        """Leave the line out: what the run fails from is told by the run."""


@contextmanager
def log_file(folder: Path, run_id: str) -> Iterator[None]:
    """Write what is logged in the block to `<run id>.jsonl` in a folder."""
    handler = _File(folder / f"{run_id}.jsonl", encoding="utf-8", delay=True)
    handler.setFormatter(_Lines(run_id))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        with suppress(OSError):
            handler.close()


@contextmanager
def ending_what_is_stuck(file: Path, seconds: float) -> Iterator[None]:
    """End the process hard if the block has not ended in time, and write where it stood.

    A lock would be held for ever by a library that waits for memory, or for a disk, that never
    comes. Nothing in Python would be called then: this is done by a thread of its own in C.

    Args:
        file: for the tracebacks of all threads; it is gone where the block ends.
        seconds: that the block may take.
    """
    try:
        with file.open("w", encoding="utf-8") as opened:
            faulthandler.dump_traceback_later(seconds, exit=True, file=opened)
            try:
                yield
            finally:
                faulthandler.cancel_dump_traceback_later()
    finally:
        file.unlink(missing_ok=True)
