"""Starting queries, so many at a time, and saying in words how they ended."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import get_args

from dashboards import format as fmt
from dashboards.language import Language
from warehouse.isolation import MEMORY_BYTES, Ending, Limits, Outcome, Running, start

# Each may use a gigabyte and two processors; who comes later is asked to wait.
MOST_AT_ONCE = 4

_running: list[Running] = []
_lock = threading.Lock()


def start_query(folder: Path, sql: str, limits: Limits) -> Running | None:
    """Start a statement on a published run; None where too many run already.

    Args:
        folder: of the published run.
        sql: the text, as it was written.
        limits: of time and rows.

    Raises:
        WarehouseError: the system starts no further process.
    """
    with _lock:
        _running[:] = [one for one in _running if one.wait(0) is None]
        if len(_running) >= MOST_AT_ONCE:
            return None
        running = start(folder, sql, limits)
        _running.append(running)
    return running


def sentence(text: Language, outcome: Outcome, limits: Limits) -> str:
    """Why a query gave no rows, in one sentence; what DuckDB itself says is in its message."""
    if outcome.ending == "refused":
        return text(f"sql.refused_{outcome.reason}", name=outcome.message)
    return text(
        f"sql.ended_{outcome.ending}",
        seconds=fmt.number(limits.seconds, text.locale),
        memory=fmt.number(MEMORY_BYTES / 1e9, text.locale),
    )


def ending_word(text: Language, ending: str) -> str:
    """One word for how a query ended; what the history has from another version stays as it is."""
    return text(f"sql.ending_{ending}") if ending in get_args(Ending) else ending
