"""How much each of several things matters, against how well it is done."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.charts.base import (
    BLUE,
    GREY,
    Figure,
    Formatter,
    axis,
    figure,
    round_step,
    safe,
    shortened,
)

_DIVISION = {"type": "line", "line": {"color": GREY, "width": 1, "dash": "dash"}, "layer": "below"}


@dataclass(frozen=True)
class Driver:
    """What a question is about: how much it matters, how well it is done; `row` is its place."""

    label: str
    importance: float
    performance: float
    hover: str
    row: int


def quadrant(
    drivers: Sequence[Driver],
    corners: tuple[str, str, str, str],
    titles: tuple[str, str],
    tick: Formatter,
    height: int = 380,
) -> Figure:
    """Importance over performance, divided at the means of both.

    Args:
        drivers: the points.
        corners: what the four fields are called: top left, top right, bottom left, bottom right.
        titles: of the axes, across and up.
        tick: how a share is written.
        height: in pixels.
    """
    across = [driver.performance for driver in drivers]
    up = [driver.importance for driver in drivers]
    x_low, x_high = _room(across)
    y_low, y_high = _room(up)
    x_mean, y_mean = (sum(values) / max(len(values), 1) for values in (across, up))
    places = ((0.01, 0.99), (0.99, 0.99), (0.01, 0.01), (0.99, 0.01))
    return figure(
        [
            {
                "type": "scatter",
                "mode": "markers+text",
                "x": across,
                "y": up,
                "customdata": [driver.row for driver in drivers],
                "text": [safe(shortened(driver.label, 18)) for driver in drivers],
                "textposition": [
                    # a name never runs out of the chart
                    "middle left" if value > (x_low + x_high) / 2 else "middle right"
                    for value in across
                ],
                "marker": {"color": BLUE, "size": 13},
                "cliponaxis": False,
                "hovertext": [safe(driver.hover) for driver in drivers],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        ],
        height,
        xaxis=_share_axis(titles[0], x_low, x_high, tick),
        yaxis=_share_axis(titles[1], y_low, y_high, tick),
        shapes=[
            {**_DIVISION, "x0": x_mean, "x1": x_mean, "y0": 0, "y1": 1, "yref": "paper"},
            {**_DIVISION, "y0": y_mean, "y1": y_mean, "x0": 0, "x1": 1, "xref": "paper"},
        ],
        annotations=[
            {
                "x": x,
                "y": y,
                "xref": "paper",
                "yref": "paper",
                "xanchor": "left" if x < 0.5 else "right",
                "yanchor": "bottom" if y < 0.5 else "top",
                "text": safe(corner),
                "showarrow": False,
                "font": {"size": 11, "color": GREY},
            }
            for corner, (x, y) in zip(corners, places, strict=True)
        ],
        hovermode="closest",
    )


def _room(values: Sequence[float]) -> tuple[float, float]:
    """The range of an axis that leaves room around its values, within what a share can be."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = max((high - low) * 0.25, 0.05)
    return max(low - room, 0.0), min(high + room, 1.0)


def _share_axis(title: str, low: float, high: float, tick: Formatter) -> dict[str, Any]:
    step = round_step(high - low, tick)
    first = math.floor(low / step) + 1  # none at the corner, where the two axes meet
    values = [step * number for number in range(first, math.floor(high / step) + 1)]
    return axis(
        title={"text": safe(title), "standoff": 8},
        range=[low, high],
        tickmode="array",
        tickvals=values,
        ticktext=[tick(value) for value in values],
        showgrid=False,
    )
