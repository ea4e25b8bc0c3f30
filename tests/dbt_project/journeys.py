"""Journeys and what had a part in them, in plain Python: slow, and as the definitions say."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from math import factorial

WINDOW = dt.timedelta(90)
Part = Mapping[tuple[str, str], Fraction]  # (channel, campaign) -> part of one purchase


@dataclass(frozen=True)
class Touch:
    """A touch of a customer."""

    day: dt.date
    channel: str
    campaign: str


@dataclass(frozen=True)
class Journey:
    """Touches in order; the day of the purchase that ended them, or on which they were over."""

    touches: tuple[Touch, ...]
    ended: dt.date
    amount: int | None  # in cents; None without a purchase

    @property
    def month(self) -> dt.date:
        return self.ended.replace(day=1)


def journeys(
    touches: Sequence[Touch], purchases: Mapping[dt.date, int], as_of: dt.date
) -> list[Journey]:
    """The journeys of one customer that have ended; touches of a day in the order given."""
    ended: list[Journey] = []
    under_way: list[Touch] = []
    days = {one.day for one in touches} | set(purchases)
    by_day = defaultdict(list)
    for one in touches:
        by_day[one.day].append(one)
    for day in sorted(days):
        if under_way and day > under_way[-1].day + WINDOW:
            ended.append(Journey(tuple(under_way), under_way[-1].day + WINDOW, None))
            under_way = []
        under_way += by_day[day]
        if day in purchases:
            ended.append(Journey(tuple(under_way), day, purchases[day]))
            under_way = []
    if under_way and under_way[-1].day + WINDOW <= as_of:
        ended.append(Journey(tuple(under_way), under_way[-1].day + WINDOW, None))
    return ended


def shapley(
    players: Sequence[Hashable], worth: Callable[[frozenset[Hashable]], Fraction]
) -> dict[Hashable, Fraction]:
    """What each player adds to the others, on average over the orders in which they may come."""
    values = {}
    for player in players:
        others = [one for one in players if one != player]
        values[player] = sum(
            (
                Fraction(factorial(size) * factorial(len(others) - size), factorial(len(players)))
                * (worth(frozenset(before) | {player}) - worth(frozenset(before)))
                for size in range(len(players))
                for before in combinations(others, size)
            ),
            Fraction(0),
        )
    return values


def _weights(journey: Journey) -> dict[str, list[Fraction | float]]:
    count = len(journey.touches)
    ages = [(journey.ended - one.day).days for one in journey.touches]
    if count == 1:
        middle: list[Fraction | float] = [Fraction(1)]
    elif count == 2:
        middle = [Fraction(1, 2)] * 2
    else:
        between = Fraction(1, 5) / (count - 2)
        middle = [Fraction(2, 5), *[between] * (count - 2), Fraction(2, 5)]
    return {
        "first": [Fraction(number == 0) for number in range(count)],
        "last": [Fraction(number == count - 1) for number in range(count)],
        "linear": [Fraction(1, count)] * count,
        "time_decay": [0.5 ** (age / 7) for age in ages],
        "position": middle,
    }


def by_rule(journey: Journey) -> dict[str, dict[tuple[str, str], float]]:
    """Model -> channel and campaign -> part of the purchase, by the rules."""
    parts: dict[str, dict[tuple[str, str], float]] = {}
    for model, weights in _weights(journey).items():
        found: Counter[tuple[str, str]] = Counter()
        for touch, weight in zip(journey.touches, weights, strict=True):
            found[touch.channel, touch.campaign] += float(weight / sum(weights))
        parts[model] = dict(found)
    return parts


def shapley_by_channel(ended: Sequence[Journey], value: Callable[[Journey], int]) -> dict:
    """Channel -> its value in the game in which channels win the journeys that need no other."""
    sold = [one for one in ended if one.amount is not None and one.touches]
    needs = [(frozenset(touch.channel for touch in one.touches), value(one)) for one in sold]
    channels = sorted({channel for need, _ in needs for channel in need})
    return shapley(
        channels, lambda those: Fraction(sum(won for need, won in needs if need <= those))
    )


def markov_by_channel(ended: Sequence[Journey]) -> dict[str, float]:
    """Channel -> share, from chains without each channel, walked step by step."""
    steps: Counter[tuple[str, str]] = Counter()
    for one in ended:
        if one.touches:
            end = "(none)" if one.amount is None else "(purchase)"
            path = ["(start)", *(touch.channel for touch in one.touches), end]
            steps.update(pairwise(path))
    whole = _bought(steps)
    channels = sorted({channel for pair in steps for channel in pair if "(" not in channel})
    lost = {channel: whole - _bought(steps, channel) for channel in channels}
    return {channel: one / sum(lost.values()) for channel, one in lost.items()}


def _bought(steps: Mapping[tuple[str, str], int], removed: str | None = None) -> float:
    left: Counter[str] = Counter()
    for (before, _), count in steps.items():
        left[before] += count
    crowd, bought = {"(start)": 1.0}, 0.0
    while sum(crowd.values()) > 1e-14:
        following: Counter[str] = Counter()
        for (before, after), count in steps.items():
            part = crowd.get(before, 0.0) * count / left[before]
            if after == "(purchase)":
                bought += part
            elif after not in {"(none)", removed}:
                following[after] += part
        crowd = following
    return bought
