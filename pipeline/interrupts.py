"""Ctrl-C. DuckDB and dbt make faults of their own of it, so that it was pressed is remembered."""

from __future__ import annotations

import signal
import threading
from types import FrameType

_pressed = threading.Event()


def remember_interrupts() -> None:
    """From now on; where it is ignored, as behind `nohup`, it stays so."""
    _pressed.clear()
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)


def end_if_interrupted(error: BaseException | None = None) -> None:
    """End as Ctrl-C ends what is of Python alone.

    Args:
        error: what a library made of it.

    Raises:
        KeyboardInterrupt: it was pressed.
    """
    if _pressed.is_set():
        raise KeyboardInterrupt("ended by Ctrl-C") from error


def _interrupt(number: int, frame: FrameType | None) -> None:
    _pressed.set()
    signal.default_int_handler(number, frame)
