"""Bars of several parts over time: parts above zero stand on each other, those below hang."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.charts.base import (
    AMBER,
    BLUE,
    GREY,
    PLUM,
    TEAL,
    Figure,
    Formatter,
    figure,
    safe,
    value_axis,
)
from dashboards.charts.simple import Point, label_axis

_COLOURS = (BLUE, AMBER, TEAL, PLUM, GREY)
# With a pattern of their own, parts can be told apart without their colours.
_PATTERNS = ("", "/", ".", "\\", "x")
MOST_PARTS = len(_COLOURS)


def stacked_bars(
    parts: Sequence[tuple[str, Sequence[Point]]],
    tick: Formatter,
    *,
    rows: Sequence[Sequence[int]] | None = None,
    height: int = 320,
) -> Figure:
    """One upright bar per label, made of the parts' values; a legend names the parts.

    Args:
        parts: name and points of each, over the same labels; at most `MOST_PARTS`.
        tick: how a value is written at the axis.
        rows: of each part, the place of each point's row, where that is not the point's own.
        height: in pixels.

    Raises:
        ValueError: there are more parts than can be told apart.
    """
    if len(parts) > MOST_PARTS:
        raise ValueError(f"{len(parts)} parts cannot be told apart; {MOST_PARTS} can")
    labels = [point.label for point in parts[0][1]] if parts else []
    traces = []
    for number, (name, points) in enumerate(parts):
        places = rows[number] if rows is not None else range(len(points))
        traces.append(
            {
                "type": "bar",
                "name": safe(name),
                "x": list(range(len(points))),
                "y": [point.value for point in points],
                "customdata": list(places),
                "marker": {
                    "color": _COLOURS[number],
                    "opacity": [0.45 if point.is_partial else 1.0 for point in points],
                    "pattern": {"shape": _PATTERNS[number], "fillmode": "overlay", "size": 7},
                },
                "hovertext": [safe(point.hover) for point in points],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    values = [[points[place].value or 0.0 for _, points in parts] for place in range(len(labels))]
    highest = max((sum(max(value, 0.0) for value in bar) for bar in values), default=0.0)
    lowest = min((sum(min(value, 0.0) for value in bar) for bar in values), default=0.0)
    return figure(
        traces,
        height,
        barmode="relative",
        xaxis=label_axis(labels),
        yaxis=value_axis(highest, tick, lowest),
        showlegend=len(parts) > 1,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "title": {"text": ""}},
        bargap=0.25 if len(labels) <= 60 else 0.1,
    )
