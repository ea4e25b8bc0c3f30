"""The pages of the app, declared as data: where each stands in the menu and what it is filtered by.

A page is the script `pages/<name>.py`, at the address `/<name>`; its title and what it is for are
the messages `page.<name>.title` and `page.<name>.help`.
"""

from __future__ import annotations

from dataclasses import dataclass

# The filters of the sidebar, in its order; `period` comes with what it is compared with.
FILTERS = ("period", "source", "region", "channel", "owner")


@dataclass(frozen=True)
class PageSpec:
    """One page.

    `filters` are those that its numbers follow; the others are shown as having no effect on it,
    so that nobody reads a total as a part. A page `is_by_month` if it counts the months that begin
    in the period, each as a whole, and not the days of the period.
    """

    name: str
    section: str
    icon: str
    filters: tuple[str, ...] = FILTERS
    is_by_month: bool = False


PAGES: dict[str, PageSpec] = {
    page.name: page
    for page in (
        PageSpec("overview", "overview", ":material/monitoring:"),
        PageSpec("customers", "customers", ":material/groups:"),
        PageSpec("customer", "customers", ":material/person_search:", ()),
        PageSpec("retention", "customers", ":material/grid_on:", is_by_month=True),
        PageSpec(
            "value",
            "customers",
            ":material/trending_down:",
            ("source", "region", "channel", "owner"),
        ),
        PageSpec("funnel", "sales", ":material/filter_alt:"),
        PageSpec("pipeline", "sales", ":material/trending_up:", ("period", "source", "owner")),
        PageSpec("marketing", "marketing", ":material/campaign:", ("period",), is_by_month=True),
        PageSpec("loyalty", "marketing", ":material/loyalty:", ("period",), is_by_month=True),
        PageSpec(
            "experience", "service", ":material/sentiment_satisfied:", ("period",), is_by_month=True
        ),
        PageSpec("service", "service", ":material/support_agent:"),
        PageSpec(
            "products", "products", ":material/inventory_2:", ("period", "source"), is_by_month=True
        ),
        PageSpec("sql", "analysts", ":material/terminal:", ()),
        PageSpec("health", "analysts", ":material/health_and_safety:", ()),
    )
}
DEFAULT_PAGE = "overview"


def sections() -> dict[str, list[PageSpec]]:
    """The pages by section of the menu, both in order."""
    found: dict[str, list[PageSpec]] = {}
    for page in PAGES.values():
        found.setdefault(page.section, []).append(page)
    return found
