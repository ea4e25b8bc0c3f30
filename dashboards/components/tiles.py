"""Rows of tiles with one number each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboards.components.plain import plain


@dataclass(frozen=True)
class Tile:
    """One number: already written out, with its definition; a change has its sign in front."""

    label: str
    value: str
    definition: str
    change: str | None = None
    history: tuple[float, ...] = ()


def tiles(shown: Sequence[Tile], columns: int = 4) -> None:
    """Tiles side by side, fewer of them where the screen is narrow."""
    with st.grid(columns, min_column_width=150, gap="small"):
        for tile in shown:
            # to Streamlit, "+0.0%" is a rise
            is_still = tile.change is not None and _is_zero(tile.change)
            st.metric(
                tile.label,
                plain(tile.value),
                delta=tile.change,
                delta_color="off" if is_still else "normal",
                delta_arrow="off" if is_still else "auto",
                help=tile.definition,
                border=True,
                height="stretch",
                chart_data=list(tile.history) if len(tile.history) > 2 else None,
                chart_type="line",
            )


def _is_zero(change: str) -> bool:
    return not any(digit in change for digit in "123456789")
