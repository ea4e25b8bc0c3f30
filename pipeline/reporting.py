"""What a run tells the person in front of it: progress while it works, then what it did.

On a terminal, steps show a spinner; elsewhere (a log, a pipe, a scheduler) every line is plain
text, written when it happens.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import IO, Protocol

from rich.console import Console

# Wide enough that a table in a log file is never folded.
_LOG_WIDTH = 200


class Reporter(Protocol):
    """Receives what happens in a run."""

    def step(self, label: str) -> AbstractContextManager[Callable[[str], None]]:
        """Announce a step; the block is the step, and is given a way to show what it is at."""

    def note(self, text: str) -> None:
        """Say one line."""


class SilentReporter:
    """For callers from Python that want no output."""

    @contextmanager
    def step(self, label: str) -> Iterator[Callable[[str], None]]:  # noqa: ARG002
        """Announce nothing."""
        yield lambda detail: None

    def note(self, text: str) -> None:
        """Say nothing."""


class ConsoleReporter:
    """For the command line."""

    def __init__(self, console: Console) -> None:
        self.console = console

    @contextmanager
    def step(self, label: str) -> Iterator[Callable[[str], None]]:
        """Show that `label` is under way, and how long it took."""
        started = time.monotonic()
        if self.console.is_terminal:
            with self.console.status(label) as status:
                yield lambda detail: status.update(f"{label}  {detail}")
            mark = "✓ "
        else:
            self.note(f"{label} ...")
            yield lambda detail: None
            mark = ""
        seconds = time.monotonic() - started
        self.console.print(f"{mark}{label}: done in {seconds:.1f} s")

    def note(self, text: str) -> None:
        """Print one line as it is."""
        self.console.print(text, soft_wrap=True)


def make_console(file: IO[str] | None = None, *, stderr: bool = False) -> Console:
    """A console that folds lines on a terminal only."""
    console = Console(file=file, stderr=stderr, markup=False, highlight=False)
    if not console.is_terminal:
        console.width = _LOG_WIDTH
    return console
