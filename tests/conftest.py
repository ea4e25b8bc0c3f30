"""Whole warehouses, each made once per test session by the command line itself."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line import DEMO_CUSTOMERS, ROOT, run_warehouse
from tests.shared_data import shared_data

EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published demo, made under a bare locale and an odd time zone."""
    home = tmp_path_factory.mktemp("demo") / "home"
    run_warehouse(
        home,
        "demo",
        "--customers",
        str(DEMO_CUSTOMERS),
        settings={"LC_ALL": "C", "TZ": "America/St_Johns", "PYTHONUTF8": "0"},
    )
    return home


@pytest.fixture(scope="session")
def maven_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public B2B data set, mapped by `examples/maven_crm_sales.yml`."""
    home = tmp_path_factory.mktemp("maven") / "home"
    folder = shared_data("maven_crm_sales")
    run_warehouse(home, "nightly", "--source-file", EXAMPLES / "maven_crm_sales.yml", folder)
    return home


@pytest.fixture(scope="session")
def olist_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public marketplace data set, mapped by `examples/olist.yml`."""
    home = tmp_path_factory.mktemp("olist") / "home"
    run_warehouse(
        home,
        "nightly",
        "--source-file",
        EXAMPLES / "olist.yml",
        shared_data("olist"),
        settings={
            "WAREHOUSE_REPORTING_CURRENCY": "BRL",
            "WAREHOUSE_TIME_ZONE": "America/Sao_Paulo",
        },
    )
    return home


@pytest.fixture(scope="session")
def cdnow_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public purchase data set, mapped by `examples/cdnow.yml`, under a name of its own."""
    folder = tmp_path_factory.mktemp("cdnow")
    file = folder / "any name.dat"
    shutil.copyfile(shared_data("cdnow/CDNOW_sample.txt"), file)
    home = folder / "home"
    source = EXAMPLES / "cdnow.yml"
    run_warehouse(home, "nightly", "--as-of", "1998-06-30", "--source-file", source, file)
    return home


@pytest.fixture(scope="session")
def zoho_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vendor's own sample backup files."""
    home = tmp_path_factory.mktemp("zoho") / "home"
    run_warehouse(home, "nightly", shared_data("zoho_backup"))
    return home


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Path], Path]:
    """A private copy of a session's warehouse, for tests that write to it."""

    def copy(home: Path) -> Path:
        return Path(shutil.copytree(home, tmp_path / "copy", symlinks=True))

    return copy
