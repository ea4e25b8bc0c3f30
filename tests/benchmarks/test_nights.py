"""Nights are watched, growth is told from them, and what differs between two of them is found."""

import subprocess
import sys
import time
from collections import Counter

import duckdb
import pytest
import typer

from benchmarks import __main__ as benchmarks
from benchmarks import growth, one_percent
from benchmarks.exports import TABLES, write_exports
from benchmarks.measure import UnavailableError
from benchmarks.next_day import write_accounts, write_next_day
from benchmarks.results import load
from benchmarks.watched import ROOT, run_watched
from benchmarks.watched_night import Night, NightError, Step
from warehouse.home import Home

HUNGRY = (
    "import subprocess, sys, time; held = b'x' * 150_000_000; "
    "subprocess.run([sys.executable, '-c', 'held = b\"x\" * 100_000_000; "
    "import time; time.sleep(3)']); print('full')"
)


def watched(code, tmp_path, **options):
    # a module of Python's own that runs what it is given
    return run_watched(tmp_path, ["timeit", "-n1", "-r1", code], **options)


def test_memory_is_that_of_a_process_and_all_that_come_from_it(tmp_path):
    begin = time.perf_counter()
    done = watched(HUNGRY, tmp_path)
    assert (done.code, "full" in done.said) == (0, True)
    assert 250e6 < done.peak < 400e6
    assert 3 < done.seconds < time.perf_counter() - begin
    first, last = done.looks[0][0], done.looks[-1][0]
    assert 250e6 < done.peak_between(first, last) <= done.peak
    assert done.peak_between(last, first) == 0


def test_what_is_spilled_is_seen_and_a_failure_is_told(tmp_path):
    spill = tmp_path / "spill"
    code = (
        f"import pathlib, time; at = pathlib.Path({str(spill)!r}); at.mkdir(); "
        "(at / 'part').write_bytes(b'x' * 5_000_000); time.sleep(3); (at / 'part').unlink(); 1 / 0"
    )
    done = watched(code, tmp_path, spill=[spill, tmp_path / "none"])
    assert done.spilled == 5_000_000
    assert done.code != 0
    assert "ZeroDivisionError" in done.said


def night(build: float, **models: float) -> Night:
    return Night(build + 1, 2_000_000_000, 0, {"build": Step(build, 1_000_000_000)}, models)


def test_an_exponent_is_the_power_of_the_size():
    assert growth.exponent((1000, 10_000), (2.0, 200.0)) == pytest.approx(2)
    assert growth.exponent((1000, 4000), (1.0, 4.0)) == pytest.approx(1)
    assert growth.exponent((1000, 4000), (3.0, 3.0)) == 0


def growth_of(monkeypatch, folder, known, **options):
    """Growth told from nights that are known beforehand; the one with little memory fails."""

    def run(home, *paths, settings=None, only=()):
        assert paths[0].is_dir()
        if settings:
            assert settings == {"WAREHOUSE_MEMORY_LIMIT": "2GiB"}
            raise NightError(f"said\nError: no room in {home}")
        return known[home.name].pop(0)

    monkeypatch.setattr(growth, "run_night", run)
    monkeypatch.setattr(growth, "write_exports", lambda *given: {})
    return growth.measure(folder, **options)


@pytest.fixture
def measured(monkeypatch, tmp_path):
    known = {
        "1000 home": [night(10, short=0.01, even=0.3, steep=0.1)],
        "10000 home": [night(50, short=0.1, even=3.0, steep=10.0)],
        "100000 home": [night(500, short=0.19, even=30.0, steep=1000.0)],
    }
    return growth_of(monkeypatch, tmp_path, known, sizes=[100_000, 1000, 10_000])


def test_growth_of_several_rounds_is_the_median_of_theirs(monkeypatch, tmp_path):
    known = {
        "10 home": [night(1, a=1.0), night(1, a=2.0), night(1, a=1.0)],
        "100 home": [night(9, a=1000.0), night(8, a=20.0), night(7, a=100.0)],
    }
    told = growth_of(monkeypatch, tmp_path, known, sizes=[10, 100], rounds=3)
    (grown,) = [one for one in told if one.group == "exponents"]
    assert (grown.ours, *grown.ours_each) == pytest.approx((2, 3, 1, 2))
    assert not grown.is_met
    times = {one.scale: (one.ours, one.rounds) for one in told if one.group == "models"}
    assert times == {10: (1.0, 3), 100: (100.0, 3)}
    assert [one.ours for one in told if one.name == "build" and one.unit == "s"] == [1, 8]


def test_growth_is_told_of_models_that_take_long_the_steepest_first(measured):
    grown = [one for one in measured if one.group == "exponents"]
    assert [(one.name, round(one.ours, 6), one.is_met) for one in grown] == [
        ("steep", 2, False),
        ("even", 1, True),
    ]
    times = {(one.name, one.scale): one.ours for one in measured if one.group == "models"}
    assert times["even", 10_000] == 3.0
    assert {name for name, _ in times} == {"steep", "even"}


def test_the_target_of_memory_is_about_the_largest_size(measured):
    peaks = {
        one.scale: (one.ours, one.target, one.is_met)
        for one in measured
        if one.name == "peak memory"
    }
    assert peaks == {
        1000: (2000, None, None),
        10_000: (2000, None, None),
        100_000: (2000, 6442, True),
    }


def test_a_night_that_has_too_little_memory_is_told(measured):
    (little,) = [one for one in measured if one.group == "little memory"]
    assert (little.is_met, little.note) == (False, "Error: no room in its home")


@pytest.fixture(scope="module")
def days(tmp_path_factory):
    """The exports of two days."""
    first, second = (tmp_path_factory.mktemp(name) for name in ("first", "second"))
    rows = write_exports(first, 4000)
    rows["accounts"] = write_accounts(first, 4000)
    return first, second, rows, write_next_day(second, 4000)


def test_one_in_a_hundred_rows_is_touched(days):
    *_, rows, touched = days
    assert 0.008 < sum(touched.values()) / sum(rows.values()) < 0.012
    assert touched.keys() == rows.keys() - {"employees", "products"}


def test_orders_are_new_changed_late_and_gone(days):
    first, second, *_ = days
    with duckdb.connect() as connection:
        kinds = connection.execute(
            f"""
            select
                case when later.order_id like '%-new' then 'new'
                    when later.order_id like '%-late' then 'late'
                    when later.status = 'cancelled' then 'cancelled'
                    when later.quantity = earlier.quantity + 1 then 'changed'
                    when later.quantity = earlier.quantity then 'fewer lines' end as kind,
                min(later.ordered_at::date)::varchar, max(later.ordered_at::date)::varchar, count(*)
            from '{second}/order_lines_2026-07-01.csv' as later
            left join '{first}/order_lines.csv' as earlier using (order_line_id)
            group by all
            order by all
            """
        ).fetchall()
        ((repeated,),) = connection.execute(
            "select count(*) - count(distinct order_line_id)"
            f" from '{second}/order_lines_2026-07-01.csv'"
        ).fetchall()
    assert [kind for kind, *_ in kinds] == ["cancelled", "changed", "fewer lines", "late", "new"]
    spans = {kind: (least, most) for kind, least, most, _ in kinds}
    assert spans["new"] == ("2026-07-01", "2026-07-01")
    assert spans["late"][0] < "2024-01-01"
    assert spans["late"][1] < "2026-07-01"
    assert repeated == 0


def test_every_export_of_the_next_day_has_the_columns_of_the_first(days):
    first, second, *_ = days
    for name in TABLES:
        later = second / f"{name}_2026-07-01.csv"
        if later.exists():
            header = (first / f"{name}.csv").read_text(encoding="utf-8").partition("\n")[0]
            assert later.read_text(encoding="utf-8").partition("\n")[0] == header


def built(folder, rows, landed="2026-01-01"):
    home = Home(folder)
    home.create()
    with duckdb.connect(str(home.build)) as build:
        build.execute(
            "create schema core; create table core.fct (id int, name text, loaded_at date)"
        )
        for key, name in rows:
            build.execute("insert into core.fct values (?, ?, ?)", [key, name, landed])
    return home


@pytest.mark.parametrize(
    ("rows", "apart"),
    [
        ([(2, "b"), (1, "a"), (1, "a")], 0),
        ([(1, "a"), (2, "b")], 1),
        ([(1, "a"), (1, "a"), (2, None)], 2),
        ([(1, "a"), (2, "b"), (2, "b")], 2),
    ],
)
def test_rows_of_two_builds_are_compared_whatever_their_order_and_landing(tmp_path, rows, apart):
    one = built(tmp_path / "one", [(1, "a"), (2, "b"), (1, "a")])
    other = built(tmp_path / "other", rows, landed="2026-01-02")
    assert one_percent.differences(one, other) == ({'"core"."fct"': apart}, 3)


def test_a_table_that_only_one_of_two_builds_has_is_a_fault(tmp_path):
    one, other = built(tmp_path / "one", []), built(tmp_path / "other", [])
    with duckdb.connect(str(other.build)) as build:
        build.execute("create table core.more (id int)")
    with pytest.raises(RuntimeError, match=r"core.*more"):
        one_percent.differences(one, other)


def test_everything_goes_on_where_a_room_fails_and_says_so_at_the_end(monkeypatch, capsys):
    def broken():
        raise NightError("no room")

    def lacking():
        raise UnavailableError("no Chromium")

    ran = []
    rooms = {broken: None, lacking: {}, lambda size=5: ran.append(size): {"size": 1}}
    monkeypatch.setattr(benchmarks, "TINY", rooms)
    with pytest.raises(typer.Exit) as ended:
        benchmarks.everything()
    assert (ended.value.exit_code, ran) == (1, [5])
    said = capsys.readouterr().out
    assert "broken: failed, NightError: no room" in said
    assert "lacking: not measured, no Chromium" in said
    benchmarks.everything(tiny=True)
    assert ran == [5, 1]


def test_time_in_duckdb_counts_once_and_for_the_step_that_is_at_work():
    """In a process of its own: what is counted there, is for good."""
    script = """
import duckdb, threading, time
from benchmarks.in_duckdb import Announced, Clock, watch
clock = Clock()
watch(clock)
steps = Announced(clock)
begun = time.perf_counter()
connection = duckdb.connect()
long = "select count(*) from range(300000000) where hash(range) = 1"
at_work = []
def read():
    cursor = connection.cursor()
    begin = time.perf_counter()
    cursor.execute(long).fetchall()
    at_work.append((begin, time.perf_counter()))
with steps.step("build"):
    before = time.perf_counter()
    readers = [threading.Thread(target=read) for _ in range(2)]
    for one in readers: one.start()
    for one in readers: one.join()
    after = time.perf_counter()
    time.sleep(0.3)
with steps.step("idle"):
    time.sleep(0.2)
connection.sql("select 1").fetchall()
both = max(end for _, end in at_work) - min(begin for begin, _ in at_work)
assert 0.9 * both < clock.seconds["build"] <= after - before, (both, clock.seconds)
others = before - begun + time.perf_counter() - after
assert clock.seconds["idle"] == 0 < clock.seconds[""] < others - 0.4, (others, clock.seconds)
print("counted")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "counted\n", done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dbt", "one_percent", "growth"])
def test_a_room_of_nights_runs_at_a_tiny_size(name, tmp_path):
    """As `make bench-small` does; the other rooms are measured by tests of their own."""
    room = getattr(benchmarks, name)
    token = benchmarks.KEPT.set(tmp_path)
    try:
        room(**benchmarks.TINY[room])
    finally:
        benchmarks.KEPT.reset(token)
    records = load(tmp_path)[name].records
    groups = Counter(one.group for one in records)
    expected = {
        "dbt": {"night", "steps", "nodes"},
        "one_percent": {"", "steps", "rows"},
        "growth": {
            "nights", "steps", "memory of steps", "exponent of the night", "exponents", "models",
            "little memory",
        },
    }  # fmt: skip
    assert groups.keys() == expected[name]
    if name == "one_percent":
        assert all(one.met for one in records if one.group == "rows")
