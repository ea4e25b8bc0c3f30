"""Two shares side by side for each of a few groups: how many there are, and what they bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.charts.base import AMBER, BLUE, Figure, axis, figure, safe, shortened


@dataclass(frozen=True)
class Share:
    """One bar: a fraction of the whole, as it is written beside it and under the pointer."""

    value: float | None
    text: str
    hover: str


def paired_bars(labels: Sequence[str], series: Sequence[tuple[str, Sequence[Share]]]) -> Figure:
    """Horizontal bars in pairs, from the top down in the given order.

    Args:
        labels: of the groups.
        series: one or two, each a name for the legend and a share for each group; the row of a
            bar is the place of its group.
    """
    largest = max((share.value or 0.0 for _, shares in series for share in shares), default=0.0)
    places = list(range(len(labels)))
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": safe(name),
            "y": places,
            # a share of something negative has no length
            "x": [max(share.value or 0.0, 0.0) for share in shares],
            "customdata": places,
            "marker": {"color": colour, "cornerradius": 3},
            "text": [safe(share.text) for share in shares],
            "textposition": "outside",
            "cliponaxis": False,
            "hovertext": [safe(share.hover) for share in shares],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
        for (name, shares), colour in zip(series, (BLUE, AMBER), strict=False)
    ]
    return figure(
        traces,
        max(180, 58 * len(labels) + 48),
        showlegend=True,
        legend={
            "orientation": "h",
            "y": 1.02,
            "yanchor": "bottom",
            "x": 0,
            "title": {"text": ""},
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        # room for the text beside the longest bar
        xaxis=axis(visible=False, range=[0, (largest or 1.0) * 1.45]),
        yaxis=axis(
            range=[len(labels) - 0.5, -0.5],
            tickmode="array",
            tickvals=places,
            ticktext=[safe(shortened(label)) for label in labels],
            showgrid=False,
            ticklabelstandoff=6,
        ),
        bargap=0.3,
        bargroupgap=0.08,
    )
