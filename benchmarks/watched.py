"""Running a command of ours while what it holds is watched: memory, and what it spills to disk.

Memory is that of the process and all that come from it. What is resident is added up many times a
second, with the time; the most that the process itself ever held is what Linux counted (`VmHWM`),
so a peak between two looks is not missed. Pages that several processes share count for each.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import UnavailableError

ROOT = Path(__file__).parent.parent
_BETWEEN_LOOKS = 0.05  # seconds
_LOOKS_AT_DISK = 5  # of which one looks at the disk as well
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Watched:
    """What a command did.

    Attributes:
        code: its exit code.
        said: what it printed.
        seconds: from its start to its end.
        peak: bytes that it held at most, with all processes that come from it.
        spilled: bytes that lay in the folders that were watched at most.
        looks: when, in UTC, and bytes held then.
    """

    code: int = 0
    said: str = ""
    seconds: float = 0.0
    peak: int = 0
    spilled: int = 0
    looks: list[tuple[dt.datetime, int]] = field(default_factory=list)

    def peak_between(self, begin: dt.datetime, end: dt.datetime) -> int:
        """The most that was held in a part of the time, as far as it was looked at."""
        return max((held for at, held in self.looks if begin <= at <= end), default=0)


def run_watched(
    home: Path,
    command: Sequence[str],
    *,
    settings: Mapping[str, str] | None = None,
    spill: Sequence[Path] = (),
) -> Watched:
    """Run a module of ours and watch it.

    Args:
        home: of the warehouse.
        command: the module, and what it is given.
        settings: as environment variables; those that are set around us do not count.
        spill: folders that it spills to.

    Raises:
        UnavailableError: the system has no `/proc`.
    """
    if not Path("/proc/self/statm").exists():
        raise UnavailableError("memory of processes is read as Linux tells it")
    kept = {name: text for name, text in os.environ.items() if not name.startswith("WAREHOUSE_")}
    done = Watched()
    begin = time.perf_counter()
    with (
        subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**kept, "WAREHOUSE_HOME": str(home), **(settings or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        ) as process,
        _watching(process.pid, done, spill),
    ):
        assert process.stdout is not None
        done.said = process.stdout.read()
        done.code = process.wait()
        done.seconds = time.perf_counter() - begin
    return done


@contextlib.contextmanager
def _watching(pid: int, done: Watched, spill: Sequence[Path]) -> Iterator[None]:
    ended = threading.Event()

    def watch() -> None:
        looks = 0
        while not ended.wait(_BETWEEN_LOOKS):
            held = sum(_resident(one) for one in _with_descendants(pid))
            done.looks.append((dt.datetime.now(dt.UTC).replace(tzinfo=None), held))
            done.peak = max(done.peak, held, _most_ever(pid))
            if looks % _LOOKS_AT_DISK == 0:
                done.spilled = max(done.spilled, sum(_bytes_in(folder) for folder in spill))
            looks += 1

    with ThreadPoolExecutor(1) as watcher:
        watching = watcher.submit(watch)
        try:
            yield
        finally:
            ended.set()
        watching.result()


def _with_descendants(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (OSError, IndexError):  # it has ended
        return 0


def _most_ever(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _bytes_in(folder: Path) -> int:
    total = 0
    for place, _, files in os.walk(folder):  # it passes over what is gone in the meantime
        for name in files:
            with contextlib.suppress(OSError):
                total += Path(place, name).stat().st_size
    return total
