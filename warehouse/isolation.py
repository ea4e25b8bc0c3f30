"""Running SQL that may come from anybody apart from the server that asked for it.

A query is a process (`reading_worker.py`) and a thread that waits for it. However it goes, the
process ends: with its rows, at its time limit, when it needs too much memory, or when it is
cancelled. It gets no environment, and opens `analytics.duckdb` only.
"""

from __future__ import annotations

import json
import math
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

import warehouse
from warehouse.errors import WarehouseError
from warehouse.reading_worker import Task

Ending = Literal["rows", "refused", "error", "memory", "timeout", "cancelled", "broken"]

# What one query may use, whatever the machine has: several may run at once.
MEMORY_BYTES = 1_000_000_000
THREADS = 2
# A result is kept as long as somebody looks at it.
RESULT_BYTES = 64_000_000

# Killed by the system, or given up where no more memory was to be had.
_OUT_OF_MEMORY = frozenset({-signal.SIGKILL, -signal.SIGABRT})

# One process that waits for its task; it ends with ours, whose end closes its input.
_ready: list[subprocess.Popen[bytes]] = []
_ready_lock = threading.Lock()


@dataclass(frozen=True)
class Limits:
    """How long a query may run, and how many rows of its result are kept."""

    seconds: float
    rows: int
    memory_bytes: int = MEMORY_BYTES


@dataclass(frozen=True)
class Outcome:
    """How a query ended.

    `rows` is there if it ended with rows, and `is_cut` says whether there were more. `columns`
    has each column's name and its type as DuckDB writes it. `seconds` is how long DuckDB took,
    or, where the query did not end by itself, how long was waited. `reason` and `message` say
    why it was refused or what DuckDB found wrong. One that is broken ended by a fault that is not
    the query's: the process could not work, or somebody ended it.
    """

    ending: Ending
    seconds: float
    rows: pa.Table | None = None
    columns: tuple[tuple[str, str], ...] = ()
    is_cut: bool = False
    reason: str = ""
    message: str = ""


@dataclass
class Running:
    """A query that runs: may be asked and cancelled from any thread."""

    sql: str
    process: subprocess.Popen[bytes]
    started: float = field(default_factory=time.monotonic)
    _is_cancelled: bool = False
    _outcome: Outcome | None = None
    _done: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """End it now; it may have ended already."""
        self._is_cancelled = True
        self.process.kill()

    def wait(self, seconds: float) -> Outcome | None:
        """Its outcome, waited for at most so long; None if it still runs."""
        self._done.wait(seconds)
        return self._outcome

    @property
    def elapsed(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self.started

    def follow(self, task: Task, limits: Limits) -> None:
        """Give the process its task and wait for its end; run in a thread of its own."""
        try:
            self._outcome = self._follow(task, limits)
        finally:
            # even a fault of ours must not leave a process, or a reader who waits for ever
            self.process.kill()
            self.process.wait()
            if self._outcome is None:
                self._outcome = Outcome("broken", self.elapsed)
            self._done.set()

    def _follow(self, task: Task, limits: Limits) -> Outcome:
        try:
            answer, _ = self.process.communicate(json.dumps(task).encode() + b"\n", limits.seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            return Outcome("cancelled" if self._is_cancelled else "timeout", self.elapsed)
        if self._is_cancelled:
            return Outcome("cancelled", self.elapsed)
        if self.process.returncode:
            is_memory = self.process.returncode in _OUT_OF_MEMORY
            return Outcome("memory" if is_memory else "broken", self.elapsed)
        return _outcome(answer, self.elapsed)


def start(folder: Path, sql: str, limits: Limits) -> Running:
    """Start one reading statement on a published run.

    Args:
        folder: of the run, as given by `published_folder`.
        sql: the text as it was written; whether it may be run is found out by the process.
        limits: when it is ended, and how much of its result is kept.

    Raises:
        WarehouseError: the system starts no further process.
    """
    task: Task = {
        "folder": str(folder),
        "sql": sql,
        "rows": limits.rows,
        "bytes": RESULT_BYTES,
        "memory_bytes": limits.memory_bytes,
        "threads": THREADS,
        # should nobody be left to end it
        "cpu_seconds": math.ceil(limits.seconds * THREADS) + 10,
    }
    running = Running(sql, _waiting_process())
    threading.Thread(target=running.follow, args=(task, limits), daemon=True).start()
    return running


def _waiting_process() -> subprocess.Popen[bytes]:
    """A process that has imported all it needs, if one is ready; the next one is made ready."""
    with _ready_lock:
        ready = _ready.pop() if _ready else None
        try:
            process = ready if ready is not None and ready.poll() is None else _new_process()
            _ready.append(_new_process())
        except OSError as error:
            reason = error.strerror or error
            raise WarehouseError(f"The query cannot be started: {reason}.") from error
    return process


def _new_process() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "warehouse.reading_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(Path(warehouse.__file__).parent.parent), "PYTHONUTF8": "1"},
        start_new_session=True,
    )


def _outcome(answer: bytes, elapsed: float) -> Outcome:
    line, _, rest = answer.partition(b"\n")
    about: dict[str, Any] = json.loads(line)
    if "refused" in about:
        return Outcome("refused", elapsed, reason=about["refused"], message=about["name"])
    if "failed" in about:
        return Outcome(about["failed"], elapsed, message=about.get("message", ""))
    with pa.ipc.open_stream(pa.py_buffer(rest)) as stream:
        rows = stream.read_all()
    columns = tuple((name, kind) for name, kind in about["columns"])
    return Outcome("rows", about["seconds"], rows, columns, about["is_cut"])
