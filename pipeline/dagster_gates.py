"""The two gates of the night as asset checks: a critical expectation stops what follows."""

# No `from __future__ import annotations`: Dagster reads the annotations as they are.
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import dagster as dg

from pipeline import steps
from pipeline.dagster_run import EXPORTS, STEP, run_of, telling
from pipeline.running import Run
from warehouse.database import connect_build
from warehouse.errors import CheckError


@dg.asset_check(asset=EXPORTS, blocking=True, **STEP)
def raw_expectations(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """The raw gate: a critical expectation that fails stops what follows."""
    this = run_of(context)
    rows, _ = _check(this, "raw")
    return _verdict(rows)


def make_marts_gate(checked: list[dg.AssetKey]) -> dg.AssetChecksDefinition:
    """The marts gate: one blocking check per table that has expectations.

    All are evaluated, whichever were chosen: publishing asks for all of them.
    """
    specs = [dg.AssetCheckSpec("expectations", asset=key, blocking=True) for key in sorted(checked)]

    @dg.multi_asset_check(specs=specs, name="marts_expectations", can_subset=True, **STEP)
    def marts_expectations(
        context: dg.AssetCheckExecutionContext,
    ) -> Iterator[dg.AssetCheckResult]:
        this = run_of(context)
        results, critical = _check(this, "marts")
        by_table = {
            key: [row for row in results if row["table"] == ".".join(key.asset_key.path)]
            for key in sorted(context.selected_asset_check_keys)
        }
        told = [row for rows in by_table.values() for row in rows]
        if critical and not any(map(_is_critical, told)):
            raise dg.Failure(description=critical, allow_retries=False)
        for key, rows in by_table.items():
            yield _verdict(rows, key)

    return marts_expectations


def _check(this: Run, stage: Literal["raw", "marts"]) -> tuple[list[dict[str, Any]], str]:
    """Run a gate.

    Gives the result of each expectation, and what is said where a critical one failed.
    """
    critical = ""
    with telling(this):
        try:
            steps.run_check(this, stage)
        except CheckError as error:
            this.fault = critical = str(error)
        with connect_build(this.home, this.settings.memory_limit) as build:
            rows = build.execute(
                """
                select table_name, severity, success, description, rows_failed
                from ops.check_results where run_id = ? and stage = ?
                order by table_name, severity, description
                """,
                [this.run_id, stage],
            ).fetchall()
    names = ("table", "severity", "success", "description", "rows_failed")
    return [dict(zip(names, row, strict=True)) for row in rows], critical


def _is_critical(row: Mapping[str, Any]) -> bool:
    return row["severity"] == "critical" and not row["success"]


def _verdict(
    rows: list[dict[str, Any]], key: dg.AssetCheckKey | None = None
) -> dg.AssetCheckResult:
    """The results on an asset as one check: an error stops the run, a warning does not."""
    failing = [row for row in rows if not row["success"]]
    severity = (
        dg.AssetCheckSeverity.ERROR
        if any(_is_critical(row) for row in failing)
        else dg.AssetCheckSeverity.WARN
    )
    named = {"asset_key": key.asset_key, "check_name": key.name} if key else {}
    return dg.AssetCheckResult(
        passed=not failing,
        severity=severity,
        description="; ".join(f"{row['table']}: {row['description']}" for row in failing) or None,
        metadata={"expectations": len(rows), "failing": len(failing)},
        **named,
    )
