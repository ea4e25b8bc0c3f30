"""Customers: who they are by several ways of grouping them, one of which is open at a time."""

from __future__ import annotations

from dashboards.cards.customers_clusters import clusters
from dashboards.cards.customers_movement import movement
from dashboards.cards.customers_segments import segments
from dashboards.cards.customers_stages import stages
from dashboards.cards.customers_value import value_tiers
from dashboards.components.choice import choice
from dashboards.components.header import scope
from dashboards.view import View, current_view

# In the order in which they are offered; the URL carries these words.
SECTIONS = {
    "segments": segments,
    "value": value_tiers,
    "stages": stages,
    "clusters": clusters,
    "movement": movement,
}


def render(view: View) -> None:
    """Draw the page: only the section that is open is computed."""
    text = view.text
    section = choice(
        text("customers.section"),
        "section",
        list(SECTIONS),
        lambda name: text(f"customers_section.{name}"),
        key="customers-section",
    )
    scope(view, text(f"customers_scope.{section}"))
    SECTIONS[section](view)


render(current_view())
