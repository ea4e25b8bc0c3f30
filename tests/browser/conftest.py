"""A server on the demo and a browser for each file of journeys."""

import re
from pathlib import Path

import pytest

from tests.dashboards.browser import PATIENCE, app_url, chromium


@pytest.fixture(scope="session")
def walked_home(demo_home, tmp_path_factory) -> Path:
    """A copy of the demo, as readers may save views in it."""
    import shutil

    return Path(
        shutil.copytree(demo_home, tmp_path_factory.mktemp("walked") / "home", symlinks=True)
    )


@pytest.fixture(scope="module")
def url(walked_home):
    with app_url(walked_home) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    """Closed with each file: a process can have one browser of Playwright at a time."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def visitor(browser):
    """Opens a page as a fresh visitor; fails the test if the app calls anybody outside."""
    contexts, outside = [], []

    def watch(request):
        if not re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:", request.url):
            outside.append(request.url)

    def open_browser(width=1440, height=900, locale="en-US", scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, color_scheme=scheme
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("request", watch)
        return page

    yield open_browser
    for context in contexts:
        context.close()
    assert outside == []
