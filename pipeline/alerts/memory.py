"""What was told and what waits to be sent, in `alerts.json` of the home.

Not in the build: that may be damaged or locked, and then there is most to tell. The file is
replaced in one step. Where it cannot be written (a full disk, a read-only home) alerts are sent
all the same, and may be told again.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

import filelock
from pydantic import BaseModel, Field, ValidationError

from pipeline.alerts.message import Alert, Message, Problem
from warehouse.home import Home

# A night is not exactly a day after the last one, so a day's silence ends a little early.
_EARLY = dt.timedelta(hours=1)
# For so long is remembered what is to be told once.
_ONCE = dt.timedelta(days=400)
# Messages that wait for one channel, and tries of one message, beyond which it is given up.
WAITING_MOST = 50
TRIES_MOST = 14
_LOCK_SECONDS = 120


class Told(BaseModel):
    """When an alert was told last."""

    at: dt.datetime
    once: bool = False


class Open(BaseModel):
    """A problem of which nobody has been told yet that it is over."""

    since: dt.datetime
    text: str


class Waiting(BaseModel):
    """A message that is still to be sent to a channel."""

    channel: str
    message: Message
    tries: int = 0


class State(BaseModel):
    """All of the file."""

    version: Literal[1] = 1
    told: dict[str, Told] = Field(default_factory=dict)
    open: dict[Problem, Open] = Field(default_factory=dict)
    waiting: list[Waiting] = Field(default_factory=list)

    def is_due(self, alert: Alert, now: dt.datetime, repeat: dt.timedelta) -> bool:
        """Whether it is to be told at `now`.

        What was told in the future, before the clock jumped back, does not count, unless it is to
        be told once.
        """
        told = self.told.get(alert.key)
        if told is None:
            return True
        if alert.once or told.once:
            return False
        quiet = repeat - min(_EARLY, repeat / 10)
        return told.at > now or now - told.at >= quiet

    def note(self, alert: Alert, now: dt.datetime) -> None:
        """Remember that an alert is told."""
        self.told[alert.key] = Told(at=now, once=alert.once)
        if alert.problem is not None:
            self.open.setdefault(alert.problem, Open(since=now, text=alert.text))

    def close(self, problem: Problem) -> Open | None:
        """Forget a problem; it is to be told at once if it comes again."""
        self.told = {k: v for k, v in self.told.items() if not k.startswith(f"{problem}:")}
        return self.open.pop(problem, None)

    def forget(self, now: dt.datetime, repeat: dt.timedelta) -> None:
        """Drop what no longer keeps anything from being told."""
        self.told = {
            key: told
            for key, told in self.told.items()
            if now - told.at < (_ONCE if told.once else repeat)
        }


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """Let no other process tell the same at the same time; go on where that cannot be had."""
    lock = filelock.FileLock(home.root / ".alerts.lock", timeout=_LOCK_SECONDS)
    held = False
    with suppress(OSError, filelock.Timeout):
        lock.acquire()
        held = True
    try:
        yield
    finally:
        if held:
            lock.release()


def read(home: Home) -> tuple[State, str]:
    """The state of a home, and what is to be said of it where it could not be read."""
    path = home.alerts
    try:
        return State.model_validate_json(path.read_bytes()), ""
    except FileNotFoundError:
        return State(), ""
    except (OSError, ValidationError) as error:
        with suppress(OSError):
            path.replace(path.with_name("alerts.json.damaged"))
        reason = getattr(error, "strerror", None) or "it is not what was written"
        return State(), (
            f"{path} cannot be read ({reason}), so alerts may be told again; it was kept as "
            "alerts.json.damaged."
        )


def write(home: Home, state: State) -> str:
    """Replace the state of a home; gives what is to be said where that failed, or ""."""
    path = home.alerts
    partial = path.with_name(".alerts.json.next")
    try:
        # what waits names customers as little as any alert does, but it is nobody else's either
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(state.model_dump_json(indent=1))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        return (
            f"{path} cannot be written ({error.strerror or error}): what was told may be told "
            "again, and what could not be sent is lost."
        )
    return ""
