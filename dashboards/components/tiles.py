"""Rows of tiles with one number each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

import streamlit as st

from dashboards.components.card import defined
from dashboards.components.plain import plain
from dashboards.sheet import PrintedTile
from dashboards.view import View

# Of a tile, in pixels: what is beside its number, and between which widths it is.
_PADDING = 32
_NARROWEST = 150
_WIDEST = 190


@dataclass(frozen=True)
class Tile:
    """One number: already written out, with what it counts; a change has its sign in front.

    `about` is the `schema.table` or `schema.table.column` whose dbt description defines it.
    A fall of a number of which less is better (`is_better_low`) is shown as good. `aside` is one
    more line, such as how much of its target it is.
    """

    label: str
    value: str
    definition: str
    about: str
    change: str | None = None
    history: tuple[float, ...] = ()
    is_better_low: bool = False
    aside: str | None = None


def tiles(view: View, shown: Sequence[Tile], columns: int = 4) -> None:
    """Tiles side by side, fewer of them where the screen is narrow."""
    with st.grid(columns, min_column_width=_width(shown), gap="small"):
        for tile in shown:
            _tile(view, tile)
    view.sheet.tiles.extend(
        PrintedTile(tile.label, tile.value, tile.change, tile.definition, tile.aside)
        for tile in shown
    )


def _width(shown: Sequence[Tile]) -> int:
    """How wide each tile is at least, in pixels, so that no number is cut short.

    From the widest on, there is one in a row on a phone, and as many as ever on a desk.
    """
    widest = max((_written_width(tile.value) for tile in shown), default=0)
    return min(max(widest + _PADDING, _NARROWEST), _WIDEST)


def _written_width(value: str) -> int:
    """About how wide a number is in the size of tiles; a character of Chinese has two places."""
    return sum(7 if one in " .,·" else 27 if east_asian_width(one) in "WF" else 15 for one in value)


def _tile(view: View, tile: Tile) -> None:
    # to Streamlit, "+0.0%" is a rise
    is_still = tile.change is not None and _is_zero(tile.change)
    help_text = f"{tile.definition}\n\n{defined(view, tile.about)}"
    with st.container(gap=None, height="stretch"):
        st.metric(
            tile.label,
            plain(tile.value),
            delta=tile.change,
            delta_color="off" if is_still else "inverse" if tile.is_better_low else "normal",
            delta_arrow="off" if is_still else "auto",
            help=help_text,
            border=True,
            height="stretch",
            chart_data=list(tile.history) if len(tile.history) > 2 else None,
            chart_type="line",
        )
        if tile.aside:
            st.caption(tile.aside)


def _is_zero(change: str) -> bool:
    return not any(digit in change for digit in "123456789")
