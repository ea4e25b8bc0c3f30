"""Every page under axe, with the rules of WCAG 2.1 A and AA."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboards.catalogue import FILTERS, PAGES
from tests.dashboards.browser import open_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Streamlit's own, which no app can mend: each with why. Nothing else may be found.
STREAMLIT = {
    # parts of the sparkline in a metric are images without a name; the metric has one
    "svg-img-alt": ("metric_chart",),
}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


def is_streamlit(page: str, rule: str, html: str) -> bool:
    if rule == "color-contrast":
        # a filter that is switched off is faded, and its label not told to belong to it
        unused = set(FILTERS) - set(PAGES[page].filters)
        keys = unused | ({"compare"} if "period" in unused else set())
        return any(f".st-key-{key} " in html for key in keys)
    return any(mark in html for mark in STREAMLIT.get(rule, ()))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_no_barrier_is_ours(visitor, url, name, scheme):
    page = visitor(scheme=scheme)
    open_page(page, f"{url}/{'' if name == 'overview' else name}")
    found = Axe().run(page, options=RULES).response["violations"]
    ours = {
        f"{violation['id']}: {node['html'][:300]} ({' '.join(map(str, node['target']))[:200]})"
        for violation in found
        for node in violation["nodes"]
        if not is_streamlit(
            name, violation["id"], node["html"] + " ".join(map(str, node["target"]))
        )
    }
    assert ours == set()


@pytest.mark.parametrize(
    ("locale", "language", "title"),
    [
        ("en-US", "en", "Retention · Customer analytics"),
        ("zh-CN", "zh-Hans", "留存 · 客户分析"),
    ],
)
def test_a_page_says_its_language_and_its_name(visitor, url, locale, language, title):
    page = visitor(locale=locale)
    open_page(page, f"{url}/retention")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page).to_have_title(title)


def test_another_language_is_said_when_it_is_chosen(visitor, url):
    page = visitor()
    open_page(page, f"{url}/health")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_text("简体中文", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
