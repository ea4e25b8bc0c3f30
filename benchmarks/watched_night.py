"""A night of a made-up company, watched: seconds and memory of each step, seconds of each node."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.watched import Watched, run_watched
from warehouse.home import Home


@dataclass(frozen=True)
class Step:
    """A step of a night: seconds, and bytes that were held at most while it ran."""

    seconds: float
    peak: int


@dataclass(frozen=True)
class Night:
    """What a night did.

    Attributes:
        seconds: of its processes, from start to end.
        peak: bytes that were held at most.
        spilled: bytes that were spilled to disk at most.
        steps: in their order.
        models: seconds of each model.
    """

    seconds: float
    peak: int
    spilled: int
    steps: dict[str, Step]
    models: dict[str, float]


class NightError(RuntimeError):
    """A night that did not end well."""


def run_night(
    home: Path,
    *paths: Path,
    settings: Mapping[str, str] | None = None,
    full_refresh: bool = False,
    only: Sequence[str] = (),
) -> Night:
    """Run a whole night, or land and build a few models only.

    Args:
        home: of the warehouse.
        paths: exports; by default those in the home, where there are any.
        settings: as environment variables.
        full_refresh: rebuild everything.
        only: models to build, after landing; then nothing else is done, for a quick look whether
            all this works.

    Raises:
        NightError: it ended otherwise than well.
    """
    words = [*map(str, paths), *(["--full-refresh"] if full_refresh else [])]
    command = ["pipeline", "nightly", *words]
    if only:
        command = ["benchmarks.brief", *words, *(f"--model={one}" for one in only)]
    root = Home(home)
    spill = (root.scratch / "spill", root.build.with_name(f"{root.build.name}.tmp"))
    before = _last_run(root)
    done = run_watched(home, command, settings=settings, spill=spill)
    if done.code:
        raise NightError(done.said.strip()[-500:])
    return _told(root, before, done)


def copied(home: Path, to: Path) -> Path:
    """A copy of a warehouse without its backups, in place of what was there."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(home, to, symlinks=True, ignore=shutil.ignore_patterns("backups"))
    return to


def _last_run(home: Home) -> str:
    if not home.build.exists():
        return ""
    with duckdb.connect(str(home.build), read_only=True) as build:
        ((last,),) = build.execute("select coalesce(max(run_id), '') from ops.runs").fetchall()
    return str(last)


def _told(home: Home, before: str, done: Watched) -> Night:
    with duckdb.connect(str(home.build), read_only=True) as build:
        steps = build.execute(
            "select step, seconds, started_at, finished_at from ops.run_steps"
            " where run_id > ? order by number",
            [before],
        ).fetchall()
        nodes = build.execute(
            "select node, kind, seconds from ops.run_nodes where run_id > ?", [before]
        ).fetchall()
    return Night(
        seconds=done.seconds,
        peak=done.peak,
        spilled=done.spilled,
        steps={
            step: Step(seconds, done.peak_between(begin, end))
            for step, seconds, begin, end in steps
        },
        models={node: seconds for node, kind, seconds in nodes if kind == "model"},
    )
