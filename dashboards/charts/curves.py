"""Curves over a scale of numbers: shares by months or days since something, with their bounds."""

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
    axis,
    figure,
    safe,
    value_axis,
)

_COLOURS = (BLUE, AMBER, TEAL, PLUM, GREY)
# With a dash of their own, curves can be told apart without their colours.
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
MOST_CURVES = len(_COLOURS)
# So far apart may the ticks of a scale be: months by halves of years, days by months and quarters.
MONTHS = (1, 2, 3, 6, 12, 24, 60)
DAYS = (7, 30, 90, 180, 365, 730, 1825)
_MOST_TICKS = 7


@dataclass(frozen=True)
class CurvePoint:
    """One point: `place` is that of its row in the data, `lower` and `upper` its bounds."""

    at: int
    value: float
    hover: str
    place: int
    lower: float | None = None
    upper: float | None = None


def curves(
    named: Sequence[tuple[str, Sequence[CurvePoint]]],
    tick: Formatter,
    *,
    scale: Sequence[int],
    scale_title: str,
    is_step: bool = False,
    height: int = 320,
) -> Figure:
    """One curve per name, told apart by colour and dash, in front of the band of its bounds.

    Args:
        named: name and points of each curve, at most `MOST_CURVES`, points in order.
        tick: how a value is written at its axis.
        scale: how far apart the ticks of the other axis may be, `MONTHS` or `DAYS`.
        scale_title: what that axis is.
        is_step: a value holds until the next point.
        height: in pixels.

    Raises:
        ValueError: there are more curves than can be told apart.
    """
    if len(named) > MOST_CURVES:
        raise ValueError(f"{len(named)} curves cannot be told apart; {MOST_CURVES} can")
    everywhere = [point for _, points in named for point in points]
    values = [value for point in everywhere for value in (point.value, point.upper or 0.0)]
    shape = "hv" if is_step else "linear"
    # many bands lie on each other
    opacity = 0.18 if len(named) == 1 else 0.09
    bands = [
        trace
        for number, (_, points) in enumerate(named)
        for trace in _band(points, _fill(_COLOURS[number], opacity), shape)
    ]
    lines = [
        _line(name, points, number, shape, marker_size=3 if is_step else 6)
        for number, (name, points) in enumerate(named)
    ]
    return figure(
        [*bands, *lines],
        height,
        xaxis=_scale_axis(max((point.at for point in everywhere), default=1), scale, scale_title),
        yaxis=value_axis(max(values, default=0.0), tick, min(values, default=0.0)),
        showlegend=len(named) > 1,
        legend={
            "orientation": "h",
            "y": 1.02,
            "yanchor": "bottom",
            "x": 0,
            "title": {"text": ""},
            # filled areas would turn the order round
            "traceorder": "normal",
        },
        hovermode="closest",
    )


def _line(
    name: str, points: Sequence[CurvePoint], number: int, shape: str, *, marker_size: int
) -> dict[str, Any]:
    return {
        "type": "scatter",
        # only markers can be chosen
        "mode": "lines+markers",
        "name": safe(name),
        "x": [point.at for point in points],
        "y": [point.value for point in points],
        "customdata": [point.place for point in points],
        "line": {
            "color": _COLOURS[number],
            "dash": _DASHES[number],
            "width": 2.5,
            "shape": shape,
        },
        "marker": {"color": _COLOURS[number], "size": marker_size},
        "cliponaxis": False,
        "hovertext": [safe(point.hover) for point in points],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _band(points: Sequence[CurvePoint], fill: str, shape: str) -> list[dict[str, Any]]:
    """Two invisible edges with the area between them filled; nothing where there are no bounds."""
    bounded = [point for point in points if point.lower is not None and point.upper is not None]
    if not bounded:
        return []
    edge = {
        "type": "scatter",
        "mode": "lines",
        "x": [point.at for point in bounded],
        "line": {"width": 0, "shape": shape},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    return [
        {**edge, "y": [point.lower for point in bounded]},
        {
            **edge,
            "y": [point.upper for point in bounded],
            "fill": "tonexty",
            "fillcolor": fill,
        },
    ]


def _fill(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def _scale_axis(largest: int, scale: Sequence[int], title: str) -> dict[str, Any]:
    step = next((one for one in scale if largest / one <= _MOST_TICKS), scale[-1])
    ticks = list(range(0, largest + 1, step))
    return axis(
        title={"text": safe(title), "standoff": 8},
        tickmode="array",
        tickvals=ticks,
        ticktext=[str(one) for one in ticks],
        tickangle=0,
        # the first tick would stand on that of the other axis
        range=[-0.03 * max(largest, 1), max(largest, 1) * 1.02],
        showgrid=False,
    )
