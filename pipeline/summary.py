"""What a run did, as a person reads it at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from pipeline.building import Built
from pipeline.nightly import Night
from warehouse.home import Home
from warehouse.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from expectations.results import CheckResult
    from ingestion.landing import LandedFile

_SKIPPED_SHOWN = 5


def print_files(files: Sequence[LandedFile], console: Console) -> None:
    """One line per file: where it went and what became of its rows."""
    table = Table(title="Files", title_justify="left")
    for name in ("file", "source", "table", "status"):
        table.add_column(name, overflow="fold")
    for name in ("read", "landed", "rejected", "dropped", "seconds"):
        table.add_column(name, justify="right")
    for file in files:
        if file.status == "skipped":
            continue
        table.add_row(
            file.file_name,
            file.source_system or "",
            file.table_name or "",
            file.status,
            *(
                f"{rows:,}"
                for rows in (
                    file.rows_read,
                    file.rows_landed,
                    file.rows_rejected,
                    file.rows_dropped,
                )
            ),
            f"{file.seconds:.2f}",
        )
    console.print(table)
    for file in files:
        if file.message and file.status != "skipped":
            _say(console, f"{file.file_name}: {file.message}")
    skipped = [file.file_name for file in files if file.status == "skipped"]
    if skipped:
        names = ", ".join(skipped[:_SKIPPED_SHOWN])
        more = f" and {len(skipped) - _SKIPPED_SHOWN} more" if len(skipped) > _SKIPPED_SHOWN else ""
        _say(console, f"Skipped, no source knows them: {names}{more}.")


def print_built(built: Built, console: Console) -> None:
    """The counts of a build and its warnings."""
    if built.stands_since:
        _say(console, f"Built: nothing, as nothing has changed since {built.stands_since}.")
    elif not built.models + built.tests:
        _say(console, "Built: nothing, as the night that broke off had built all models.")
    else:
        _say(console, f"Built: {built.models} models, {built.tests} tests passed.")
    for warning in built.warnings:
        _say(console, f"Warning: {warning}")


def print_checks(checks: Sequence[CheckResult], console: Console) -> None:
    """The counts of the expectations and the ones that do not hold."""
    failed = [check for check in checks if not check.success]
    stages = Counter(check.stage for check in checks)
    counts = ", ".join(f"{count} on {stage}" for stage, count in stages.items())
    _say(console, f"Checked: {counts} expectations, {len(failed)} warnings.")
    for check in failed:
        _say(console, f"Warning: {check.sentence}")
    if held := sum(check.rows_quarantined or 0 for check in checks):
        _say(console, f"Quarantined: {held:,} rows; `warehouse quarantine list` shows them.")


def print_night(night: Night, settings: Settings, console: Console) -> None:
    """All that a night did, and how to look at it."""
    home = Home(settings.home)
    if night.files:
        print_files(night.files, console)
    print_built(night.built, console)
    print_checks(night.checks, console)
    _say(console, f"Published: {night.published} (current: {home.current})")
    _say(console, "Open the dashboards: `make dashboards`, or `warehouse dashboards`")
    _say(console, 'Ask in SQL: `warehouse sql "from marts.customer_rfm limit 5"`')


def _say(console: Console, text: str) -> None:
    console.print(text, soft_wrap=True)
