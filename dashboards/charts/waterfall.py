"""Steps from one amount to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dashboards.charts.base import AMBER, BLUE, GREY, TEAL, Figure, axis, figure, safe
from dashboards.charts.comparisons import label_axis_down, texts_behind
from dashboards.charts.simple import bars_height


@dataclass(frozen=True)
class Step:
    """One step: what it adds, or takes away if negative; a total starts from zero."""

    label: str
    value: float
    is_total: bool
    text: str
    hover: str


def steps_down(steps: Sequence[Step]) -> Figure:
    """A waterfall from the top down, from the first total through what comes and goes to the last.

    Args:
        steps: in order.
    """
    levels, level = [0.0], 0.0
    for step in steps:
        level = step.value if step.is_total else level + step.value
        levels.append(level)
    low, high = min(levels), max(levels)
    # a character of Chinese is as wide as two others
    places = max((sum(2 if c > "⺀" else 1 for c in step.text) for step in steps), default=0)
    room = ((high - low) or 1.0) * max(0.45, 0.04 * places)
    trace: dict[str, Any] = {
        "type": "waterfall",
        "orientation": "h",
        "y": list(range(len(steps))),
        "x": [step.value for step in steps],
        "measure": ["absolute" if step.is_total else "relative" for step in steps],
        "customdata": list(range(len(steps))),
        "increasing": {"marker": {"color": TEAL}},
        "decreasing": {"marker": {"color": AMBER}},
        "totals": {"marker": {"color": BLUE}},
        "connector": {"line": {"color": GREY, "width": 1, "dash": "dot"}},
        "textposition": "none",
        "hovertext": [safe(step.hover) for step in steps],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    ends = [max(pair) for pair in pairwise(levels)]
    ends = [
        max(step.value, 0.0) if step.is_total else end
        for step, end in zip(steps, ends, strict=True)
    ]
    return figure(
        [trace, texts_behind(ends, [step.text for step in steps])],
        bars_height(len(steps)),
        xaxis=axis(visible=False, range=[min(low, 0.0) * 1.1, high + room]),
        yaxis=label_axis_down([step.label for step in steps]),
    )
