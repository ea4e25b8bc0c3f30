"""The steps around a night: targets and published files are right, the build is backed up."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING

from dashboards.metrics import METRICS
from pipeline.running import Run, Step
from warehouse import publishing
from warehouse.backups import back_up_run
from warehouse.errors import PublishError, WarehouseError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def warn_of_targets(run: Run) -> None:
    """Tell of targets that no number of the overview has, as where a name is misspelt."""
    unknown = sorted(set(run.settings.kpi_targets) - set(METRICS))
    if unknown:
        sentence = (
            f"kpi_targets sets {', '.join(unknown)}, and the overview has no such number: "
            f"it has {', '.join(METRICS)}."
        )
        run.warn(sentence)


def warn_of_renamed_sources(
    run: Run, connection: DuckDBPyConnection, known: Collection[str]
) -> None:
    """Tell of a source that has no source file any more, and whose very files landed as another.

    Args:
        run: the run this belongs to.
        connection: to the build.
        known: names of the sources that there are now.
    """
    renamed = connection.execute(
        """
        select gone.source_system, still.source_system, count(*), min(still.file_name)
        from ops.files as gone
        inner join ops.files as still using (content_hash, table_name, file_name)
        inner join ops.sources as old on old.source_system = gone.source_system
        inner join ops.sources as new
            on new.source_system = still.source_system and new.staging_source = old.staging_source
        where gone.status = 'landed' and still.status = 'landed'
            and not list_contains($known, gone.source_system)
            and list_contains($known, still.source_system)
        group by all
        order by all
        """,
        {"known": sorted(known)},
    ).fetchall()
    for old, new, files, example in renamed:
        run.warn(
            f"{files} of the files that landed as {old}, which has no source file any more, landed "
            f"as {new} too, such as {example}, and count twice: where {new} is {old} under another "
            f"name, call it {old} again and `warehouse restore` the backup from before."
        )


def run_backup(run: Run) -> None:
    """Back up the build, where `keep_backups` says so; without room for it the night goes on."""

    def work(step: Step) -> None:
        try:
            folder = back_up_run(run.home, run.run_id, run.settings.keep_backups)
        except WarehouseError as error:
            run.warn(str(error))
            step.did(f"no backup: {error}")
        else:
            step.did(f"backed up to {folder}")

    if run.settings.keep_backups:
        run.step("back up", work)


def run_report(run: Run) -> None:
    """Send the morning report to those who want it; that it cannot be sent fails the night."""

    def work(step: Step) -> None:
        from pipeline.report import send_report  # noqa: PLC0415 - takes a second

        send_report(run.settings, run.home)
        step.did("the report was sent")

    if run.settings.report_to:
        try:
            run.step("report", work)
        except WarehouseError as error:
            run.fault = f"{run.fault} {error}".strip()


def run_verify(run: Run) -> None:
    """Make sure that what is published is as it was written; if not, go back to what is."""

    def work(step: Step) -> None:
        moved = publishing.roll_back_from_damage(run.home)
        if moved:
            damaged, current = moved
            sentence = f"the published files of {damaged} were damaged: current is {current} now"
            run.warn(sentence)
            step.did(sentence)

    with suppress(PublishError):  # nothing is whole: tonight's run publishes anew
        run.step("verify", work)
