"""Customers: who they are by several ways of grouping them, one of which is open at a time."""

from __future__ import annotations

from dashboards.cards.customers_clusters import clusters
from dashboards.cards.customers_movement import movement
from dashboards.cards.customers_segments import is_compared_then, segments
from dashboards.cards.customers_stages import stages
from dashboards.cards.customers_value import value_tiers
from dashboards.components.change import days_words
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
    said = text(f"customers_scope.{section}")
    if section == "segments":
        # the other sections tell of the as-of date only, of which there is no earlier one
        words = days_words(view) if is_compared_then(view) else text("change.not_compared")
        said = text.sentences(said, words)
    scope(view, said)
    SECTIONS[section](view)


render(current_view())
