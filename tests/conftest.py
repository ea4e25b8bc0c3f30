"""Whole warehouses, each made once per test session by the command line itself."""

import shutil
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

from tests.command_line import DEMO_CUSTOMERS, ROOT, run_warehouse
from tests.scheduling import pytest_collection_modifyitems, pytest_xdist_make_scheduler
from tests.shared_data import shared_data

__all__ = ["pytest_collection_modifyitems", "pytest_xdist_make_scheduler"]

EXAMPLES = ROOT / "examples"

# How long an example takes says how busy the machine is, not whether the program is right.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

MakeHome = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def make_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> MakeHome:
    """Makes a warehouse by a name, once for all workers of the session."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def make(name: str, fill: Callable[[Path], object]) -> Path:
        home = shared / f"home of {name}"
        made = home / ".made"
        with FileLock(shared / f"{name}.lock"):
            if not made.exists():
                fill(home)
                made.touch()
        return home

    return make


@pytest.fixture(scope="session")
def demo_home(make_home: MakeHome) -> Path:
    """A published demo, made under a bare locale and an odd time zone."""
    odd = {"LC_ALL": "C", "TZ": "America/St_Johns", "PYTHONUTF8": "0"}
    verb = ("demo", "--customers", str(DEMO_CUSTOMERS))

    def fill(home: Path) -> None:
        done = run_warehouse(home, *verb, settings=odd)
        (home / "said.txt").write_text(done.stdout, encoding="utf-8")

    return make_home("demo", fill)


@pytest.fixture(scope="session")
def maven_home(make_home: MakeHome) -> Path:
    """The public B2B data set, mapped by `examples/maven_crm_sales.yml`."""
    verb = ("nightly", "--source-file", EXAMPLES / "maven_crm_sales.yml")
    folder = shared_data("maven_crm_sales")
    return make_home("maven", lambda home: run_warehouse(home, *verb, folder))


@pytest.fixture(scope="session")
def olist_home(make_home: MakeHome) -> Path:
    """The public marketplace data set, mapped by `examples/olist.yml`."""
    verb = ("nightly", "--source-file", EXAMPLES / "olist.yml", shared_data("olist"))
    settings = {
        "WAREHOUSE_REPORTING_CURRENCY": "BRL",
        "WAREHOUSE_TIME_ZONE": "America/Sao_Paulo",
    }
    return make_home("olist", lambda home: run_warehouse(home, *verb, settings=settings))


@pytest.fixture(scope="session")
def cdnow_home(make_home: MakeHome) -> Path:
    """The public purchase data set, mapped by `examples/cdnow.yml`, under a name of its own."""
    original = shared_data("cdnow/CDNOW_sample.txt")
    verb = ("nightly", "--as-of", "1998-06-30", "--source-file", EXAMPLES / "cdnow.yml")

    def fill(home: Path) -> None:
        file = home.with_name("any name.dat")
        shutil.copyfile(original, file)
        run_warehouse(home, *verb, file)

    return make_home("cdnow", fill)


@pytest.fixture(scope="session")
def zoho_home(make_home: MakeHome) -> Path:
    """The vendor's own sample backup files."""
    folder = shared_data("zoho_backup")
    return make_home("zoho", lambda home: run_warehouse(home, "nightly", folder))


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Path], Path]:
    """A private copy of a session's warehouse, for tests that write to it."""

    def copy(home: Path) -> Path:
        return Path(shutil.copytree(home, tmp_path / "copy", symlinks=True))

    return copy
