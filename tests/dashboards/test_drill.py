"""From a part of a chart to the rows behind it."""

import pytest

from dashboards.components.drill import chosen_row

ROWS = [{"segment": name} for name in "abc"]


def chart(*points):
    return {"selection": {"points": list(points)}}


def table(*rows):
    return {"selection": {"rows": list(rows)}}


@pytest.mark.parametrize(
    ("states", "place"),
    [
        ([], None),
        ([None, {}], None),
        ([{"selection": {}}], None),
        ([chart({"point_index": 1})], 1),
        ([chart({"point_number": 2})], 2),
        # custom data says the row where a chart reorders its parts
        ([chart({"point_index": 0, "customdata": 2})], 2),
        ([chart({"point_index": 0, "customdata": [1]})], 1),
        ([chart({"point_index": 0, "customdata": [[1, 2]]})], 1),
        ([table(2)], 2),
        ([chart(), table(1)], 1),
        ([chart({"point_index": 0}), table(1)], 0),
        # a choice that was made before the filter left fewer rows
        ([chart({"point_index": 3})], None),
        ([table(99)], None),
        ([chart({"point_index": -1})], None),
        ([chart({"customdata": "x"})], None),
        ([chart({"customdata": []}), table(0)], 0),
    ],
)
def test_the_chosen_row(states, place):
    assert chosen_row(states, ROWS) == place
