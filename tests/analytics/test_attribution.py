"""Markov chains of journeys, against a published example and chains without each channel."""

import datetime as dt
from collections import Counter
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.attribution import NONE, PURCHASE, START, chain, markov_shares


def transitions(journeys):
    """Pairs of touchpoints of journeys, each a path with its end and how many went it."""
    found = Counter()
    for path, end, count in journeys:
        for pair in pairwise([START, *path, end]):
            found[pair] += count
    return found


PUBLISHED = [(["C1", "C2", "C3"], PURCHASE, 1), (["C1"], NONE, 1), (["C2", "C3"], NONE, 1)]


def test_the_worked_example_as_published():
    found = chain(transitions(PUBLISHED))
    assert found.channels == ("C1", "C2", "C3")
    assert found.conversion_rate == pytest.approx(1 / 3, abs=1e-12)
    assert found.removal_effects == pytest.approx([0.5, 1, 1], abs=1e-12)
    assert found.shares() == pytest.approx([0.2, 0.4, 0.4], abs=1e-12)


def walked(counted, removed=None, steps=4000):
    """Probability of a purchase, by sending a crowd through the chain step by step.

    Whoever comes to the removed channel is lost.
    """
    left = Counter()
    for (before, _), count in counted.items():
        left[before] += count
    crowd, bought = {START: 1.0}, 0.0
    for _ in range(steps):
        following = Counter()
        for (before, after), count in counted.items():
            part = crowd.get(before, 0.0) * count / left[before]
            if after == PURCHASE:
                bought += part
            elif after not in {NONE, removed}:
                following[after] += part
        crowd = following
        if sum(crowd.values()) < 1e-13:
            break
    return bought


PATHS = st.lists(
    st.tuples(
        st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=5),
        st.sampled_from([PURCHASE, NONE]),
        st.integers(1, 9),
    ),
    min_size=1,
    max_size=8,
)


@given(PATHS)
def test_the_effect_of_a_channel_is_what_a_chain_without_it_lacks(journeys):
    counted = transitions(journeys)
    found = chain(counted)
    whole = walked(counted)
    assert found.conversion_rate == pytest.approx(whole, abs=1e-9)
    for channel, effect in zip(found.channels, found.removal_effects, strict=True):
        without = 1 - walked(counted, channel) / whole if whole else 0
        assert effect == pytest.approx(without, abs=1e-9)
    assert found.shares().sum() == pytest.approx(1 if whole else 0)


@given(PATHS)
def test_every_purchase_is_lost_without_the_only_channel(journeys):
    alone = [(["A"] * len(path), end, count) for path, end, count in journeys]
    bought = any(end == PURCHASE for _, end, _ in journeys)
    assert chain(transitions(alone)).removal_effects == pytest.approx([1 if bought else 0])


def test_the_order_of_what_was_counted_changes_nothing():
    counted = transitions(PUBLISHED)
    backwards = dict(reversed(list(counted.items())))
    assert np.array_equal(chain(counted).removal_effects, chain(backwards).removal_effects)


def test_a_channel_without_a_way_out_is_refused():
    with pytest.raises(ValueError, match=r"no way out of \['B'\]"):
        chain({(START, "A"): 2, ("A", PURCHASE): 1, ("A", "B"): 1})


def table(rows):
    names = ("month", "from_touchpoint", "to_touchpoint", "journeys")
    types = (pa.date32(), pa.string(), pa.string(), pa.int64())
    columns = list(zip(*rows, strict=True)) or [()] * 4
    return pa.table(
        [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)], names=names
    )


def test_each_month_is_a_chain_of_its_own():
    january, february = dt.date(2026, 1, 1), dt.date(2026, 2, 1)
    rows = [(january, *pair, count) for pair, count in transitions(PUBLISHED).items()]
    others = [
        # purchases of nobody; open journeys; nothing bought
        (january, START, PURCHASE, 1000),
        (None, START, "C1", 50),
        (february, START, "C1", 3),
        (february, "C1", NONE, 3),
    ]
    for one in (rows + others, rows + others + rows):
        found = markov_shares(table(one)).to_pylist()
        assert [(row["month"], row["channel_group"]) for row in found] == [
            (january, "C1"), (january, "C2"), (january, "C3"),
        ]  # fmt: skip
        assert [row["share"] for row in found] == pytest.approx([0.2, 0.4, 0.4])
        assert [row["removal_effect"] for row in found] == pytest.approx([0.5, 1, 1])


def test_nothing_gives_nothing():
    found = markov_shares(table([]))
    assert found.num_rows == 0
    assert found.schema.names == ["month", "channel_group", "removal_effect", "share"]
