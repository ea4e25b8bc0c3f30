"""The steps of a night, each usable alone: ingest, check, build, publish, roll back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from expectations import history
from expectations.checking import check
from expectations.results import CheckResult
from ingestion.catalog import Catalog, load_catalog
from ingestion.landing import LandedFile, land, prepare
from pipeline.building import Built, build, document, variables_of, warnings_of
from pipeline.dbt_runner import PROJECT, read_lineage
from pipeline.decisions import load_decisions
from pipeline.guards import has_build, require_checked, require_whole
from pipeline.keeping import (
    disturb,
    inputs_hash,
    loads_hash,
    may_keep,
    remember,
    settings_text,
    standing,
)
from pipeline.resuming import begin, unfinished
from pipeline.running import Run, Step
from pipeline.upkeep import warn_of_renamed_sources
from warehouse import publishing
from warehouse.database import connect_build, transaction
from warehouse.errors import CheckError, LandingError, UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

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

    def work(step: Step) -> list[LandedFile]:
        with connect_build(run.home, run.settings.memory_limit) as connection:
            prepare(connection, catalog)
            files = land(
                connection,
                paths,
                catalog,
                run_id=run.run_id,
                scratch=run.home.scratch,
                source=source,
                table=table,
                on_file=lambda file: step.show(file.file_name),
            )
            warn_of_renamed_sources(run, connection, catalog.sources)
        landed = [file for file in files if file.status == "landed"]
        rows = sum(file.rows_landed for file in landed)
        rejected = sum(file.rows_rejected for file in landed)
        unchanged = sum(file.status == "unchanged" for file in files)
        failed = sum(file.status == "failed" for file in files)
        step.did(
            f"{len(landed)} files landed with {rows:,} rows ({rejected:,} rejected), "
            f"{unchanged} unchanged" + (f", {failed} failed" if failed else ""),
            rows,
        )
        return files

    return run.step("ingest", work)


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
    """Stop where nothing has ever landed, and no file is there even without rows.

    Raises:
        LandingError: naming the files that failed and what to do.
        UsageError: there were no files either.
    """
    with connect_build(run.home, run.settings.memory_limit) as connection:
        (has_landed,) = connection.execute(
            "select exists (from ops.files where status = 'landed')"
        ).fetchall()[0]
    if not has_landed:
        refuse_failed(files)
        if not files:
            raise UsageError(
                f"There is nothing to build: nothing ever landed in {run.home.root}, and there are "
                "no exports. Give their folder to `warehouse nightly FOLDER`, or put them into "
                f"{run.home.root / 'exports'}."
            )


def run_build(
    run: Run, *, select: Sequence[str] = (), full_refresh: bool = False, name: str = "build"
) -> Built:
    """Build and test the models, and log up to which day the build may see.

    Where nothing that a build is made from has changed since the last whole one, that one stands.

    Args:
        run: the run this belongs to; where it goes on from another one, or tries again, nodes that
            were built stay.
        select: dbt selectors; all models by default.
        full_refresh: rebuild incremental models from nothing.
        name: of the step in the run log.

    Raises:
        UsageError: a part is to be built where no whole build was ever made, or one with other
            settings.
    """

    def work(step: Step) -> Built:
        with connect_build(run.home, run.settings.memory_limit) as connection:
            prepare(connection, catalog_of(run))
            load_decisions(connection, run.home.root)
            landed = landed_sources(connection)
            variables = variables_of(run.settings, landed)
            settings = settings_text(variables)
            if select:
                require_whole(connection, settings)
            inputs = inputs_hash(connection, PROJECT, variables)
            loads = loads_hash(connection)
            is_kept = may_keep(connection, inputs) and not full_refresh
            if is_kept and not select and (last := standing(connection, inputs, loads)):
                begin(connection, run.run_id, inputs, loads, settings)
                return keep(step, connection, last)
            disturb(connection)
            goes_on_from = run.run_id if step.attempt > 1 else run.resumed
            left = unfinished(connection, goes_on_from, inputs, loads) if goes_on_from else []
            begin(connection, run.run_id, inputs, loads, settings, select)
        built = build(
            run,
            landed=landed,
            select=select or left,
            is_whole=not select,
            full_refresh=not is_kept,
            on_node=step.show,
        )
        with connect_build(run.home, run.settings.memory_limit) as connection:
            if not select:
                remember(connection, inputs, loads, run.run_id)
                log_lineage(connection, read_lineage(run.home))
            log_as_of(connection)
        done = built.models + built.tests
        step.did(f"{built.models} models built, {built.tests} tests passed", done)
        return built

    def keep(step: Step, connection: DuckDBPyConnection, last: str) -> Built:
        log_as_of(connection)
        step.did(f"nothing has changed since {last}, whose build stands", 0)
        return Built(0, 0, warnings_of(connection, last), stands_since=last)

    def log_as_of(connection: DuckDBPyConnection) -> None:
        connection.execute(
            "update ops.runs set as_of = (select max(as_of_date) from core.as_of) where run_id = ?",
            [run.run_id],
        )

    return run.step(name, work)


def log_lineage(connection: DuckDBPyConnection, ties: Sequence[tuple[str, str]]) -> None:
    """Write down what each table of the build is made from, in place of the last build's.

    Args:
        connection: to the build.
        ties: table and what it is made from, as `schema.name`.
    """
    with transaction(connection):
        connection.execute("delete from ops.lineage")
        connection.execute(
            "insert into ops.lineage select unnest(?::varchar[]), unnest(?::varchar[])",
            [[table for table, _ in ties], [origin for _, origin in ties]],
        )


def landed_sources(connection: DuckDBPyConnection) -> set[str]:
    """The staging sources of which anything ever landed."""
    found = connection.execute(
        "select distinct staging_source from ops.files join ops.sources"
        " using (source_system) where status = 'landed'"
    ).fetchall()
    return {source for (source,) in found}


def is_built(run: Run) -> bool:
    """Whether the run that this one goes on from began to build what this one is to publish.

    It did not where a setting is another one now, such as the day that a build may see.
    """
    with connect_build(run.home, run.settings.memory_limit) as connection:
        prepare(connection, catalog_of(run))
        variables = variables_of(run.settings, landed_sources(connection))
        inputs = inputs_hash(connection, PROJECT, variables)
        built = connection.execute(
            "select inputs_hash from ops.runs where run_id = ?", [run.resumed]
        ).fetchall()
    return built == [(inputs,)]


def run_document(run: Run) -> None:
    """Write the documentation of the models."""

    def work(step: Step) -> None:
        with connect_build(run.home, run.settings.memory_limit) as connection:
            landed = landed_sources(connection)
        step.did(f"documentation written to {document(run, landed)}")

    run.step("document", work)


def run_check(
    run: Run, stage: Literal["raw", "marts"], *, name: str | None = None
) -> list[CheckResult]:
    """Run the expectations of a stage.

    Args:
        run: the run this belongs to.
        stage: raw or marts.
        name: of the step in the run log; by default after the stage.

    Raises:
        CheckError: a critical one failed.
        UsageError: the marts are to be checked where none were ever built.
    """

    def work(step: Step) -> list[CheckResult]:
        with connect_build(run.home, run.settings.memory_limit) as connection:
            if stage == "raw":
                prepare(connection, catalog_of(run))
            elif not has_build(connection):
                raise UsageError("There is no build to check: run `warehouse build` first.")
            results = check(
                connection,
                stage,
                run_id=run.run_id,
                docs=run.home.docs,
                user_suites=run.home.root / "expectations",
            )
        run.checks.extend(results)
        failed = [result for result in results if not result.success]
        critical = [result for result in failed if result.severity == "critical"]
        if critical:
            if stage == "marts":
                # the next night makes them anew, whatever it was that made them wrong
                with connect_build(run.home, run.settings.memory_limit) as connection:
                    disturb(connection)
            others = f" And {len(critical) - 1} more critical ones." if len(critical) > 1 else ""
            raise CheckError(
                f"A critical expectation does not hold: {critical[0].sentence}{others} "
                f"Nothing was published; see {run.home.docs / 'checks' / stage / 'index.html'}."
            )
        held = sum(result.rows_quarantined or 0 for result in results)
        step.did(
            f"{len(results)} expectations on {stage} checked, {len(failed)} warnings"
            + (f", {held:,} rows quarantined" if held else ""),
            len(results),
        )
        return results

    return run.step(name or f"check {stage}", work)


def run_publish(run: Run) -> Path:
    """Publish the build, if its last check of the marts held and nothing was built since.

    Raises:
        PublishError: the build was not checked, or did not pass.
    """

    def work(step: Step) -> Path:
        with connect_build(run.home, run.settings.memory_limit) as connection:
            require_checked(connection)
            history.remember(connection, run.run_id)
            folder = publishing.publish(
                connection, run.home, run.run_id, run.settings.keep_published, run.fault
            )
        step.did(f"published as {run.run_id}")
        return folder

    return run.step("publish", work)
