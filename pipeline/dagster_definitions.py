"""The night as assets of Dagster, an optional extra: `dagster dev -m pipeline.dagster_definitions`.

One run of Dagster is one run of the warehouse: the same lock, run log, steps, gates and publishing
as `warehouse nightly`. Its steps share one process, since the lock belongs to a process; so the
executor is given here, and another one would stop at the lock. See docs/dagster.md.
"""

# No `from __future__ import annotations`: Dagster reads the annotations as they are.
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets
from pydantic import Field

from expectations.suite_files import load_suites
from pipeline import steps, upkeep
from pipeline.dagster_gates import make_marts_gate, raw_expectations
from pipeline.dagster_run import EXPORTS, PUBLISHED, STEP, make_warehouse_run, run_of, telling
from pipeline.dbt_runner import read_manifest
from pipeline.running import Run
from pipeline.schedules.times import parse_time, refuse_unsafe
from warehouse.database import connect_build
from warehouse.errors import BuildError
from warehouse.home import Home
from warehouse.settings import Settings, load_settings

# What is published comes from these; of staging, sources that never landed are left out.
_PUBLISHED_LAYERS = {"core", "marts", "restricted", "ops"}


class _Translator(DagsterDbtTranslator):
    """Sources are what the night lands, and groups are the layers of the project."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> Any:  # noqa: ANN401
        if dbt_resource_props["resource_type"] == "source":
            return EXPORTS
        return super().get_asset_key(dbt_resource_props)

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        if dbt_resource_props["resource_type"] == "seed":
            return "seeds"
        return str(dbt_resource_props["fqn"][1])


class ExportPaths(dg.Config):
    """Files and folders to land; by default the folder `exports` in the home."""

    paths: list[str] = Field(default_factory=list)


@dg.asset(key=EXPORTS, group_name="ingest", **STEP)
def exports(context: dg.AssetExecutionContext, config: ExportPaths) -> dg.MaterializeResult:
    """The exports in `raw`, one row per record. Each file lands whole or not at all."""
    this = run_of(context)
    folder = this.home.root / "exports"
    paths = [Path(path) for path in config.paths] or ([folder] if folder.is_dir() else [])
    with telling(this):
        upkeep.warn_of_targets(this)
        upkeep.run_verify(this)
        files = steps.ingest(this, paths)
        steps.refuse_nothing(this, files)
    this.fault = steps.failure(files, published=True)
    counts: dict[str, Any] = dict(Counter(file.status for file in files))
    rows = sum(file.rows_landed for file in files if file.status == "landed")
    return dg.MaterializeResult(metadata={**counts, "rows_landed": rows, "fault": this.fault})


def make_models(manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """One asset per model and seed of the project, built and tested at once as the night does."""
    translator = _Translator(
        # tests of dbt are part of the build, which stops at one that fails
        DagsterDbtTranslatorSettings(
            enable_asset_checks=False, enable_duplicate_source_asset_keys=True
        )
    )

    @dbt_assets(
        manifest=manifest,
        name="models",
        dagster_dbt_translator=translator,
        **STEP,
    )
    def models(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        this = run_of(context)
        chosen = context.selected_asset_keys
        is_whole = chosen == context.assets_def.keys
        names = sorted(key.path[-1] for key in chosen)
        with telling(this):
            steps.run_build(this, select=() if is_whole else names)
            rows = _rows(this)
            if lost := [key for key in chosen if _is_always_built(key) and _name(key) not in rows]:
                raise BuildError(f"The build left no {', '.join(sorted(map(_name, lost)))}.")
        ties = context.assets_def.asset_deps
        order = TopologicalSorter({key: ties[key] & chosen for key in sorted(chosen)})
        for key in order.static_order():
            if _name(key) in rows:
                counted = rows[_name(key)]
                metadata = {} if counted is None else {"dagster/row_count": counted}
                yield dg.MaterializeResult(asset_key=key, metadata=metadata)

    return models


def make_published(upstream: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """What readers see: `current`, moved to this run."""

    @dg.asset(key=PUBLISHED, deps=upstream, group_name="publish", **STEP)
    def published(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        """What readers see: `current`, moved to this run."""
        this = run_of(context)
        with telling(this):
            steps.run_document(this)
            folder = steps.run_publish(this)
            upkeep.run_backup(this)
        yield dg.MaterializeResult(metadata={"folder": str(folder), "run_id": this.run_id})
        if this.fault:  # files that could not be landed: the rest is published, the night failed
            raise dg.Failure(description=this.fault, allow_retries=False)

    return published


def _rows(this: Run) -> dict[str, int | None]:
    """The rows of each table of the build, by its name; None for a view."""
    with connect_build(this.home, this.settings.memory_limit) as build:
        found = build.execute(
            """
            select schema_name || '.' || table_name, estimated_size from duckdb_tables()
            union all
            select schema_name || '.' || view_name, null from duckdb_views() where not internal
            """
        ).fetchall()
    return dict(found)


def _name(key: dg.AssetKey) -> str:
    return ".".join(key.path)


def _is_always_built(key: dg.AssetKey) -> bool:
    return key.path[0] in _PUBLISHED_LAYERS


def make_definitions(settings: Settings) -> dg.Definitions:
    """All of it, for a code location.

    Raises:
        UsageError: `night_at` is skipped or repeated on a day when clocks are changed.
        BuildError: dbt cannot read the project.
    """
    zone, at = ZoneInfo(settings.time_zone), parse_time(settings.night_at)
    refuse_unsafe("night_at", at, zone, dt.datetime.now(zone).date())
    home = Home(settings.home)
    models = make_models(read_manifest(home))
    suites = load_suites("marts", home.root / "expectations")
    tables = {one.suite.table for one in suites}
    gated = [key for key in models.keys if _name(key) in tables]
    upstream = sorted(filter(_is_always_built, models.keys))
    night = dg.define_asset_job("night", selection=dg.AssetSelection.all())
    return dg.Definitions(
        assets=[exports, models, make_published(upstream)],
        asset_checks=[raw_expectations, make_marts_gate(gated)],
        jobs=[night],
        schedules=[
            dg.ScheduleDefinition(
                name="nightly",
                job=night,
                cron_schedule=f"{at.minute} {at.hour} * * *",
                execution_timezone=settings.time_zone,
            )
        ],
        resources={"warehouse_run": make_warehouse_run({EXPORTS, *models.keys, PUBLISHED})},
        executor=dg.in_process_executor,
    )


definitions = make_definitions(load_settings())
