"""What several attribution models say of each channel, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    shortened,
    value_axis,
)

# A model has a mark and a colour of its own, so that it is known by either.
MARKS = (
    ("circle", BLUE),
    ("circle-open", BLUE),
    ("square", TEAL),
    ("triangle-up", TEAL),
    ("diamond", PLUM),
    ("star", AMBER),
    ("x", GREY),
)
_LANE = 0.11
_ROW_HEIGHT = 62


@dataclass(frozen=True)
class Opinion:
    """What one model says: its value for each channel, and what is shown under the pointer."""

    model: str
    values: Sequence[float]
    hovers: Sequence[str]


def opinions(channels: Sequence[str], models: Sequence[Opinion], tick: Formatter) -> Figure:
    """A row per channel from the top down, in it a mark per model, each in a lane of its own.

    Args:
        channels: what the rows are called.
        models: in the order of the lanes, at most as many as there are marks.
        tick: how a value is written at the axis.

    Raises:
        ValueError: there are more models than can be told apart.
    """
    if len(models) > len(MARKS):
        raise ValueError(f"{len(models)} models cannot be told apart; {len(MARKS)} can")
    rows = range(len(channels))
    known = [value for model in models for value in model.values]
    middle = (len(models) - 1) / 2
    traces = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": safe(model.model),
            "x": list(model.values),
            "y": [row + (lane - middle) * _LANE for row in rows],
            "customdata": list(rows),
            "marker": {
                "symbol": mark,
                "color": colour,
                "size": 9,
                "line": {"color": colour, "width": 2 if mark.endswith("open") else 0},
            },
            "cliponaxis": False,
            "hovertext": [safe(hover) for hover in model.hovers],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
        for lane, (model, (mark, colour)) in enumerate(zip(models, MARKS, strict=False))
    ]
    # a span from the lowest opinion to the highest: short where the models agree
    spans = {
        "type": "bar",
        "orientation": "h",
        "y": list(rows),
        "base": [min((model.values[row] for model in models), default=0.0) for row in rows],
        "x": [_spread([model.values[row] for model in models]) for row in rows],
        "width": (len(models) + 1) * _LANE,
        "marker": {"color": "rgba(138,148,166,0.16)", "cornerradius": 3},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    return figure(
        [spans, *traces],
        _ROW_HEIGHT * max(len(channels), 2) + 90,
        xaxis=value_axis(max(known, default=0.0), tick, min(known, default=0.0)),
        yaxis=axis(
            range=[max(len(channels), 2) - 0.5, -0.5],
            tickmode="array",
            tickvals=list(rows),
            ticktext=[safe(shortened(channel)) for channel in channels],
            showgrid=False,
            ticklabelstandoff=6,
        ),
        showlegend=True,
        legend={"orientation": "h", "y": 1.01, "yanchor": "bottom", "x": 0, "title": {"text": ""}},
        hovermode="closest",
    )


def _spread(values: Sequence[float]) -> float:
    return max(values) - min(values) if values else 0.0
