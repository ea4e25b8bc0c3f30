"""The run of the warehouse that a run of Dagster is: one lock, one run id, one row of its log."""

# No `from __future__ import annotations`: Dagster reads the annotations as they are.
from collections.abc import Iterator, Set
from contextlib import ExitStack, contextmanager
from typing import Any

import dagster as dg

from pipeline.running import Run, run
from warehouse.errors import WarehouseError
from warehouse.settings import load_settings

EXPORTS = dg.AssetKey("exports")
PUBLISHED = dg.AssetKey("published")
# What every step that writes has in common: the run, and that no two of them work at a time.
STEP = {"required_resource_keys": {"warehouse_run"}, "pool": "crm_warehouse_build"}


class _Reporter:
    """Tells Dagster's log what a run tells the person in front of it."""

    def __init__(self, log: Any) -> None:  # noqa: ANN401 - Dagster's log manager
        self.log = log

    @contextmanager
    def step(self, label: str) -> Iterator[Any]:
        self.log.info(f"{label} ...")
        yield lambda detail: None

    def note(self, text: str) -> None:
        self.log.info(text)


class _Night:
    """Starts the run of the warehouse with its first step: Dagster makes resources without one."""

    def __init__(
        self, context: dg.InitResourceContext, everything: Set[dg.AssetKey], until: ExitStack
    ) -> None:
        self.context = context
        self.everything = everything
        self.until = until
        self.run: Run | None = None

    def start(self, chosen: Set[dg.AssetKey]) -> Run:
        """The run of these assets, started by the first step that asks for it."""
        if self.run is None:
            command = "nightly" if chosen >= self.everything else _command(chosen)
            reporter = _Reporter(self.context.log)
            try:
                self.run = self.until.enter_context(run(load_settings(), command, reporter))
            except WarehouseError as error:
                raise dg.Failure(description=str(error), allow_retries=False) from error
            self.until.callback(self._take_over_failures, self.run)
        return self.run

    def _take_over_failures(self, this: Run) -> None:
        """What failed in Dagster alone has failed for the run log too."""
        of_dagster = self.context.run.run_id
        stats = self.context.instance.get_run_step_stats(of_dagster)
        failed = [step.step_key for step in stats if step.status.value == "FAILURE"]
        if failed and not this.fault:
            this.fault = f"{', '.join(failed)} failed: see Dagster's run {of_dagster}."


def make_warehouse_run(everything: Set[dg.AssetKey]) -> dg.ResourceDefinition:
    """What all steps share; the run of the warehouse ends behind the last of them.

    Args:
        everything: keys of all assets; a run of all of them is a night.
    """

    @dg.resource(description="One lock, one run id, one row of the run log per run of Dagster.")
    def warehouse_run(context: dg.InitResourceContext) -> Iterator[_Night]:
        with ExitStack() as until:
            yield _Night(context, everything, until)

    return warehouse_run


def run_of(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> Run:
    """The run that a step belongs to.

    Raises:
        Failure: another run is writing, or the home cannot be written.
    """
    night: _Night = context.resources.warehouse_run
    return night.start(context.job_def.asset_layer.selected_asset_keys)


def _command(chosen: Set[dg.AssetKey]) -> str:
    """What the run log calls a run of some assets: by the verb that writes the most."""
    if chosen - {EXPORTS, PUBLISHED}:
        return "build"
    if PUBLISHED in chosen:
        return "publish"
    return "ingest" if EXPORTS in chosen else "check"


@contextmanager
def telling(this: Run) -> Iterator[None]:
    """A step whose fault ends the run of the warehouse as failed too, in one sentence."""
    try:
        yield
    except WarehouseError as error:
        this.fault = str(error)
        raise dg.Failure(description=this.fault, allow_retries=False) from error
    except BaseException as error:
        this.fault = str(error) or type(error).__name__
        raise
