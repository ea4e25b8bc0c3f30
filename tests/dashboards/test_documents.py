"""`docs/dashboards.md` names every page, filter and choice of the app."""

import re

import pytest

from dashboards.catalogue import FILTERS, PAGES
from dashboards.components.header import STALE_AFTER
from dashboards.components.watch import SECONDS
from dashboards.language import LANGUAGES, load_language
from dashboards.metrics import METRICS
from dashboards.periods import DEFAULT_PRESET, GRAINS, PRESETS
from tests.shared_data import ROOT

TEXT = (ROOT / "docs" / "dashboards.md").read_text("utf-8")


def row(parameter: str) -> str:
    return next(line for line in TEXT.splitlines() if line.startswith(f"| `{parameter}`"))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_there_with_its_title_and_address(name):
    title = load_language("en")(f"page.{name}.title")
    address = "/" if name == "overview" else f"/{name}"
    assert f"| {title}, `{address}` | `pages/{name}.py` |" in TEXT


@pytest.mark.parametrize(
    ("parameter", "values"),
    [("period", PRESETS), ("by", GRAINS), ("lang", LANGUAGES), ("metric", METRICS)],
)
def test_every_choice_of_a_parameter_is_there(parameter, values):
    assert [value for value in values if f"`{value}`" not in row(parameter)] == []


def test_the_defaults_and_limits_are_the_app_s():
    assert row("period").endswith(f"| `{DEFAULT_PRESET}` |")
    assert f"{SECONDS} seconds" in TEXT
    assert f"{STALE_AFTER.total_seconds() / 3600:.0f} hours" in TEXT


def test_every_parameter_that_the_app_writes_is_there():
    written = set()
    for source in (ROOT / "dashboards").rglob("*.py"):
        written |= set(re.findall(r'url\.remember\(\s*"(\w+)"', source.read_text("utf-8")))
    # the filters of several values are written by their names
    written |= set(FILTERS) - {"period"}
    assert {"period", "from", "to", "compare", "source", "lang", "metric"} <= written
    for name in written:
        assert re.search(rf"^\| .*`{name}`", TEXT, flags=re.MULTILINE), name
