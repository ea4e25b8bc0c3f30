"""The steps of a night, each usable alone: ingest, check, build, publish, roll back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from expectations.checking import check
from expectations.results import CheckResult
from ingestion.catalog import Catalog, load_catalog
from ingestion.landing import LandedFile, land, prepare
from pipeline.building import Built, build, document, variables_of
from pipeline.dbt_runner import PROJECT
from pipeline.decisions import load_decisions
from pipeline.keeping import inputs_hash, may_keep, remember
from pipeline.running import Run
from warehouse import publishing
from warehouse.database import connect_build
from warehouse.errors import CheckError, LandingError, PublishError

_FILES_SHOWN = 5  # in the sentence about those that failed


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
        One entry per file, failed ones included: `failure` tells about those.
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
    failed = sum(file.status == "failed" for file in files)
    run.did(
        f"{len(landed)} files landed with {rows:,} rows ({rejected:,} rejected), "
        f"{unchanged} unchanged" + (f", {failed} failed" if failed else "")
    )
    return files


def failure(files: Sequence[LandedFile], *, published: bool = False) -> str:
    """Which files could not be landed, and what to do; "" where there are none.

    Args:
        files: what `ingest` gives.
        published: whether everything else is published.
    """
    failed = [file for file in files if file.status == "failed"]
    if not failed:
        return ""
    names = ", ".join(file.file_name for file in failed[:_FILES_SHOWN])
    if len(failed) > _FILES_SHOWN:
        names += f" and {len(failed) - _FILES_SHOWN} more"
    rest = ", everything else is published" if published else ""
    first = f"{failed[0].file_name}: " if len(failed) > 1 else ""
    return (
        f"{names} could not be landed{rest}: {first}{failed[0].message} Land "
        f"{'them' if len(failed) > 1 else 'it'} again when that is mended."
    )


def refuse_failed(files: Sequence[LandedFile]) -> None:
    """Stop where a file could not be landed.

    Raises:
        LandingError: naming such files and what to do.
    """
    if fault := failure(files):
        raise LandingError(fault)


def refuse_nothing(run: Run, files: Sequence[LandedFile]) -> None:
    """Stop where files failed and nothing has ever landed: there is nothing to build.

    Raises:
        LandingError: naming such files and what to do.
    """
    with connect_build(run.home, run.settings.memory_limit) as connection:
        (has_landed,) = connection.execute(
            "select exists (from ops.files where status = 'landed')"
        ).fetchall()[0]
    if not has_landed:
        refuse_failed(files)


def run_build(run: Run, *, select: Sequence[str] = (), full_refresh: bool = False) -> Built:
    """Build and test the models, and log up to which day the build may see."""
    with connect_build(run.home, run.settings.memory_limit) as connection:
        prepare(connection, catalog_of(run))
        load_decisions(connection, run.home.root)
    landed = _landed_sources(run)
    with connect_build(run.home, run.settings.memory_limit) as connection:
        inputs = inputs_hash(connection, PROJECT, variables_of(run.settings, landed))
        is_kept = may_keep(connection, inputs) and not full_refresh
    with run.reporter.step("build") as show:
        built = build(run, landed=landed, select=select, full_refresh=not is_kept, on_node=show)
    with connect_build(run.home, run.settings.memory_limit) as connection:
        if not select:
            remember(connection, inputs)
        connection.execute(
            "update ops.runs set as_of = (select max(as_of_date) from core.as_of) where run_id = ?",
            [run.run_id],
        )
    run.did(f"{built.models} models built, {built.tests} tests passed")
    return built


def _landed_sources(run: Run) -> set[str]:
    """The staging sources of which anything ever landed."""
    with connect_build(run.home, run.settings.memory_limit) as connection:
        found = connection.execute(
            "select distinct staging_source from ops.files join ops.sources"
            " using (source_system) where status = 'landed'"
        ).fetchall()
    return {source for (source,) in found}


def run_document(run: Run) -> None:
    """Write the documentation of the models."""
    with run.reporter.step("document"):
        document(run, _landed_sources(run))


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
        folder = publishing.publish(
            connection, run.home, run.run_id, run.settings.keep_published, run.fault
        )
    run.did(f"published as {run.run_id}")
    return folder
