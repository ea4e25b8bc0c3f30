"""How long a process is at a statement of DuckDB, whoever asks it: we, dbt, Great Expectations.

python -m benchmarks.in_duckdb [EXPORTS]    a night; WAREHOUSE_HOME says of which warehouse

What it prints last is JSON: seconds in DuckDB by step of the night, `""` between the steps. Two
statements at once, of two threads, count once: what is left of a night is what DuckDB waited for.
"""

from __future__ import annotations

import functools
import json
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

from pipeline import cli
from pipeline.reporting import SilentReporter

_OWN = {"duplicate", "cursor", "interrupt", "description", "rowcount", "query_progress", "type"}


class Clock:
    """Seconds in which at least one statement was at work, by what was going on."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.now = ""
        self._lock = threading.Lock()
        self._working = 0
        self._since = 0.0

    def turn(self, to: str) -> None:
        """From now on something else is going on; the seconds before belong to what was."""
        with self._lock:
            self._note()
            self.now = to

    def _note(self) -> None:
        moment = time.perf_counter()
        if self._working:
            self.seconds[self.now] += moment - self._since
        self._since = moment

    def counted(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """A function whose time counts."""

        @functools.wraps(work)
        def timed(*given: Any, **named: Any) -> Any:
            with self._lock:
                self._note()
                self._working += 1
            try:
                return work(*given, **named)
            finally:
                with self._lock:
                    self._note()
                    self._working -= 1

        return timed


def watch(clock: Clock) -> None:
    """From now on, count what connections and relations of DuckDB are asked."""
    duckdb.connect = clock.counted(duckdb.connect)
    for kind in (duckdb.DuckDBPyConnection, duckdb.DuckDBPyRelation):
        for name in set(dir(kind)) - _OWN:
            method = getattr(kind, name)
            if not name.startswith("_") and callable(method):
                setattr(kind, name, clock.counted(method))


class Announced(SilentReporter):
    """Tells a clock which step is at work."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    @contextmanager
    def step(self, label: str) -> Iterator[Callable[[str], None]]:
        """The seconds in the block are the step's."""
        self.clock.turn(label)
        try:
            yield lambda detail: None
        finally:
            self.clock.turn("")


def main(exports: list[str]) -> None:
    """Run the night as the command line does, and print what was counted."""
    clock = Clock()
    watch(clock)
    cli.ConsoleReporter = lambda console: Announced(clock)  # type: ignore[assignment,misc]
    # else the last build would stand
    sys.argv = ["warehouse", "nightly", *exports, "--full-refresh"]
    try:
        cli.main()
    finally:
        print()
        print(json.dumps(clock.seconds))


if __name__ == "__main__":
    main(sys.argv[1:])
