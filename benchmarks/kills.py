"""Nights that are killed, each at a moment of its own."""

from __future__ import annotations

import random
import shutil
import signal
from dataclasses import dataclass

from benchmarks.forked import Place
from benchmarks.promises import Bench, Outcome, run_log

# What the run log says of a night that ended so that it could not say it itself.
CRASHED = ("crashed", "killed, or the machine stopped")


@dataclass(frozen=True)
class Moment:
    """When a night is killed.

    Attributes:
        step: in which step; `start` is before the first one.
        share: of the processor time that the step takes, up to 1.
        seconds: that processor time.
    """

    step: str
    share: float
    seconds: float

    def has_come(self, place: Place) -> bool:
        """Whether a night is there, or beyond."""
        begun = place.begins.get(self.step)
        return begun is not None and place.used - begun >= self.share * self.seconds


def random_moments(undisturbed: Place, kills: int, seed: int) -> list[Moment]:
    """Random moments of a night: first one in each step, then others as steps are long.

    Args:
        undisturbed: the end of a night that was left alone.
        kills: how many.
        seed: of what is random.
    """
    chance = random.Random(seed)
    steps = list(undisturbed.begins)
    ends = [*undisturbed.begins.values(), undisturbed.used][1:]
    seconds = [end - begin for begin, end in zip(undisturbed.begins.values(), ends, strict=True)]
    # where there are fewer kills than steps, some steps go without
    chosen = sorted(chance.sample(range(len(steps)), min(kills, len(steps))))
    chosen += chance.choices(range(len(steps)), seconds, k=kills - len(chosen))
    return [Moment(steps[number], chance.random(), seconds[number]) for number in chosen]


def killed(bench: Bench, moment: Moment) -> Outcome:
    """SIGKILL at a moment."""
    name = f"SIGKILL in {moment.step}, at {moment.share:.0%} of it"
    home = bench.home(name)
    night, _ = bench.forked_night(home, moment.has_come)
    if night.code == 0:
        return bench.hold(name, home, "it had ended", log=(("succeeded", "published as"),))
    bench.must(night, -signal.SIGKILL)
    swapped = (home / "current").resolve().name != (bench.published / "current").resolve().name
    logged = run_log(home)
    log = ("succeeded", "published, then interrupted") if swapped else CRASHED
    if logged[0][0] != "running":
        # killed behind the last word in the log
        log = ("succeeded", "published as")
    has_begun = len(logged) > len(run_log(bench.published))
    shown = bench.hold(name, home, "killed", log=(log,) if has_begun else ())
    shutil.rmtree(home)
    return shown
