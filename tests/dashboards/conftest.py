"""Homes with small published runs, and the app run in this process."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboards.opening import open_app
from tests.dashboards.published import point_current_at, write_run
from warehouse.home import Home

RunApp = Callable[..., AppTest]


@pytest.fixture(scope="session")
def written_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of a web shop and a CRM, to be copied."""
    return write_run(Home(tmp_path_factory.mktemp("written")), "20260701T021200Z-aaaa")


@pytest.fixture
def home(tmp_path: Path, written_run: Path) -> Home:
    """A home with that run published."""
    where = Home(tmp_path / "home")
    folder = where.published / written_run.name
    shutil.copytree(written_run, folder)
    point_current_at(where, folder)
    return where


@pytest.fixture
def run_app(home: Home, monkeypatch: pytest.MonkeyPatch) -> RunApp:
    """Runs a page on `home`, as a browser would that opens its address with these parameters."""

    def run(page: str = "overview", at: Path | None = None, **parameters: str) -> AppTest:
        monkeypatch.setenv("WAREHOUSE_HOME", str(at or home.root))
        return open_app(page, **parameters)

    return run
