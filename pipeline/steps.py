"""The steps of a night, each usable alone: ingest, check, build, publish, roll back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from expectations.checking import check
from expectations.results import CheckResult
from ingestion.catalog import Catalog, load_catalog
from ingestion.landing import LandedFile, land, prepare
from pipeline.building import Built, build, document
from pipeline.running import Run
from warehouse import publishing
from warehouse.database import connect_build
from warehouse.errors import CheckError, LandingError, PublishError


def catalog_of(run: Run, source_files: Sequence[Path] = ()) -> Catalog:
    """The sources known to this warehouse: shipped, the user's own, and those given now."""
    return load_catalog(run.home.sources, source_files)


def ingest(
    run: Run,
    paths: Sequence[Path],
    *,
    source: str | None = None,
    table: str | None = None,
    source_files: Sequence[Path] = (),
) -> list[LandedFile]:
    """Land files, folders and zips; every file lands whole or not at all.

    Returns:
        One entry per file, failed ones included: `refuse_failed` decides about those.
    """
    catalog = catalog_of(run, source_files)
    with (
        run.reporter.step("ingest") as show,
        connect_build(run.home, run.settings.memory_limit) as connection,
    ):
        prepare(connection, catalog)
        files = land(
            connection,
            paths,
            catalog,
            run_id=run.run_id,
            scratch=run.home.scratch,
            source=source,
            table=table,
            on_file=lambda file: show(file.file_name),
        )
    landed = [file for file in files if file.status == "landed"]
    rows = sum(file.rows_landed for file in landed)
    rejected = sum(file.rows_rejected for file in landed)
    unchanged = sum(file.status == "unchanged" for file in files)
    run.did(
        f"{len(landed)} files landed with {rows:,} rows ({rejected:,} rejected), "
        f"{unchanged} unchanged"
    )
    return files


def refuse_failed(files: Sequence[LandedFile], *, refuse_empty: bool = True) -> None:
    """Stop where a file could not be landed, or (where that is not expected) held no rows.

    Raises:
        LandingError: naming the first such file and what to do about it.
    """
    refused = {"failed", "empty"} if refuse_empty else {"failed"}
    faults = [file for file in files if file.status in refused]
    if faults:
        others = f" ({len(faults) - 1} more files are named above)" if len(faults) > 1 else ""
        raise LandingError(f"{faults[0].file_name}: {faults[0].message}{others}")


def run_build(run: Run, *, select: Sequence[str] = (), full_refresh: bool = False) -> Built:
    """Build and test the models, and log up to which day the build may see."""
    with connect_build(run.home, run.settings.memory_limit) as connection:
        prepare(connection, catalog_of(run))
    with run.reporter.step("build") as show:
        built = build(run, select=select, full_refresh=full_refresh, on_node=show)
    with connect_build(run.home, run.settings.memory_limit) as connection:
        connection.execute(
            "update ops.runs set as_of = (select max(as_of_date) from core.as_of) where run_id = ?",
            [run.run_id],
        )
    run.did(f"{built.models} models built, {built.tests} tests passed")
    return built


def run_document(run: Run) -> None:
    """Write the documentation of the models."""
    with run.reporter.step("document"):
        document(run)


def run_check(run: Run, stage: Literal["raw", "marts"]) -> list[CheckResult]:
    """Run the expectations of a stage.

    Raises:
        CheckError: a critical one failed.
    """
    with (
        run.reporter.step(f"check {stage}"),
        connect_build(run.home, run.settings.memory_limit) as connection,
    ):
        results = check(
            connection,
            stage,
            run_id=run.run_id,
            docs=run.home.docs,
            user_suites=run.home.root / "expectations",
        )
    failed = [result for result in results if not result.success]
    critical = [result for result in failed if result.severity == "critical"]
    if critical:
        others = f" And {len(critical) - 1} more critical ones." if len(critical) > 1 else ""
        raise CheckError(
            f"A critical expectation does not hold: {critical[0].sentence}{others} "
            f"Nothing was published; see {run.home.docs / 'checks' / stage / 'index.html'}."
        )
    run.did(f"{len(results)} expectations on {stage} checked, {len(failed)} warnings")
    return results


def run_publish(run: Run) -> Path:
    """Publish the build, if its last check of the marts held and nothing was built since.

    Raises:
        PublishError: the build was not checked, or did not pass.
    """
    with (
        run.reporter.step("publish"),
        connect_build(run.home, run.settings.memory_limit) as connection,
    ):
        unchecked, failing = connection.execute(
            """
            with last_check as (
                select run_id, checked_at, success, severity from ops.check_results
                where stage = 'marts'
                qualify run_id = first_value(run_id) over (order by checked_at desc, run_id desc)
            )
            select
                (select count(*) = 0 from last_check)
                or exists (
                    select 1 from ops.runs
                    where command in ('build', 'nightly', 'demo')
                        and run_id not in (select run_id from last_check)
                        and started_at > (select max(checked_at) from last_check)
                ),
                exists (select 1 from last_check where severity = 'critical' and not success)
            """
        ).fetchall()[0]
        if unchecked:
            raise PublishError(
                "The build was not checked since it was made: run `warehouse check marts` first."
            )
        if failing:
            raise PublishError(
                "The last check of the marts failed: see `warehouse status`, mend the data and "
                "run `warehouse nightly` again."
            )
        folder = publishing.publish(connection, run.home, run.run_id, run.settings.keep_published)
    run.did(f"published as {run.run_id}")
    return folder
