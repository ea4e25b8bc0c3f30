"""Running some of the build's models on tables that stand in for what is before them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.dbt_runner import run_dbt
from warehouse.home import Home


def run_models(home: Home, models: Sequence[str]) -> dict[str, float]:
    """Run models in the order of the build; model to seconds."""
    left_out = ["--exclude-resource-types", "test", "unit_test"]
    result = run_dbt(home, ["build", *left_out, "--select", *models], {"landed_sources": []})
    nodes = list(getattr(result.result, "results", None) or [])
    faults = [f"{node.node.name}: {node.message}" for node in nodes if node.status == "error"]
    if faults or not result.success:
        raise RuntimeError("; ".join(faults) or str(result.exception))
    return {node.node.name: node.execution_time for node in nodes}


def slowest(seconds: dict[str, float], number: int = 4) -> str:
    """The models that took longest, as text."""
    ordered = sorted(seconds.items(), key=lambda one: -one[1])[:number]
    return ", ".join(f"{name} {part:.1f} s" for name, part in ordered)
