"""Options that verbs share, and what they mean."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from warehouse.settings import Settings, load_settings

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="Folder of the warehouse (WAREHOUSE_HOME).")
]


def settings_of(context: typer.Context, home: Path | None, **overrides: object) -> Settings:
    """The settings of a verb, whose `--home` may stand before it or after it."""
    return load_settings(home=home or context.obj, **overrides)
