"""Charts of areas: heat maps of cohorts and of scores, and the treemap of segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboards.charts.base import AMBER, BLUE, GREY, PLUM, TEAL, Figure, axis, figure, safe

# Numbers in more columns than these would run into each other on a phone.
MOST_COLUMNS_WITH_TEXT = 14
# Below this, Plotly leaves no room for two lines of a label under the columns.
LEAST_HEIGHT = 150
# Of words on a colour.
WHITE = "#FFFFFF"
INK = "#0B121B"


@dataclass(frozen=True)
class Cell:
    """One cell of a heat map: its value, what is written in it, what is shown under the pointer."""

    value: float
    text: str
    hover: str


def heat_map(
    cells: Mapping[tuple[str, str], Cell],
    rows: Sequence[str],
    columns: Sequence[str],
    column_title: str,
    row_height: int = 30,
) -> Figure:
    """A heat map with its first row on top; a missing cell stays empty.

    Args:
        cells: by (row, column).
        rows: labels from the top down, each once.
        columns: labels from left to right, each once.
        column_title: what the columns are.
        row_height: in pixels.
    """
    grid = [[cells.get((row, column)) for column in columns] for row in rows]
    trace = {
        "type": "heatmap",
        "x": list(range(len(columns))),
        "y": list(range(len(rows))),
        "z": [[cell.value if cell else None for cell in line] for line in grid],
        "text": [[safe(cell.text) if cell else "" for cell in line] for line in grid],
        "hovertext": [[safe(cell.hover) if cell else "" for cell in line] for line in grid],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hoverongaps": False,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "zmin": 0,
    }
    if len(columns) <= MOST_COLUMNS_WITH_TEXT:
        trace["texttemplate"] = "%{text}"
        # of its own, Plotly writes in grey or in white, neither of which can be read on mid-blue
        trace["textfont"] = {"size": 11, "color": INK}
    step = 1 if len(columns) <= MOST_COLUMNS_WITH_TEXT else 6 if len(columns) > 36 else 3
    return figure(
        [trace],
        max(row_height * len(rows) + 70, LEAST_HEIGHT),
        xaxis=axis(
            title={"text": safe(column_title), "standoff": 8},
            tickmode="array",
            tickvals=list(range(0, len(columns), step)),
            ticktext=[safe(column) for column in columns[::step]],
            tickangle=0,
            showgrid=False,
            side="bottom",
        ),
        yaxis=axis(
            tickmode="array",
            tickvals=list(range(len(rows))),
            ticktext=[safe(row) for row in rows],
            autorange="reversed",
            showgrid=False,
        ),
    )


@dataclass(frozen=True)
class Area:
    """One area of a treemap."""

    label: str
    value: float
    text: str
    hover: str


def treemap(areas: Sequence[Area], height: int) -> Figure:
    """Areas in proportion to their values, the largest first."""
    colours = (BLUE, TEAL, PLUM, AMBER, GREY)
    ordered = sorted(areas, key=lambda area: -area.value)
    filled = [colours[place % len(colours)] for place in range(len(ordered))]
    trace = {
        "type": "treemap",
        "labels": [safe(area.label) for area in ordered],
        "ids": [str(place) for place in range(len(ordered))],
        "parents": [""] * len(ordered),
        "values": [max(area.value, 0.0) for area in ordered],
        "text": [safe(area.text) for area in ordered],
        "textinfo": "label+text",
        # what can be read on the colour: white on blue alone
        "textfont": {"color": [WHITE if one == BLUE else INK for one in filled], "size": 13},
        "hovertext": [safe(area.hover) for area in ordered],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "colors": filled,
            "cornerradius": 4,
            "line": {"width": 0},
            "pad": {"t": 0, "l": 0, "r": 0, "b": 0},
        },
        "tiling": {"pad": 3},
        "pathbar": {"visible": False},
        "sort": False,
    }
    return figure(
        [trace],
        height,
        # an area too small for its text goes without
        uniformtext={"minsize": 10, "mode": "hide"},
        margin={"l": 0, "r": 0, "t": 4, "b": 4, "pad": 0},
    )
