"""Nights of a few rows, without dbt."""

from pathlib import Path

import pytest

from pipeline import steps
from pipeline.building import Built
from pipeline.running import Run
from tests.warehouse.conftest import fill
from warehouse.database import connect_build
from warehouse.settings import Settings, load_settings


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path / "home")


@pytest.fixture
def without_dbt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds, checks and documents are stood in, so that a night takes a moment."""

    def build(this: Run, **_: object) -> Built:
        as_of = this.settings.as_of
        with connect_build(this.home) as connection:
            fill(connection, f"{this.run_id} as of {as_of}")
            connection.execute(
                "create or replace table core.as_of as select try_cast(? as date) as as_of_date",
                [as_of],
            )
        return Built(models=1, tests=1, warnings=())

    monkeypatch.setattr(steps, "build", build)
    monkeypatch.setattr(steps, "check", lambda *_, **__: [])
    monkeypatch.setattr(steps, "document", lambda run, _: run.home.docs)
