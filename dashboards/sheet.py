"""What a page shows, collected while it is drawn, so that it can be printed as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class PrintedTile:
    """A number: its label, as it is written, its change with its sign, and what it means.

    `aside` is one more line, such as how much of its target it is, in Markdown.
    """

    label: str
    value: str
    change: str | None
    definition: str
    aside: str | None = None


@dataclass(frozen=True)
class PrintedCard:
    """A chart, or a table where `figure` is None: cells are written as the page shows them.

    `columns` are the headings, by the names of the rows' cells; `note` is in Markdown.
    """

    title: str
    definition: str
    figure: Mapping[str, Any] | None
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, object]]
    note: str | None = None


@dataclass
class Sheet:
    """A page on paper: its title, what it is filtered by, its numbers and cards in order."""

    title: str = ""
    scope: str = ""
    tiles: list[PrintedTile] = field(default_factory=list)
    cards: list[PrintedCard] = field(default_factory=list)
