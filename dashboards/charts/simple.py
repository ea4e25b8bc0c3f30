"""Charts that several pages use: a trend over time, horizontal bars, lines by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.charts.base import (
    AMBER,
    BLUE,
    Figure,
    Formatter,
    axis,
    figure,
    safe,
    shortened,
    value_axis,
)

# What a phone of 390 pixels leaves for bars and their labels, and the most that texts take of it,
# as a part of the longest bar.
PHONE_WIDTH = 310
MOST_ROOM = 2.0


@dataclass(frozen=True)
class Point:
    """One point: `label` on the axis, `hover` under the pointer; None where there is no value."""

    label: str
    value: float | None
    hover: str
    is_partial: bool = False


def bars_over_time(points: Sequence[Point], tick: Formatter) -> Figure:
    """Upright bars, one per day, week or month; those of a partial bucket are lighter."""
    values = [point.value for point in points]
    known = [value for value in values if value is not None]
    trace = {
        "type": "bar",
        "x": list(range(len(points))),
        "y": values,
        "marker": {
            "color": BLUE,
            "opacity": [0.45 if point.is_partial else 1.0 for point in points],
            "cornerradius": 3,
        },
        "hovertext": [safe(point.hover) for point in points],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    return figure(
        [trace],
        320,
        xaxis=label_axis([point.label for point in points]),
        yaxis=value_axis(max(known, default=0.0), tick, min(known, default=0.0)),
        bargap=0.25 if len(points) <= 60 else 0.1,
    )


def lines(
    series: Sequence[tuple[str, Sequence[Point]]], tick: Formatter, height: int = 320
) -> Figure:
    """One line per series over the same labels; a legend where there is more than one."""
    traces = []
    known = [point.value for _, points in series for point in points if point.value is not None]
    for (name, points), colour in zip(series, (BLUE, AMBER), strict=False):
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": safe(name),
                "x": list(range(len(points))),
                "y": [point.value for point in points],
                "line": {"color": colour, "width": 2.5},
                "cliponaxis": False,
                "marker": {
                    "color": colour,
                    "size": 6,
                    "opacity": [0.45 if point.is_partial else 1.0 for point in points],
                },
                "hovertext": [safe(point.hover) for point in points],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    labels = [point.label for point in series[0][1]] if series else []
    return figure(
        traces,
        height,
        xaxis=label_axis(labels),
        yaxis=value_axis(max(known, default=0.0), tick, min(known, default=0.0)),
        showlegend=len(series) > 1,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "title": {"text": ""}},
        hovermode="closest",
    )


def horizontal_bars(
    points: Sequence[Point],
    texts: Sequence[str],
    colour: str = BLUE,
    rows: int = 0,
    label_length: int = 24,
    room: float = 0.6,
) -> Figure:
    """Bars from the top down in the given order, each with its value written beside it.

    Args:
        points: the bars.
        texts: what is written at the end of each.
        colour: of all bars.
        rows: height in bars, where another chart beside it has more of them.
        label_length: where labels are cut; one of two lines has room for twice as much.
        room: for the text beside the longest bar, as a part of that bar; on a phone long texts
            have more of it, so that none is cut.
    """
    labels = [shortened(point.label, label_length) for point in points]
    height = max(rows, len(points), 3)
    largest = max((point.value or 0.0 for point in points), default=0.0)
    parts = [(point.value or 0.0) / (largest or 1.0) for point in points]
    room = max(room, _room_on_a_phone(labels, texts, parts))
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(points))),
        "x": [point.value or 0 for point in points],
        "marker": {"color": colour, "cornerradius": 3},
        "text": [safe(text) for text in texts],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertext": [safe(point.hover) for point in points],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    return figure(
        [trace],
        bars_height(height),
        xaxis=axis(visible=False, range=[0, (largest or 1.0) * (1 + room)]),
        yaxis=axis(
            # from the top down; few bars stay as thin as many
            range=[height - 0.5, -0.5],
            tickmode="array",
            tickvals=list(range(len(points))),
            ticktext=[safe(label) for label in labels],
            showgrid=False,
            ticklabelstandoff=6,
        ),
        bargap=0.35,
    )


def _room_on_a_phone(labels: Sequence[str], texts: Sequence[str], parts: Sequence[float]) -> float:
    """The room that lets every text end within a card that is `PHONE_WIDTH` wide.

    Args:
        labels: of the bars.
        texts: beside them.
        parts: each bar as a part of the longest.
    """
    lines = [line for label in labels for line in label.split("\n")]
    width = PHONE_WIDTH - max((_written_width(line) for line in lines), default=0.0)
    left = [max(width - _written_width(text), width / (1 + MOST_ROOM)) for text in texts]
    return max((part * width / free for part, free in zip(parts, left, strict=True)), default=0) - 1


def _written_width(text: str) -> float:
    """About how many pixels a text takes in a chart; Chinese characters are twice as wide."""
    return sum(11.0 if character >= "\u2e80" else 5.5 for character in text)


def bars_height(bars: int) -> int:
    """Height in pixels of so many horizontal bars."""
    return max(150, 34 * bars + 16)


def _without_repeats(labels: Sequence[str]) -> list[str]:
    """The labels, with a second line only where it differs from the one before."""
    kept, last = [], ""
    for label in labels:
        first, _, second = label.partition("\n")
        kept.append(first if second == last else label)
        last = second
    return kept


def label_axis(labels: Sequence[str], most: int = 6) -> dict[str, object]:
    """An axis of ready labels, thinned so that they are legible on a phone.

    What stands on a label's second line is written only where it is new.
    """
    step = -(-len(labels) // most) or 1
    shown = list(range(0, len(labels), step))
    return axis(
        tickmode="array",
        tickvals=shown,
        ticktext=[safe(label) for label in _without_repeats([labels[place] for place in shown])],
        tickangle=0,
        # on a phone the first of many would touch the zero of the values
        ticklabelstandoff=6,
        showgrid=False,
        # the first of many labels would stand on the axis of the values
        range=[-max(0.6, 0.025 * len(labels)), max(len(labels) - 0.4, 0.6)],
    )
