"""A night of landing and a few models, for a quick look whether a measurement of nights works.

python -m benchmarks.brief [--full-refresh] [--model NAME]... [FILE OR FOLDER]...
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from benchmarks.models import run_models
from pipeline import steps
from pipeline.running import Step, run
from warehouse.database import connect_build
from warehouse.settings import load_settings


def night(
    paths: Annotated[list[Path] | None, typer.Argument()] = None,
    model: Annotated[list[str] | None, typer.Option()] = None,
    full_refresh: Annotated[bool, typer.Option("--full-refresh")] = False,
) -> None:
    """Land, and build some models; nothing is checked, documented, published or backed up."""
    settings = load_settings()
    with run(settings, "nightly") as this:
        steps.ingest(this, paths or [])

        def build(step: Step) -> None:
            seconds = run_models(this.home, model or [], full_refresh=full_refresh)
            step.did(f"{len(seconds)} models built", len(seconds))
            with connect_build(this.home, settings.memory_limit) as connection:
                connection.execute(
                    "insert into ops.run_nodes"
                    " select ?, unnest(?), 'model', 'success', unnest(?), null",
                    [this.run_id, list(seconds), list(seconds.values())],
                )

        this.step("build", build)


if __name__ == "__main__":
    typer.run(night)
