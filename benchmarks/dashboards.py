"""The dashboards on a published run: how fast a page runs again, how many readers it bears.

Script runs are timed over a web socket as the browser would ask for them (`sessions.py`). What a
cold browser takes is measured in Chromium, beside a page of Streamlit that shows nothing.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import Ratio, UnavailableError, Verdict, amount, compared
from benchmarks.sessions import hold, narrow, rerun, visit
from dashboards.catalogue import PAGES
from dashboards.printing import find_browser
from warehouse.database import connect_published, published_folder
from warehouse.errors import UsageError
from warehouse.home import Home

_ROOT = Path(__file__).parent.parent
_EMPTY = 'import streamlit as st\n\nst.metric("nothing", "0")\n'
_STARTS_WITHIN = 120.0  # seconds
_BROWSER = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")


def measure(
    home: Path, reruns: int, sessions: int, rounds: int, pages: Sequence[str] = tuple(PAGES)
) -> list[Ratio | Verdict]:
    """Every page, readers at once, memory and a cold browser.

    Args:
        home: with a published run.
        reruns: of each page, after its first run.
        sessions: at once, with five seconds of thought between two looks.
        rounds: looks of each of them.
        pages: that are looked at; all by default.

    Raises:
        UnavailableError: memory cannot be read here.
    """
    found = []
    size = f"{_customers(home):,} customers"
    with served(None, home) as (url, process):
        for page in pages:
            times = asyncio.run(rerun(url, page, reruns))
            found += _times(f"page {page}, run again", times, size, 300, "pages")
            times = asyncio.run(narrow(url, page, reruns))
            found += _times(f"page {page}, other filters", times, size, None, "filters")
        for think in (5.0, 2.0, 0.5):
            timed = asyncio.run(visit(url, list(pages), sessions, think, rounds))
            at_once = f"{sessions} sessions, {think:g} s between looks"
            target = 500 if think == 5 else None
            found += _times(at_once, timed.seconds, size, target, "sessions")
            found.append(
                amount(
                    f"{at_once}: looks that failed",
                    [timed.failed],
                    size=size,
                    target=0,
                    unit="looks",
                    group="sessions",
                )
            )
        before = resident(process.pid)
        grown = asyncio.run(_held(url, process.pid, sessions))
        each = (grown - before) / sessions / 1e6
        found += [
            amount("memory of the app", [before / 1e6], size=size, unit="MB", group="memory"),
            amount(
                f"more for each of {sessions} more sessions",
                [each],
                size=size,
                target=1,
                unit="MB a session",
                group="memory",
            ),
        ]
    try:
        return [*found, *cold(home, min(rounds, 5), size)]
    except UsageError as error:  # there is no Chromium
        return [*found, Verdict("a cold browser", None, size, str(error), "cold browser")]


def cold(home: Path, rounds: int, size: str) -> list[Ratio]:
    """A browser of its own to its first number, in turn on our app and on an empty one."""
    with tempfile.TemporaryDirectory() as name:
        empty = Path(name) / "app.py"
        empty.write_text(_EMPTY, encoding="utf-8")
        times: dict[str, list[float]] = {"ours": [], "empty": []}
        for _ in range(rounds):
            for way, script in (("ours", None), ("empty", empty)):
                with served(script, home) as (url, _):
                    times[way].append(_first_number(url))
    beyond = [ours - nothing for ours, nothing in zip(times["ours"], times["empty"], strict=True)]
    return [
        compared(
            "first number in a cold browser on a cold server, against an empty page of Streamlit",
            times["ours"],
            times["empty"],
            size=size,
            group="cold browser",
        ),
        amount("the difference of both", beyond, size=size, target=3, group="cold browser"),
    ]


def _times(
    name: str, times: Sequence[float], size: str, target: float | None, group: str
) -> list[Ratio]:
    """Median and 95th percentile, which is what the target is about."""
    milliseconds = [1000 * one for one in times]
    slow = [1000 * percentile(times)]
    runs = f"{size}, {len(times)} runs"
    return [
        amount(f"{name}, median", milliseconds, size=runs, unit="ms", group=group),
        amount(f"{name}, 95 of 100", slow, size=runs, target=target, unit="ms", group=group),
    ]


def _customers(home: Path) -> int:
    with connect_published(published_folder(Home(home))) as reader:
        ((customers,),) = reader.execute(
            "select count(*) from core.dim_customer where customer_id <> 'unknown'"
        ).fetchall()
    return int(customers)


def percentile(times: Sequence[float], share: float = 0.95) -> float:
    """The time that so large a share of the runs does not exceed."""
    ordered = sorted(times)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def resident(pid: int) -> int:
    """Bytes of memory that a process holds now; needs Linux."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
    if found is None:
        raise UnavailableError("the memory of a process is read as Linux tells it")
    return int(found[1]) * 1024


async def _held(url: str, pid: int, sessions: int) -> int:
    holding = asyncio.create_task(hold(url, "overview", sessions, 3600))
    while not holding.done():
        before = resident(pid)
        await asyncio.sleep(4)
        if resident(pid) <= before * 1.002:
            break
    grown = resident(pid)
    holding.cancel()
    return grown


def _first_number(url: str) -> float:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - for development only

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        browser = playwright.chromium.launch_persistent_context(
            profile, executable_path=find_browser(), args=list(_BROWSER), headless=True
        )
        page = browser.pages[0] if browser.pages else browser.new_page()
        begin = time.perf_counter()
        page.goto(url)
        page.wait_for_selector("[data-testid=stMetricValue]", timeout=120_000)
        seconds = time.perf_counter() - begin
        browser.close()
    return seconds


@contextmanager
def served(script: Path | None, home: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Streamlit server of its own; gives its address and its process.

    Args:
        script: that it serves; None is our app, as `warehouse dashboards` does.
        home: of the warehouse.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m"]
    if script is None:
        command += ["pipeline", "--home", str(home), "dashboards", f"--port={port}"]
    else:
        command += ["streamlit", "run", str(script), f"--server.port={port}"]
    process = subprocess.Popen(
        command,
        cwd=_ROOT,
        env={
            **os.environ,
            "WAREHOUSE_HOME": str(home),
            "PYTHONPATH": str(_ROOT),
            "STREAMLIT_SERVER_HEADLESS": "true",
            "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_healthy(url, process)
        yield url, process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise UnavailableError(f"the server at {url} did not start")
