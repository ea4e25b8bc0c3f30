"""Warehouses shared by the tests of the dbt project; each is built once."""

import pytest

from tests.command_line import ROOT
from tests.dbt_project import shop
from tests.dbt_project.warehouses import build, land_files, new_home
from tests.shared_data import shared_data
from warehouse.home import Home


@pytest.fixture(scope="session")
def shop_build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, dict[str, str]]:
    """The hand-made warehouse, built with all data tests; and the status of every node."""
    home = new_home(tmp_path_factory.mktemp("shop") / "home")
    shop.fill(home)
    return home, build(home, time_zone=shop.TIME_ZONE)


@pytest.fixture(scope="session")
def shop_home(shop_build: tuple[Home, dict[str, str]]) -> Home:
    """The hand-made warehouse, built."""
    return shop_build[0]


@pytest.fixture(scope="session")
def cdnow(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The public purchases of 2,357 customers, as of 1998-06-30, with the papers' thresholds."""
    home = new_home(tmp_path_factory.mktemp("cdnow") / "home")
    land_files(home, ROOT / "examples" / "cdnow.yml", shared_data("cdnow/CDNOW_sample.txt"))
    build(home, as_of="1998-06-30", lapsing_after_days=90, churned_after_days=180)
    return home
