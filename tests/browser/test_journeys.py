"""The ten journeys of README.md, in a real browser."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.command_line import rows, value
from tests.dashboards.browser import (
    PATIENCE,
    choose_page,
    downloaded,
    open_page,
    tile,
    wait_until_drawn,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def number(text: str) -> float:
    return float(re.sub(r"[^0-9.]", "", text))


def choose_row(page, card: str, row: int = 0) -> None:
    """Choose a row of the data of a card, by its selection column."""
    table = page.locator(f".st-key-{card} [data-testid=stDataFrame]").last
    # the heading is one row high, and the column that chooses is the first
    table.click(position={"x": 18, "y": 35 + 35 * row + 17})


def test_1_the_morning(visitor, url, walked_home):
    page = visitor()
    open_page(page, url)
    expect(page.get_by_text("Data as of").first).to_be_visible()
    expect(page.get_by_text("Checks passed").first).to_be_visible()
    orders = value(
        walked_home,
        "select sum(value) from marts.kpi_daily cross join core.as_of where metric = 'orders' "
        "and day > as_of_date - interval 12 month and day <= as_of_date",
    )
    assert number(tile(page, "Orders")) == float(orders)
    shown = page.locator("[data-testid=stMetric]").filter(has_text="Net revenue").first
    assert re.search(r"[+-]\d", shown.inner_text())
    shown.locator("[data-testid=stTooltipIcon]").hover()
    definition = page.locator("[data-testid=stTooltipContent]")
    definition.wait_for()
    expect(definition).to_contain_text("marts.kpi_daily")


def test_2_another_period_and_comparison(visitor, url):
    page = visitor()
    open_page(page, url)
    before = tile(page, "Orders")
    page.get_by_text("30 days", exact=True).click()
    page.wait_for_url("**period=30d**")
    page.get_by_text("Year before", exact=True).click()
    page.wait_for_url("**compare=year**")
    shown = page.locator("[data-testid=stMetric]").filter(has_text="Orders").first
    expect(shown.locator("[data-testid=stMetricValue]")).not_to_have_text(before)
    page.get_by_text(re.compile("· compared with")).wait_for(timeout=PATIENCE)
    wait_until_drawn(page)
    assert number(tile(page, "Orders")) < number(before)


def test_3_from_a_call_to_the_customer(visitor, url, walked_home):
    [(customer,)] = rows(
        walked_home,
        "select customer_id from marts.customer_alert group by customer_id "
        "order by min(priority), max(value_at_stake) desc nulls last, customer_id limit 1",
    )
    page = visitor()
    open_page(page, url)
    choose_row(page, "card-overview-calls")
    page.get_by_role("link", name=re.compile("Open customer")).click()
    page.wait_for_url(f"**/customer?*customer={customer}*")
    wait_until_drawn(page)
    expect(page.get_by_role("heading", name="Customer 360")).to_be_visible()
    page.go_back()
    page.get_by_role("heading", name="Overview").wait_for(timeout=PATIENCE)


def test_4_a_region_goes_along(visitor, url, walked_home):
    [(region, customers)] = rows(
        walked_home,
        "select region, count(*) from marts.customer_360 where segment is not null "
        "and region <> 'unknown' group by region order by 2 desc, 1 limit 1",
    )
    page = visitor()
    open_page(page, f"{url}/?period=all&region={region}")
    choose_page(page, "Customers", "Customers")
    page.wait_for_url("**/customers?**")
    page.get_by_role("heading", name="Customers", exact=True).wait_for(timeout=PATIENCE)
    wait_until_drawn(page)
    assert number(tile(page, "Customers")) == customers


def test_5_chinese_on_a_phone(visitor, url):
    page = visitor(width=390, height=844)
    open_page(page, url)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_text("简体中文", exact=True).click()
    page.get_by_role("heading", name="总览").wait_for(timeout=PATIENCE)
    open_page(page, f"{url}/funnel?lang=zh")
    expect(page.get_by_role("heading", name="销售漏斗")).to_be_visible()
    wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
    assert not wide


def test_6_a_link_for_a_colleague(visitor, url):
    mine = visitor()
    open_page(mine, f"{url}/funnel?period=ytd&source=zoho&cut=owner")
    theirs = visitor(locale="zh-CN")
    open_page(theirs, mine.url + "&lang=en")
    shown = "[data-testid=stMetricValue]"
    assert theirs.locator(shown).all_inner_texts() == mine.locator(shown).all_inner_texts()


def test_7_from_a_chart_to_the_rows_behind_it(visitor, url, walked_home):
    page = visitor()
    open_page(page, f"{url}/customers?period=all")
    name = "card-customers-segments"
    card = page.locator(f".st-key-{name}")
    card.get_by_text("Data (choose a row").click()
    expect(card.get_by_test_id("stDataFrame")).to_have_count(1)
    page.wait_for_timeout(500)
    choose_row(page, name)
    card.get_by_text(re.compile("^Behind ")).first.wait_for(timeout=PATIENCE)
    [(segment, customers)] = rows(
        walked_home,
        "select segment, count(*) from marts.customer_rfm group by segment "
        "order by 2 desc, 1 limit 1",
    )
    assert segment
    expect(card).to_contain_text(f"{min(customers, 500):,} rows")
    # the rows behind are a table of their own
    expect(card.get_by_test_id("stDataFrame")).to_have_count(2)
    wait_until_drawn(page)
    choose_row(page, name)
    page.get_by_role("link", name=re.compile("Open customer")).first.click()
    page.wait_for_url("**/customer?*customer=*")


def test_8_files(visitor, url):
    page = visitor()
    open_page(page, f"{url}/?period=12m&by=month")
    card = page.locator(".st-key-card-overview-trend")
    card.locator("summary").first.click()
    wait_until_drawn(page)
    button = card.get_by_role("button", name="CSV")
    content = Path(downloaded(page, button).path()).read_bytes().decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(content)))
    button = card.get_by_role("button", name="Excel")
    sheet = (
        CalamineWorkbook.from_path(downloaded(page, button).path())
        .get_sheet_by_index(0)
        .to_python()
    )
    assert [row[1] for row in sheet[1:]] == [float(row["value"]) for row in table]
    assert len(table) in {12, 13}
    button = page.get_by_role("button", name="PDF")
    printed = PdfReader(downloaded(page, button).path())
    assert "Net revenue" in "".join(sheet.extract_text() for sheet in printed.pages)


def test_9_a_question_in_sql(visitor, url, walked_home):
    page = visitor()
    open_page(page, f"{url}/sql?q=select count(*) as customers from marts.customer_rfm")
    page.get_by_role("button", name=re.compile("Run")).first.click()
    customers = value(walked_home, "select count(*) from marts.customer_rfm")
    page.get_by_text(re.compile(r"Rows: 1 ")).first.wait_for(timeout=PATIENCE)
    # the table is a canvas; the accessible copy of its cells is beside it
    cell = page.locator("[data-testid=stDataFrame] td", has_text=str(customers))
    cell.first.wait_for(state="attached", timeout=PATIENCE)
    open_page(page, f"{url}/sql?q=drop table marts.customer_rfm")
    page.get_by_role("button", name=re.compile("Run")).first.click()
    page.get_by_test_id("stAlert").first.wait_for(timeout=PATIENCE)
    assert value(walked_home, "select count(*) from marts.customer_rfm") == customers


def test_10_lineage_and_a_saved_view(visitor, url):
    page = visitor()
    open_page(page, f"{url}/health?part=tables&table=marts.customer_rfm")
    wait_until_drawn(page)
    expect(page.get_by_text("Lineage", exact=True).first).to_be_visible()
    page.get_by_text("Saved views", exact=True).click()
    page.get_by_label("Name of this view").fill("Where segments come from")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Where segments come from").wait_for(timeout=PATIENCE)
    # another reader opens it
    other = visitor()
    open_page(other, url)
    other.get_by_text("Saved views", exact=True).click()
    other.get_by_role("button", name="Where segments come from").click()
    other.wait_for_url("**/health?*table=marts.customer_rfm*", timeout=PATIENCE)
    other.get_by_role("heading", name="Data health").wait_for(timeout=PATIENCE)
