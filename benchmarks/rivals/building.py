"""Build some marts and all that they need, without tests, in a process of its own.

    python -m benchmarks.rivals.building HOME MART...

prints the seconds of each model and seed as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pipeline.building import without_idle
from pipeline.dbt_runner import run_dbt
from warehouse.home import Home

_LANDED = ("template",)  # the plain shape of the exports


def build(home: Home, marts: list[str]) -> dict[str, float]:
    """Run the models; node to seconds.

    Raises:
        RuntimeError: one of them failed.
    """
    arguments = ["build", "--exclude-resource-types", "test", "unit_test"]
    arguments += ["--select", *(f"+{mart}" for mart in marts), *without_idle(_LANDED)]
    done = run_dbt(home, arguments, {"landed_sources": list(_LANDED)})
    nodes = list(getattr(done.result, "results", None) or [])
    if not done.success:
        raise RuntimeError("; ".join(str(node.message) for node in nodes if node.status == "error"))
    return {node.node.name: node.execution_time for node in nodes}


if __name__ == "__main__":
    print(json.dumps(build(Home(Path(sys.argv[1])), sys.argv[2:])))
