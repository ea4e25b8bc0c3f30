"""Warehouses shared by the tests of the dbt project: each is built once, for all workers."""

import json
import shutil
from collections.abc import Callable

import pytest

from tests.command_line import ROOT
from tests.conftest import MakeHome
from tests.dbt_project import shop
from tests.dbt_project.warehouses import build, land_files, new_home
from tests.shared_data import shared_data
from warehouse.home import Home

Own = Callable[[str, Callable[[Home], object]], Home]


@pytest.fixture(scope="session")
def own(make_home: MakeHome, tmp_path_factory: pytest.TempPathFactory) -> Own:
    """Fills a warehouse by a name once, and gives this worker a copy: a build has one writer."""

    def copy(name: str, fill: Callable[[Home], object]) -> Home:
        made = make_home(f"models of {name}", lambda folder: fill(new_home(folder)))
        return Home(shutil.copytree(made, tmp_path_factory.mktemp(name) / "home", symlinks=True))

    return copy


@pytest.fixture(scope="session")
def shop_build(own: Own) -> tuple[Home, dict[str, str]]:
    """The hand-made warehouse, built with all data tests; and the status of every node."""

    def fill(home: Home) -> None:
        shop.fill(home)
        statuses = build(home, time_zone=shop.TIME_ZONE)
        (home.root / "statuses.json").write_text(json.dumps(statuses), encoding="utf-8")

    home = own("shop", fill)
    return home, json.loads((home.root / "statuses.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def shop_home(shop_build: tuple[Home, dict[str, str]]) -> Home:
    """The hand-made warehouse, built."""
    return shop_build[0]


@pytest.fixture(scope="session")
def cdnow(own: Own) -> Home:
    """The public purchases of 2,357 customers, as of 1998-06-30, with the papers' thresholds."""

    def fill(home: Home) -> None:
        land_files(home, ROOT / "examples" / "cdnow.yml", shared_data("cdnow/CDNOW_sample.txt"))
        build(home, as_of="1998-06-30", lapsing_after_days=90, churned_after_days=180)

    return own("cdnow", fill)


@pytest.fixture(scope="session")
def maven(own: Own) -> Home:
    """The public pipeline of a hardware company, October 2016 to December 2017."""

    def fill(home: Home) -> None:
        source_file = ROOT / "examples" / "maven_crm_sales.yml"
        land_files(home, source_file, shared_data("maven_crm_sales"))
        build(home)

    return own("maven", fill)
