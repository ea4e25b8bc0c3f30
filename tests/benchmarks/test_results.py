"""What is kept of a measurement says all that is to be known of it, and nothing of the machine."""

import json
import tempfile

from benchmarks.measure import Ratio, Verdict, compared
from benchmarks.results import Record, load, record_of, save

WORK = compared(
    "work, against bare", [3.0, 1.0, 2.0], [1.0, 1.0, 4.0], size="1 MB", target=1.3, scale=10
)


def test_a_ratio_is_kept_with_its_spread_and_its_verdict():
    assert record_of(WORK) == Record(
        name="work, against bare",
        group="",
        size="1 MB",
        scale=10,
        ours=2.0,
        ours_spread=(1.0, 3.0),
        other=1.0,
        other_spread=(1.0, 4.0),
        unit="s",
        ratio=2.0,
        ratio_spread=(0.5, 3.0),
        target=1.3,
        met=False,
        rounds=3,
    )


def test_figures_are_kept_to_four_digits():
    kept = record_of(Ratio("work", 123456.7, 0.0123456, "1 MB"))
    assert (kept.ours, kept.other, kept.ratio) == (123457.0, 0.01235, 10000057.0)


def test_what_was_measured_once_has_no_spread_and_what_has_no_other_way_no_ratio():
    kept = record_of(Ratio("memory", 900, None, "1 MB", 1000, "MB"))
    assert (kept.ours_spread, kept.other, kept.ratio, kept.ratio_spread) == (None,) * 4
    assert (kept.met, kept.rounds) == (True, 1)


def test_what_was_written_is_read_again_with_where_and_when(tmp_path):
    held = Verdict("it ends well", is_met=True, size="1 MB", note="published")
    file = save(tmp_path / "new", "growth", [WORK, held])
    assert file.name == "growth.json"
    rooms = load(tmp_path / "new")
    assert list(rooms) == ["growth"]
    assert rooms["growth"].records == (record_of(WORK), record_of(held))
    made = json.loads(file.read_text(encoding="utf-8"))["circumstances"]
    assert set(made) == {
        "python", "duckdb", "dbt", "cores", "memory", "load", "date", "commit"
    }  # fmt: skip
    assert made["cores"] >= 1


def test_a_path_of_the_machine_is_not_kept(tmp_path):
    told = Verdict("it ends well", is_met=False, size="", note=f"{tempfile.gettempdir()}/x is full")
    save(tmp_path, "growth", [told])
    assert load(tmp_path)["growth"].records[0].note == "…/x is full"
