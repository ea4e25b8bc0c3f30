"""What is kept of a measurement: a file of JSON for each room, with where and when it was made."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from pydantic import TypeAdapter

from benchmarks.measure import Ratio, Verdict

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results"
_DIGITS = 4  # that say something of a time
# Of the minute before this process began: what it measures is work, too.
_LOAD = os.getloadavg()[0]


@dataclass(frozen=True)
class Record:
    """One measurement, as it is kept. Everything but name and size is None where it has no meaning.

    Attributes:
        name: of the work, and of the other way.
        group: the table of the page in which it stands.
        size: of the work.
        scale: the size as a number, where the same work is measured at several.
        ours: median of what our way took.
        ours_spread: least and most of the rounds.
        other: median of what the other way took.
        other_spread: as of ours.
        unit: of both.
        ratio: the medians divided.
        ratio_spread: least and most of the rounds.
        target: that the ratio, or ours where there is no ratio, should not exceed.
        met: whether it is met, or what must hold holds.
        rounds: how often each way ran, in turn.
        note: what happened, in words.
    """

    name: str
    group: str
    size: str
    scale: float | None = None
    ours: float | None = None
    ours_spread: tuple[float, float] | None = None
    other: float | None = None
    other_spread: tuple[float, float] | None = None
    unit: str | None = None
    ratio: float | None = None
    ratio_spread: tuple[float, float] | None = None
    target: float | None = None
    met: bool | None = None
    rounds: int = 1
    note: str = ""


@dataclass(frozen=True)
class Circumstances:
    """Where and when something was measured.

    Attributes:
        python: its version.
        duckdb: its version.
        dbt: version of dbt-core.
        cores: that the process may use.
        memory: bytes of the machine.
        load: processes that wanted a core before it began; near 0 where nothing else was at work.
        date: of the measurement, in UTC.
        commit: of git, with a `+` where files had changed since; "" outside of git.
    """

    python: str
    duckdb: str
    dbt: str
    cores: int
    memory: int
    load: float
    date: str
    commit: str


@dataclass(frozen=True)
class Room:
    """All that was measured of one thing in one run."""

    name: str
    circumstances: Circumstances
    records: tuple[Record, ...]


def record_of(measured: Ratio | Verdict) -> Record:
    """What is kept of a measurement."""
    if isinstance(measured, Verdict):
        return Record(
            measured.name, measured.group, measured.size, met=measured.is_met, note=measured.note
        )
    has_other = measured.other is not None
    return Record(
        name=measured.name,
        group=measured.group,
        size=measured.size,
        scale=measured.scale,
        ours=_rounded(measured.ours),
        ours_spread=_spread(measured.ours_each),
        other=None if measured.other is None else _rounded(measured.other),
        other_spread=_spread(measured.other_each),
        unit=measured.unit,
        ratio=_rounded(measured.value) if has_other else None,
        ratio_spread=_spread(measured.ratios),
        target=measured.target,
        met=measured.is_met,
        rounds=measured.rounds,
    )


def circumstances() -> Circumstances:
    """Those of this process, now."""
    return Circumstances(
        python=platform.python_version(),
        duckdb=version("duckdb"),
        dbt=version("dbt-core"),
        cores=_cores(),
        memory=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        load=round(_LOAD, 1),
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        commit=_commit(),
    )


def save(folder: Path, room: str, measured: Sequence[Ratio | Verdict]) -> Path:
    """Write the records of a room in place of those that were there; gives the file.

    Args:
        folder: for the files of all rooms; it is made where it is not there.
        room: which.
        measured: all of it, in the order of the page.
    """
    content = Room(room, circumstances(), tuple(map(record_of, measured)))
    text = json.dumps(asdict(content), ensure_ascii=False, indent=1) + "\n"
    # what happened may name a file; where on this machine it was is nobody's concern
    for path in (str(ROOT), tempfile.gettempdir(), str(Path.home())):
        text = text.replace(f"{path.rstrip('/')}/", "…/") if path != "/" else text
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{room}.json"
    file.write_text(text, encoding="utf-8")
    return file


def load(folder: Path) -> dict[str, Room]:
    """The rooms of which there are results, by name."""
    room = TypeAdapter(Room)
    return {
        file.stem: room.validate_json(file.read_bytes()) for file in sorted(folder.glob("*.json"))
    }


def _spread(each: Sequence[float]) -> tuple[float, float] | None:
    return (_rounded(min(each)), _rounded(max(each))) if len(each) > 1 else None


def _rounded(number: float) -> float:
    """To the digits that say something; whole numbers stay whole."""
    if number >= 10**_DIGITS:
        return float(round(number))
    return float(f"{number:.{_DIGITS}g}")


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _commit() -> str:
    def git(*words: str) -> str | None:
        done = subprocess.run(
            ["git", *words], cwd=ROOT, capture_output=True, text=True, check=False
        )
        return None if done.returncode else done.stdout.strip()

    commit = git("rev-parse", "--short=12", "HEAD")
    if commit is None:
        return ""
    # results that were written before are no change of what is measured
    changed = git("status", "--porcelain", "--", ".", ":!benchmarks/results", ":!docs")
    return commit + ("+" if changed else "")
