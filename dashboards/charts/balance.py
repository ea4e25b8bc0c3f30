"""What each of several groups wins and loses, as bars to both sides of zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.charts.base import AMBER, BLUE, TEAL, Figure, axis, figure, safe, shortened
from dashboards.charts.simple import bars_height


@dataclass(frozen=True)
class Balance:
    """One group: what is left of its gains and losses, as it is written, and under the pointer.

    `is_good` says whether a gain of it is good news; None where nobody knows.
    """

    label: str
    value: float
    text: str
    hover: str
    is_good: bool | None = True


def balance_bars(balances: Sequence[Balance]) -> Figure:
    """Bars to the right for net gains and to the left for net losses, in the given order.

    What is good news has another colour than what is bad, to whichever side it is. The sign is
    written beside each bar, so that it does not hang on the colour.
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
            "color": [_colour(balance) for balance in balances],
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


def _colour(balance: Balance) -> str:
    if balance.is_good is None:
        return BLUE
    return TEAL if (balance.value >= 0) == balance.is_good else AMBER
