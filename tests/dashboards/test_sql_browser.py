"""The SQL page in a real browser: writing with completion, running, cancelling, files, history."""

import csv
import io
import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.dashboards.browser import PATIENCE, app_url, chromium, downloaded
from tests.dashboards.published import point_current_at
from warehouse.home import Home

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ENDLESS = "with recursive a as (select 1 as x union all select x + 1 from a) select max(x) from a"


@pytest.fixture(scope="module")
def address(tmp_path_factory, written_run):
    home = Home(tmp_path_factory.mktemp("sql"))
    folder = home.published / written_run.name
    shutil.copytree(written_run, folder)
    point_current_at(home, folder)
    with app_url(home.root) as url:
        yield url


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB")
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    yield opened
    context.close()


def open_sql(page, address: str, query: str = ""):
    page.goto(f"{address}/sql{query}")
    area = page.get_by_role("combobox", name="SQL statement")
    area.wait_for()
    still(page)
    return area


def still(page) -> None:
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_timeout(300)


def options(page) -> list[str]:
    return page.locator(".completions li .name").all_inner_texts()


def counted(page):
    return page.get_by_text(re.compile(r"^Rows: [\d,]+ · columns"))


def test_a_query_is_written_with_completion_run_by_keyboard_and_exported(page, address):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    area = open_sql(page, address)
    area.click()
    page.keyboard.type("select seg")
    # no table is known yet
    page.keyboard.press("Escape")
    page.keyboard.type("ment, count(*) as customers from marts.customer_rf")
    page.wait_for_selector(".completions li")
    assert options(page)[0] == "customer_rfm"
    assert area.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Enter")
    assert area.input_value().endswith("from marts.customer_rfm")
    assert area.get_attribute("aria-expanded") == "false"
    # columns of an alias, moved through by arrows, taken by Tab
    page.keyboard.type(" as r where r.")
    page.wait_for_selector(".completions li")
    assert "segment" in options(page)
    page.keyboard.type("r_sc")
    assert options(page) == ["r_score"]
    page.keyboard.press("Tab")
    page.keyboard.type(" > 0 group by all order by all")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    counted(page).wait_for()
    assert area.input_value() == (
        "select segment, count(*) as customers from marts.customer_rfm as r "
        "where r.r_score > 0 group by all order by all"
    )
    still(page)
    button = page.get_by_role("button", name="CSV", exact=True)
    content = downloaded(page, button).path().read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert sum(int(row["customers"]) for row in rows) == 300
    assert {"Champions", "At Risk"} <= {row["segment"] for row in rows}
    button = page.get_by_role("button", name="Excel", exact=True)
    assert downloaded(page, button).path().read_bytes().startswith(b"PK")
    button = page.get_by_role("button", name="Parquet", exact=True)
    assert downloaded(page, button).path().read_bytes().startswith(b"PAR1")
    # nothing is asked of anybody else
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_the_list_is_opened_moved_through_and_closed_by_keyboard(page, address):
    area = open_sql(page, address)
    area.click()
    page.keyboard.press("Control+Space")
    page.wait_for_selector(".completions li")
    first = area.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    second = area.get_attribute("aria-activedescendant")
    assert first != second
    assert page.locator(".completions li[aria-selected=true]").get_attribute("id") == second
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    # past the first comes the last
    chosen = page.locator(".completions li[aria-selected=true]")
    assert chosen.get_attribute("id") == page.locator(".completions li").last.get_attribute("id")
    page.keyboard.press("Escape")
    assert not page.locator(".completions").is_visible()
    assert area.input_value() == ""


def test_tab_indents_and_leaves_after_escape(page, address):
    area = open_sql(page, address)
    area.click()
    page.keyboard.press("Tab")
    assert area.input_value() == "    "
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText").strip().endswith("Run")


@pytest.mark.parametrize("before", ["select 'marts.cust", "-- marts.cust", "/* marts.cust"])
def test_nothing_is_completed_in_texts_and_comments(page, address, before):
    area = open_sql(page, address)
    area.click()
    page.keyboard.type(before)
    page.wait_for_timeout(200)
    assert not page.locator(".completions").is_visible()
    assert area.input_value() == before


def test_what_was_completed_can_be_undone(page, address):
    area = open_sql(page, address)
    area.click()
    page.keyboard.type("from marts.customer_rf")
    page.keyboard.press("Enter")
    assert area.input_value() == "from marts.customer_rfm"
    page.keyboard.press("Control+z")
    assert area.input_value() != "from marts.customer_rfm"


def test_a_long_query_is_cancelled_and_the_next_one_runs(page, address):
    area = open_sql(page, address)
    area.fill(ENDLESS)
    page.get_by_role("button", name="Run").click()
    page.get_by_text(re.compile(r"Running for \d+ s")).wait_for()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("The query was cancelled.").wait_for()
    still(page)
    area.fill("select 42 as answer")
    page.get_by_role("button", name="Run").click()
    counted(page).wait_for()


def test_history_and_saved_queries_outlive_the_page(page, address):
    area = open_sql(page, address)
    area.fill("select 6 * 7 as remembered")
    # the button is told what was written, though the field is left by the click only
    page.get_by_role("button", name="Run").click()
    counted(page).wait_for()
    still(page)
    assert "remembered" in page.url
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Six times seven")
    page.keyboard.press("Enter")
    still(page)
    page.get_by_role("button", name="Save under this name").click()
    page.get_by_text("Saved. A query").wait_for()
    # another browser, without the address
    other = page.context.browser.new_context(viewport={"width": 1440, "height": 1000})
    fresh = other.new_page()
    fresh.set_default_timeout(PATIENCE)
    area = open_sql(fresh, address, "?lang=en")
    assert area.input_value() == ""
    fresh.get_by_role("tab", name="Saved").click()
    still(fresh)
    choose_first(fresh)
    fresh.get_by_role("button", name="Put into the editor").click()
    expect(area).to_have_value("select 6 * 7 as remembered")
    # it is not run by that
    assert counted(fresh).count() == 0
    fresh.get_by_role("tab", name="History").click()
    still(fresh)
    choose_first(fresh)
    panel = fresh.get_by_role("tabpanel").locator("visible=true")
    expect(panel.locator("[data-testid=stCode]")).to_contain_text("remembered")
    other.close()


def choose_first(page) -> None:
    """Choose the first row of the list that is visible beside the editor."""
    table = (
        page.get_by_role("tabpanel").locator("visible=true").locator("[data-testid=stDataFrame]")
    )
    table.first.click(position={"x": 18, "y": 50})
    still(page)


def test_a_phone_has_it_all_on_one_column(browser, address):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="zh-CN"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/sql?question=4")
    area = page.get_by_role("combobox", name="SQL 语句")
    area.wait_for()
    still(page)
    page.get_by_role("button", name="运行").click()
    page.get_by_text(re.compile(r"^[\d,]+ 行")).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = area.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    context.close()
