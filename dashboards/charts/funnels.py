"""The sales funnel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.charts.base import BLUE, Figure, axis, figure, safe


@dataclass(frozen=True)
class Stage:
    """One stage: how many reached it, what is written on its bar and under the pointer."""

    label: str
    reached: int
    text: str
    hover: str


def funnel(stages: Sequence[Stage]) -> Figure:
    """Bars from the first stage on top to the last; narrow ones have their text beside them.

    Plotly writes nothing where there is no bar, so what nobody reached is written there itself.
    """
    unreached = [
        {"x": 0, "y": place, "text": safe(stage.text), "font": {"size": 13}, "showarrow": False}
        for place, stage in enumerate(stages)
        if stage.reached == 0
    ]
    trace = {
        "type": "funnel",
        "y": list(range(len(stages))),
        "x": [stage.reached for stage in stages],
        "text": [safe(stage.text) for stage in stages],
        "textinfo": "text",
        "textposition": "auto",
        "insidetextfont": {"size": 13, "color": "#FFFFFF"},
        "outsidetextfont": {"size": 13},
        "constraintext": "none",
        "marker": {"color": BLUE, "opacity": [1 - 0.09 * place for place in range(len(stages))]},
        "connector": {"fillcolor": "rgba(138,148,166,0.18)", "line": {"width": 0}},
        "hovertext": [safe(stage.hover) for stage in stages],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    return figure(
        [trace],
        62 * len(stages) + 24,
        xaxis=axis(visible=False),
        yaxis=axis(
            autorange="reversed",
            tickmode="array",
            tickvals=list(range(len(stages))),
            ticktext=[safe(stage.label) for stage in stages],
            showgrid=False,
        ),
        funnelgap=0.18,
        # Plotly takes an empty list for none at all
        **({"annotations": unreached} if unreached else {}),
    )
