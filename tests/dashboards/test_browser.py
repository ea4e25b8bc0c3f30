"""The app in a real headless browser."""

import csv
import io
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboards.catalogue import PAGES
from dashboards.data import query
from tests.dashboards.browser import (
    DRAWN,
    PATIENCE,
    app_url,
    choose_page,
    chromium,
    downloaded,
    open_page,
    tile,
    wait_until_drawn,
)
from tests.dashboards.published import AS_OF, point_current_at, write_run
from warehouse.home import Home

pytestmark = pytest.mark.browser

RUN = "20260701T021200Z-aaaa"


def address(url: str, page: str, **parameters: str) -> str:
    path = "" if page == "overview" else page
    return f"{url}/{path}?" + "&".join(f"{name}={value}" for name, value in parameters.items())


def download(page) -> tuple[str, list[dict[str, str]]]:
    """The name and the rows of the first chart's download."""
    page.locator("[class*=st-key-data-] summary").first.click()
    # a file is made when it is asked for; while the page is still drawn, nobody is asked
    wait_until_drawn(page)
    got = downloaded(page, page.get_by_role("button", name="CSV").first)
    content = Path(got.path()).read_bytes().decode("utf-8-sig")
    return got.suggested_filename, list(csv.DictReader(io.StringIO(content)))


@pytest.fixture(scope="module")
def small_home(tmp_path_factory) -> Path:
    """A hand-made home, with a failing check."""
    home = Home(tmp_path_factory.mktemp("browser"))
    point_current_at(home, write_run(home, RUN, failing_checks=1))
    return home.root


@pytest.fixture(scope="module", params=["demo_home", "maven_home"])
def served(request):
    """The homes to look at: the demo, and a company's real exports."""
    with app_url(request.getfixturevalue(request.param)) as url:
        yield url


@pytest.fixture(scope="module")
def served_small(small_home):
    with app_url(small_home) as url:
        yield url


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser):
    """A page of a fresh visitor; fails the test if the app calls anybody outside."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    outside = []

    def watch(request):
        if not re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:", request.url):
            outside.append(request.url)

    opened.on("request", watch)
    yield opened
    context.close()
    assert outside == []


def overflow(page) -> list[str]:
    """What reaches past the right edge of the screen."""
    return page.evaluate(
        """() => [
            document.documentElement,
            document.querySelector('[data-testid=stMain]'),
            ...document.querySelectorAll(
                '[data-testid=stMetric], [data-testid=stPlotlyChart], [data-testid=stDataFrame]'
            ),
        ].filter((part, place) => place < 2
            ? part.scrollWidth > part.clientWidth
            : part.getBoundingClientRect().right > innerWidth + 1
        ).map(part => part.dataset.testid ?? part.tagName)"""
    )


def cut_short(page) -> list[str]:
    """What stands on a tile and ends in dots, as the tile has no room for it."""
    return page.evaluate(
        """() => [...document.querySelectorAll(
            '[data-testid=stMetricLabel] *, [data-testid=stMetricValue] *, '
            + '[data-testid=stMetricDelta] *'
        )].filter(part => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0
            && getComputedStyle(part).overflow !== 'visible'
        ).map(part => part.innerText)"""
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "width"), [("en", 1440), ("en", 1280), ("en", 360), ("zh", 360)]
)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_without_an_exception_and_fits(page, served, name, language, width):
    page.set_viewport_size({"width": width, "height": 844})
    open_page(page, address(served, name, lang=language, period="all"))
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.locator(DRAWN).count() > 0
    # no dialog in front of the page
    assert page.locator("[role=dialog]").count() == 0
    assert overflow(page) == []
    assert cut_short(page) == []


@pytest.mark.parametrize("width", [1280, 390, 360])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_amounts_of_trillions_are_read_whole(page, tmp_path, language, width):
    home = Home(tmp_path / "home")
    point_current_at(home, write_run(home, RUN, scale=10**9))
    page.set_viewport_size({"width": width, "height": 844})
    with app_url(home.root) as url:
        open_page(page, address(url, "overview", lang=language, period="all"))
    assert tile(page, "净收入" if language == "zh" else "Net revenue").endswith(("万亿", "T"))
    assert cut_short(page) == []
    assert overflow(page) == []


def test_the_period_filter_changes_the_numbers(page, served_small):
    open_page(page, address(served_small, "overview", period="all"))
    before = page.locator("[data-testid=stMetricValue]").all_inner_texts()
    page.get_by_text("30 days", exact=True).click()
    expect(page.locator("[data-testid=stMetricValue]").first).not_to_have_text(before[0])
    wait_until_drawn(page)
    page.wait_for_url("**period=30d**")
    after = page.locator("[data-testid=stMetricValue]").all_inner_texts()
    assert len(after) == len(before)
    assert after != before


def test_the_filters_travel_with_the_reader_from_page_to_page(page, served_small):
    open_page(page, address(served_small, "overview", period="ytd"))
    choose_page(page, "Customers", "Customers")
    page.wait_for_url("**/customers?*period=ytd*")
    page.get_by_role("heading", name="Customers", exact=True).wait_for()


def test_the_language_switch_needs_no_reload(page, served_small):
    open_page(page, address(served_small, "overview"))
    page.get_by_text("简体中文", exact=True).click()
    page.get_by_role("heading", name="总览").wait_for()
    page.wait_for_url("**lang=zh**")
    page.get_by_text("English", exact=True).click()
    page.get_by_role("heading", name="Overview").wait_for()


def test_a_download_holds_what_the_chart_shows(page, served_small):
    open_page(page, address(served_small, "overview", period="12m", by="month"))
    name, rows = download(page)
    drawn = page.evaluate("() => document.querySelector('.js-plotly-plot')._fullData[0].y")
    drawn = list(drawn.values()) if isinstance(drawn, dict) else drawn
    assert [float(row["value"]) for row in rows] == pytest.approx(list(drawn))
    assert name.endswith(".csv")


def test_a_download_is_the_query_s_answer(page, served_small, small_home):
    open_page(page, address(served_small, "overview", period="12m", by="month"))
    _, rows = download(page)
    asked = query(
        (small_home / "current").resolve(),
        "kpi_trend",
        grain="month",
        sources=("template", "zoho"),
        regions=None,
        channels=None,
        owners=None,
        start=AS_OF.replace(year=2025, month=7, day=1),
        end=AS_OF,
    )
    expected = {str(row["bucket"]): row["value"] for row in asked if row["metric"] == "net_revenue"}
    assert {row["bucket"]: float(row["value"]) for row in rows} == expected


def test_a_definition_is_shown_under_the_pointer(page, served_small):
    open_page(page, address(served_small, "overview", period="all"))
    page.locator("[data-testid=stMetric] [data-testid=stTooltipIcon]").first.hover()
    shown = page.locator("[data-testid=stTooltipContent]")
    shown.wait_for()
    assert len(shown.inner_text()) > 30


def test_a_new_publish_appears_by_itself(page, tmp_path):
    home = Home(tmp_path / "home")
    point_current_at(home, write_run(home, RUN))
    with app_url(home.root) as url:
        open_page(page, address(url, "overview", period="30d"))
        before = int(tile(page, "Orders").replace(",", ""))
        point_current_at(home, write_run(home, "20260702T021200Z-bbbb", scale=10))
        deadline = time.monotonic() + 60
        while int(tile(page, "Orders").replace(",", "")) == before:
            assert time.monotonic() < deadline, "the new publish was not noticed in a minute"
            page.wait_for_timeout(500)
        assert int(tile(page, "Orders").replace(",", "")) == 10 * before


def test_nothing_published_yet_is_an_invitation(page, tmp_path):
    with app_url(tmp_path / "empty") as url:
        open_page(page, url)
        assert page.get_by_text("Nothing is published yet").is_visible()
        assert page.locator("[data-testid=stException]").count() == 0


def test_a_source_that_is_called_like_a_script_is_only_text(page, tmp_path):
    name = "<img src=x onerror=alert(1)>[y](javascript:alert(2))"
    home = Home(tmp_path / "home")
    point_current_at(home, write_run(home, RUN, shop=name, shop_title=name, crm=None))
    alerts = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    with app_url(home.root) as url:
        # the pages that name source systems in another way than the others
        for path in ("overview", "customers", "funnel", "health"):
            open_page(page, address(url, path, period="all"))
            assert page.locator("a[href^=javascript]").count() == 0
            assert page.locator("img[src=x]").count() == 0
    assert alerts == []
