"""What readers of the dashboards save: small named things, in JSON files of the warehouse's home.

The app has no sign-in, so what one reader saves, all see. Each kind of thing has one file,
`<home>/dashboards/<kind>.json`, mode 0600, replaced as a whole while a lock is held, and bounded:
whoever can open the app must not be able to fill a disk with it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import filelock

from warehouse.errors import WarehouseError
from warehouse.home import Home

Reason = Literal["name", "too_large", "full", "unwritable", "unreadable", "busy"]

MOST_ITEMS = 500
MOST_NAME_CHARACTERS = 100
MOST_VALUE_BYTES = 100_000
MOST_FILE_BYTES = 4_000_000
_LOCK_SECONDS = 5.0
_SENTENCES: dict[Reason, str] = {
    "name": f"A name has 1 to {MOST_NAME_CHARACTERS} characters.",
    "too_large": "This is too large to be saved.",
    "full": "No more can be saved here: delete something first.",
    "unwritable": "The folder {where} cannot be written.",
    "unreadable": "The file {where} cannot be read: mend it or delete it.",
    "busy": "Somebody else is saving at this moment: try again.",
}


class StoreError(WarehouseError):
    """Something that cannot be saved or loaded; `reason` says why to programs."""

    def __init__(self, reason: Reason, where: Path | None = None) -> None:
        super().__init__(_SENTENCES[reason].format(where=where))
        self.reason: Reason = reason


@dataclass(frozen=True)
class Saved:
    """One thing: its name, what it is (as JSON has it), and when it was saved (UTC, no zone)."""

    name: str
    value: dict[str, Any]
    saved_at: dt.datetime


def load(home: Home, kind: str) -> list[Saved]:
    """All that was saved of a kind, the newest first.

    Args:
        home: of the warehouse.
        kind: a short word, such as `queries`, which is also the file's name.

    Raises:
        StoreError: the file cannot be read, or is not what was written to it.
    """
    return _read(_file(home, kind))


def save(home: Home, kind: str, name: str, value: dict[str, Any]) -> None:
    """Keep a thing under its name, in place of one of that name.

    Args:
        home: of the warehouse.
        kind: as for `load`.
        name: 1 to 100 characters; space around it does not count.
        value: of what JSON has.

    Raises:
        StoreError: it is too large, too much was saved, or the home cannot be written.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= MOST_NAME_CHARACTERS:
        raise StoreError("name")
    with _changing(home, kind) as items:
        others = [item for item in items if item.name != name]
        if len(others) >= MOST_ITEMS:
            raise StoreError("full")
        items[:] = [_made(name, value), *others]


def append(home: Home, kind: str, value: dict[str, Any], keep: int) -> None:
    """Keep a thing without a name, and of all of its kind only the newest.

    Args:
        home: of the warehouse.
        kind: as for `load`.
        value: of what JSON has.
        keep: how many stay; fewer where they are long.

    Raises:
        StoreError: it is too large, or the home cannot be written.
    """
    with _changing(home, kind) as items:
        kept = [_made("", value), *items][:keep]
        while len(kept) > 1 and len(_written(kept)) > MOST_FILE_BYTES:
            kept.pop()
        items[:] = kept


def delete(home: Home, kind: str, name: str) -> None:
    """Forget the thing of that name; nothing happens where there is none.

    Raises:
        StoreError: the home cannot be written.
    """
    with _changing(home, kind) as items:
        items[:] = [item for item in items if item.name != name]


def _made(name: str, value: dict[str, Any]) -> Saved:
    if len(json.dumps(value).encode()) > MOST_VALUE_BYTES:
        raise StoreError("too_large")
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    return Saved(name, value, now)


@contextmanager
def _changing(home: Home, kind: str) -> Iterator[list[Saved]]:
    """The things of a kind, to be changed in place; they are written when the block ends."""
    file = _file(home, kind)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with filelock.FileLock(file.with_suffix(".lock"), timeout=_LOCK_SECONDS, mode=0o600):
            items = _read(file)
            yield items
            content = _written(items)
            if len(content) > MOST_FILE_BYTES:
                raise StoreError("full")
            _replace(file, content)
    except filelock.Timeout as error:
        raise StoreError("busy") from error
    except OSError as error:
        raise StoreError("unwritable", file.parent) from error


def _replace(file: Path, content: bytes) -> None:
    """Write a file so that whoever reads it sees the old content or the new."""
    number, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.stem}-")  # mode 0600
    try:
        with os.fdopen(number, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _read(file: Path) -> list[Saved]:
    try:
        items = json.loads(file.read_bytes())
        return [
            Saved(str(item["name"]), dict(item["value"]), dt.datetime.fromisoformat(item["at"]))
            for item in items
        ]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StoreError("unreadable", file) from error


def _written(items: list[Saved]) -> bytes:
    rows = [
        {"name": item.name, "value": item.value, "at": item.saved_at.isoformat()} for item in items
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def _file(home: Home, kind: str) -> Path:
    if not re.fullmatch(r"[a-z_]{1,30}", kind):
        raise ValueError(f"'{kind}' is not a kind of saved things")
    return home.dashboards / f"{kind}.json"
