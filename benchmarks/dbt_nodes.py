"""Of a night in a process of its own: how long DuckDB is at work for each node of dbt.

python -m benchmarks.dbt_nodes [MODEL...]    a night, or these models; WAREHOUSE_HOME says where

What it prints last is JSON: seconds in DuckDB, and whether it is written in Python, by node.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from typing import Any

from dbt.adapters.duckdb.environments.local import DuckDBCursorWrapper
from dbt_common.events.contextvars import get_node_info

from benchmarks.models import run_models
from pipeline.dbt_runner import read_manifest
from pipeline.nightly import nightly
from warehouse.home import Home
from warehouse.settings import load_settings


def timed() -> dict[str, float]:
    """From now on, count the seconds that statements of dbt take, by node; "" where it has none."""
    seconds: dict[str, float] = defaultdict(float)
    execute = DuckDBCursorWrapper.execute

    def counted(self: Any, sql: str, bindings: Any = None) -> Any:
        begin = time.perf_counter()
        try:
            return execute(self, sql, bindings)
        finally:
            seconds[get_node_info().get("node_name", "")] += time.perf_counter() - begin

    DuckDBCursorWrapper.execute = counted  # type: ignore[method-assign]
    return seconds


def main(models: list[str]) -> None:
    """Run the night, or the models, and print what was counted."""
    settings = load_settings()
    home = Home(settings.home)
    in_duckdb = timed()
    if models:
        nodes = run_models(home, models)
    else:
        nightly(settings, full_refresh=True)  # else the last build would stand
        nodes = dict[str, float]()
    manifest = read_manifest(home)["nodes"].values()
    python = {node["name"] for node in manifest if node.get("language") == "python"}
    told = {
        name: {"in_duckdb": seconds, "is_python": name in python, "seconds": nodes.get(name)}
        for name, seconds in in_duckdb.items()
        if name
    }
    print()
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
