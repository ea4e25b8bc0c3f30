"""The gates stop: each critical expectation has its fault, and nothing of it is published.

Three nights of one demo: one whose marts were built wrong, one whose exports are faulty, and one on
the same exports mended. All faults of a night are in it at once, since a night costs many seconds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from shutil import copytree

import pytest

from expectations.counting import SCHEMA, VIEW, find_superseded
from expectations.results import CheckResult
from expectations.suite_files import Stage
from pipeline import steps
from pipeline.building import Built
from tests.command_line import rows, run_here
from tests.expectations.critical import ANY_TABLE, Named, critical, shipped
from tests.pipeline.faulty_exports import write_exports, write_sources
from tests.pipeline.tampering import FILE_LOG, MARTS
from warehouse.database import connect_build, quoted, read_build
from warehouse.home import Home

pytestmark = pytest.mark.slow

ANSWERS = (
    "select metric, sum(value) from marts.kpi_daily group by all order by all",
    "select count(*), sum(monetary) from marts.customer_rfm",
)
BEFORE = ["verify", "ingest", "check raw"]
STOPPED: dict[Stage, list[str]] = {"raw": BEFORE, "marts": [*BEFORE, "build", "check marts"]}


@dataclass(frozen=True)
class Night:
    """What can be seen of a night after it has ended.

    Attributes:
        said: on standard error.
        log: status and message in the run log.
        steps: how each ended.
        results: of its expectations.
        told: what `warehouse status` says is critical and does not hold, of the last check of a
            stage.
        current: the published run.
        answers: what that says.
    """

    said: str
    log: tuple[str, str]
    steps: dict[str, str]
    results: list[CheckResult]
    told: dict[Stage, set[Named]]
    current: str
    answers: list[list[tuple]]

    @property
    def stopping(self) -> list[CheckResult]:
        """The results that stopped it."""
        return [one for one in self.results if not one.success and one.severity == "critical"]


def run_night(home: Path, exit_code: int, *options: str) -> Night:
    done = run_here(home, "nightly", *options, exit_code=exit_code)
    failing = json.loads(run_here(home, "status", "--json").stdout)["failing_checks"]
    columns = ", ".join(field.name for field in fields(CheckResult))
    with read_build(Home(home)) as build:
        ((run_id, *log),) = build.execute(
            "select run_id, status, message from ops.runs order by run_id desc limit 1"
        ).fetchall()
        ended = build.execute(
            "select step, status from ops.run_steps where run_id = ? order by number", [run_id]
        ).fetchall()
        results = build.execute(
            f"select {columns} from ops.check_results where run_id = ?", [run_id]
        ).fetchall()
    return Night(
        said=done.stderr,
        log=tuple(log),
        steps=dict(ended),
        results=[CheckResult(*row) for row in results],
        told={
            stage: {
                (row["table_name"], row["description"], row["column_name"])
                for row in failing
                if (row["stage"], row["severity"]) == (stage, "critical")
            }
            for stage in STOPPED
        },
        current=(home / "current").resolve().name,
        answers=[rows(home, sql) for sql in ANSWERS],
    )


def raw_rows(home: Path) -> dict[str, int]:
    with read_build(Home(home)) as build:
        tables = build.execute(
            "select table_name, estimated_size from duckdb_tables() where schema_name = 'raw'"
        ).fetchall()
    return dict(tables)


def tamper(home: Home, statements: Sequence[str]) -> None:
    with connect_build(home) as build:
        for statement in statements:
            assert build.execute(statement).fetchall() != [(0,)], f"no row changed: {statement}"


@dataclass(frozen=True)
class Nights:
    """The three nights, and what was published before them."""

    home: Path
    published: str
    answers: list[list[tuple]]
    stopped: dict[Stage, Night]
    refused: str
    mended: Night


@pytest.fixture(scope="module")
def nights(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Nights:
    home = Path(copytree(demo_home, tmp_path_factory.mktemp("gates") / "home", symlinks=True))
    published, answers = (home / "current").resolve().name, [rows(home, sql) for sql in ANSWERS]

    def build(run: object, **_: object) -> Built:
        tamper(Home(home), MARTS)
        return Built(models=0, tests=0, warnings=())

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(steps, "build", build)
        wrong = run_night(home, 1, "--full-refresh")  # else the build would stand
    refused = run_here(home, "publish", exit_code=1).stderr

    there = raw_rows(home)
    write_sources(home / "sources")
    write_exports(home / "exports", there, faulty=True)
    tamper(Home(home), tuple(FILE_LOG))
    faulty = run_night(home, exit_code=1)

    write_exports(home / "exports", there, faulty=False)
    tamper(Home(home), tuple(FILE_LOG.values()))
    return Nights(
        home=home,
        published=published,
        answers=answers,
        stopped={"marts": wrong, "raw": faulty},
        refused=refused,
        mended=run_night(home, exit_code=0),
    )


@pytest.mark.parametrize("expectation", shipped("raw"), ids=str)
def test_every_critical_expectation_on_raw_stops_the_night(nights, expectation) -> None:
    """A new one needs a value in `faulty_exports.VALUES`, or a file, or a row in FILE_LOG."""
    table, *named = expectation
    told = nights.stopped["raw"].told["raw"]
    if table == ANY_TABLE:
        assert named in [[*one[1:]] for one in told if one[0].startswith("raw.")]
    else:
        assert expectation in told


@pytest.mark.parametrize("expectation", shipped("marts"), ids=str)
def test_every_critical_expectation_on_marts_stops_the_night(nights, expectation) -> None:
    """A new one needs a fault in `tampering.MARTS`."""
    assert expectation in nights.stopped["marts"].told["marts"]


@pytest.mark.parametrize("stage", ["raw", "marts"])
def test_a_stopped_night_says_why_and_leaves_current_as_it_was(nights, stage) -> None:
    night = nights.stopped[stage]
    first, *others = night.stopping
    assert not any(one.is_error for one in night.results)
    assert night.told[stage] == critical(night.results)
    assert first.table_name in first.sentence
    assert (
        f"Error: A critical expectation does not hold: {first.sentence} "
        f"And {len(others)} more critical ones. Nothing was published"
    ) in night.said
    assert night.log[0] == "failed"
    assert first.sentence in night.log[1]
    *done, last = STOPPED[stage]
    assert night.steps == dict.fromkeys(done, "succeeded") | {last: "failed"}
    assert (night.current, night.answers) == (nights.published, nights.answers)


def test_marts_that_were_built_wrong_are_not_published_by_hand_either(nights) -> None:
    assert "The last check of the marts failed" in nights.refused


def test_the_night_on_mended_exports_publishes(nights) -> None:
    night = nights.mended
    assert night.log[0] == "succeeded"
    assert set(night.steps.values()) == {"succeeded"}
    assert night.told == {"raw": set(), "marts": set()}
    assert night.current != nights.published
    assert night.current in night.log[1]


def test_the_checks_ask_the_rows_that_the_models_read(nights) -> None:
    """`expectations.counting` and the macro `latest_records` say the same."""
    compared = 0
    with connect_build(Home(nights.home)) as build:
        staged = build.execute(
            "select table_name from duckdb_columns() where schema_name = 'staging'"
            " and column_name in ('load_id', 'row_number') group by all having count(*) = 2"
        ).fetchall()
        for (table,) in staged:
            raw = table.removeprefix("stg_")
            if not find_superseded(build, f"raw.{raw}"):
                continue
            compared += 1
            ((unlike, alike),) = build.execute(
                f"""
                select
                    count(*) filter (counting._load_id is null),
                    count(*) filter (counting._load_id is not null)
                from staging.{quoted(table)} as staged
                left join {SCHEMA}.{VIEW} as counting
                    on staged.load_id = counting._load_id
                    and staged.row_number = counting._row_number
                """
            ).fetchall()
            assert unlike == 0, table
            assert alike, table
            [(loads,)] = build.execute(
                f"""
                select count(distinct _load_id) from {SCHEMA}.{VIEW}
                where _load_id not in (select load_id from staging.{quoted(table)})
                """
            ).fetchall()
            assert loads == 0, table
    assert compared > 5
