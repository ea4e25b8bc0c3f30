"""Nights as forks of a process that has loaded what a night needs, which takes seconds.

Where each step begins is told with the processor time that the night has used until then, so that
what is timed by it does not depend on what else the machine does. Linux only.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

_TICK = 1 / os.sysconf("SC_CLK_TCK")
_LOADED = [
    "benchmarks.forked",
    "pipeline.cli",
    "pipeline.nightly",
    "pipeline.dbt_runner",
    "pipeline.alerts",
    "dbt.cli.main",
    "dbt.adapters.duckdb",
    "expectations.great",
]
_LOOK = 0.01  # seconds between two looks at a night


@dataclass
class Place:
    """How far a night has come.

    Attributes:
        begins: by step, the processor time in seconds that had been used when it began.
        used: processor time in seconds, up to now.
    """

    begins: dict[str, float] = field(default_factory=lambda: {"start": 0.0})
    used: float = 0.0

    @property
    def step(self) -> str:
        """The one that it is at."""
        return list(self.begins)[-1]


Watch = Callable[[Place], bool]


def run_forked(home: Path, exports: Path, watch: Watch | None = None) -> tuple[int, str, Place]:
    """Run a night, and kill it when it is where somebody wants it.

    Args:
        home: of the warehouse.
        exports: to land.
        watch: told every hundredth of a second how far it is; true: kill it now.

    Returns:
        Exit code (negative: the signal that ended it), what it said, and how far it came.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    said = home.with_name(f"{home.name}.said")
    said.touch()
    night = context.Process(target=_night, args=(str(home), str(exports), str(said)))
    night.start()
    place, heard = Place(), 0
    while night.is_alive():
        time.sleep(_LOOK)
        place.used = _processor_seconds(night.pid) or place.used
        lines = said.read_text(encoding="utf-8").splitlines()
        for line in lines[heard:]:
            if line.endswith(" ..."):
                place.begins.setdefault(line.removesuffix(" ..."), place.used)
        heard = len(lines)
        if watch is not None and watch(place):
            night.kill()
            break
    night.join()
    text = said.read_text(encoding="utf-8")
    said.unlink()
    return night.exitcode or 0, text, place


def _night(home: str, exports: str, said: str) -> None:
    from pipeline.cli import main  # noqa: PLC0415 - loaded by the process that this one is of

    written = os.open(said, os.O_WRONLY | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(written, stream)
    sys.stdout = os.fdopen(1, "w", buffering=1, encoding="utf-8")
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8")
    for name in [name for name in os.environ if name.startswith("WAREHOUSE")]:
        del os.environ[name]
    os.chdir(Path(__file__).parent.parent)
    os.environ |= {"WAREHOUSE_HOME": home, "WAREHOUSE_RETRY_WAIT_SECONDS": "1"}
    sys.argv = ["warehouse", "nightly", exports]
    main()


def _processor_seconds(process: int | None) -> float:
    """What a process has used, in its own code and in the system's; 0 where it is gone."""
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK
