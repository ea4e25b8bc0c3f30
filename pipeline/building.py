"""The build: dbt, in this process, on the build database."""

from __future__ import annotations

import datetime as dt
import importlib.util
import zoneinfo
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.dbt_runner import PROJECT, run_dbt
from pipeline.running import Run, log
from warehouse.errors import BuildError, UsageError
from warehouse.settings import Settings

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult
    from dbt_common.events.base_types import EventMsg

_FAULTS_SHOWN = 5
# Settings that are variables of the dbt project, under the same name.
_SETTINGS = (
    "time_zone",
    "reporting_currency",
    "business_country",
    "business_hours",
    "fiscal_year_starts_in",
    "identity_proposals",
    "identity_merge_from",
    "lapsing_after_days",
    "churned_after_days",
)


@dataclass(frozen=True)
class Built:
    """What a build did: counts of nodes by outcome, and its warnings as sentences."""

    models: int
    tests: int
    warnings: tuple[str, ...]


def build(
    run: Run,
    *,
    landed: Collection[str],
    select: Sequence[str] = (),
    full_refresh: bool = False,
    on_node: Callable[[str], None] = lambda node: None,
) -> Built:
    """Build and test the models; unit tests, which need no data, are left to the test suite.

    Args:
        run: the run this belongs to.
        landed: staging sources of which anything ever landed; those without cost nothing.
        select: dbt selectors; all models by default.
        full_refresh: rebuild incremental models from nothing.
        on_node: told the name of each node as it starts.

    Raises:
        BuildError: a model failed, or a test of severity error found rows.
        UsageError: a selector names nothing, or a setting needs what is not installed.
    """
    if run.settings.identity_proposals and importlib.util.find_spec("splink") is None:
        raise UsageError(
            "identity_proposals needs Splink, an optional extra: install it with "
            "`.venv/bin/python -m pip install 'splink>=5,<6'`."
        )
    arguments = ["build", "--exclude-resource-type", "unit_test"]
    arguments += ["--select", *select] if select else without_idle(landed)
    arguments += ["--full-refresh"] if full_refresh else []
    result = _run(run, arguments, landed, on_node)
    nodes = list(getattr(result.result, "results", None) or [])
    faults = [node for node in nodes if node.status in {"error", "fail"}]
    if faults or not result.success:
        raise BuildError(_sentence(run, faults, result))
    if not nodes:
        raise UsageError(f"No model is called {' '.join(select)}: see `dbt_project/models`.")
    return Built(
        models=sum(node.node.resource_type in {"model", "seed", "snapshot"} for node in nodes),
        tests=sum(node.node.resource_type == "test" for node in nodes),
        warnings=tuple(
            f"{node.node.name}: {node.message}" for node in nodes if node.status == "warn"
        ),
    )


def variables_of(settings: Settings, landed: Collection[str]) -> dict[str, object]:
    """What dbt is told: settings, and the sources to read.

    Args:
        settings: of the warehouse.
        landed: staging sources of which anything ever landed.
    """
    return {
        "as_of": resolve_as_of(settings.as_of, settings.time_zone),
        "landed_sources": sorted(landed),
        **{name: getattr(settings, name) for name in _SETTINGS},
    }


def without_idle(landed: Collection[str]) -> list[str]:
    """Arguments that leave out the staging of sources of which nothing ever landed."""
    staged = {path.name for path in (PROJECT / "models" / "staging").iterdir() if path.is_dir()}
    idle = sorted(staged - {"ops"} - set(landed))
    return ["--exclude", *(f"path:models/staging/{source}" for source in idle)] if idle else []


def document(run: Run, landed: Collection[str]) -> Path:
    """Write dbt's documentation of the build into `docs/dbt`; gives its page.

    Args:
        run: the run this belongs to.
        landed: as the build was given.
    """
    arguments = ["docs", "generate", "--static", "--no-compile"]
    result = _run(run, arguments, landed)
    if not result.success:
        raise BuildError(f"dbt could not write its documentation: {result.exception}")
    return run.home.docs / "dbt" / "static_index.html"


def _run(
    run: Run,
    arguments: list[str],
    landed: Collection[str],
    on_node: Callable[[str], None] = lambda node: None,
) -> dbtRunnerResult:
    def on_event(event: EventMsg) -> None:
        if event.info.name == "LogStartLine":
            on_node(f"{event.data.index}/{event.data.total} {event.data.description}")

    variables = variables_of(run.settings, landed)
    log.info("dbt %s with %s", " ".join(arguments), variables)
    return run_dbt(run.home, arguments, variables, on_event)


def resolve_as_of(as_of: str, time_zone: str) -> str:
    """`today` as a date of the business; anything else as it is. The only look at the clock."""
    if as_of != "today":
        return as_of
    return dt.datetime.now(zoneinfo.ZoneInfo(time_zone)).date().isoformat()


def _sentence(run: Run, faults: list[object], result: dbtRunnerResult) -> str:
    details = [
        f"{node.node.name}: {' '.join(str(node.message).split())[:200]}"  # type: ignore[attr-defined]
        for node in faults[:_FAULTS_SHOWN]
    ]
    if not faults:
        details = [" ".join(str(result.exception).split())[:500]]
    more = f" (and {len(faults) - _FAULTS_SHOWN} more)" if len(faults) > _FAULTS_SHOWN else ""
    return (
        f"The build failed: {'; '.join(details)}{more}. Nothing was published; details are in "
        f"{run.home.logs / 'dbt' / 'dbt.log'}."
    )
