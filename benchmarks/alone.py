"""What is measured in a process of its own, so that nothing before it counts.

python -m benchmarks.alone workbook FILE          seconds of the reader's own bare read
python -m benchmarks.alone memory FOLDER FILE     peak megabytes of landing a file
"""

from __future__ import annotations

import collections
import re
import subprocess
import sys
import time
from pathlib import Path

from python_calamine import CalamineWorkbook

from benchmarks.lander import land_files

_ROOT = Path(__file__).parent.parent


def measured_alone(what: str, *arguments: Path) -> float:
    """Run one of the above, and give its number."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.alone", what, *map(str, arguments)],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return float(done.stdout)


def _workbook(file: str) -> float:
    started = time.perf_counter()
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).iter_rows()
    collections.deque(rows, maxlen=0)
    return time.perf_counter() - started


def _memory(folder: str, file: str) -> float:
    land_files(Path(folder), [Path(file)])
    return _peak_bytes() / 1e6


def _peak_bytes() -> int:
    """The most memory that was resident at once.

    Not by `ru_maxrss` on Linux: it begins with what the parent held when it started this process.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"), re.MULTILINE)
        assert found is not None
        return int(found[1]) * 1024
    import resource  # noqa: PLC0415 - not on every system

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    what, *given = sys.argv[1:]
    print(_workbook(*given) if what == "workbook" else _memory(*given))
