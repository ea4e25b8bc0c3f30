"""What each channel had a part in, by the purchases that would be lost without it.

Journeys of customers are a Markov chain of the first order: from the start through the channels
that touched them to a purchase, or to none. Removing a channel sends whoever would have come to it
to no purchase; the share of the purchases that is lost by it is its removal effect, and the
purchases are divided in proportion to these effects. Solved exactly, where a simulation of walks
differs from run to run.

Anderl, Becker, von Wangenheim and Schumann, "Mapping the Customer Journey: Lessons Learned from
Graph-Based Online Attribution Modeling", International Journal of Research in Marketing 33 (2016)
457-474.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

START = "start"
PURCHASE = "purchase"
NONE = "none"
_ENDS = {START, PURCHASE, NONE}

Transitions = Mapping[tuple[str, str], float]

_SHARES = pa.schema(
    [
        ("month", pa.date32()),
        ("channel_group", pa.string()),
        ("removal_effect", pa.float64()),
        ("share", pa.float64()),
    ]
)


@dataclass(frozen=True)
class Chain:
    """A chain of journeys.

    Attributes:
        channels: in the order of their names.
        conversion_rate: probability that a journey ends in a purchase.
        removal_effects: of each channel, the share of purchases lost without it, 0 to 1.
    """

    channels: tuple[str, ...]
    conversion_rate: float
    removal_effects: npt.NDArray[np.float64]

    def shares(self) -> npt.NDArray[np.float64]:
        """What each channel gets of the purchases; 0 for all where none lead to any."""
        total = self.removal_effects.sum()
        return self.removal_effects / total if total > 0 else self.removal_effects


def chain(transitions: Transitions) -> Chain:
    """The chain of transitions that were counted, and what each channel means to it.

    A walk that comes to a channel does so, or does not, before anything that happens there. So the
    purchases lost without it are those of the walks that come to it: the probability to come to it
    from the start, times that of a purchase from it. Both are in the inverse of I - Q, Q being the
    probabilities among the channels.

    Args:
        transitions: how often a touchpoint came after another, in journeys that have ended; `start`
            comes first, `purchase` or `none` last.

    Raises:
        ValueError: a channel is never left.
    """
    channels = tuple(sorted({name for pair in transitions for name in pair} - _ENDS))
    index = {name: number for number, name in enumerate((START, *channels))}
    among = np.zeros((len(index), len(index)))
    to_purchase, left = np.zeros(len(index)), np.zeros(len(index))
    for (before, after), count in transitions.items():
        left[index[before]] += count
        if after == PURCHASE:
            to_purchase[index[before]] += count
        elif after != NONE:
            among[index[before], index[after]] += count
    if not left.all():
        raise ValueError(f"no way out of {[name for name in index if not left[index[name]]]}")
    visits = np.linalg.solve(np.eye(len(index)) - among / left[:, None], np.eye(len(index)))
    buys = visits @ (to_purchase / left)
    comes = visits[0] / np.diag(visits)
    effects = comes * buys / buys[0] if buys[0] > 0 else np.zeros(len(index))
    return Chain(channels, float(buys[0]), effects[1:])


def markov_shares(transitions: pa.Table) -> pa.Table:
    """Each month's journeys as a chain of their own, so that a month that is over stays as it is.

    Args:
        transitions: from_touchpoint, to_touchpoint, journeys, and the month in which they ended,
            NULL for those that have not; in a fixed order.

    Returns:
        month, channel_group, removal_effect and share. Months without a purchase that a touch led
        to have no rows; the shares of any other add up to 1.
    """
    by_month: dict[dt.date, Counter[tuple[str, str]]] = {}
    for row in transitions.filter(pc.is_valid(transitions["month"])).to_pylist():
        pair = row["from_touchpoint"], row["to_touchpoint"]
        # a purchase that no touch led to is nobody's
        if pair != (START, PURCHASE):
            by_month.setdefault(row["month"], Counter())[pair] += row["journeys"]
    rows = []
    for month, counted in sorted(by_month.items()):
        found = chain(counted)
        if found.conversion_rate > 0:
            parts = zip(found.channels, found.removal_effects, found.shares(), strict=True)
            rows += [dict(zip(_SHARES.names, (month, *part), strict=True)) for part in parts]
    return pa.Table.from_pylist(rows, schema=_SHARES)
