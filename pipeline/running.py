"""One run of a writing command: one lock, one run id, its steps in the run log, one log file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from pipeline.interrupts import end_if_interrupted
from pipeline.logs import ending_what_is_stuck, log, log_file
from pipeline.reporting import Reporter, SilentReporter
from warehouse.database import connect_build
from warehouse.errors import TransientError, WarehouseError, explained_by_system
from warehouse.home import Home
from warehouse.lock import writing
from warehouse.runs import finish_run, finish_step, new_run_id, start_run, start_step
from warehouse.settings import Settings

if TYPE_CHECKING:
    from expectations.results import CheckResult

Result = TypeVar("Result")


@dataclass
class Step:
    """What a step tells about itself.

    Attributes:
        show: says what it is at, to the person in front of it.
        attempt: 1, or more where it is tried again.
        rows: how many it worked on; None where that means nothing.
        message: what it did, in a sentence.
    """

    show: Callable[[str], None]
    attempt: int = 1
    rows: int | None = None
    message: str = ""

    def did(self, sentence: str, rows: int | None = None) -> None:
        """Say what the step did."""
        self.message = sentence
        self.rows = rows


@dataclass
class Run:
    """What the steps of a run share.

    Attributes:
        done: sentences about the steps that were done.
        checks: results of the expectations, those that stopped the run included.
        fault: why the run counts as failed although it went to its end, or "".
        resumed: the run that this one goes on from, or "".
        skipped: steps that it had done.
    """

    settings: Settings
    home: Home
    run_id: str
    reporter: Reporter
    done: list[str] = field(default_factory=list)
    checks: list[CheckResult] = field(default_factory=list)
    fault: str = ""
    resumed: str = ""
    skipped: frozenset[str] = frozenset()

    def did(self, sentence: str) -> None:
        """Note something for the run log."""
        log.info(sentence)
        self.done.append(sentence)

    def warn(self, sentence: str) -> None:
        """Warn, in the run's log file and who is in front of it."""
        log.warning(sentence)
        self.reporter.note(f"Warning: {sentence}")

    def step(self, name: str, work: Callable[[Step], Result]) -> Result:
        """Do a step, and do it again where a fault may pass by itself.

        Args:
            name: of the step, as in the run log.
            work: the step; a second call must be able to follow a first one that failed.

        Raises:
            WarehouseError: what the last attempt raised.
        """
        return self.patiently(name, lambda attempt: self._attempt(name, work, attempt))

    def patiently(self, name: str, work: Callable[[int], Result]) -> Result:
        """Do something, and do it again where a fault may pass by itself.

        Args:
            name: what is tried, for those who wait.
            work: told the number of the attempt, from 1.

        Raises:
            WarehouseError: what the last attempt raised.
        """
        attempt = 1
        while True:
            try:
                return work(attempt)
            except TransientError as error:
                if attempt > self.settings.retries:
                    raise
                seconds = self.settings.retry_wait_seconds * 2 ** (attempt - 1)
                again = f"{name}: {error} Trying again in {seconds:g} s."
                log.warning(again)
                self.reporter.note(again)
                time.sleep(seconds)
                attempt += 1

    def _attempt(self, name: str, work: Callable[[Step], Result], attempt: int) -> Result:
        with connect_build(self.home, self.settings.memory_limit) as build:
            number = start_step(build, self.run_id, name, attempt)
        fields: dict[str, object] = {"step": name, "attempt": attempt}
        log.info("%s started", name, extra={"fields": fields})
        started = time.monotonic()
        status, message, step = "failed", "", None
        try:
            with self.reporter.step(name) as show:
                step = Step(show, attempt)
                result = _heeding_interrupts(work, step)
            status, message = "succeeded", step.message
        except BaseException as error:
            sentence = explained_by_system(error, self.home.root)
            message = str(sentence or error) or type(error).__name__
            if sentence:
                raise sentence from error
            raise
        else:
            return result
        finally:
            seconds = time.monotonic() - started
            rows = step.rows if step else None
            fields |= {"status": status, "seconds": round(seconds, 3), "rows": rows}
            log.info("%s %s: %s", name, status, message, extra={"fields": fields})
            # A disk too full to log the end must not hide why the step failed.
            with (
                suppress(WarehouseError) if status == "failed" else _nothing(),
                connect_build(self.home, self.settings.memory_limit) as build,
            ):
                finish_step(build, number, status, seconds, rows, message)
            if status == "succeeded" and message:
                self.done.append(message)

    def skip(self, name: str) -> bool:
        """Whether the run that this one goes on from had done a step; if so, that is logged."""
        if name not in self.skipped:
            return False
        with connect_build(self.home, self.settings.memory_limit) as build:
            number = start_step(build, self.run_id, name)
            finish_step(build, number, "skipped", 0.0, message=f"done by {self.resumed}")
        self.did(f"{name} was done by {self.resumed}")
        return True


def _heeding_interrupts(work: Callable[[Step], Result], step: Step) -> Result:
    """Do a step; whatever a library makes of Ctrl-C, it is no fault, and nothing goes on."""
    try:
        result = work(step)
    except Exception as error:
        end_if_interrupted(error)
        raise
    end_if_interrupted()
    return result


@contextmanager
def run(settings: Settings, command: str, reporter: Reporter | None = None) -> Iterator[Run]:
    """Hold the lock and keep the run log while the block works.

    Raises:
        AtWorkError: another run is writing.
        LockedError: the build stays open in another program.
        WarehouseError: whatever the block raises, after it was logged as the run's end.
    """
    home = Home(settings.home)
    with writing(home, command):
        this = Run(settings, home, new_run_id(home), reporter or SilentReporter())
        stuck = home.logs / f"{this.run_id}.stuck.txt"
        with (
            log_file(home.logs, this.run_id),
            ending_what_is_stuck(stuck, settings.longest_run_hours * 3600),
        ):
            log.info("%s started with %s", command, settings)
            try:
                this.patiently("start", lambda _: _start(this, command))
                yield this
            except BaseException as error:
                log.exception("run failed")
                sentence = explained_by_system(error, home.root)
                message = str(sentence or error) or type(error).__name__
                # A disk too full to log the end must not hide why the run failed.
                with suppress(WarehouseError):
                    _finish(this, "failed", message)
                if isinstance(error, KeyboardInterrupt):
                    this.reporter.note(f"Ended by Ctrl-C: {_how_to_go_on(command)}.")
                raise
            if this.fault:
                log.error(this.fault)
                _finish(this, "failed", this.fault)
            else:
                _finish(this, "succeeded", "; ".join(this.done))


def _how_to_go_on(command: str) -> str:
    if command in {"nightly", "demo"}:
        return "`warehouse nightly --resume` goes on from here"
    return "`warehouse status` shows what was done"


def _start(this: Run, command: str) -> None:
    with connect_build(this.home, this.settings.memory_limit) as build:
        start_run(build, this.home, this.run_id, command)


def _finish(this: Run, status: str, message: str) -> None:
    with connect_build(this.home, this.settings.memory_limit) as build:
        finish_run(build, this.run_id, status, message)


@contextmanager
def _nothing() -> Iterator[None]:
    yield
