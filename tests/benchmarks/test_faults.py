"""The faults that no other test does to a whole night; `python -m benchmarks faults` does all."""

import sys
from functools import partial

import pytest

from benchmarks import faults
from benchmarks.forked import Place
from benchmarks.kills import Moment, killed, random_moments
from benchmarks.promises import Bench, FaultError, Outcome, landed
from warehouse.database import connect_build
from warehouse.home import Home


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """A small warehouse, and the one that it is to become."""
    return Bench(tmp_path_factory.mktemp("bench"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "ended", "log"),
    [
        (faults.read_only_home, "exit 2: Error: Cannot write to", "nothing"),
        (faults.killed_for_memory, "killed", "crashed"),
        (faults.out_of_memory, "", ""),
        (partial(faults.readers, publishes=4), "4 publishes", "succeeded"),
        (partial(killed, moment=Moment("ingest", 0.5, 0.4)), "killed", "crashed"),
    ],
    ids=["read only", "killed for memory", "no memory", "readers", "killed"],
)
def test_after_a_fault_every_promise_holds(bench, fault, ended, log):
    main = sys.modules["__main__"]
    outcome = fault(bench)
    assert sys.modules["__main__"] is main
    if outcome.ended.startswith("not tried"):
        pytest.skip(outcome.ended)
    assert outcome.ended.startswith(ended)
    assert outcome.log.startswith(log)


UNDISTURBED = Place(begins={"start": 0.0, "ingest": 1.0, "build": 2.0, "publish": 12.0}, used=13.0)


def test_kills_are_at_random_moments_of_every_step():
    moments = random_moments(UNDISTURBED, 50, 7)
    steps = [moment.step for moment in moments]
    assert steps[:4] == list(UNDISTURBED.begins), "those first, however many there are time for"
    assert steps.count("build") > 25, "the longest step has most of them"
    assert len({moment.share for moment in moments}) == 50
    assert {moment.seconds for moment in moments if moment.step == "build"} == {10.0}
    assert random_moments(UNDISTURBED, 50, 7) == moments
    assert random_moments(UNDISTURBED, 50, 8) != moments
    assert len(random_moments(UNDISTURBED, 2, 7)) == 2


def test_a_moment_has_come_when_its_step_has_taken_so_long():
    moment = Moment("build", 0.5, 10.0)
    begins = {"start": 0.0, "ingest": 1.0}
    assert not moment.has_come(Place(begins=begins, used=99.0))
    begins["build"] = 3.0
    assert not moment.has_come(Place(begins=begins, used=7.9))
    assert moment.has_come(Place(begins=begins, used=8.0))


@pytest.mark.slow
def test_rows_that_landed_twice_are_a_broken_promise(bench):
    home = bench.home("twice")
    with connect_build(Home(home)) as build:
        build.execute("insert into raw.template__order_lines from raw.template__order_lines")
    with pytest.raises(FaultError, match="1200 rows of template__order_lines, 600 of them"):
        landed(home)


class Undisturbed:
    """A bench on which no night takes any time."""

    def __init__(self, folder):
        self.folder = folder

    def home(self, name):
        return self.folder / name

    def night(self, home):
        return home

    def forked_night(self, home):
        return home, UNDISTURBED

    def must(self, night, *codes):
        return night


def test_outcomes_are_kept_without_paths_and_what_was_not_tried_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(faults, "Bench", Undisturbed)
    monkeypatch.setattr(
        faults,
        "FAULTS",
        (
            lambda bench: Outcome(
                "read only", f"exit 2: cannot write to {bench.folder}", "nothing"
            ),
            lambda bench: Outcome("small disk", "not tried: may not mount", ""),
        ),
    )
    monkeypatch.setattr(faults, "killed", lambda bench, moment: Outcome("SIGKILL", "killed", "x|y"))
    done = faults.measure(tmp_path, 2, 7)
    assert [(one.name, one.is_met, one.note) for one in done] == [
        ("read only", True, "exit 2: cannot write to its folder; run log: nothing"),
        ("small disk", None, "not tried: may not mount"),
        *[("SIGKILL", True, "killed; run log: x/y")] * 2,
    ]
