"""Lines with the bands that are to hold them: forecasts, and what became of earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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
from dashboards.charts.comparisons import LEGEND
from dashboards.charts.simple import Point, label_axis

COLOURS = (BLUE, AMBER, TEAL, PLUM, GREY)
# With a dash of their own, lines can be told apart without their colours.
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
MOST_LINES = len(COLOURS)
_FILL = "rgba(217,142,31,{:.2f})"


@dataclass(frozen=True)
class Band:
    """What is to hold an outcome: its ends at each label, None where there is no band."""

    name: str
    lower: Sequence[float | None]
    upper: Sequence[float | None]


def lines_with_bands(
    series: Sequence[tuple[str, Sequence[Point]]],
    tick: Formatter,
    bands: Sequence[Band] = (),
    height: int = 320,
) -> Figure:
    """Lines over the same labels, told apart by colour and dash, in front of their bands.

    Args:
        series: name and points of each line, at most `MOST_LINES`.
        tick: how a value is written at the axis.
        bands: the widest first; a narrower one is darker, as it lies on the wider.
        height: in pixels.

    Raises:
        ValueError: there are more lines than can be told apart.
    """
    if len(series) > MOST_LINES:
        raise ValueError(f"{len(series)} lines cannot be told apart; {MOST_LINES} can")
    labels = [point.label for point in series[0][1]] if series else []
    known = [point.value for _, points in series for point in points if point.value is not None]
    known += [value for band in bands for value in (*band.lower, *band.upper) if value is not None]
    traces = [trace for band in bands for trace in _band(band)]
    for number, (name, points) in enumerate(series):
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": safe(name),
                "x": list(range(len(points))),
                "y": [point.value for point in points],
                "customdata": list(range(len(points))),
                "line": {"color": COLOURS[number], "dash": DASHES[number], "width": 2.5},
                "marker": {"color": COLOURS[number], "size": 5},
                "cliponaxis": False,
                "hovertext": [safe(point.hover) for point in points],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    return figure(
        traces,
        height,
        xaxis=label_axis(labels),
        yaxis=value_axis(max(known, default=0.0), tick, min(known, default=0.0)),
        showlegend=len(series) + len(bands) > 1,
        legend=LEGEND,
        hovermode="closest",
    )


def _band(band: Band) -> list[dict[str, Any]]:
    """Two traces, the area between which is filled; only the places that have both ends."""
    places = [
        place
        for place, ends in enumerate(zip(band.lower, band.upper, strict=True))
        if None not in ends
    ]
    edge = {
        "type": "scatter",
        "mode": "lines",
        "x": places,
        "line": {"width": 0, "color": AMBER},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    return [
        {**edge, "y": [band.lower[place] for place in places]},
        {
            **edge,
            "y": [band.upper[place] for place in places],
            "fill": "tonexty",
            "fillcolor": _FILL.format(0.18),
            "name": safe(band.name),
            "showlegend": True,
        },
    ]
