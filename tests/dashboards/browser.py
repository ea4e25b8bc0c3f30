"""The app as a server of its own, and a real browser to look at it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pytest
from playwright.sync_api import Browser, Download, Locator, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as WaitedInVain

from tests.setup_browser import find_browser
from tests.shared_data import ROOT

# Chromium's own calls home are not the app's; as root in a container it needs no sandbox.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# A busy machine is slow, not wrong.
PATIENCE = 120_000
# A number, a sentence in its place, or a field to fill in: what each page begins with.
DRAWN = ", ".join(
    f"[data-testid=stMain] [data-testid={name}]"
    for name in ("stMetric", "stAlert", "stTextInput", "stExpander")
)


@contextmanager
def app_url(home: Path) -> Iterator[str]:
    """Serve the app on `home` as `warehouse dashboards` does; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = (
        "import sys; from pathlib import Path; from dashboards.serve import serve; "
        "sys.exit(serve(Path(sys.argv[1]), int(sys.argv[2]), headless=True))"
    )
    # a pipe that nobody reads would stop the server once it is full
    with tempfile.TemporaryFile() as said:
        server = subprocess.Popen(
            [sys.executable, "-c", code, str(home), str(port)],
            cwd=ROOT,
            start_new_session=True,
            stdout=said,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_healthy(server, url, said)
            yield url
        finally:
            _end(server)


def browser_path() -> str:
    """Where a Chromium is; a skip that says so where there is none, unless one is required."""
    path = find_browser()
    if path is None:
        if os.environ.get("WAREHOUSE_REQUIRE_BROWSER") == "1":
            pytest.fail("WAREHOUSE_REQUIRE_BROWSER=1, and no Chromium was found here")
        pytest.skip("no Chromium here: install chromium, or run `playwright install chromium`")
    return path


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium."""
    path = browser_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        # what waits in a test's own words waits as long
        expect.set_options(timeout=PATIENCE)
        try:
            yield browser
        finally:
            browser.close()


def open_page(page: Page, address: str) -> None:
    """Go to an address of the app and wait until it has been drawn."""
    page.goto(address)
    wait_until_drawn(page)


def wait_until_drawn(page: Page) -> None:
    """Wait for numbers or words in place of them, until nothing runs and nothing is added.

    Streamlit fetches the code of some parts only when a page has them (a tile with a line is
    one), and holds their place with a skeleton until then.
    """
    page.wait_for_selector(DRAWN, timeout=PATIENCE)
    shown = -1
    while shown != (now := page.locator("[data-testid=stElementContainer]").count()):
        shown = now
        page.wait_for_timeout(400)
        page.wait_for_selector(
            "[data-testid=stApp][data-test-script-state=notRunning]", timeout=PATIENCE
        )
        expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0)
    undrawn = page.locator("[data-testid=stPlotlyChart]:not(:has(.main-svg))")
    expect(undrawn).to_have_count(0)


def tile(page: Page, label: str) -> str:
    """The number on the tile of that label."""
    shown = page.locator("[data-testid=stMetric]").filter(has_text=label).first
    return shown.locator("[data-testid=stMetricValue]").inner_text()


def downloaded(page: Page, button: Locator) -> Download:
    """The file that a button gives."""
    try:
        with page.expect_download(timeout=PATIENCE) as waiting:
            button.click()
    except WaitedInVain:
        said = page.locator("body").inner_text()
        pytest.fail(f"no file came of {button.inner_text()!r}; the page says:\n{said}")
    return waiting.value


def choose_page(page: Page, section: str, name: str) -> None:
    """Go to a page by the menu at the top."""
    page.get_by_test_id("stTopNavSection").filter(has_text=section).first.click()
    link = page.get_by_test_id("stTopNavDropdownLink")
    link.filter(has=page.get_by_text(name, exact=True)).click()


def _end(server: "subprocess.Popen[bytes]") -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if server.poll() is None:
            os.killpg(server.pid, sign)
            with suppress(subprocess.TimeoutExpired):
                server.wait(timeout=20)


def _wait_until_healthy(server: "subprocess.Popen[bytes]", url: str, said: IO[bytes]) -> None:
    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until:
        if server.poll() is not None:
            said.seek(0)
            pytest.fail(f"the app did not start:\n{said.read().decode()}")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the app was not healthy within {PATIENCE // 1000} seconds")
