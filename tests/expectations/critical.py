"""The critical expectations that the suites name, and those that a check found not to hold."""

from __future__ import annotations

from collections.abc import Iterable

from expectations.planning import Planned, plan
from expectations.results import CheckResult
from expectations.suite_files import EVERY_TABLE, Stage, load_rules, load_suites
from expectations.thresholds import load_thresholds

# Table, description and column.
Named = tuple[str, str, str | None]
ANY_TABLE = "raw.any"  # stands for every table of raw that has rows


def stopping(stage: Stage) -> list[Planned]:
    """Every critical expectation, and every one that is critical when too many rows fail."""
    suites = []
    for file in load_suites(stage):
        suite = file.suite
        if suite.table == EVERY_TABLE:
            critical = [one for one in suite.expectations if one.severity == "critical"]
            suite = suite.model_copy(update={"table": ANY_TABLE, "expectations": critical})
        suites.append(file.model_copy(update={"suite": suite}))
    return [
        one
        for one in plan(suites, load_rules(), load_thresholds())
        if one.severity == "critical" or one.held_where
    ]


def shipped(stage: Stage) -> list[Named]:
    """The same by their names."""
    return [(one.table, one.description, one.column) for one in stopping(stage)]


def critical(results: Iterable[CheckResult]) -> set[Named]:
    """Those that stop a run."""
    return {
        (one.table_name, one.description, one.column_name)
        for one in results
        if not one.success and not one.is_error and one.severity == "critical"
    }
