"""Warehouses shared by the tests of the dbt project; each is built once."""

import pytest

from tests.dbt_project import shop
from tests.dbt_project.warehouses import build, new_home
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
