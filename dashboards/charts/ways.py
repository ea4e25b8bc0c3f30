"""Ways between touchpoints, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.charts.base import (
    AMBER,
    BLUE,
    GREY,
    TEAL,
    Figure,
    axis,
    figure,
    safe,
    shortened,
)

_ENDS = ((BLUE, ""), (TEAL, ""), (GREY, "/"), (AMBER, "."))
_LEGEND = {"orientation": "h", "y": 1.01, "yanchor": "bottom", "x": 0, "title": {"text": ""}}


@dataclass(frozen=True)
class Way:
    """One way between two touchpoints; `end` is a number that says where it leads."""

    label: str
    journeys: int
    text: str
    hover: str
    end: int
    row: int


def ways(steps: Sequence[tuple[str, Sequence[Way]]], ends: Sequence[str]) -> Figure:
    """Bars of ways from the top down, under a heading for each step.

    Args:
        steps: heading and ways of each.
        ends: where a way can lead, at most four, for the legend.
    """
    labels: list[str] = []
    placed: list[tuple[int, Way]] = []
    for heading, shown in steps:
        labels.append(f"<b>{safe(heading)}</b>")
        for way in shown:
            placed.append((len(labels), way))
            labels.append(safe(shortened(way.label, 30)))
    largest = max((way.journeys for _, way in placed), default=1)
    traces = []
    for number, (name, (colour, pattern)) in enumerate(zip(ends, _ENDS, strict=False)):
        shown_here = [(place, way) for place, way in placed if way.end == number]
        if not shown_here:
            continue
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": safe(name),
                "y": [place for place, _ in shown_here],
                "x": [way.journeys for _, way in shown_here],
                # else as wide as the ways of this end are far apart, over those between them
                "width": 0.7,
                "customdata": [way.row for _, way in shown_here],
                "text": [safe(way.text) for _, way in shown_here],
                "textposition": "outside",
                "marker": {
                    "color": colour,
                    "cornerradius": 3,
                    "pattern": {"shape": pattern, "solidity": 0.25, "size": 6},
                },
                "cliponaxis": False,
                "hovertext": [safe(way.hover) for _, way in shown_here],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    return figure(
        traces,
        26 * len(labels) + 60,
        barmode="overlay",
        xaxis=axis(visible=False, range=[0, largest * 1.5]),
        yaxis=axis(
            range=[len(labels) - 0.5, -0.5],
            tickmode="array",
            tickvals=list(range(len(labels))),
            ticktext=labels,
            showgrid=False,
            ticklabelstandoff=6,
        ),
        showlegend=True,
        legend=_LEGEND,
    )
