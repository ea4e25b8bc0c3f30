"""Horizontal bars side by side, on one another, with marks and with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboards.charts.base import (
    AMBER,
    BLUE,
    GREY,
    PLUM,
    TEAL,
    Figure,
    axis,
    figure,
    safe,
    shortened,
)
from dashboards.charts.simple import Point, bars_height

COLOURS = (BLUE, AMBER, TEAL, PLUM, GREY)
# With a pattern of their own, parts can be told apart without their colours.
PATTERNS = ("", "/", ".", "\\", "x")
LEGEND = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "title": {"text": ""}}
# What a legend above the bars takes, in pixels.
_LEGEND_HEIGHT = 34


def side_by_side(parts: Sequence[tuple[str, Sequence[Point], Sequence[str]]]) -> Figure:
    """A group of bars per label, from the top down, each bar with its text at its end.

    Args:
        parts: of each its name, its points and their texts, over the same labels.
    """
    known = [point.value or 0.0 for _, points, _ in parts for point in points]
    traces = [
        {
            **_bar(number, name, points),
            "text": [safe(text) for text in texts],
            "textposition": "outside",
            "cliponaxis": False,
        }
        for number, (name, points, texts) in enumerate(parts)
    ]
    labels = [point.label for point in parts[0][1]] if parts else []
    return figure(
        traces,
        bars_height(len(labels) * 3 // 2) + _LEGEND_HEIGHT,
        xaxis=axis(visible=False, range=[0, (max(known, default=0.0) or 1.0) * 1.5]),
        yaxis=label_axis_down(labels),
        barmode="group",
        bargap=0.3,
        bargroupgap=0.08,
        showlegend=True,
        legend=LEGEND,
    )


def parts_of_bars(parts: Sequence[tuple[str, Sequence[Point]]]) -> Figure:
    """A bar per label, from the top down, made of the values of its parts.

    Args:
        parts: name and points of each, over the same labels.
    """
    labels = [point.label for point in parts[0][1]] if parts else []
    return figure(
        [_bar(number, name, points) for number, (name, points) in enumerate(parts)],
        bars_height(len(labels)) + _LEGEND_HEIGHT,
        xaxis=axis(visible=False),
        yaxis=label_axis_down(labels),
        barmode="stack",
        bargap=0.3,
        showlegend=True,
        legend=LEGEND,
    )


def bars_with_limits(
    points: Sequence[Point],
    limits: Sequence[float | None],
    texts: Sequence[str],
    names: tuple[str, str],
) -> Figure:
    """Horizontal bars, each with a mark further on and a text behind both.

    Args:
        points: the bars.
        limits: where each bar's mark is; None for none.
        texts: what is written behind each.
        names: of the bars and of the marks, for the legend.
    """
    ends = [
        max(point.value or 0.0, limit or 0.0) for point, limit in zip(points, limits, strict=True)
    ]
    places = list(range(len(points)))
    # so that a text does not lie on its mark
    gap = 0.04 * max(ends, default=0.0)
    marks = {
        "type": "scatter",
        "mode": "markers",
        "name": safe(names[1]),
        "x": list(limits),
        "y": places,
        "customdata": places,
        "marker": {"symbol": "diamond-tall", "size": 13, "color": AMBER},
        "cliponaxis": False,
        "hovertext": [safe(point.hover) for point in points],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    return figure(
        [_bar(0, names[0], points), marks, texts_behind([end + gap for end in ends], texts)],
        bars_height(len(points)) + _LEGEND_HEIGHT,
        xaxis=axis(visible=False, range=[0, (max(ends, default=0.0) or 1.0) * 1.5]),
        yaxis=label_axis_down([point.label for point in points]),
        bargap=0.4,
        showlegend=True,
        legend=LEGEND,
    )


def bars_with_intervals(
    points: Sequence[Point],
    intervals: Sequence[tuple[float, float] | None],
    texts: Sequence[str],
    aside: Sequence[bool],
) -> Figure:
    """Horizontal bars with an interval around the end of each, and a text behind both.

    Args:
        points: the bars.
        intervals: lower and upper end of each; None for none.
        texts: what is written behind each.
        aside: whether a bar is of another kind than the others, and so looks different.
    """
    values = [point.value or 0.0 for point in points]
    bounds = [interval or (value, value) for interval, value in zip(intervals, values, strict=True)]
    # a bar without an interval has no line at its end
    errors = [
        (None, None) if interval is None else (interval[1] - value, value - interval[0])
        for interval, value in zip(intervals, values, strict=True)
    ]
    trace = {
        **_bar(0, "", points),
        "marker": {
            "color": [GREY if other else BLUE for other in aside],
            "cornerradius": 3,
            "pattern": {"shape": ["/" if other else "" for other in aside], "solidity": 0.25},
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [above for above, _ in errors],
            "arrayminus": [below for _, below in errors],
            "color": AMBER,
            "thickness": 2.5,
            "width": 6,
        },
    }
    ends = [max(high, value) for (_, high), value in zip(bounds, values, strict=True)]
    return figure(
        [trace, texts_behind(ends, texts)],
        bars_height(len(points)),
        xaxis=axis(visible=False, range=[0, (max(ends, default=0.0) or 1.0) * 1.45]),
        yaxis=label_axis_down([point.label for point in points]),
        bargap=0.4,
    )


def texts_behind(ends: Sequence[float], texts: Sequence[str]) -> dict[str, Any]:
    """A trace that writes a text to the right of each place, one below the other."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": list(ends),
        "y": list(range(len(ends))),
        "text": [f" {safe(text)}" for text in texts],
        "textposition": "middle right",
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def label_axis_down(labels: Sequence[str]) -> dict[str, Any]:
    """An axis of labels from the top down; few of them stay as thin as many."""
    return axis(
        range=[max(len(labels), 3) - 0.5, -0.5],
        tickmode="array",
        tickvals=list(range(len(labels))),
        ticktext=[safe(shortened(label)) for label in labels],
        showgrid=False,
        ticklabelstandoff=6,
    )


def _bar(number: int, name: str, points: Sequence[Point]) -> dict[str, Any]:
    """A trace of horizontal bars; each knows the place of its row."""
    return {
        "type": "bar",
        "orientation": "h",
        "name": safe(name),
        "y": list(range(len(points))),
        "x": [point.value or 0 for point in points],
        "customdata": list(range(len(points))),
        "marker": {
            "color": COLOURS[number % len(COLOURS)],
            "cornerradius": 3,
            "pattern": {
                "shape": PATTERNS[number % len(PATTERNS)],
                "solidity": 0.25,
                "size": 6,
            },
        },
        "hovertext": [safe(point.hover) for point in points],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
