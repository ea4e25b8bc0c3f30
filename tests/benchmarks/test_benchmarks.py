"""Each measurement runs at a tiny size; what it measures is not judged here."""

import csv
import math
import subprocess
import sys

import duckdb
import pytest

from benchmarks import customers, identity, landing, publishing
from benchmarks.measure import Ratio, UnavailableError, amount, compare
from benchmarks.opportunities import rows_of, write_csv
from tests.command_line import ROOT

TINY = 0.1
# dlt takes seconds to start; its default reader is one more word to the same measurement
MEASUREMENTS = [each for each in landing.MEASUREMENTS if each is not landing.dlt_default]


@pytest.mark.parametrize("measurement", MEASUREMENTS, ids=lambda each: each.__name__)
def test_landing_is_measured(measurement, tmp_path):
    try:
        ratio = measurement(tmp_path, TINY, 1)
    except UnavailableError as error:
        pytest.skip(str(error))
    assert math.isfinite(ratio.value)
    assert ratio.value > 0
    assert ratio.target is not None


def test_publishing_is_measured_at_each_size(tmp_path):
    small, small_files, large, large_files, grown = publishing.measure(tmp_path, 2, [100, 100_000])
    for one in (small, small_files, large, large_files):
        assert one.ours > 0
        assert one.other > 0
    assert (small.scale, large.scale, large.rounds) == (100, 100_000, 2)
    assert large_files.ours > small_files.ours
    assert grown.value == pytest.approx(math.log10(large.ours / small.ours) / 3)


@pytest.mark.slow
def test_identity_is_measured(tmp_path):
    whole, *models = identity.measure(tmp_path, 1000, 1)
    assert whole.size.startswith("1,000 records, ")
    assert whole.size.endswith("the longest chain 50")
    assert whole.ours > models[0].ours >= models[-1].ours > 0


def test_both_ways_run_in_turn_and_the_medians_count():
    turns = []
    ours, other = iter([1.0, 9.0, 3.0]), iter([2.0, 1.0, 2.0])

    def seconds(way, times):
        turns.append(way)
        return next(times)

    ratio = compare(
        "work",
        lambda: seconds("ours", ours),
        lambda: seconds("other", other),
        size="1 MB",
        rounds=3,
        target=1.3,
    )
    assert turns == ["ours", "other"] * 3
    assert ratio.ratios == (0.5, 9.0, 1.5)
    assert str(ratio) == (
        "work: 1.50 x [0.50–9.00] (3.00 s [1.00–9.00] to 2.00 s [1.00–2.00]; 1 MB; "
        "target 1.3: not met)"
    )


def test_a_ratio_tells_whether_its_target_is_met():
    assert str(Ratio("memory", 1200, 1100, "2 GB", 1.2, "MB")) == (
        "memory: 1.09 x (1,200 MB to 1,100 MB; 2 GB; target 1.2: met)"
    )
    assert str(Ratio("work", 1, 2, "1 MB")) == "work: 0.50 x (1.00 s to 2.00 s; 1 MB)"


def test_where_there_is_no_other_way_the_target_is_about_ours():
    night = amount("night", [21.0, 19.0, 30.0], size="the demo", target=20.0)
    assert (night.value, night.is_met, night.rounds) == (21.0, False, 3)
    assert str(night) == "night: 21.00 s [19.00–30.00] (the demo; target 20: not met)"


def test_the_same_rows_are_written_in_every_encoding_and_split(tmp_path):
    rows = rows_of(TINY)
    whole, encoded = tmp_path / "whole.csv", tmp_path / "encoded.csv"
    write_csv(whole, range(rows))
    write_csv(encoded, range(rows), "gb18030")
    text = whole.read_text(encoding="utf-8")
    assert encoded.read_text(encoding="gb18030") == text
    assert abs(whole.stat().st_size / 1e6 - TINY) < 0.1 * TINY
    header, *records = csv.reader(text.splitlines())
    assert {len(record) for record in records} == {len(header)} == {18}
    assert len({record[0] for record in records}) == len(records) == rows
    halves = [range(rows // 2), range(rows // 2, rows)]
    lines = []
    for half in halves:
        write_csv(tmp_path / "half.csv", half)
        lines += (tmp_path / "half.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert lines == text.splitlines()[1:]


def test_the_command_takes_a_size_and_rounds():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "landing", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--megabytes" in done.stdout
    assert "--rounds" in done.stdout


def test_marts_of_customers_are_measured(tmp_path):
    rfm, *others = customers.measure(tmp_path, 2000, 1)
    assert rfm.size.startswith("2,000 customers, ")
    assert rfm.target == 1.3
    found = {(one.group, one.name): one.ours for one in others}
    assert all(seconds > 0 for seconds in found.values())
    for name, models in customers.GROUPS.items():
        parts = [found[f"models of {name}", model] for model in models]
        assert found["marts", name] == pytest.approx(sum(parts))
    assert found["marts", "fit and scores of how customers buy"] <= found["marts", "forecasts"]
    with duckdb.connect(str(tmp_path / "home" / "build.duckdb")) as connection:
        columns = "customer_id, recency_days, frequency, monetary, rfm_cell, segment"
        ((different,),) = connection.execute(
            f"select count(*) from (select {columns} from bare except"
            f" select {columns} from marts.customer_rfm)"
        ).fetchall()
        assert different == 0
        assert connection.execute("select count(*) = 2000 from bare").fetchall() == [(True,)]
