"""What of a night is worth telling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.alerts.anomalies import anomaly_alerts
from pipeline.alerts.message import Alert, Problem, key_of
from pipeline.alerts.telling import tell
from pipeline.words import load_words
from warehouse.errors import WarehouseError
from warehouse.home import Home
from warehouse.settings import Settings

if TYPE_CHECKING:
    from expectations.results import CheckResult


def tell_night(
    settings: Settings,
    home: Home,
    run_id: str,
    *,
    failure: str,
    checks: Sequence[CheckResult],
    published: Path | None,
    now: dt.datetime | None = None,
) -> list[str]:
    """Tell how a night ended: its failure or its recovery, its checks, its unusual figures.

    Args:
        settings: of the warehouse.
        home: of the warehouse.
        run_id: of the night.
        failure: why it failed, in a sentence; "" when it went well.
        checks: the results of its checks, those that passed included.
        published: the folder that it published, if it did; it may have published and failed.
        now: when, with a zone; by default now.

    Returns:
        Sentences about what could not be told. No fault of a channel and none of the published
        file is raised.
    """
    text = load_words(settings.language)
    said = []
    alerts = []
    if failure:
        rest = (
            text("alert.text.unpublished")
            if published is None
            else f"({text('alert.text.published', run=published.name)})"
        )
        alerts.append(
            Alert(
                key=key_of("night", failure),
                kind="failure",
                text=f"{failure} {rest}",
                problem="night",
            )
        )
    alerts += [_of_check(check) for check in checks if not check.success]
    if published is not None:
        try:
            alerts += anomaly_alerts(published, text)
        except WarehouseError as error:
            said.append(f"Unusual figures could not be looked for: {error}")
    over: list[Problem] = [] if failure else ["night"]
    over += ["late"] if published is not None else []
    return said + tell(settings, home, alerts, run_id=run_id, over=over, now=now)


def _of_check(check: CheckResult) -> Alert:
    parts = (check.stage, check.table_name, check.column_name, check.expectation, check.description)
    return Alert(
        key=f"check:{check.severity}:{':'.join(part or '' for part in parts)}",
        kind="critical" if check.severity == "critical" else "warning",
        text=check.sentence,
    )
