"""docs/expectations.md tells of every suite, rule and column there is, and of no other."""

from __future__ import annotations

import re

import pytest

from expectations.results import CheckResult
from expectations.suite_files import Entry, load_rules, load_suites
from expectations.thresholds import load_thresholds
from tests.shared_data import ROOT

TEXT = (ROOT / "docs" / "expectations.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize(("stage", "title"), [("raw", "Raw"), ("marts", "Marts")])
def test_suites(stage, title: str) -> None:
    tables = {file.suite.table for file in load_suites(stage)}
    assert set(re.findall(r"^\| `(\w+\.(?:\w+|\*))` \|", section(title), re.MULTILINE)) == tables


@pytest.mark.parametrize(("stage", "title"), [("raw", "Raw"), ("marts", "Marts")])
def test_numbers_of_expectations(stage, title: str) -> None:
    for file in load_suites(stage):
        counts = {"critical": 0, "warning": 0}
        for entry in file.suite.expectations:
            counts[entry.severity] += len(list(entry.each_column()))
        row = f"| `{file.suite.table}` | {counts['critical']} | {counts['warning']} |"
        assert row in section(title)


def test_thresholds() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.*?) \|$", section("Thresholds"), re.M)
    assert rows == [
        (name, one.words, one.unit, one.reason.strip()) for name, one in load_thresholds().items()
    ]


def test_fields() -> None:
    documented = set(re.findall(r"`(\w+)`", section("Add your own")))
    assert Entry.model_fields.keys() <= documented


def test_rules() -> None:
    documented = set(re.findall(r"^- `(\w+)`: ", section("Rules"), re.MULTILINE))
    assert documented == set(load_rules())


def test_where_results_are_kept() -> None:
    for name in CheckResult.__dataclass_fields__:
        assert f"`{name}`" in section("Where results are kept")
