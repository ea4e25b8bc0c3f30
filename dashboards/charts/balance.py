"""What each of several groups wins and loses, as bars to both sides of zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.charts.base import AMBER, TEAL, Figure, axis, figure, safe, shortened
from dashboards.charts.simple import bars_height


@dataclass(frozen=True)
class Balance:
    """One group: what is left of its gains and losses, as it is written, and under the pointer."""

    label: str
    value: float
    text: str
    hover: str


def balance_bars(balances: Sequence[Balance]) -> Figure:
    """Bars to the right for net gains and to the left for net losses, in the given order.

    The sign is written beside each bar, so that it does not hang on the colour.
    """
    gain = max((balance.value for balance in balances), default=0.0)
    loss = max((-balance.value for balance in balances), default=0.0)
    # room for the number beside the longest bar, on the side that has none, too
    room = (max(gain, loss) or 1.0) * 0.3
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(balances))),
        "x": [balance.value for balance in balances],
        "customdata": list(range(len(balances))),
        "marker": {
            "color": [TEAL if balance.value >= 0 else AMBER for balance in balances],
            "cornerradius": 3,
        },
        "text": [safe(balance.text) for balance in balances],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertext": [safe(balance.hover) for balance in balances],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    return figure(
        [trace],
        bars_height(max(len(balances), 3)),
        xaxis=axis(
            range=[-max(loss, 0.0) - (room if loss > 0 else 0.0), max(gain, 0.0) + room],
            showticklabels=False,
            showgrid=False,
            zeroline=True,
        ),
        yaxis=axis(
            range=[max(len(balances), 3) - 0.5, -0.5],
            tickmode="array",
            tickvals=list(range(len(balances))),
            ticktext=[safe(shortened(balance.label)) for balance in balances],
            showgrid=False,
            ticklabelstandoff=6,
        ),
        bargap=0.35,
    )
