"""The whole night: ingest, check raw, build, check marts, publish. And the same on demo exports."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.exports import write_exports
from expectations.results import CheckResult
from ingestion.landing import LandedFile
from pipeline import steps
from pipeline.building import Built
from pipeline.reporting import Reporter
from pipeline.running import Run, run
from warehouse.errors import UsageError
from warehouse.home import Home
from warehouse.settings import Settings

_DEMO_NOTE = "demo.json"


@dataclass(frozen=True)
class Night:
    """What a night did.

    Attributes:
        fault: which files could not be landed although the rest is published; "" where all were.
    """

    run_id: str
    files: list[LandedFile]
    built: Built
    checks: list[CheckResult]
    published: Path
    fault: str


def nightly(
    settings: Settings,
    paths: Sequence[Path] = (),
    *,
    source: str | None = None,
    source_files: Sequence[Path] = (),
    full_refresh: bool = False,
    reporter: Reporter | None = None,
) -> Night:
    """Run the whole night under one lock and one run id.

    Args:
        settings: of the warehouse.
        paths: exports to land; by default the folder `exports` in the home, where there is one.
            With neither, the night works on what was landed before.
        source: the source all of them belong to, if it is not to be recognised.
        source_files: further source files (YAML) for this run.
        full_refresh: rebuild incremental models from nothing.
        reporter: told about progress.

    Returns:
        What it did. A file that cannot be landed is named in `fault`, and the rest goes on.

    Raises:
        LandingError: no file could be landed, and nothing had ever landed before.
        BuildError: a model or a test failed.
        CheckError: a critical expectation failed.
    """
    exports = Home(settings.home).root / "exports"
    chosen = list(paths) or ([exports] if exports.is_dir() else [])
    with run(settings, "nightly", reporter) as this:
        return _night(this, chosen, source, source_files, full_refresh=full_refresh)


def demo(
    settings: Settings, *, customers: int, seed: int, reporter: Reporter | None = None
) -> Night:
    """Write demo exports into the home and run the whole night on them.

    Raises:
        UsageError: the home holds other data, which the demo must not be mixed with.
    """
    home = Home(settings.home)
    wanted = {"customers": customers, "seed": seed}
    note = home.root / _DEMO_NOTE
    made = json.loads(note.read_text(encoding="utf-8")) if note.is_file() else None
    if home.build.exists() and made != wanted:
        held = f"a demo with {made}" if made else "data of your own"
        raise UsageError(
            f"{home.root} holds {held}: give this demo a home of its own with --home FOLDER."
        )
    with run(settings, "demo", reporter) as this:
        note.write_text(json.dumps(wanted), encoding="utf-8")
        folder = home.root / "exports"
        with this.reporter.step("write demo exports"):
            exports = write_exports(folder, customers=customers, seed=seed)
        this.did(f"{len(exports)} demo exports written to {folder}")
        return _night(this, [folder], None, (), full_refresh=False)


def _night(
    this: Run,
    paths: Sequence[Path],
    source: str | None,
    source_files: Sequence[Path],
    *,
    full_refresh: bool,
) -> Night:
    files = steps.ingest(this, paths, source=source, source_files=source_files)
    steps.refuse_nothing(this, files)
    this.fault = steps.failure(files, published=True)
    checks = steps.run_check(this, "raw")
    built = steps.run_build(this, full_refresh=full_refresh)
    checks += steps.run_check(this, "marts")
    steps.run_document(this)
    published = steps.run_publish(this)
    return Night(this.run_id, files, built, checks, published, this.fault)
