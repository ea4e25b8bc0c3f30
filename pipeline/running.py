"""One run of a writing command: one lock, one run id, one row in the run log, one log file."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from pipeline.reporting import Reporter, SilentReporter
from warehouse.database import connect_build
from warehouse.errors import WarehouseError
from warehouse.home import Home
from warehouse.lock import writing
from warehouse.runs import finish_run, new_run_id, start_run
from warehouse.settings import Settings

log = logging.getLogger("warehouse")


@dataclass
class Run:
    """What the steps of a run share.

    Attributes:
        done: sentences about the steps that were done.
        fault: why the run counts as failed although it went to its end, or "".
    """

    settings: Settings
    home: Home
    run_id: str
    reporter: Reporter
    done: list[str] = field(default_factory=list)
    fault: str = ""

    def did(self, sentence: str) -> None:
        """Note a finished step for the run log."""
        log.info(sentence)
        self.done.append(sentence)


@contextmanager
def run(settings: Settings, command: str, reporter: Reporter | None = None) -> Iterator[Run]:
    """Hold the lock and keep the run log while the block works.

    Raises:
        LockedError: another run is writing.
        WarehouseError: whatever the block raises, after it was logged as the run's end.
    """
    home = Home(settings.home)
    with writing(home, command):
        this = Run(settings, home, new_run_id(), reporter or SilentReporter())
        with _log_file(home, this.run_id):
            with connect_build(home, settings.memory_limit) as build:
                start_run(build, home, this.run_id, command)
            log.info("%s started with %s", command, settings)
            try:
                yield this
            except BaseException as error:
                log.exception("run failed")
                # A disk too full to log the end must not hide why the run failed.
                with suppress(WarehouseError):
                    _finish(this, "failed", str(error) or type(error).__name__)
                raise
            if this.fault:
                log.error(this.fault)
                _finish(this, "failed", this.fault)
            else:
                _finish(this, "succeeded", "; ".join(this.done))


def _finish(this: Run, status: str, message: str) -> None:
    with connect_build(this.home, this.settings.memory_limit) as build:
        finish_run(build, this.run_id, status, message)


@contextmanager
def _log_file(home: Home, run_id: str) -> Iterator[None]:
    handler = logging.FileHandler(home.logs / f"{run_id}.log", encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        handler.close()
