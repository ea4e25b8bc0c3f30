"""Rows that are held back: which, how they are counted, and that they come back as they were."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from expectations.checking import check
from expectations.planning import Planned, plan
from expectations.quarantine import hold, release
from expectations.results import CheckResult
from expectations.suite_files import load_rules, load_suites
from expectations.thresholds import Thresholds, load_thresholds
from ingestion.landing import land
from tests.expectations.landed import Exports, order_lines, plain_catalog
from warehouse.errors import UsageError
from warehouse.home import Home

TABLE = "raw.template__order_lines"
Hold = Callable[..., int | None]


@pytest.fixture
def exports(build: duckdb.DuckDBPyConnection, home: Home, tmp_path: Path) -> Exports:
    exports = Exports(build, home, tmp_path / "exports")
    exports.night(order_lines__csv=order_lines(100))
    return exports


@pytest.fixture
def held_where(
    build: duckdb.DuckDBPyConnection, write_suite: Callable[..., Path], user_suites: Path
) -> Hold:
    """Holds the rows of order lines that meet a condition, as a suite of a user says."""

    def run(
        condition: str, *, run_id: str = "night-1", thresholds: Thresholds | None = None
    ) -> int | None:
        file = write_suite(
            TABLE,
            {"expectation": "no_rows_where", "arguments": {"where": condition},
             "quarantine": True, "description": f"Not {condition}."},
        )  # fmt: skip
        mine = [suite for suite in load_suites("raw", user_suites) if suite.place == str(file)]
        (planned,) = plan(mine, load_rules(), load_thresholds())
        return hold(build, planned, run_id, thresholds or load_thresholds())

    return run


def rows(build: duckdb.DuckDBPyConnection) -> list[tuple]:
    return build.execute(f"from {TABLE} order by all").fetchall()


def counts(build: duckdb.DuckDBPyConnection) -> tuple[int, int, int]:
    ((read, landed, held),) = build.execute(
        "select rows_read, rows_landed, rows_quarantined from ops.files"
    ).fetchall()
    return read, landed, held


def ids(build: duckdb.DuckDBPyConnection) -> list[str]:
    return [
        name
        for (name,) in build.execute(
            "select quarantine_id from ops.quarantined_rows where released_at is null"
            " order by row_number"
        ).fetchall()
    ]


def test_a_row_is_moved_with_its_reason_and_stays_accounted_for(build, exports, held_where) -> None:
    (before,) = build.execute(
        f"select columns(*)::varchar from {TABLE} where _row_number = 3"
    ).fetchall()
    assert held_where("_row_number in (3, 5)") == 2
    assert len(rows(build)) == 98
    assert counts(build) == (100, 98, 2)
    held = build.execute(
        "select source_system, table_name, raw_table, file_name, row_number, reason,"
        " quarantined_by, released_at from ops.quarantined_rows order by row_number"
    ).fetchall()
    reason = "Not _row_number in (3, 5)."
    where = ("template", "order_lines", TABLE, "order_lines.csv")
    assert held == [(*where, number, reason, "night-1", None) for number in (3, 5)]
    (record,) = build.execute(
        "select record from ops.quarantined_rows where row_number = 3"
    ).fetchone()
    assert (
        tuple(value if value is None else str(value) for value in json.loads(record).values())
        == before
    )


def test_released_rows_are_as_they_were(build, exports, held_where) -> None:
    build.execute(
        f"update {TABLE} set customer_id = ?, product_id = '', _record_key = 'a' || chr(31) || 'b' "
        "where _row_number = 3",
        ['"Wei" \\ 王\n\t{"x": null} 😀 '],
    )
    build.execute(f'alter table {TABLE} add column "Größe ""x"".y" varchar')
    build.execute(f'update {TABLE} set "Größe ""x"".y" = \'null\' where _row_number < 4')
    before = rows(build)
    held_where("_row_number in (3, 5)")
    build.execute(f"alter table {TABLE} add column later varchar")
    assert release(build, "run-2", ids=ids(build)[:1], reason="A fair.") == 1
    assert release(build, "run-3") == 1
    build.execute(f"alter table {TABLE} drop column later")
    assert rows(build) == before
    assert counts(build) == (100, 100, 0)
    log = "select released_by, release_reason from ops.quarantined_rows order by row_number"
    assert build.execute(log).fetchall() == [("run-2", "A fair."), ("run-3", None)]


def test_a_released_row_is_not_held_again_by_the_same_expectation(
    build, exports, held_where
) -> None:
    held_where("_row_number in (3, 5)")
    release(build, "run-2", ids=ids(build)[:1])
    assert held_where("_row_number in (3, 5)") == 0
    assert held_where("_row_number in (3, 6)") == 2, "another expectation may hold it"


def test_only_held_rows_are_released(build, exports, held_where) -> None:
    held_where("_row_number in (3, 5)")
    first, second = ids(build)
    with pytest.raises(UsageError, match="No row with the id nonsense is held"):
        release(build, "run-2", ids=[first, "nonsense"])
    assert ids(build) == [first, second], "nothing was done"
    assert release(build, "run-2", source="zoho") == 0
    assert release(build, "run-2", source="template", ids=[first]) == 1
    with pytest.raises(UsageError, match=f"id {first} is held"):
        release(build, "run-3", ids=[first])
    assert release(build, "run-3", source="template") == 1
    assert release(build, "run-4") == 0


@pytest.mark.parametrize(("failing", "held"), [(1, 1), (5, 5), (6, None), (100, None)])
def test_so_many_rows_of_a_load_are_the_fault_of_the_file(
    build, exports, held_where, failing, held
) -> None:
    # other loads are large and good: their share does not count
    exports.night(order_lines_2__csv=order_lines(1000, first=500))
    condition = f"_row_number <= {failing} and _source_file = 'order_lines.csv'"
    assert held_where(condition) == held
    assert len(rows(build)) == 1100 - (held or 0)


def test_what_was_held_before_counts(build, exports, held_where) -> None:
    assert held_where("_row_number <= 3") == 3
    assert held_where("_row_number between 4 and 5") == 2
    assert held_where("_row_number = 6") is None
    release(build, "run-2")
    assert held_where("_row_number = 6") == 1


def test_one_row_is_no_fault_of_a_small_file(build, exports, held_where) -> None:
    exports.night(order_lines_2__csv=order_lines(4, first=500))
    assert held_where("_source_file = 'order_lines_2.csv' and _row_number = 1") == 1
    assert held_where("_source_file = 'order_lines_2.csv' and _row_number = 2") is None


def test_a_user_sets_how_many(build, exports, held_where, user_suites) -> None:
    user_suites.mkdir(exist_ok=True)
    (user_suites / "thresholds.yml").write_text("quarantine_most: 0.5\n", encoding="utf-8")
    mine = load_thresholds(user_suites)
    assert held_where("_row_number <= 50", thresholds=mine) == 50
    assert held_where("_row_number = 51", thresholds=mine) is None


def test_what_a_build_may_have_read_is_read_anew(build, exports, held_where) -> None:
    def kept() -> bool:
        return build.execute("select count(*) from ops.kept_builds").fetchall() == [(1,)]

    build.execute("insert into ops.kept_builds values ('inputs', 'loads', 'night-0')")
    held_where("_row_number = 1", run_id="night-1")
    assert kept(), "landed by this very run: no build has seen it"
    held_where("false", run_id="night-2")
    assert kept(), "nothing was held"
    held_where("_row_number = 2", run_id="night-2")
    assert not kept(), "an older row may have been read"
    build.execute("insert into ops.kept_builds values ('inputs', 'loads', 'night-0')")
    assert release(build, "night-3", source="zoho") == 0
    assert kept(), "nothing was released"
    release(build, "night-3")
    assert not kept()
    build.execute("insert into ops.kept_builds values ('inputs', 'loads', 'night-0')")
    build.execute(
        "insert into ops.check_results by name select 'night-1' as run_id, 'raw' as stage,"
        " 't' as table_name, 'e' as expectation, 'd' as description, 'warning' as severity,"
        " true as success, now() as checked_at"
    )
    held_where("_row_number = 4", run_id="night-1")
    assert not kept(), "this run has been here before, and may have built since"


def test_landing_a_file_anew_takes_its_held_rows_with_it(
    build, exports, held_where, home, tmp_path
) -> None:
    held_where("_row_number in (3, 5)")
    text = (tmp_path / "exports" / "night-1" / "order_lines.csv").read_text(encoding="utf-8")
    # read in another way, the same content is another load, in place of the first
    for table in ("files", "file_columns", "quarantined_rows"):
        build.execute(f"update ops.{table} set load_id = 'as it was read before'")
    build.execute(f"update {TABLE} set _load_id = 'as it was read before'")
    (tmp_path / "again").mkdir()
    file = tmp_path / "again" / "order_lines.csv"
    file.write_text(text, encoding="utf-8")
    (landed,) = land(build, [file], plain_catalog(), run_id="night-2", scratch=home.scratch)
    assert landed.status == "landed"
    assert ids(build) == []
    assert counts(build) == (100, 100, 0)


def test_a_check_holds_back_and_warns_or_stops(
    build, exports, home, write_suite, user_suites
) -> None:
    def checked(condition: str, severity: str) -> CheckResult:
        write_suite(
            TABLE,
            {"expectation": "no_rows_where", "arguments": {"where": condition},
             "quarantine": True, "severity": severity},
        )  # fmt: skip
        results = check(build, "raw", run_id="r", docs=home.docs, user_suites=user_suites)
        (mine,) = [r for r in results if r.description == "Something holds."]
        lost = [r for r in results if r.description.startswith("Raw has every row")]
        assert all(result.success for result in lost)
        return mine

    few = checked("_row_number in (3, 5)", "critical")
    assert (few.severity, few.success, few.rows_failed, few.rows_quarantined) == (
        "warning", False, 2, 2
    )  # fmt: skip
    assert few.observed == "2 failing, 100 rows checked; 2 held back"
    none = checked("_row_number = 3", "critical")
    assert (none.severity, none.success, none.rows_quarantined) == ("critical", True, None)
    many = checked("_row_number > 50", "warning")
    assert (many.severity, many.success, many.rows_quarantined) == ("critical", False, None)
    assert many.observed == (
        "50 failing, 98 rows checked; none held back, since they are over 5 % of a file"
    )
    assert counts(build) == (100, 98, 2)
    release(build, "run-2")
    let_go = checked("_row_number in (3, 5)", "critical")
    assert let_go.rows_failed == 0 or let_go.rows_quarantined == 2


def test_a_whole_record_is_not_told_where_it_may_not_be(build, exports, held_where) -> None:
    """Records may be data of persons; only the restricted file has them."""
    from warehouse.published_files import _PUBLISHED_OPS

    assert _PUBLISHED_OPS["analytics.duckdb"]["quarantined_rows"] == ("record",)


def test_the_shipped_suites_hold_rows_without_a_key_and_of_the_future() -> None:
    planned: list[Planned] = plan(load_suites("raw"), load_rules(), load_thresholds())
    held = {(one.table, one.expectation) for one in planned if one.held_where}
    assert ("raw.template__orders", "ExpectColumnValuesToNotBeNull") in held
    assert ("raw.zoho__deals", "not_after_landing") in held
    for one in planned:
        if one.expectation == "not_after_landing":
            assert one.held_where
