"""Scores of customers with their margins of error, over time and side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from dashboards.charts.base import (
    BLUE,
    PLUM,
    TEAL,
    Figure,
    Formatter,
    axis,
    figure,
    safe,
    shortened,
    value_axis,
)
from dashboards.charts.simple import bars_height, label_axis

_BAND = "rgba(56,120,199,0.18)"
_MARKS = ((BLUE, "circle"), (TEAL, "square"), (PLUM, "diamond"))
_LEGEND = {"orientation": "h", "y": 1.01, "yanchor": "bottom", "x": 0, "title": {"text": ""}}


@dataclass(frozen=True)
class Estimate:
    """A score and how far it may be off; `margin` is None where nothing tells.

    `is_weak` marks one of few answers. `group` is a number that gives it its colour and mark.
    """

    label: str
    value: float | None
    margin: float | None
    hover: str
    is_weak: bool = False
    group: int = 0


def score_line(
    estimates: Sequence[Estimate], tick: Formatter, limits: tuple[float, float], height: int = 260
) -> Figure:
    """A line over time in front of the band that its margins make; weak points are hollow.

    Args:
        estimates: one for each label of the axis.
        tick: how a value is written at the axis.
        limits: the lowest and highest value there can be; a band does not leave them.
        height: in pixels.
    """
    places = range(len(estimates))
    ends = [_ends(estimate, limits) for estimate in estimates]
    known = [value for pair in ends if pair for value in pair]
    known += [one.value for one in estimates if one.value is not None]
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(places),
        "y": [estimate.value for estimate in estimates],
        "customdata": list(places),
        "line": {"color": BLUE, "width": 2.5},
        "marker": {
            "color": BLUE,
            "size": 8,
            "line": {"width": 2, "color": BLUE},
            "symbol": ["circle-open" if one.is_weak else "circle" for one in estimates],
        },
        "cliponaxis": False,
        "hovertext": [safe(estimate.hover) for estimate in estimates],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    return figure(
        [*_bands(ends), line],
        height,
        xaxis=label_axis([estimate.label for estimate in estimates], most=4),
        yaxis=value_axis(max(known, default=0.0), tick, min(known, default=0.0)),
        hovermode="closest",
    )


def dots_with_margins(
    estimates: Sequence[Estimate], texts: Sequence[str], groups: Sequence[str], tick: Formatter
) -> Figure:
    """A dot per estimate from the top down, with a line as long as its margin on either side.

    Args:
        estimates: with a value each.
        texts: what is written behind each.
        groups: names of the groups, at most three, for the legend.
        tick: how a value is written at the axis.
    """
    traces: list[dict[str, Any]] = []
    for number, name in enumerate(groups):
        places = [place for place, one in enumerate(estimates) if one.group == number]
        if not places:
            continue
        colour, mark = _MARKS[number]
        shown = [estimates[place] for place in places]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": safe(name),
                "x": [one.value for one in shown],
                "y": places,
                "customdata": places,
                "marker": {"symbol": mark, "color": colour, "size": 11},
                "error_x": {
                    "type": "data",
                    "array": [one.margin or 0.0 for one in shown],
                    "color": colour,
                    "thickness": 2,
                    "width": 5,
                },
                "cliponaxis": False,
                "hovertext": [safe(one.hover) for one in shown],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    values = [one.value or 0.0 for one in estimates]
    low = min((v - (o.margin or 0.0) for v, o in zip(values, estimates, strict=True)), default=0.0)
    high = max((v + (o.margin or 0.0) for v, o in zip(values, estimates, strict=True)), default=1.0)
    scale = value_axis(high, tick, low)
    first, last = scale["range"]
    traces.append(
        {
            "type": "scatter",
            "mode": "text",
            "x": [last] * len(estimates),
            "y": list(range(len(estimates))),
            "text": [f"  {safe(text)}" for text in texts],
            "textposition": "middle right",
            "cliponaxis": False,
            "hoverinfo": "skip",
            "showlegend": False,
        }
    )
    return figure(
        traces,
        bars_height(max(len(estimates), 4)) + 60,
        # the texts stand to the right of the last tick
        xaxis={**scale, "range": [first, last + (last - first) * 0.42]},
        yaxis=axis(
            range=[max(len(estimates), 4) - 0.5, -0.5],
            tickmode="array",
            tickvals=list(range(len(estimates))),
            ticktext=[safe(shortened(one.label)) for one in estimates],
            showgrid=False,
            ticklabelstandoff=6,
        ),
        showlegend=True,
        legend=_LEGEND,
        hovermode="closest",
    )


def _ends(estimate: Estimate, limits: tuple[float, float]) -> tuple[float, float] | None:
    if estimate.value is None or estimate.margin is None:
        return None
    low, high = limits
    return max(estimate.value - estimate.margin, low), min(estimate.value + estimate.margin, high)


def _bands(ends: Sequence[tuple[float, float] | None]) -> list[dict[str, Any]]:
    """Areas between the ends, one for each run of places that have them."""
    areas = []
    runs = groupby(enumerate(ends), key=lambda item: item[1] is not None)
    for has_ends, run in runs:
        if not has_ends:
            continue
        found = [(float(place), pair) for place, pair in run if pair is not None]
        if len(found) == 1:
            # a place alone has a band that is seen
            [(place, pair)] = found
            found = [(place - 0.25, pair), (place + 0.25, pair)]
        there = [place for place, _ in found]
        areas.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": there + there[::-1],
                "y": [high for _, (_, high) in found] + [low for _, (low, _) in found][::-1],
                "fill": "toself",
                "fillcolor": _BAND,
                "line": {"width": 0},
                "hoverinfo": "skip",
                "showlegend": False,
            }
        )
    return areas
