"""Which tests run on one worker, and which begin: the longest, so that workers end together.

Groups by mark (`xdist_group`) are written into a test's id by pytest-xdist 3.8, where pytest 9.2 no
longer looks: all of them were ignored, and every worker made every fixture. A path is always seen.
"""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# Rooms in which every file needs the same warehouse, which is dear to make.
SHARING_ROOMS = ("tests/company", "tests/sources")
# Files whose tests are long and share nothing but what is made once for all workers.
SPREAD = (
    "tests/pipeline/test_nightly.py",
    "tests/pipeline/test_kill.py",
    "tests/pipeline/test_keeping.py",
    "tests/pipeline/test_quarantine.py",
    "tests/pipeline/test_bad_input.py",
    "tests/pipeline/test_going_on.py",
    "tests/ingestion/test_hostile_files.py",
    "tests/benchmarks/test_benchmarks.py",
    "tests/benchmarks/test_nights.py",
)
# Longest first; what is not named here is short, and fills what is left.
FIRST = (
    "tests/dashboards/test_browser.py",
    "tests/company",
    "tests/pipeline/test_nightly.py",
    "tests/dbt_project/test_as_of.py",
    "tests/pipeline/test_kill.py",
    "tests/pipeline/test_keeping.py",
    "tests/pipeline/test_gates.py",
    "tests/test_published_tables.py",
    "tests/dbt_project/test_building.py",
    "tests/dbt_project/test_deltas.py",
    "tests/dbt_project/test_published_numbers.py",
    "tests/dbt_project/test_customer_marts.py",
    "tests/dbt_project/test_identity.py",
    "tests/dbt_project/test_touches.py",
    "tests/dbt_project/test_product_marts.py",
    "tests/test_contributing.py",
    "tests/pipeline/alerts/test_report.py",
    "tests/pipeline/test_quarantine.py",
    "tests/pipeline/test_bad_input.py",
    "tests/benchmarks/test_night.py",
    "tests/benchmarks/test_rivals.py",
    "tests/dbt_project",
    "tests/sources",
    "tests/ingestion/test_hostile_files.py",
    "tests/expectations/test_shipped_suites.py",
    "tests/pipeline/test_going_on.py",
)


def scope_of(nodeid: str) -> str:
    """What runs on one worker together with a test: its file, its room, or nothing else."""
    file = nodeid.split("::", 1)[0]
    room = str(PurePosixPath(file).parent)
    if room in SHARING_ROOMS:
        return room
    return nodeid if file in SPREAD else file


def place_of(nodeid: str) -> int:
    """Where a test stands in the order of the longest files."""
    file = nodeid.split("::", 1)[0]
    places = [n for n, name in enumerate(FIRST) if file == name or file.startswith(f"{name}/")]
    return places[0] if places else len(FIRST)


class LongestFirst(LoadScopeScheduling):
    """Gives workers whole scopes, in the order of collection."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        # by itself it begins with the scopes of the most tests, however short they are
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LongestFirst | None:
    return LongestFirst(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: place_of(item.nodeid))
