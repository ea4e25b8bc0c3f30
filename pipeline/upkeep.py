"""The steps around a night: targets and published files are right, the build is backed up."""

from __future__ import annotations

from contextlib import suppress

from dashboards.metrics import METRICS
from pipeline.logs import log
from pipeline.running import Run, Step
from warehouse import publishing
from warehouse.backups import back_up_run
from warehouse.errors import PublishError, WarehouseError


def warn_of_targets(run: Run) -> None:
    """Tell of targets that no number of the overview has, as where a name is misspelt."""
    unknown = sorted(set(run.settings.kpi_targets) - set(METRICS))
    if unknown:
        sentence = (
            f"kpi_targets sets {', '.join(unknown)}, and the overview has no such number: "
            f"it has {', '.join(METRICS)}."
        )
        log.warning(sentence)
        run.reporter.note(f"Warning: {sentence}")


def run_backup(run: Run) -> None:
    """Back up the build, where `keep_backups` says so; without room for it the night goes on."""

    def work(step: Step) -> None:
        try:
            folder = back_up_run(run.home, run.run_id, run.settings.keep_backups)
        except WarehouseError as error:
            log.warning(str(error))
            run.reporter.note(f"Warning: {error}")
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
            log.warning(sentence)
            run.reporter.note(f"Warning: {sentence}")
            step.did(sentence)

    with suppress(PublishError):  # nothing is whole: tonight's run publishes anew
        run.step("verify", work)
