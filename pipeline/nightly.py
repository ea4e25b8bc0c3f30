"""The whole night: ingest, check raw, build, check marts, publish. And the same on demo exports."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.exports import write_exports
from expectations.results import CheckResult
from ingestion.landing import LandedFile
from pipeline import steps, upkeep
from pipeline.building import Built
from pipeline.logs import log, log_file
from pipeline.reporting import Reporter
from pipeline.resuming import failed_files, go_on
from pipeline.running import Run, run
from warehouse.backups import newest_backup, restore
from warehouse.database import connect_build
from warehouse.errors import AtWorkError, DamagedError, UsageError
from warehouse.home import Home
from warehouse.lock import writing
from warehouse.settings import Settings

_DEMO_NOTE = "demo.json"
_NIGHT = dt.timedelta(days=1)


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
    resume: bool = False,
    days: Sequence[dt.date] = (),
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
        resume: go on where the last night broke off.
        days: build as of each of these days in turn, and publish the last one.
        reporter: told about progress.

    Returns:
        What it did. A file that cannot be landed is named in `fault`, and the rest goes on.

    Raises:
        LandingError: no file could be landed, and nothing had ever landed before.
        BuildError: a model or a test failed.
        CheckError: a critical expectation failed.
        UsageError: there is no night to go on from, or one is to go on with other exports; or it
            is said what source exports belong to, and there are none.
    """
    if resume and paths:
        raise UsageError(
            "--resume goes on with what the last night landed and takes no PATH: leave it out, or "
            "run `warehouse nightly PATH` without --resume."
        )
    home = Home(settings.home)
    exports = home.root / "exports"
    chosen = list(paths) or ([exports] if exports.is_dir() else [])
    if (source or source_files) and not chosen:
        raise UsageError(
            f"--source and --source-file speak of exports, and there are none in {exports}: give "
            "a PATH, or leave them out."
        )
    begun: list[Run] = []

    def night(restored: str = "") -> Night:
        with run(settings, "nightly", reporter) as this:
            begun.append(this)
            if restored:
                this.did(restored)
            if resume:
                with connect_build(this.home, settings.memory_limit) as connection:
                    go_on(connection, this)
                if source or source_files:
                    # said of the exports, which may then be other rows than those that landed
                    this.skipped = frozenset()
            return _night(this, chosen, source, source_files, full_refresh=full_refresh, days=days)

    try:
        try:
            done = night()
        except DamagedError:
            restored = _restore(home, reporter)
            if not restored:
                raise
            done = night(restored)
    except Exception as error:
        # that another night is at work is no failure of it
        if begun or not isinstance(error, AtWorkError):
            _tell(settings, begun, str(error) or type(error).__name__, None, reporter)
        raise
    _tell(settings, begun, done.fault, done.published, reporter)
    return done


def _tell(
    settings: Settings,
    begun: Sequence[Run],
    failure: str,
    published: Path | None,
    reporter: Reporter | None,
) -> None:
    """Tell those who asked for it how the night ended."""
    from pipeline.alerts import tell_night  # noqa: PLC0415 - takes a second

    home, run_id = Home(settings.home), begun[-1].run_id if begun else ""
    untold = tell_night(
        settings,
        home,
        run_id,
        failure=failure,
        checks=begun[-1].checks if begun else [],
        published=published,
    )
    for sentence in untold:
        if run_id:
            with log_file(home.logs, run_id):
                log.warning(sentence)
        if reporter:
            reporter.note(f"Warning: {sentence}")


def _restore(home: Home, reporter: Reporter | None) -> str:
    """Put the newest backup in the place of a damaged build; "" where there is none."""
    backup = newest_backup(home)
    if backup is None:
        return ""
    with writing(home, "restore"):
        aside = restore(home, backup)
    sentence = (
        f"the build was damaged: the backup {backup.name} took its place (it lies in {aside}); "
        "files that landed since are landed again where they still are among the exports"
    )
    if reporter:
        reporter.note(f"Warning: {sentence}")
    return sentence


def demo(
    settings: Settings, *, customers: int, seed: int, reporter: Reporter | None = None
) -> Night:
    """Write demo exports into the home and run the whole night on them.

    Raises:
        UsageError: the home holds other data, which the demo must not be mixed with.
    """
    home = Home(settings.home)
    wanted = {"customers": customers, "seed": seed}
    note, folder = home.root / _DEMO_NOTE, home.root / "exports"
    made = json.loads(note.read_text(encoding="utf-8")) if note.is_file() else None
    is_used = home.build.exists() or (folder.is_dir() and any(folder.iterdir()))
    if is_used and made != wanted:
        held = f"a demo with {made}" if made else "data of your own"
        raise UsageError(
            f"{home.root} holds {held}: give this demo a home of its own with --home FOLDER."
        )
    with run(settings, "demo", reporter) as this:
        note.write_text(json.dumps(wanted), encoding="utf-8")
        exports = this.step(
            "write demo exports",
            lambda step: write_exports(folder, customers=customers, seed=seed),
        )
        this.did(f"{len(exports)} demo exports written to {folder}")
        return _night(this, [folder], None, (), full_refresh=False)


def _night(
    this: Run,
    paths: Sequence[Path],
    source: str | None,
    source_files: Sequence[Path],
    *,
    full_refresh: bool,
    days: Sequence[dt.date] = (),
) -> Night:
    _look_back(this)
    upkeep.warn_of_targets(this)
    upkeep.run_verify(this)
    if this.skip("ingest"):
        with connect_build(this.home, this.settings.memory_limit) as connection:
            files = failed_files(connection, this.resumed)
    else:
        files = steps.ingest(this, paths, source=source, source_files=source_files)
        steps.refuse_nothing(this, files)
    this.fault = steps.failure(files, published=True)
    if not this.skip("check raw"):
        steps.run_check(this, "raw")
    built = Built(0, 0, ())
    for day in days or (None,):
        of_day = f" {day}" if day else ""
        if day:
            this.settings = this.settings.model_copy(update={"as_of": day.isoformat()})
        is_last = day == (days[-1] if days else None)
        if this.skipped and is_last and (full_refresh or not steps.is_built(this)):
            this.skipped = frozenset()
        if not this.skip(f"build{of_day}"):
            built = steps.run_build(this, full_refresh=full_refresh, name=f"build{of_day}")
        if not this.skip(f"check marts{of_day}"):
            steps.run_check(this, "marts", name=f"check marts{of_day}")
    if not this.skip("document"):
        steps.run_document(this)
    published = steps.run_publish(this)
    upkeep.run_backup(this)
    upkeep.run_report(this)
    return Night(this.run_id, files, built, this.checks, published, this.fault)


def _look_back(this: Run) -> None:
    """Tell of nights that should have been: their exports land now, with tonight's."""
    with connect_build(this.home, this.settings.memory_limit) as connection:
        ((last,),) = connection.execute(
            "select max(started_at) from ops.runs where command = 'nightly' and run_id <> ?",
            [this.run_id],
        ).fetchall()
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    missed = round((now - last) / _NIGHT) - 1 if last else 0
    if missed > 0:
        this.did(f"the last night was on {last:%Y-%m-%d}, {missed} were missed since")
