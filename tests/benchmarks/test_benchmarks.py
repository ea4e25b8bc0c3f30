"""Each measurement runs at a tiny size; what it measures is not judged here."""

import csv
import math
import re
import subprocess
import sys

import duckdb
import pytest

from benchmarks import customers, identity, landing, publishing
from benchmarks.measure import Ratio, UnavailableError, compare
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


def test_publishing_is_measured(tmp_path):
    assert math.isfinite(publishing.measure(tmp_path, 1, rows=100).value)


@pytest.mark.slow
def test_identity_is_measured(tmp_path):
    line = identity.measure(tmp_path, 1000, 1)
    assert line.startswith("identity: 1,000 records, ")
    assert "the longest chain 50:" in line


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
    assert str(ratio) == "work: 1.50 x (3.00 s to 2.00 s; 1 MB; target 1.3: not met)"


def test_a_ratio_tells_whether_its_target_is_met():
    assert str(Ratio("memory", 1200, 1100, "2 GB", 1.2, "MB")) == (
        "memory: 1.09 x (1,200 MB to 1,100 MB; 2 GB; target 1.2: met)"
    )
    assert str(Ratio("work", 1, 2, "1 MB")) == "work: 0.50 x (1.00 s to 2.00 s; 1 MB)"


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
    rfm, forecasts, churn, others = customers.measure(tmp_path, 2000, 1)
    assert re.match(r"rfm: 2,000 customers, [0-9,]+ order days: [0-9.]+ s, bare [0-9.]+ s, r", rfm)
    assert forecasts.startswith("forecasts: fit and scores of how they buy ")
    assert churn.startswith("churn: ")
    assert "customer_rfm_monthly" in others
    with duckdb.connect(str(tmp_path / "home" / "build.duckdb")) as connection:
        columns = "customer_id, recency_days, frequency, monetary, rfm_cell, segment"
        ((different,),) = connection.execute(
            f"select count(*) from (select {columns} from bare except"
            f" select {columns} from marts.customer_rfm)"
        ).fetchall()
        assert different == 0
        assert connection.execute("select count(*) = 2000 from bare").fetchall() == [(True,)]
