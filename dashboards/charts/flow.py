"""Who came and who went by month: bars above and below zero, and what remains of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.charts.base import GREY, Figure, Formatter, safe
from dashboards.charts.simple import Point
from dashboards.charts.stacks import stacked_bars


@dataclass(frozen=True)
class FlowMonth:
    """One month: how many came new, came back and went, and what is under the pointer."""

    label: str
    new: int
    won_back: int
    churned: int
    hover: str


def flow_bars(
    months: Sequence[FlowMonth], names: tuple[str, str, str, str], tick: Formatter
) -> Figure:
    """Bars of who came on top of each other, of who went below zero, and the line of the net.

    Args:
        months: in order.
        names: of the new, of those who went, of those won back, and of the net.
        tick: how a number is written at its axis.
    """
    new, churned, won_back, net = names
    drawn = stacked_bars(
        [
            (new, [Point(month.label, month.new, month.hover) for month in months]),
            (churned, [Point(month.label, -month.churned, month.hover) for month in months]),
            (won_back, [Point(month.label, month.won_back, month.hover) for month in months]),
        ],
        tick,
    )
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": safe(net),
        "x": list(range(len(months))),
        "y": [month.new + month.won_back - month.churned for month in months],
        "line": {"color": GREY, "width": 2.5},
        "marker": {"color": GREY, "size": 8, "symbol": "diamond"},
        "cliponaxis": False,
        "hovertext": [safe(month.hover) for month in months],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    return {**drawn, "data": [*drawn["data"], line]}
