"""The build: dbt, in this process, on the build database."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import re
import zoneinfo
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import rules
from pipeline.dbt_runner import PROJECT, run_dbt, write_manifest
from pipeline.findings import explained
from pipeline.logs import log
from pipeline.resuming import log_broken_rules, log_nodes
from pipeline.running import Run
from warehouse.database import connect_build, is_broken, is_damage
from warehouse.errors import BuildError, DamagedError, TransientError, UsageError
from warehouse.settings import Settings

if TYPE_CHECKING:
    from dbt.artifacts.schemas.results import NodeResult
    from dbt.cli.main import dbtRunnerResult
    from dbt_common.events.base_types import EventMsg
    from duckdb import DuckDBPyConnection

_FAULTS_SHOWN = 5
_CHARACTERS = 400  # of what is said of one of them
# What DuckDB says of faults that may be gone when a node is built again.
_PASSING = re.compile(r"IO Error(?!.*(?:No space left|Could not write))|Could not set lock", re.S)
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
    "loyalty_point_value",
    "attribution_window_days",
    "gross_margin",
)


@dataclass(frozen=True)
class Built:
    """What a build did: counts of nodes by outcome, and its warnings as sentences.

    Attributes:
        stands_since: the run whose build stands, as nothing has changed since; "" where it built.
    """

    models: int
    tests: int
    warnings: tuple[str, ...]
    stands_since: str = ""


def build(
    run: Run,
    *,
    landed: Collection[str],
    select: Sequence[str] = (),
    is_whole: bool = True,
    full_refresh: bool = False,
    on_node: Callable[[str], None] = lambda node: None,
) -> Built:
    """Build and test the models; unit tests, which need no data, are left to the test suite.

    Args:
        run: the run this belongs to.
        landed: staging sources of which anything ever landed; those without cost nothing.
        select: dbt selectors, or the nodes that an attempt before left; all models by default.
        is_whole: whether all models are built when this ends, so that all rules must hold; else
            those must that speak of nothing but what this builds.
        full_refresh: rebuild incremental models from nothing.
        on_node: told the name of each node as it starts.

    Returns:
        What this run built, earlier attempts included.

    Raises:
        BuildError: a model failed, or a test of severity error found rows.
        DamagedError: a model failed because the database is damaged.
        TransientError: a model failed for a reason that may pass by itself.
        UsageError: a selector names nothing, a setting needs what is not there, or nothing had
            happened on the day that the build may see.
    """
    if run.settings.identity_proposals and importlib.util.find_spec("splink") is None:
        raise UsageError(
            "identity_proposals needs Splink, an optional extra: install it with "
            "`.venv/bin/python -m pip install 'splink>=5,<6'`."
        )
    _require_holidays(run.settings.business_country)
    arguments = ["build", *(["--select", *select] if select else [])]
    arguments += without_idle(landed)
    arguments += ["--full-refresh"] if full_refresh else []
    result = _run(run, arguments, landed, on_node, rules.is_rules)
    with connect_build(run.home, run.settings.memory_limit) as connection:
        nodes = explained(connection, list(getattr(result.result, "results", None) or []))
        log_nodes(connection, run.run_id, nodes)
    faults = [node for node in nodes if node.status in {"error", "fail"}]
    if faults or not result.success:
        if any(is_damage(str(node.message)) for node in faults):
            raise DamagedError(_sentence(run, faults, result))
        may_pass = faults and all(_may_pass(str(node.message)) for node in faults)
        raise (TransientError if may_pass else BuildError)(_sentence(run, faults, result))
    if not nodes:
        raise UsageError(
            f"No model that is built here is called {' '.join(select)}: see `dbt_project/models`; "
            "those of a source of which nothing has landed yet are not built."
        )
    on_node("rules of the models")
    models = None if is_whole else {node.node.name for node in nodes if node.status == "success"}
    checked, broken = rules.check_rules(
        run.home,
        variables_of(run.settings, landed),
        models,
        memory_limit=run.settings.memory_limit,
    )
    if sentences := [rule.sentence for rule in broken if not rule.is_exported]:
        raise BuildError(_failed(run, sentences))
    with connect_build(run.home, run.settings.memory_limit) as connection:
        if is_whole:
            _require_anything_seen(connection)
        kinds = connection.execute(
            "select kind = 'test' from ops.run_nodes where run_id = ?", [run.run_id]
        ).fetchall()
        tests = sum(is_test for (is_test,) in kinds)
        log_broken_rules(connection, run.run_id, broken)
        return Built(len(kinds) - tests, tests + checked, warnings_of(connection, run.run_id))


def _require_anything_seen(connection: DuckDBPyConnection) -> None:
    """Refuse a day before all that happened: readers would find every mart empty."""
    early = connection.execute(
        "select as_of_date, first_date from core.as_of, (select min(event_date) as first_date"
        " from intermediate.int_events where is_believed) where as_of_date < first_date"
    ).fetchall()
    for day, first in early:
        raise UsageError(
            f"As of {day} nothing had happened: the first thing that the exports tell of is of "
            f"{first}. Give that day or a later one as as_of; nothing was published."
        )


def _require_holidays(country: str | None) -> None:
    """Refuse a country whose holidays nobody knows: its days would all be business days."""
    with (PROJECT / "seeds" / "holidays.csv").open(encoding="utf-8", newline="") as file:
        known = {row["country"] for row in csv.DictReader(file)}
    if country is not None and country not in known:
        raise UsageError(
            f"business_country is {country}, and the seed `holidays` has the public holidays of "
            f"{' and '.join(sorted(known))} only: choose one of them, or leave the setting out."
        )


def warnings_of(connection: DuckDBPyConnection, run_id: str) -> tuple[str, ...]:
    """What the tests of a run's build warned of, as sentences.

    Args:
        connection: to the build.
        run_id: the run.
    """
    rows = connection.execute(
        "select node || ': ' || message from ops.run_nodes where run_id = ? and status = 'warn'"
        " order by node",
        [run_id],
    ).fetchall()
    return tuple(sentence for (sentence,) in rows)


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
    return ["--exclude", *(f"staging.{source}" for source in idle)] if idle else []


def document(run: Run, landed: Collection[str]) -> Path:
    """Write dbt's documentation of the build into `docs/dbt`; gives its page.

    Args:
        run: the run this belongs to.
        landed: as the build was given.
    """
    # in a restored home no build may have been needed, whose manifest this reads
    write_manifest(run.home)
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
    without: Callable[[Any], bool] | None = None,
) -> dbtRunnerResult:
    def on_event(event: EventMsg) -> None:
        if event.info.name == "LogStartLine":
            on_node(f"{event.data.index}/{event.data.total} {event.data.description}")

    variables = variables_of(run.settings, landed)
    log.info("dbt %s with %s", " ".join(arguments), variables)
    return run_dbt(
        run.home,
        arguments,
        variables,
        on_event,
        memory_limit=run.settings.memory_limit,
        without=without,
    )


def resolve_as_of(as_of: str, time_zone: str) -> str:
    """`today` as a date of the business; anything else as it is. The only look at the clock."""
    if as_of != "today":
        return as_of
    return dt.datetime.now(zoneinfo.ZoneInfo(time_zone)).date().isoformat()


def _may_pass(message: str) -> bool:
    """Whether a fault of a node may be gone when it is built again."""
    return is_broken(message) or bool(_PASSING.search(message))


def _sentence(run: Run, faults: Sequence[NodeResult], result: dbtRunnerResult) -> str:
    details = [
        f"{node.node.name}: {' '.join(str(node.message).split())[:_CHARACTERS]}" for node in faults
    ]
    return _failed(run, details or [" ".join(str(result.exception).split())[:500]])


def _failed(run: Run, faults: list[str]) -> str:
    more = f" (and {len(faults) - _FAULTS_SHOWN} more)" if len(faults) > _FAULTS_SHOWN else ""
    return (
        f"The build failed: {'; '.join(faults[:_FAULTS_SHOWN])}{more}. Nothing was published; "
        f"details are in {run.home.logs / 'dbt' / 'dbt.log'}."
    )
