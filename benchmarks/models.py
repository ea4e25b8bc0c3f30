"""Running some of the build's models on tables that stand in for what is before them."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.measure import Ratio, amount
from pipeline.dbt_runner import run_dbt
from warehouse.home import Home


def run_models(
    home: Home, models: Sequence[str], *, full_refresh: bool = False
) -> dict[str, float]:
    """Run models in the order of the build; model to seconds.

    Args:
        home: of the warehouse.
        models: their names, or other selectors of dbt.
        full_refresh: read everything anew where a model keeps what it has.
    """
    words = ["build", "--exclude-resource-types", "test", "unit_test", "--select", *models]
    words += ["--full-refresh"] if full_refresh else []
    result = run_dbt(home, words, {"landed_sources": []})
    nodes = list(getattr(result.result, "results", None) or [])
    faults = [f"{node.node.name}: {node.message}" for node in nodes if node.status == "error"]
    if faults or not result.success:
        raise RuntimeError("; ".join(faults) or str(result.exception))
    return {node.node.name: node.execution_time for node in nodes}


def slowest(
    rounds: Sequence[dict[str, float]], *, size: str, group: str, number: int = 4
) -> list[Ratio]:
    """The models that took longest.

    Args:
        rounds: seconds by model, of each round.
        size: of the work.
        group: as of a ratio.
        number: how many of them.
    """
    models = [
        amount(name, [seconds[name] for seconds in rounds], size=size, group=group)
        for name in rounds[0]
    ]
    return sorted(models, key=lambda one: -one.ours)[:number]
